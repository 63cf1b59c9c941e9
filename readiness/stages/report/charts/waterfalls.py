"""Waterfalls: how sales-out comes about, part by part: for the launch, for each channel, for one rep.

In: Report, RepRow.
Out: Chart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from readiness.stages.fairness import Gap
from readiness.stages.honesty import LEAST_GROUP
from readiness.stages.report.charts.chart import (
    BLUE,
    INK,
    LABELS,
    MONEY_LABEL,
    SOFT,
    VERMILION,
    Chart,
    Spec,
    finite,
    one_line,
    spec_of,
    stem,
    told_apart,
    tooltip,
    values,
)
from readiness.stages.report.rows import RepRow
from readiness.stages.report.summary import Report
from readiness.stages.report.trust import gap_words
from readiness.stages.report.words import PARTS, banded, money, plain
from readiness.vocabulary import counted

TOTAL = "Sales-out"
MANY = ("Average reps would have sold", PARTS["contribution"])
ONE = ("An average rep would have sold", "What the rep added")
NOTES: Mapping[str, str] = MappingProxyType(
    {
        "legacy": "what these accounts would have bought anyway, everything as usual",
        "market": "territory, season and economy",
        "availability": "days without stock",
        "demand": "how sought-after the products were",
        "contribution": "more or less than an average rep in the same seat",
        "unexplained": "mostly chance",
    }
)
MOST_CHANNELS = 12
_COLOURS = {"start": SOFT, "total": SOFT, "more": BLUE, "less": VERMILION}
STEP = 40
"""Pixels of height for each bar."""


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a waterfall."""

    part: str
    """Of `words.PARTS`, or blank for a total."""
    name: str
    kind: str
    """start, total, more or less."""
    start: float
    end: float
    shown: int
    """In whole units: differences of rounded levels, so that what is shown adds up to the shown total."""

    @property
    def note(self) -> str:
        """Return what it is in a few words."""
        return NOTES.get(self.part, "")


def steps_of(parts: Sequence[tuple[str, float]], *, is_one: bool = False) -> list[Step]:
    """Return the bars of parts of `words.PARTS` in their order, of one rep or of many: each starts where the last one ended."""
    average, added = ONE if is_one else MANY
    found: list[Step] = []
    level = 0.0
    for part, amount in parts:
        if part == "contribution":
            found.append(Step("", average, "total", 0.0, level, round(level)))
        end = level + amount
        kind = "start" if part == "legacy" else "less" if amount < 0 else "more"
        name = added if part == "contribution" else PARTS[part]
        found.append(Step(part, name, kind, level, end, round(end) - round(level)))
        level = end
    return [*found, Step("", TOTAL, "total", 0.0, level, round(level))]


def launch_waterfall(report: Report) -> Chart | None:
    """Return where the sales of all reps came from, or None without a fit."""
    if not report.split or not finite(*(amount for _, amount in report.split)):
        return None
    title = "Where the sales came from, all reps together"
    return _chart(_About("decomposition", title, "all reps together", report.currency), report.split)


def channel_waterfalls(report: Report) -> tuple[Chart, ...]:
    """Return the same for each channel of which is known how sure it is what its reps added, by its name.

    A sum of contributions has no band of its own, so that a channel's stands beside its interval or is not drawn.
    """
    gap_of = {g.group: g.effect for g in report.fairness.groups if g.by == "channel"} if report.fairness else {}
    by_channel: dict[str, list[RepRow]] = {}
    for row in report.rows:
        if finite(row.sales_out_money, row.expected_money, row.legacy_money, row.contribution_money):
            by_channel.setdefault(row.channel, []).append(row)
    names = dict(report.names)
    said = {channel: one_line(names.get(channel) or plain(channel)) or "Every channel" for channel in by_channel}
    kept = [c for c, rows in by_channel.items() if len(rows) >= LEAST_GROUP and gap_of.get(c) is not None]
    kept = sorted(kept, key=lambda c: (said[c], c))[:MOST_CHANNELS]
    charts = []
    for channel, end in zip(kept, told_apart([stem(c) for c in kept], [str(n) for n in range(len(kept))]), strict=True):
        who, title = (
            f"{counted(len(by_channel[channel]), 'rep')} of {said[channel]}",
            f"Where the sales came from: {said[channel]}",
        )
        about = _About(f"decomposition_{stem(end)}", title, who, report.currency, _sure(gap_of[channel]))
        charts.append(_chart(about, _parts(by_channel[channel])))
    return tuple(charts)


