"""Scatter: readiness against results: each rep with both bands, or how many reps stand where once they are many.

In: Report.
Out: Chart.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from readiness.stages.report.acts import AREAS
from readiness.stages.report.charts.chart import (
    BLUE,
    GREEN,
    GREY,
    INK,
    PURPLE,
    VERMILION,
    WHITE,
    Chart,
    Spec,
    held,
    line_at,
    one_line,
    shade,
    spec_of,
    text_at,
    tooltip,
    values,
)
from readiness.stages.report.charts.standing import Placed, Standing, standing
from readiness.stages.report.charts.table import Cell
from readiness.stages.report.summary import Report
from readiness.stages.report.words import listed, percent, points
from readiness.vocabulary import counted

NAME, TITLE = "readiness_vs_results", "Readiness and what each rep added"
MOST_POINTS = 400
"""With more reps their number in each cell of a grid is drawn."""
MOST_NUMBERED = 40
"""With more points their numbers would cover each other; the table has every rep's name all the same."""
WIDEST = 100.0
"""Percent: a band that reaches farther either way is cut at the picture's edge; the table has all of it."""
ROOM = 10.0
"""Points and percent that are shown at least on either side of the bar and of zero."""
HEIGHT = 400
CELLS = 10
"""Of the grid, at most, across and up."""
MARKS: Mapping[str, tuple[str, str, str, bool]] = MappingProxyType(
    {
        "ready_and_adding": ("Ready, sells more than average", BLUE, "circle", True),
        "ready_not_adding": ("Ready, sells less than average", VERMILION, "square", True),
        "adding_not_ready": ("Not shown ready, sells more", GREEN, "triangle-up", True),
        "neither": ("Not shown ready, sells less", PURPLE, "diamond", True),
        "ready_unclear": ("Ready, sales cannot tell yet", GREY, "cross", False),
        "not_ready_unclear": ("Not shown ready, sales cannot tell yet", GREY, "triangle-down", False),
    }
)
"""Of each quadrant in `reps.csv`: name, colour, shape, and whether the shape is filled."""


def readiness_vs_results(report: Report) -> Chart | None:
    """Return the picture, or None where no rep has enough data on both counts."""
    found = standing(report)
    if found is None:
        return None
    n = len(found.placed)
    ready = sum(p.quadrant in ("ready_and_adding", "ready_not_adding", "ready_unclear") for p in found.placed)
    both = sum(p.quadrant == "ready_and_adding" for p in found.placed)
    drawn = f"{counted(n, 'rep')} by readiness across and by what each added up"
    says = (
        f"{drawn}, with 90% bands: {ready} shown to be ready, and {both} of them {'sells' if both == 1 else 'sell'} more than an"
        " average rep would."
    )
    absent = f"Not drawn, for want of data on one count or both: {listed(found.absent)}." if found.absent else ""
    if n > MOST_POINTS:
        return _cells(found, says.replace(", with 90% bands", ""), absent)
    return _points(found, says, absent)


def _axes(found: Standing) -> tuple[Spec, Spec]:
    """Return both axes, with room for every band that is not cut."""
    ends = [v for p in found.placed for v in p.across]
    low = 10 * math.floor(min(found.bar - ROOM, *ends) / 10)
    high = 10 * math.ceil(max(found.bar + ROOM, *ends) / 10)
    if not found.is_own:
        low, high = max(0, low), min(100, high)
    shares = [held(v, WIDEST) for p in found.placed for v in p.up]
    least, most = 10 * math.floor(min(-ROOM, *shares) / 10), 10 * math.ceil(max(ROOM, *shares) / 10)
    x = {
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": False},
        "axis": {"title": found.x_title, "tickCount": 6},
    }
    y_axis = {"title": "Added, % of an average rep's sales", "labelExpr": "datum.label + '%'", "tickCount": 6}
    y = {"type": "quantitative", "scale": {"domain": [least, most], "nice": False}, "axis": y_axis}
    return x, y


