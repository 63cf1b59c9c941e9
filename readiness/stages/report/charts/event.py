"""Event chart: how sales of trained reps differed, by weeks since their training.

In: Report.
Out: Chart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from readiness.stages.link import EventPoint
from readiness.stages.report.charts.chart import (
    BAND,
    BLUE,
    INK,
    PALE,
    WHITE,
    Chart,
    Spec,
    finite,
    held,
    line_at,
    spec_of,
    text_at,
    tooltip,
    values,
)
from readiness.stages.report.charts.table import Cell
from readiness.stages.report.link import as_percent
from readiness.stages.report.summary import Report
from readiness.vocabulary import counted

WIDEST = 100.0
"""Percent: a band that reaches farther either way is cut at the picture's edge; the table has all of it."""
LEAST = 5.0
"""Percent that is shown at least either way, so that chance does not look like a mountain."""
HEIGHT = 300


def training_event_study(report: Report) -> Chart | None:
    """Return the differences with their bands, or None where there is nothing after training to show."""
    found = sorted((p for p in report.link.event_study if finite(p.estimate)), key=lambda p: p.weeks_since_training)
    after = [p for p in found if p.weeks_since_training >= 0 and finite(p.low, p.high)]
    if not after:
        return None
    weeks = [p.weeks_since_training for p in found]
    before = [w for w in weeks if w < 0]
    training = (max(before, default=0) + min(p.weeks_since_training for p in after)) / 2
    rows: list[tuple[Cell, ...]] = [(when(p), *(_percent(v) for v in (p.estimate, p.low, p.high)), p.n) for p in found]
    last = after[-1]
    says = (
        f"Difference in sales of trained reps beside reps not trained by then, {counted(len(before), 'point')} before and"
        f" {counted(len(after), 'point')} after training, with 90% bands: at the end, {when(last)[:1].lower()}{when(last)[1:]},"
        f" it is {as_percent(last.estimate)} ({as_percent(last.low or 0.0)} to {as_percent(last.high or 0.0)})."
    )
    spec = spec_of(HEIGHT, _layers(found, training))
    header = ("When", "Difference", "Difference, low", "Difference, high", "Trained reps")
    kinds = ("text", "percent", "percent", "percent", "count")
    title = "Sales of trained reps, by weeks since their training"
    note = "The point without a band is what all others are compared with." if any(p.low is None for p in found) else ""
    return Chart("training_event_study", title, says, spec, header, tuple(rows), kinds, note)


def when(point: EventPoint) -> str:
    """Return when a point stands, in words."""
    weeks = point.weeks_since_training
    return "With the training" if weeks == 0 else f"{counted(abs(weeks), 'week')} {'before' if weeks < 0 else 'after'}"


def _percent(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(100 * math.expm1(value), 4)


def _layers(found: Sequence[EventPoint], training: float) -> list[Spec]:
    data = [_mark(p) for p in found]
    x, y = _axes(data)
    (first, _), (bottom, top) = x["scale"]["domain"], y["scale"]["domain"]
    ground = {"from": first, "to": training, "top": top, "bottom": bottom}
    told = tooltip((("when", "When"), ("text", "Difference"), ("band", "90% band"), ("n", "Trained reps")))
    return [
        {
            "data": values([ground]),
            "mark": {"type": "rect", "color": PALE},
            "encoding": {
                "x": {**x, "field": "from"}, "x2": {"field": "to"}, "y": {**y, "field": "bottom"}, "y2": {"field": "top"},
            },
        },
        *(
            {
                "data": values(stretch),
                "mark": {"type": "area", "color": BAND, "opacity": 1},
                "encoding": {"x": {**x, "field": "x"}, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            }
            for stretch in _stretches(data)
        ),
        line_at("y", {**y, "datum": 0}),
        line_at("x", {**x, "datum": training}, dashed=True),
        {
            "data": values([d for d in data if d["low"] is not None]),
            "mark": {"type": "rule", "color": BLUE, "strokeWidth": 1.5},
            "encoding": {"x": {**x, "field": "x"}, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "data": values(data),
            "mark": {"type": "point", "size": 70, "stroke": INK, "strokeWidth": 2, "opacity": 1},
            "encoding": {
                "x": {**x, "field": "x"}, "y": {**y, "field": "y"}, "tooltip": told,
                "fill": {"field": "fill", "type": "nominal", "scale": None},
            },
        },
        *_sides(training, top, x, y),
    ]  # fmt: skip


def _sides(training: float, top: float, x: Spec, y: Spec) -> list[Spec]:
    """Return the words on either side of the training."""
    return [
        text_at({**x, "at": training}, {**y, "at": top}, text, align=align, baseline="top", dx=dx, dy=3)
        for text, align, dx in (("before", "right", -6), ("after training", "left", 6))
    ]


def _axes(data: Sequence[Spec]) -> tuple[Spec, Spec]:
    first, last = data[0]["x"], data[-1]["x"]
    room = max(0.5, 0.04 * (last - first))
    shown = [v for d in data for v in (d["low"], d["y"], d["high"]) if v is not None]
    ends = [5 * math.floor(min(-LEAST, *shown) / 5), 5 * math.ceil(max(LEAST, *shown) / 5)]
    x_axis = {"title": "Weeks since training", "tickCount": 8, "grid": False, "labelOverlap": True}
    y_axis = {"title": "Difference in sales", "labelExpr": "datum.label + '%'", "tickCount": 6}
    return (
        {"type": "quantitative", "scale": {"domain": [first - room, last + room], "nice": False}, "axis": x_axis},
        {"type": "quantitative", "scale": {"domain": ends, "nice": False}, "axis": y_axis},
    )


def _mark(p: EventPoint) -> Spec:
    low, middle, high = (None if v is None else held(v, WIDEST) for v in map(_percent, (p.low, p.estimate, p.high)))
    is_banded = low is not None and high is not None
    return {
        "x": p.weeks_since_training, "y": middle, "low": low if is_banded else None, "high": high if is_banded else None,
        "fill": INK if p.weeks_since_training >= 0 else WHITE, "when": when(p), "n": f"{p.n:,}",
        "text": as_percent(p.estimate) if is_banded else "what the others are compared with",
        "band": f"{as_percent(p.low or 0.0)} to {as_percent(p.high or 0.0)}" if is_banded else "none",
    }  # fmt: skip


def _stretches(data: Sequence[Spec]) -> list[list[Spec]]:
    """Return each stretch of neighbours that have a band."""
    found: list[list[Spec]] = [[]]
    for mark in data:
        if mark["low"] is None:
            found.append([])
        else:
            found[-1].append({key: mark[key] for key in ("x", "low", "high")})
    return [stretch for stretch in found if len(stretch) > 1]
