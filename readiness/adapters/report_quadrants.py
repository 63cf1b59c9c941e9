"""Quadrant picture: each rep as a point with both bands, readiness across, what was added as a share of expected up.

In: Report.
Out: Quadrants: numbers and texts for the template, no markup.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readiness.adapters.report_charts import Scale, Tick, index_text, name_of, scale_over, short
from readiness.stages.follow_ups import Place
from readiness.stages.report import AREAS, Report, RepRow, reading
from readiness.stages.report.acts import BETWEEN
from readiness.stages.report.words import percent

HEIGHT = 420  # pixels; the width is the screen's
WIDEST = 100.0
"""Percent: a band that reaches farther either way is cut at the picture's edge; the table has all of it."""
ROOM = 10.0
"""Points and percent that are shown at least on either side of the bar and of zero, so that every area has room for its name."""
MOST_NUMBERED = 40
"""With more points their numbers would cover each other; the table has every rep's name all the same."""


@dataclass(frozen=True, slots=True)
class Point:
    """One rep in the picture: percent across, pixels down."""

    n: int
    name: str
    status: str
    x: float
    x_low: float
    x_high: float
    y: float
    y_low: float
    y_high: float
    readiness: str
    added: str
    reading: str


@dataclass(frozen=True, slots=True)
class Quadrants:
    """The picture; `absent` names reps without enough data on both counts."""

    points: tuple[Point, ...]
    """By name."""
    is_numbered: bool
    areas: tuple[str, str, str, str]
    """Names of the areas: top left, top right, bottom left, bottom right."""
    bar: float
    x_title: str
    x_scale: Scale
    y_ticks: tuple[Tick, ...]
    """`at` in pixels from the top."""
    y_zero: float
    height: int
    counts: tuple[tuple[str, int, int], ...]
    """Each area: reps who are surely in it, and reps who most likely are; between them, the rest."""
    absent: tuple[str, ...]


def quadrants(report: Report, names: Mapping[str, str]) -> Quadrants | None:
    """Return the picture of reps with enough data on both counts, or None where there is none.

    Where motions have bars of their own, readiness is drawn as points above or below each rep's own.
    """
    row_of = {row.rep_id: row for row in report.rows}
    drawn = [(row_of[p.rep_id], p) for p in report.decisions.places if p.rep_id in row_of and _is_drawn(row_of[p.rep_id])]
    if not drawn:
        return None
    drawn.sort(key=lambda pair: (name_of(names, pair[0].rep_id), pair[0].rep_id))
    bars = {place.bar for _, place in drawn}
    is_own = len(bars) > 1
    spans = [_span(row, place.bar if is_own else 0.0) for row, place in drawn]
    bar = 0.0 if is_own else bars.pop()
    x, y = _across(spans, bar, is_own=is_own), _up([_shares(row) for row, _ in drawn])
    points = tuple(
        _point(n, row, place, names, (x, y), span) for n, ((row, place), span) in enumerate(zip(drawn, spans, strict=True), 1)
    )
    shown = {row.rep_id for row, _ in drawn}
    return Quadrants(
        points,
        len(points) <= MOST_NUMBERED,
        (AREAS["adding_not_ready"], AREAS["ready_and_adding"], AREAS["neither"], AREAS["ready_not_adding"]),
        x.at(bar),
        "Readiness, points above or below the rep's own bar" if is_own else "Readiness",
        x,
        tuple(Tick(_down(y, 0.0, at=t.at), f"{t.label}%") for t in y.ticks),
        _down(y, 0.0),
        HEIGHT,
        _counts([place for _, place in drawn]),
        tuple(sorted(name_of(names, r.rep_id) for r in report.rows if r.rep_id not in shown)),
    )


def _is_drawn(row: RepRow) -> bool:
    known = (
        row.readiness,
        row.readiness_low,
        row.readiness_high,
        row.contribution_money,
        row.contribution_low,
        row.contribution_high,
    )
    return None not in known and (row.expected_money or 0.0) > 0


def _span(row: RepRow, less: float) -> tuple[float, float, float]:
    """Return low end, middle and high end of the readiness."""
    low, middle, high = ((v or 0.0) - less for v in (row.readiness_low, row.readiness, row.readiness_high))
    return low, middle, high


def _shares(row: RepRow) -> tuple[float, float, float]:
    """Return low end, middle and high end of what was added, in percent of what an average rep would have sold."""
    expected = row.expected_money or 1.0
    low, middle, high = (
        100 * (v or 0.0) / expected for v in (row.contribution_low, row.contribution_money, row.contribution_high)
    )
    return low, middle, high


def _across(spans: Sequence[tuple[float, float, float]], bar: float, *, is_own: bool) -> Scale:
    low = 10.0 * math.floor(min(bar - ROOM, *(s[0] for s in spans)) / 10)
    high = 10.0 * math.ceil(max(bar + ROOM, *(s[2] for s in spans)) / 10)
    if not is_own:
        low, high = max(0.0, low), min(100.0, high)
    step = 20 if high - low > 60 else 10
    at = range(int(step * math.ceil(low / step)), int(high) + 1, step)
    return Scale(low, high, tuple(Tick(round(100 * (v - low) / (high - low), 2), short(v)) for v in at))


def _up(shares: Sequence[tuple[float, float, float]]) -> Scale:
    return scale_over([-ROOM, ROOM, *(min(WIDEST, max(-WIDEST, v)) for three in shares for v in three)], most=6)


def _down(y: Scale, share: float, *, at: float | None = None) -> float:
    """Return how many pixels from the top a share, or a place on the scale, is."""
    return round(HEIGHT * (1 - (y.at(share) if at is None else at) / 100), 1)


def _point(
    n: int, row: RepRow, place: Place, names: Mapping[str, str], scales: tuple[Scale, Scale], span: tuple[float, float, float]
) -> Point:
    x, y = scales
    low, middle, high = _shares(row)
    shares = [percent(v / 100, signed=True) for v in (middle, low, high)]
    return Point(
        n,
        name_of(names, row.rep_id),
        row.status,
        x.at(span[1]),
        x.at(span[0]),
        x.at(span[2]),
        _down(y, middle),
        _down(y, low),
        _down(y, high),
        index_text(row),
        f"{shares[0]} ({shares[1]} to {shares[2]})",
        reading(place),
    )


def _counts(places: Sequence[Place]) -> tuple[tuple[str, int, int], ...]:
    found = []
    for name, words in AREAS.items():
        here = [p for p in places if p.most_likely and p.most_likely[0] == name]
        found.append((words, sum(p.is_sure for p in here), sum(not p.is_sure for p in here)))
    return (*found, (BETWEEN, 0, sum(p.most_likely is None for p in places)))