def _lines(found: Standing, x: Spec, y: Spec) -> list[Spec]:
    """Return the lines between the quadrants."""
    return [line_at("y", {**y, "datum": 0}), line_at("x", {**x, "datum": found.bar}, dashed=True)]


def _areas(x: Spec, y: Spec) -> list[Spec]:
    """Return the names of the four areas, each in its corner and clear of the lines behind it."""
    (left, right), (bottom, top) = x["scale"]["domain"], y["scale"]["domain"]
    corners = (
        ("adding_not_ready", left, top), ("ready_and_adding", right, top), ("neither", left, bottom),
        ("ready_not_adding", right, bottom),
    )  # fmt: skip
    halo = {"color": WHITE, "stroke": WHITE, "strokeWidth": 4}
    return [
        text_at(
            {**x, "at": across}, {**y, "at": up}, AREAS[area], fontWeight="bold", align="left" if across == left else "right",
            baseline="top" if up == top else "bottom", dx=5 if across == left else -5, dy=5 if up == top else -5, **look,
        )
        for area, across, up in corners
        for look in (halo, {})
    ]  # fmt: skip


def _points(found: Standing, says: str, note: str) -> Chart:
    x, y = _axes(found)
    lowest, highest = x["scale"]["domain"]
    data = [_point(n, p, lowest, highest) for n, p in enumerate(found.placed, start=1)]
    used = [q for q in MARKS if any(p.quadrant == q for p in found.placed)]
    layers = [*_lines(found, x, y), *_areas(x, y), *_marks(data, used, x, y)]
    title = "Above the bar" if found.is_own else "Readiness"
    header = ("No.", "Rep", title, f"{title}, low", f"{title}, high", "Added", "Added, low", "Added, high", "Reading")
    kinds = ("count", "text", *["index"] * 3, *["percent"] * 3, "text")
    rows = tuple(_row(n, p) for n, p in enumerate(found.placed, start=1))
    return Chart(NAME, TITLE, says, spec_of(HEIGHT, layers), header, rows, kinds, note, names_persons=True)


def _row(n: int, p: Placed) -> tuple[Cell, ...]:
    across, up = ([round(v, 4) + 0.0 for v in three] for three in (p.across, p.up))
    return n, p.name, across[1], across[0], across[2], up[1], up[0], up[2], p.reading


def _marks(data: list[Spec], used: Sequence[str], x: Spec, y: Spec) -> list[Spec]:
    """Return both bands of each rep, the points, and their numbers where these would not cover each other."""
    here = {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}}
    thin = {"type": "rule", "color": GREY, "strokeWidth": 1.2, "opacity": 0.55}
    bands = (
        {"x": {**x, "field": "x_low"}, "x2": {"field": "x_high"}, "y": here["y"]},
        {"x": here["x"], "y": {**y, "field": "y_low"}, "y2": {"field": "y_high"}},
    )
    names, colours = [MARKS[q][0] for q in used], [MARKS[q][1] for q in used]
    shown = (("name", "Rep"), ("index", "Readiness (90% band)"), ("added", "Added (90% band)"), ("reading", "Reading"))
    dots: Spec = {
        "data": values(data),
        "mark": {"type": "point", "size": 75, "strokeWidth": 1.5, "opacity": 1},
        "encoding": {
            **here, "tooltip": tooltip(shown),
            "shape": _scaled(names, [MARKS[q][2] for q in used]), "stroke": _scaled(names, colours),
            "fill": _scaled(names, [MARKS[q][1] if MARKS[q][3] else WHITE for q in used]),
        },
    }  # fmt: skip
    numbers: Spec = {
        "data": values(data),
        "mark": {"type": "text", "dx": 8, "dy": -8, "fontSize": 11, "color": INK},
        "encoding": {**here, "text": {"field": "n", "type": "nominal"}},
    }
    whiskers: list[Spec] = [{"data": values(data), "mark": thin, "encoding": encoding} for encoding in bands]
    return [*whiskers, dots, *([numbers] if len(data) <= MOST_NUMBERED else [])]


