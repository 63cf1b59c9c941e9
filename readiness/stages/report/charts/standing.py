"""Standing: readiness against results: each rep with both bands, or how many reps stand where once they are many.

In: Report.
Out: Chart; which reps can be placed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from readiness.stages.follow_ups import Place
from readiness.stages.report.acts import AREAS, BETWEEN, reading
from readiness.stages.report.charts.chart import (
    BLUE,
    GREEN,
    GREY,
    INK,
    PURPLE,
    SHADES,
    SOFT,
    VERMILION,
    WHITE,
    Cell,
    Chart,
    Spec,
    finite,
    held,
    one_line,
    shade,
    spec_of,
    tooltip,
    values,
)
from readiness.stages.report.rows import RepRow
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
HEIGHT = 380
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


@dataclass(frozen=True, slots=True)
class Placed:
    """One rep with enough data on both counts: low end, middle and high end of each."""

    name: str
    quadrant: str
    across: tuple[float, float, float]
    """The index, or points above or below the rep's own bar."""
    up: tuple[float, float, float]
    """What was added, in percent of what an average rep would have sold."""
    reading: str
    place: Place


@dataclass(frozen=True, slots=True)
class Standing:
    """The reps that can be placed, by name, and the bar they are held against."""

    placed: tuple[Placed, ...]
    bar: float
    is_own: bool
    """Motions have bars of their own, so that the bar is 0 and readiness is told from it."""
    absent: tuple[str, ...]
    """Names of the others."""

    @property
    def x_title(self) -> str:
        """Return what is drawn across."""
        return "Readiness, points above or below the rep's own bar" if self.is_own else "Readiness (0 to 100)"

    @property
    def counts(self) -> tuple[tuple[str, int, int], ...]:
        """Return of each area the reps who are surely in it, and those who most likely are; last, those between them."""
        found = []
        for name, words in AREAS.items():
            here = [p.place for p in self.placed if p.place.most_likely and p.place.most_likely[0] == name]
            found.append((words, sum(p.is_sure for p in here), sum(not p.is_sure for p in here)))
        return (*found, (BETWEEN, 0, sum(p.place.most_likely is None for p in self.placed)))


def standing(report: Report) -> Standing | None:
    """Return the reps with enough data on both counts, or None where there is none."""
    names, row_of = dict(report.names), {row.rep_id: row for row in report.rows}
    pairs = [(row_of[p.rep_id], p) for p in report.decisions.places if p.rep_id in row_of and is_placed(row_of[p.rep_id])]
    if not pairs:
        return None
    bars = {place.bar for _, place in pairs}
    is_own = len(bars) > 1
    found = [(names.get(row.rep_id) or row.rep_id, row, place) for row, place in pairs]
    found.sort(key=lambda f: (f[0], f[1].rep_id))
    shown = {row.rep_id for row, _ in pairs}
    return Standing(
        tuple(
            Placed(name, row.quadrant, _index(row, place.bar if is_own else 0.0), _shares(row), reading(place), place)
            for name, row, place in found
        ),
        0.0 if is_own else bars.pop(),
        is_own,
        tuple(sorted(names.get(r.rep_id) or r.rep_id for r in report.rows if r.rep_id not in shown)),
    )


def is_placed(row: RepRow) -> bool:
    """Return whether a rep's readiness and contribution are known, both with their bands, and what to hold the latter against."""
    index = (row.readiness, row.readiness_low, row.readiness_high)
    return finite(*index, row.contribution_money, row.contribution_low, row.contribution_high) and (row.expected_money or 0.0) > 0


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
        return _grid(found, says, absent)
    return _points(found, says, absent)


def _index(row: RepRow, less: float) -> tuple[float, float, float]:
    low, middle, high = ((v or 0.0) - less for v in (row.readiness_low, row.readiness, row.readiness_high))
    return low, middle, high


def _shares(row: RepRow) -> tuple[float, float, float]:
    expected = row.expected_money or 1.0
    low, middle, high = (100 * (v or 0.0) / expected for v in (row.contribution_low, row.contribution_money, row.contribution_high))
    return low, middle, high


