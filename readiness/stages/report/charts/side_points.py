"""Side points: points with their bands on either side of zero, one a row, told apart by colour and shape.

In: labels, values.
Out: layers of a spec.
"""

from __future__ import annotations

from collections.abc import Sequence

from readiness.stages.report.charts.chart import BLUE, GREY, VERMILION, Spec, line_at, values

MORE, OPEN, LESS = "more", "cannot be told apart", "less"
SIDES = ((MORE, BLUE, "circle"), (OPEN, GREY, "square"), (LESS, VERMILION, "diamond"))


def side_of(low: float, high: float) -> str:
    """Return on which side of zero a whole band lies."""
    return MORE if low > 0 else LESS if high < 0 else OPEN


def side_layers(data: Sequence[Spec], y: Spec, x_axis: Spec, told: Sequence[Spec]) -> list[Spec]:
    """Return the zero line, the bands and the points; each row of data has label, x, low, high and side."""
    x: Spec = {"type": "quantitative", "axis": x_axis}
    names = [name for name, _, _ in SIDES]
    look = {"title": None, "orient": "bottom", "columns": 3, "labelLimit": 140, "columnPadding": 6, "symbolType": "circle"}
    colour = {"field": "side", "type": "nominal", "scale": {"domain": names, "range": [c for _, c, _ in SIDES]}, "legend": look}
    shape = {"field": "side", "type": "nominal", "scale": {"domain": names, "range": [s for _, _, s in SIDES]}, "legend": look}
    place = {"y": y, "tooltip": list(told), "color": colour}
    return [
        line_at("x", {"datum": 0}),
        {
            "data": values(data),
            "mark": {"type": "rule", "strokeWidth": 3},
            "encoding": {**place, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {
            "data": values(data),
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
            "encoding": {**place, "x": {**x, "field": "x"}, "shape": shape},
        },
    ]
