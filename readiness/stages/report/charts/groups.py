"""Groups: by channel, territory, motion and wave: how many are ready, and what the group added.

In: Report.
Out: Chart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from readiness.stages.fairness import Gap
from readiness.stages.honesty import LEAST_GROUP
from readiness.stages.report.charts.chart import (
    BLUE,
    INK,
    LABELS,
    MUTED,
    PALE,
    VERMILION,
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
from readiness.stages.report.charts.side_points import LESS, MORE, OPEN, side_layers, side_of
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
INKS = ("#ffffff", "#000000", "#ffffff", "#000000")
"""Of the numbers on them."""
LEAST_TOLD = 0.06
"""A smaller piece has no room for its number."""
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
    key_of = BY[by][1]
    members: dict[str, list[RepRow]] = {}
    for row in report.rows:
        members.setdefault(key_of(row), []).append(row)
    large = [key for key, rows in members.items() if len(rows) >= LEAST_GROUP]
    kept = sorted(large, key=lambda k: (-len(members[k]), k))[:MOST_GROUPS]
    kept.sort(key=lambda k: (not k.isdecimal(), int(k) if k.isdecimal() else 0, k))
    names = dict(report.names)
    labels = told_apart([wrapped(_name(by, key, names), lines=1) for key in kept], kept)
    small, left = len(members) - len(large), len(large) - len(kept)
    notes = [f"{counted(small, 'group is', 'groups are')} not shown, of fewer than {LEAST_GROUP} reps each."] if small else []
    if left:
        notes.append(f"{counted(left, 'smaller group is', 'smaller groups are')} not drawn: reps.csv has every rep.")
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
    named = BY[by][0]
    shares = [(n[0] / len(g.rows), g.label) for g, n in zip(groups, counts, strict=True)]
    (least, where_least), (most, where_most) = min(shares), max(shares)
    ends = f", from {percent(least)} ({where_least}) to {percent(most)} ({where_most})" if least < most else ""
    return Chart(
        f"ready_by_{by}",
        f"Who is ready, by {named}",
        f"Reps shown to be ready by {named}: {sum(n[0] for n in counts)} of {sum(len(g.rows) for g in groups)} in all{ends}.",
        spec_of(STEP * len(groups), _ready_layers([b for g, n in zip(groups, counts, strict=True) for b in _bars(g, n)])),
        (named[:1].upper() + named[1:], "Reps", *(STATUS[s] for s in STATUSES), "Share ready"),
        tuple((g.label, len(g.rows), *n, round(n[0] / len(g.rows), 4)) for g, n in zip(groups, counts, strict=True)),
        ("text", *["count"] * 5, "share"),
        note,
    )


def _bars(group: Found, counts: Sequence[int]) -> list[Spec]:
    """Return the pieces of one group's bar."""
    total, start = len(group.rows), 0
    label = f"{group.label}\n{counts[0]} of {total} ready"
    found: list[Spec] = []
    for status, n, ink in zip(STATUSES, counts, INKS, strict=True):
        left, middle, right = (round(at / total, 4) for at in (start, start + n / 2, start + n))
        if n:
            found.append({
                "label": label, "group": group.label, "status": STATUS[status], "told": f"{n} of {total} ({percent(n / total)})",
                "start": left, "middle": middle, "end": right, "text": str(n) if n / total >= LEAST_TOLD else "", "ink": ink,
            })  # fmt: skip
        start += n
    return found


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
    axis = {"title": None, **LABELS, "labelLimit": 170, "ticks": False, "domain": False}
    scale = {"paddingInner": 0.4, "paddingOuter": 0.25}
    return {"field": "label", "type": "nominal", "sort": None, "scale": scale, "axis": axis}


def _added(report: Report, by: str, groups: Sequence[Found], note: str) -> Chart | None:
    """Return what each group added; None where those of fewer than two groups tell."""
    gap_of = _gaps(report, by)
    known = [(g, gap) for g in groups if (gap := gap_of.get(g.key)) is not None and finite(gap.mean, gap.low, gap.high)]
    if len(known) < 2:
        return None
    rows = tuple((g.label, len(g.rows), _percent(gap.mean), _percent(gap.low), _percent(gap.high)) for g, gap in known)
    data = [_point(g, gap) for g, gap in known]
    sides, named, thin = [d["side"] for d in data], BY[by][0], len(groups) - len(known)
    says = (
        f"What reps added beside an average rep in the same seats, by {named}, with 90% intervals: of"
        f" {counted(len(data), 'group')} {sides.count(MORE)} added more, {sides.count(LESS)} less, {sides.count(OPEN)} cannot be"
        " told apart."
    )
    notes = [note, f"{counted(thin, 'group has', 'groups have')} not enough data on sales." if thin else ""]
    axis = {"title": "Added, % of an average rep's sales", "labelExpr": "datum.label + '%'", "tickCount": 5}
    layers = side_layers(data, _names_axis(), axis, tooltip((("group", "Group"), ("text", "Added"))))
    return Chart(
        f"added_by_{by}",
        f"What was added, by {named}",
        says,
        spec_of(STEP * len(data), layers),
        (named[:1].upper() + named[1:], "Reps", "Added", "Added, low", "Added, high"),
        rows,
        ("text", "count", "percent", "percent", "percent"),
        " ".join(n for n in notes if n),
    )


def _gaps(report: Report, by: str) -> Mapping[str, Gap | None]:
    """Return group -> what it added on the log scale."""
    found = report.fairness
    if found is None:
        return {}
    if by == "wave":
        return {str(wave): gap for wave, gap in found.waves}
    return {g.group: g.effect for g in found.groups if g.by == by}


def _percent(value: float) -> float:
    return round(100 * math.expm1(value), 4) + 0.0


def _point(group: Found, gap: Gap) -> Spec:
    share, low, high = (held(_percent(v), WIDEST) for v in (gap.mean, gap.low, gap.high))
    label = f"{group.label}\n{counted(len(group.rows), 'rep')}"
    ends = {"x": share, "low": low, "high": high, "side": side_of(low, high)}
    return {"label": label, "group": group.label, "text": gap_words(gap), **ends}