def _axes(found: Standing) -> tuple[Spec, Spec]:
    """Return both axes, with room for every band that is not cut."""
    ends = [v for p in found.placed for v in p.across]
    low = 10 * math.floor(min(found.bar - ROOM, *ends) / 10)
    high = 10 * math.ceil(max(found.bar + ROOM, *ends) / 10)
    if not found.is_own:
        low, high = max(0, low), min(100, high)
    shares = [held(v, WIDEST) for p in found.placed for v in p.up]
    least, most = 10 * math.floor(min(-ROOM, *shares) / 10), 10 * math.ceil(max(ROOM, *shares) / 10)
    x = {"type": "quantitative", "scale": {"domain": [low, high], "nice": False}, "axis": {"title": found.x_title, "tickCount": 6}}
    y_axis = {"title": "Added, % of an average rep's sales", "labelExpr": "datum.label + '%'", "tickCount": 6}
    y = {"type": "quantitative", "scale": {"domain": [least, most], "nice": False}, "axis": y_axis}
    return x, y


def _lines(found: Standing, x: Spec, y: Spec) -> list[Spec]:
    """Return the lines between the quadrants and the names of the four areas."""
    (left, right), (bottom, top) = x["scale"]["domain"], y["scale"]["domain"]
    areas = [
        (AREAS["adding_not_ready"], left, top, "left", "top", 5), (AREAS["ready_and_adding"], right, top, "right", "top", 5),
        (AREAS["neither"], left, bottom, "left", "bottom", -5), (AREAS["ready_not_adding"], right, bottom, "right", "bottom", -5),
    ]  # fmt: skip
    texts: list[Spec] = [
        {
            "data": values([{"x": at, "y": height, "text": text}]),
            "mark": {
                "type": "text", "align": align, "baseline": baseline, "dx": 5 if align == "left" else -5, "dy": dy, "fontSize": 12,
                "fontWeight": "bold", "color": SOFT,
            },
            "encoding": {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}, "text": {"field": "text", "type": "nominal"}},
        }
        for text, at, height, align, baseline, dy in areas
    ]  # fmt: skip
    nothing: Spec = {"values": [{}]}
    return [
        {"data": nothing, "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5}, "encoding": {"y": {**y, "datum": 0}}},
        {
            "data": nothing,
            "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5, "strokeDash": [5, 4]},
            "encoding": {"x": {**x, "datum": found.bar}},
        },
        *texts,
    ]


def _points(found: Standing, says: str, note: str) -> Chart:
    x, y = _axes(found)
    lowest, highest = x["scale"]["domain"]
    data = [_point(n, p, lowest, highest) for n, p in enumerate(found.placed, start=1)]
    used = [q for q in MARKS if any(p.quadrant == q for p in found.placed)]
    whiskers: list[Spec] = [
        {
            "data": values(data),
            "mark": {"type": "rule", "color": GREY, "strokeWidth": 1.2, "opacity": 0.55},
            "encoding": encoding,
        }
        for encoding in (
            {"x": {**x, "field": "x_low"}, "x2": {"field": "x_high"}, "y": {**y, "field": "y"}},
            {"x": {**x, "field": "x"}, "y": {**y, "field": "y_low"}, "y2": {"field": "y_high"}},
        )
    ]
    names = [MARKS[q][0] for q in used]
    shown = (("name", "Rep"), ("index", "Readiness (90% band)"), ("added", "Added (90% band)"), ("reading", "Reading"))
    dots: Spec = {
        "data": values(data),
        "mark": {"type": "point", "size": 75, "strokeWidth": 1.5, "opacity": 1},
        "encoding": {
            "x": {**x, "field": "x"}, "y": {**y, "field": "y"},
            "shape": _scaled(names, [MARKS[q][2] for q in used], legend=True),
            "stroke": _scaled(names, [MARKS[q][1] for q in used], legend=True),
            "fill": _scaled(names, [MARKS[q][1] if MARKS[q][3] else WHITE for q in used], legend=True),
            "tooltip": tooltip(shown),
        },
    }  # fmt: skip
    numbers: Spec = {
        "data": values(data),
        "mark": {"type": "text", "dx": 8, "dy": -8, "fontSize": 11, "color": INK},
        "encoding": {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}, "text": {"field": "n", "type": "nominal"}},
    }
    layers = [*_lines(found, x, y), *whiskers, dots, *([numbers] if len(data) <= MOST_NUMBERED else [])]
    spec = spec_of(HEIGHT + 22 * len(used), layers)
    title = "Above the bar" if found.is_own else "Readiness"
    header = ("No.", "Rep", title, f"{title}, low", f"{title}, high", "Added", "Added, low", "Added, high", "Reading")
    rows: list[tuple[Cell, ...]] = []
    for n, p in enumerate(found.placed, start=1):
        across, up = [round(v, 4) for v in p.across], [round(v, 4) for v in p.up]
        rows.append((n, p.name, across[1], across[0], across[2], up[1], up[0], up[2], p.reading))
    kinds = ("count", "text", *["index"] * 3, *["percent"] * 3, "text")
    return Chart(NAME, TITLE, says, spec, header, tuple(rows), kinds, note)