def rep_waterfall(row: RepRow) -> Chart | None:
    """Return where one rep's sales came from, the band of what the rep added with it, or None where that is not known."""
    if not finite(row.sales_out_money, row.legacy_money, row.contribution_money, row.contribution_low, row.contribution_high):
        return None
    name = one_line(row.name) or row.rep_id
    about = _About(f"decomposition_{stem(row.rep_id)}", f"Where the sales came from: {name}", name, row.currency)
    return _chart(about, _parts([row]), (row.contribution_low or 0.0, row.contribution_high or 0.0))


@dataclass(frozen=True, slots=True)
class _About:
    """What a waterfall is of."""

    name: str
    title: str
    who: str
    currency: str
    sure: str = ""
    """How sure it is what was added by several together."""


def _sure(gap: Gap | None) -> str:
    return f"What a rep of this channel adds, on average: {gap_words(gap)} beside an average rep in the same seat."


def _parts(rows: Sequence[RepRow]) -> list[tuple[str, float]]:
    """Return the known parts of rows, summed; what they leave of the sales-out is not explained."""
    known = {}
    for part in PARTS:
        amounts = [v for row in rows if part != "unexplained" and finite(v := getattr(row, f"{part}_money"))]
        if amounts:
            known[part] = math.fsum(amounts)
    total = math.fsum(row.sales_out_money or 0.0 for row in rows)
    return [*known.items(), ("unexplained", total - math.fsum(known.values()))]


def _chart(about: _About, parts: Sequence[tuple[str, float]], band: tuple[float, float] | None = None) -> Chart:
    """Return the waterfall; the band, of one rep's, is around what was added."""
    steps = steps_of(parts, is_one=band is not None)
    rows = tuple((s.name, s.shown, s.note) for s in steps)
    says = f"Waterfall of the sales-out of {about.who}: {money(steps[-1].shown, about.currency)}"
    for average, added in pairwise(steps):
        if added.part == "contribution":
            says += f"; {average.name[:1].lower()}{average.name[1:]} {money(average.shown, about.currency)}"
            says += f", and {added.name[:1].lower()}{added.name[1:]} is {_added(added, about.currency, band)}"
    note = "" if band else about.sure or "A sum of what reps added has no band; each rep's has."
    spec = spec_of(STEP * len(steps), _layers(steps, about.currency, band))
    header = ("Part", f"Amount, {about.currency}", "What it is")
    return Chart(
        about.name, about.title, f"{says}.", spec, header, rows, ("text", "money", "text"), note, names_persons=band is not None
    )


def _added(step: Step, currency: str, band: tuple[float, float] | None) -> str:
    if band is None:
        return money(step.shown, currency, signed=True)
    middle, ends = banded(step.end - step.start, *band)
    return f"{middle} {currency} (90% band {ends})"


def _layers(steps: Sequence[Step], currency: str, band: tuple[float, float] | None) -> list[Spec]:
    data = [_bar(s, currency, band) for s in steps]
    y: Spec = {
        "field": "label", "type": "nominal", "sort": None, "scale": {"paddingInner": 0.35, "paddingOuter": 0.2},
        "axis": {"title": None, **LABELS, "labelLimit": 200, "ticks": False, "domain": False},
    }  # fmt: skip
    x = {"type": "quantitative", "axis": {"title": currency, "labelExpr": MONEY_LABEL, "tickCount": 4, "labelOverlap": True}}
    shown = (("name", "Part"), ("text", "Amount"), ("note", "What it is"))
    bars: Spec = {
        "data": values(data),
        "mark": {"type": "bar"},
        "encoding": {
            "y": y, "x": {**x, "field": "start"}, "x2": {"field": "end"}, "tooltip": tooltip(shown),
            "color": {"field": "fill", "type": "nominal", "scale": None},
        },
    }  # fmt: skip
    zero: Spec = {"data": {"values": [{}]}, "mark": {"type": "rule", "color": INK}, "encoding": {"x": {"datum": 0}}}
    whisker: Spec = {
        "data": values([d for d in data if "low" in d]),
        "mark": {"type": "rule", "strokeWidth": 3, "color": INK},
        "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
    }
    return [bars, zero, whisker] if band else [bars, zero]


def _bar(step: Step, currency: str, band: tuple[float, float] | None) -> Spec:
    text = money(step.shown, currency, signed=step.kind in ("more", "less"))
    bar: Spec = {
        "label": f"{step.name}\n{text}", "name": step.name, "text": text, "note": step.note, "start": round(step.start, 4),
        "end": round(step.end, 4), "fill": _COLOURS[step.kind],
    }  # fmt: skip
    if band and step.part == "contribution":
        bar |= {"low": round(step.start + band[0], 4), "high": round(step.start + band[1], 4)}
    return bar
