"""Grid: a table drawn, each cell shaded by its share and with the figure on it.

In: cells.
Out: a spec.
"""

from __future__ import annotations

from collections.abc import Sequence

from readiness.stages.report.charts.chart import LABELS, WHITE, Spec, shade, spec_of, values

STRAIGHT = 4
"""With more columns their headings are slanted."""


def cell(row: str, column: str, share: float, text: str, under: str = "", **told: str) -> Spec:
    """Return one cell: the darker, the larger the share; `under` is a smaller line below the figure."""
    fill, ink = shade(share)
    return {"row": row, "column": column, "text": text, "under": under, "fill": fill, "ink": ink, **told}


def grid_spec(cells: Sequence[Spec], headings: Sequence[str], told: Sequence[Spec], *, step: int) -> Spec:
    """Return the spec of a grid; `headings` are the columns in their order, `step` is the height of a row."""
    height = step * len({c["row"] for c in cells})
    if len(headings) <= STRAIGHT:
        return spec_of(height, _layers(cells, headings, told))
    room = {"left": 6, "top": 6, "right": 60, "bottom": 6}
    return spec_of(height, _layers(cells, headings, told), padding=room)


def _layers(cells: Sequence[Spec], headings: Sequence[str], told: Sequence[Spec]) -> list[Spec]:
    axis = {"title": None, "ticks": False, "domain": False, "labelFontSize": 12}
    y: Spec = {"field": "row", "type": "nominal", "sort": None, "axis": {**axis, **LABELS, "labelLimit": 190}}
    look = {"labelAngle": -40, "labelAlign": "left"} if len(headings) > STRAIGHT else {"labelAngle": 0}
    top = {**axis, **look, "orient": "top", "labelExpr": LABELS["labelExpr"], "labelLimit": 110}
    x: Spec = {"field": "column", "type": "nominal", "sort": None, "scale": {"domain": list(headings)}, "axis": top}
    size = 13 if len(headings) <= STRAIGHT else 12
    own = {"type": "nominal", "scale": None}
    is_double = any(c["under"] for c in cells)
    texts: list[Spec] = [
        {
            "data": values([c for c in cells if c[field]]),
            "mark": {"type": "text", "fontSize": pixels, "dy": dy},
            "encoding": {"x": x, "y": y, "text": {"field": field, "type": "nominal"}, "color": {"field": "ink", **own}},
        }
        for field, dy, pixels in (("text", -7 if is_double else 0, size), *([("under", 9, 11)] if is_double else []))
    ]
    return [
        {
            "data": values(cells),
            "mark": {"type": "rect", "stroke": WHITE, "strokeWidth": 1.5},
            "encoding": {"x": x, "y": y, "color": {"field": "fill", **own}, "tooltip": list(told)},
        },
        *texts,
    ]
