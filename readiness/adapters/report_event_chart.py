"""Event chart of the report's page: how sales of trained reps differed, by weeks since their training.

In: event points.
Out: EventChart: numbers and texts for the template, no markup.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.adapters.report_charts import Scale, Tick, scale_over, short
from readiness.stages.link import EventPoint
from readiness.stages.report.link import as_percent

HEIGHT = 300  # pixels; the width is the screen's
WIDEST = 100.0
"""Percent: a band that reaches farther either way is cut at the picture's edge; the table has all of it."""
LEAST = 5.0
"""Percent that is shown at least either way, so that chance does not look like a mountain."""
SIDE = 4.0
"""Percent of the width left free on either side."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One point: percent across, pixels down; no band for the period all others are compared with."""

    x: float
    y: float
    low: float | None
    high: float | None
    is_after: bool
    weeks: str
    estimate: str
    band: str
    n: int


@dataclass(frozen=True, slots=True)
class EventChart:
    """Differences before and after training with their band."""

    marks: tuple[Mark, ...]
    bands: tuple[str, ...]
    """Outline of each stretch of the band, for a drawing of 100 by `height`."""
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    """`at` in pixels from the top."""
    zero: float
    """Where no difference stands, in pixels from the top."""
    training: float
    """Where training stands, in percent across: between the last point before it and the first after."""
    height: int


def event_chart(points: Sequence[EventPoint]) -> EventChart | None:
    """Return the picture of the points in their order, or None where there is nothing after training to show."""
    if not any(p.weeks_since_training >= 0 and p.low is not None for p in points):
        return None
    known = [v for p in points for v in (p.low, p.estimate, p.high) if v is not None]
    y = scale_over([-LEAST, LEAST, *(min(WIDEST, max(-WIDEST, 100 * math.expm1(v))) for v in known)], most=6)
    weeks = [p.weeks_since_training for p in points]
    first, last = weeks[0], weeks[-1]

    def across(week: float) -> float:
        return round(SIDE + (100 - 2 * SIDE) * (week - first) / max(1, last - first), 2)

    marks = tuple(_mark(p, across(p.weeks_since_training), y) for p in points)
    step = max(1, math.ceil(len(points) / 13))
    every = [w for w in weeks if (w - min(v for v in weeks if v >= 0)) % (step * (weeks[1] - weeks[0])) == 0]
    before = max((w for w in weeks if w < 0), default=0)
    after = min(w for w in weeks if w >= 0)
    return EventChart(
        marks,
        tuple(_outlines(marks)),
        tuple(Tick(across(w), short(w)) for w in every),
        tuple(Tick(_down(t.at), f"{t.label}%") for t in y.ticks),
        _down(y.at(0.0)),
        across((before + after) / 2),
        HEIGHT,
    )


def _mark(point: EventPoint, x: float, y: Scale) -> Mark:
    ends = [None if v is None else _down(y.at(100 * math.expm1(v))) for v in (point.estimate, point.low, point.high)]
    weeks = point.weeks_since_training
    unit = "week" if abs(weeks) == 1 else "weeks"
    words = f"{-weeks} {unit} before" if weeks < 0 else "With the training" if weeks == 0 else f"{weeks} {unit} after"
    band = "" if point.low is None or point.high is None else f"{as_percent(point.low)} to {as_percent(point.high)}"
    told = as_percent(point.estimate) if band else "compared with"
    return Mark(x, ends[0] or 0.0, ends[1], ends[2], weeks >= 0, words, told, band, point.n)


def _down(at: float) -> float:
    """Return how many pixels from the top a place on the scale is."""
    return round(HEIGHT * (1 - at / 100), 1)


def _outlines(marks: Sequence[Mark]) -> list[str]:
    """Return each stretch of neighbours that have a band as the corners of a polygon."""
    stretches: list[list[Mark]] = [[]]
    for mark in marks:
        if mark.low is None:
            stretches.append([])
        else:
            stretches[-1].append(mark)
    return [
        " ".join([*(f"{m.x},{m.high}" for m in part), *(f"{m.x},{m.low}" for m in reversed(part))])
        for part in stretches
        if len(part) > 1
    ]
