"""Groups: by channel, territory, motion and wave: how many are ready, and what the group added.

In: Report.
Out: Chart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from readiness.stages.honesty import LEAST_GROUP
from readiness.stages.report.charts.chart import (
    BLUE,
    GREY,
    INK,
    LINES_LABEL,
    MUTED,
    PALE,
    VERMILION,
    Cell,
    Chart,
    Spec,
    finite,
    held,
    spec_of,
    told_apart,
    tooltip,
    values,
    wrapped,
)
from readiness.stages.report.rows import RepRow
from readiness.stages.report.summary import Report
from readiness.stages.report.trust import gap_words
from readiness.stages.report.words import STATUS, percent, plain
from readiness.vocabulary import counted

BY: Mapping[str, tuple[str, Callable[[RepRow], str]]] = MappingProxyType(
    {
        "channel": ("channel", lambda row: row.channel),
        "territory": ("territory", lambda row: row.territory_id),
        "motion": ("sales motion", lambda row: row.motion),
        "wave": ("training wave", lambda row: "" if row.wave is None else str(row.wave)),
    }
)
"""Each grouping's name in a sentence, and the group a rep is in."""
STATUSES = ("ready", "developing", "not_ready", "not_enough_data")
FILLS = (BLUE, MUTED, VERMILION, PALE)
TEXTS = ("#ffffff", "#000000", "#ffffff", "#000000")
MOST_GROUPS = 30
STEP = 46
WIDEST = 100.0
"""Percent, at which a band is cut at the picture's edge; the table has all of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A group large enough to be shown."""

    key: str
    label: str
    rows: tuple[RepRow, ...]


def group_charts(report: Report) -> tuple[Chart, ...]:
    """Return two charts a grouping, readiness and what was added; none where there are no two groups to hold side by side."""
    charts: list[Chart | None] = []
    for by in BY:
        groups, note = _groups(report, by)
        if len(groups) > 1:
            charts += [_ready(by, groups, note), _added(report, by, groups, note)]
    return tuple(chart for chart in charts if chart is not None)


def _groups(report: Report, by: str) -> tuple[list[Found], str]:
    """Return the groups of LEAST_GROUP reps or more in their order, and what is not shown."""
    named, key_of = BY[by]
    members: dict[str, list[RepRow]] = {}
    for row in report.rows:
        members.setdefault(key_of(row), []).append(row)
    large = [key for key, rows in members.items() if len(rows) >= LEAST_GROUP]
    kept = sorted(large, key=lambda k: (-len(members[k]), k))[:MOST_GROUPS]
    kept.sort(key=lambda k: (not k.isdecimal(), int(k) if k.isdecimal() else 0, k))
    names = dict(report.names)
    labels = told_apart([wrapped(_name(by, key, names), lines=1) for key in kept], kept)
    small, left = len(members) - len(large), len(large) - len(kept)
    notes = [f"{counted(small, f'{named} group')} of fewer than {LEAST_GROUP} reps not shown."] if small else []
    if left:
        notes.append(f"{counted(left, 'smaller group')} not drawn: reps.csv has every rep.")
    return [Found(key, label, tuple(members[key])) for key, label in zip(kept, labels, strict=True)], " ".join(notes)


def _name(by: str, key: str, names: Mapping[str, str]) -> str:
    if not key:
        return {"channel": "Every channel", "wave": "In no wave"}.get(by, "Not given")
    if by == "wave" or key.isdecimal():
        return names.get(key) or f"{by.title()} {key}" if by != "wave" else f"Wave {key}"
    return names.get(key) or plain(key)


def _ready(by: str, groups: Sequence[Found], note: str) -> Chart | None:
    """Return how many reps of each group are ready, developing and so on; None where nobody's readiness is known."""
    counts = [[sum(r.status == status for r in g.rows) for status in STATUSES] for g in groups]
    if not any(sum(n[:3]) for n in counts):
        return None
    rows: list[tuple[Cell, ...]] = []
    data: list[Spec] = []
    for g, n in zip(groups, counts, strict=True):
        total = len(g.rows)
        rows.append((g.label, total, *n, round(n[0] / total, 4)))
        label = f"{g.label}\n{n[0]} of {total} ready"
        start = 0
        for status, many, fill, ink in zip(STATUSES, n, FILLS, TEXTS, strict=True):
            if many:
                text = str(many) if many / total >= 0.06 else ""
                ends = {"start": round(start / total, 4), "end": round((start + many) / total, 4)}
                middle = round((start + many / 2) / total, 4)
                told = f"{many} of {total} ({percent(many / total)})"
                data.append({"label": label, "status": STATUS[status], **ends, "middle": middle, "text": text, "ink": ink,
                             "group": g.label, "told": told})  # fmt: skip
            start += many
    of_all, ready = sum(len(g.rows) for g in groups), sum(n[0] for n in counts)
    named = BY[by][0]
    shares = [(n[0] / len(g.rows), g.label) for g, n in zip(groups, counts, strict=True)]
    least, most = min(shares), max(shares)
    ends_said = f" from {percent(least[0])} ({least[1]}) to {percent(most[0])} ({most[1]})" if least[0] < most[0] else ""
    says = f"Reps shown to be ready by {named}: {ready} of {of_all} in all{',' if ends_said else ''}{ends_said}."
    header = (named[:1].upper() + named[1:], "Reps", *(STATUS[s] for s in STATUSES), "Share ready")
    spec = spec_of(STEP * len(groups) + 70, _ready_layers(data))
    kinds = ("text", *["count"] * 5, "share")
    return Chart(f"ready_by_{by}", f"Who is ready, by {named}", says, spec, header, tuple(rows), kinds, note)