def _scaled(names: Sequence[str], said: Sequence[str], *, legend: bool) -> Spec:
    look = {"title": None, "orient": "bottom", "columns": 1, "direction": "vertical", "offset": 6}
    scale = {"domain": list(names), "range": list(said)}
    return {"field": "quadrant", "type": "nominal", "scale": scale, "legend": look if legend else None}


def _point(n: int, p: Placed, lowest: float, highest: float) -> Spec:
    low, middle, high = (round(min(highest, max(lowest, v)), 4) + 0.0 for v in p.across)
    least, share, most = (held(v, WIDEST) for v in p.up)
    ends = [percent(v / 100, signed=True) for v in p.up]
    return {
        "n": str(n), "name": one_line(p.name)[:80], "quadrant": MARKS[p.quadrant][0], "x": middle, "x_low": low, "x_high": high,
        "y": share, "y_low": least, "y_high": most, "index": f"{points(p.across[1])} ({points(p.across[0])} to {points(p.across[2])})",
        "added": f"{ends[1]} ({ends[0]} to {ends[2]})", "reading": p.reading,
    }  # fmt: skip


def _grid(found: Standing, says: str, note: str) -> Chart:
    """Return how many reps stand in each cell."""
    x, y = _axes(found)
    across, up = _edges(x["scale"]["domain"]), _edges(y["scale"]["domain"])
    counts: dict[tuple[int, int], int] = {}
    for p in found.placed:
        cell = (_cell(p.across[1], across), _cell(p.up[1], up))
        counts[cell] = counts.get(cell, 0) + 1
    most = max(counts.values())
    rows: list[tuple[Cell, ...]] = []
    data: list[Spec] = []
    for (i, j), n in sorted(counts.items()):
        fill, ink = shade(math.sqrt((n - 1) / most))
        ends = (across[i], across[i + 1], up[j], up[j + 1])
        rows.append((*ends, n))
        told = {"index": f"{ends[0]:g} to {ends[1]:g}", "added": f"{ends[2]:g}% to {ends[3]:g}%", "n": f"{n:,}", "fill": fill, "ink": ink}
        middle = {"x": (ends[0] + ends[1]) / 2, "y": (ends[2] + ends[3]) / 2}
        data.append({"x_low": ends[0], "x_high": ends[1], "y_low": ends[2], "y_high": ends[3], **middle, **told})
    own = {"type": "nominal", "scale": None}
    shown = (("n", "Reps"), ("index", "Readiness"), ("added", "Added"))
    cells: Spec = {
        "data": values(data),
        "mark": {"type": "rect", "stroke": WHITE},
        "encoding": {
            "x": {**x, "field": "x_low"}, "x2": {"field": "x_high"}, "y": {**y, "field": "y_low"}, "y2": {"field": "y_high"},
            "color": {"field": "fill", **own}, "tooltip": tooltip(shown),
        },
    }  # fmt: skip
    texts: Spec = {
        "data": values(data),
        "mark": {"type": "text", "fontSize": 12},
        "encoding": {
            "x": {**x, "field": "x"}, "y": {**y, "field": "y"}, "text": {"field": "n", "type": "nominal"},
            "color": {"field": "ink", **own},
        },
    }  # fmt: skip
    header = ("Readiness from", "Readiness to", "Added from, %", "Added to, %", "Reps")
    kinds = ("index", "index", "percent", "percent", "count")
    lines = _lines(found, x, y)[:2]
    drawn = f"{counted(len(found.placed), 'rep')} are too many for points: each cell says how many stand there, without their bands."
    return Chart(NAME, TITLE, says.replace(", with 90% bands", ""), spec_of(HEIGHT, [cells, *lines, texts]), header, tuple(rows), kinds,
                 f"{drawn} {note}".strip())  # fmt: skip


def _edges(domain: Sequence[float]) -> list[float]:
    """Return the ends of the cells: whole tens that divide the picture into at most CELLS."""
    low, high = domain
    step = 5 if high - low <= 5 * CELLS else 10 * math.ceil((high - low) / (10 * CELLS))
    n = math.ceil((high - low) / step)
    return [min(high, low + step * k) for k in range(n + 1)]


def _cell(value: float, edges: Sequence[float]) -> int:
    inside = sum(value >= edge for edge in edges) - 1
    return min(len(edges) - 2, max(0, inside))