def _scaled(names: Sequence[str], said: Sequence[str]) -> Spec:
    look = {"title": None, "orient": "bottom", "columns": 1, "direction": "vertical", "offset": 6}
    scale = {"domain": list(names), "range": list(said)}
    return {"field": "quadrant", "type": "nominal", "scale": scale, "legend": look}


def _point(n: int, p: Placed, lowest: float, highest: float) -> Spec:
    low, middle, high = (round(min(highest, max(lowest, v)), 4) + 0.0 for v in p.across)
    least, share, most = (held(v, WIDEST) for v in p.up)
    ends = [percent(v / 100, signed=True) for v in p.up]
    return {
        "n": str(n), "name": one_line(p.name)[:80], "quadrant": MARKS[p.quadrant][0], "reading": p.reading,
        "x": middle, "x_low": low, "x_high": high, "y": share, "y_low": least, "y_high": most,
        "index": f"{points(p.across[1])} ({points(p.across[0])} to {points(p.across[2])})",
        "added": f"{ends[1]} ({ends[0]} to {ends[2]})",
    }  # fmt: skip


def _cells(found: Standing, says: str, note: str) -> Chart:
    """Return how many reps stand in each cell of a grid."""
    x, y = _axes(found)
    across, up = _edges(x["scale"]["domain"]), _edges(y["scale"]["domain"])
    counts = Counter((_cell(p.across[1], across), _cell(p.up[1], up)) for p in found.placed)
    most = max(counts.values())
    rows = [(across[i], across[i + 1], up[j], up[j + 1], n) for (i, j), n in sorted(counts.items())]
    data = [_counted(*row, math.sqrt((row[-1] - 1) / most)) for row in rows]
    own = {"type": "nominal", "scale": None}
    ends = {"x": {**x, "field": "x_low"}, "x2": {"field": "x_high"}, "y": {**y, "field": "y_low"}, "y2": {"field": "y_high"}}
    middle = {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}}
    told = tooltip((("n", "Reps"), ("index", "Readiness"), ("added", "Added")))
    layers: list[Spec] = [
        {
            "data": values(data),
            "mark": {"type": "rect", "stroke": WHITE},
            "encoding": {**ends, "color": {"field": "fill", **own}, "tooltip": told},
        },
        *_lines(found, x, y),
        {
            "data": values(data),
            "mark": {"type": "text", "fontSize": 12},
            "encoding": {**middle, "text": {"field": "n", "type": "nominal"}, "color": {"field": "ink", **own}},
        },
    ]
    header = ("Readiness from", "Readiness to", "Added from, %", "Added to, %", "Reps")
    kinds = ("index", "index", "percent", "percent", "count")
    many = (
        f"{counted(len(found.placed), 'rep')} are too many for points: each cell says how many stand there, without their bands."
    )
    notes = f"{many} {note}".strip()
    return Chart(NAME, TITLE, says, spec_of(HEIGHT, layers), header, tuple(rows), kinds, notes, names_persons=bool(note))


def _counted(left: float, right: float, bottom: float, top: float, n: int, share: float) -> Spec:
    fill, ink = shade(share)
    return {
        "x": (left + right) / 2, "x_low": left, "x_high": right, "y": (bottom + top) / 2, "y_low": bottom, "y_high": top,
        "n": f"{n:,}", "fill": fill, "ink": ink, "index": f"{left:g} to {right:g}", "added": f"{bottom:g}% to {top:g}%",
    }  # fmt: skip


def _edges(domain: Sequence[float]) -> list[float]:
    """Return the ends of the cells: whole tens that divide the picture into at most CELLS."""
    low, high = domain
    step = 5 if high - low <= 5 * CELLS else 10 * math.ceil((high - low) / (10 * CELLS))
    n = math.ceil((high - low) / step)
    return [min(high, low + step * k) for k in range(n + 1)]


def _cell(value: float, edges: Sequence[float]) -> int:
    inside = sum(value >= edge for edge in edges) - 1
    return min(len(edges) - 2, max(0, inside))