def _ready_layers(data: list[Spec]) -> list[Spec]:
    y = _names_axis()
    x: Spec = {
        "type": "quantitative", "scale": {"domain": [0, 1], "nice": False},
        "axis": {"title": "Share of reps", "format": "%", "tickCount": 5, "labelOverlap": True},
    }  # fmt: skip
    said = [STATUS[s] for s in STATUSES]
    look = {"title": None, "orient": "bottom", "columns": 2}
    colour = {"field": "status", "type": "nominal", "scale": {"domain": said, "range": list(FILLS)}, "legend": look}
    told = tooltip((("group", "Group"), ("status", "Status"), ("told", "Reps")))
    return [
        {
            "data": values(data),
            "mark": {"type": "bar", "stroke": INK, "strokeWidth": 0.7},
            "encoding": {"y": y, "x": {**x, "field": "start"}, "x2": {"field": "end"}, "color": colour, "tooltip": told},
        },
        {
            "data": values([d for d in data if d["text"]]),
            "mark": {"type": "text", "fontSize": 12},
            "encoding": {
                "y": y, "x": {**x, "field": "middle"}, "text": {"field": "text", "type": "nominal"},
                "color": {"field": "ink", "type": "nominal", "scale": None},
            },
        },
    ]  # fmt: skip


def _names_axis() -> Spec:
    axis = {"title": None, "labelExpr": LINES_LABEL, "labelLimit": 170, "ticks": False, "domain": False}
    scale = {"paddingInner": 0.4, "paddingOuter": 0.25}
    return {"field": "label", "type": "nominal", "sort": None, "scale": scale, "axis": axis}


def _added(report: Report, by: str, groups: Sequence[Found], note: str) -> Chart | None:
    """Return what each group added; None where no group's sales tell."""
    gap_of = {g.group: g.effect for g in report.fairness.groups if g.by == by} if report.fairness else {}
    if by == "wave":
        gap_of = {str(wave): gap for wave, gap in report.waves}
    rows: list[tuple[Cell, ...]] = []
    data: list[Spec] = []
    for g in groups:
        gap = gap_of.get(g.key)
        if gap is None or not finite(gap.mean, gap.low, gap.high):
            continue
        share, low, high = (round(100 * math.expm1(v), 4) for v in (gap.mean, gap.low, gap.high))
        rows.append((g.label, len(g.rows), share, low, high))
        side = "more" if low > 0 else "less" if high < 0 else "cannot be told apart"
        data.append({"label": f"{g.label}\n{counted(len(g.rows), 'rep')}", "group": g.label, "x": held(share, WIDEST), "side": side,
                     "low": held(low, WIDEST), "high": held(high, WIDEST), "text": gap_words(gap)})  # fmt: skip
    if not data:
        return None
    sides = [d["side"] for d in data]
    named = BY[by][0]
    says = (
        f"What reps added beside an average rep in the same seats, by {named}, with 90% intervals: {sides.count('more')} of"
        f" {counted(len(data), 'group')} added more, {sides.count('less')} less, {sides.count('cannot be told apart')} cannot be told apart."
    )
    header = (named[:1].upper() + named[1:], "Reps", "Added", "Added, low", "Added, high")
    thin = len(groups) - len(data)
    notes = [note, f"{counted(thin, 'group')} with not enough data on sales not drawn." if thin else ""]
    spec = spec_of(STEP * len(data) + 60, _added_layers(data))
    title = f"What was added, by {named}"
    kinds = ("text", "count", *["percent"] * 3)
    return Chart(f"added_by_{by}", title, says, spec, header, tuple(rows), kinds, " ".join(n for n in notes if n))


SIDES = (("more", BLUE, "circle"), ("cannot be told apart", GREY, "square"), ("less", VERMILION, "diamond"))


def _added_layers(data: list[Spec]) -> list[Spec]:
    y = _names_axis()
    axis = {"title": "Added, % of an average rep's sales", "labelExpr": "datum.label + '%'", "tickCount": 5}
    x: Spec = {"type": "quantitative", "axis": axis}
    names = [name for name, _, _ in SIDES]
    look = {"title": None, "orient": "bottom", "columns": 3, "labelLimit": 150}
    colour = {"field": "side", "type": "nominal", "scale": {"domain": names, "range": [c for _, c, _ in SIDES]}, "legend": look}
    shape = {"field": "side", "type": "nominal", "scale": {"domain": names, "range": [s for _, _, s in SIDES]}, "legend": look}
    told = tooltip((("group", "Group"), ("text", "Added")))
    return [
        {"data": {"values": [{}]}, "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5}, "encoding": {"x": {"datum": 0}}},
        {
            "data": values(data),
            "mark": {"type": "rule", "strokeWidth": 3},
            "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour, "tooltip": told},
        },
        {
            "data": values(data),
            "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
            "encoding": {"y": y, "x": {**x, "field": "x"}, "color": colour, "shape": shape, "tooltip": told},
        },
    ]
