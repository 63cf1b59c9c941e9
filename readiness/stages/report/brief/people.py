"""Brief, the people: the answer in one sentence, and who is ready, channel by channel.

In: Desk.
Out: the first two slides.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from readiness.stages.decks.recipe import SlideFill
from readiness.stages.follow_ups import NOT_ENOUGH
from readiness.stages.report.brief.desk import COVER, TABLE, Desk
from readiness.stages.report.link import headline
from readiness.stages.report.summary import Group, Report
from readiness.stages.report.words import day, percent
from readiness.vocabulary import counted

SUBTITLE = "Are the people ready?"
METHODS = ("Readiness", "Ready, developing, not ready")
HEADER = ("Shown to be ready", "Developing", "Not ready yet", "Not enough data")
_MISSED = re.compile(r" \(missed [^)]*\)$")


def cover(desk: Desk) -> SlideFill:
    """Return what launch this is, as of when, and the answer in one sentence."""
    report = desk.report
    sold, trained = _sold(report), f"Did training change sales? {headline(report.link.trained)[0]}."
    return desk.slide(
        COVER,
        f"{report.launch_name} · Management brief",
        _ready(report),
        ("Readiness", "What each rep added", "Did training change results"),
        gain=(f"{sold} {trained}", sold),
        for_whom=_whose(report),
    )


def _whose(report: Report) -> list[str]:
    as_of, reps = f"As of {day(report.as_of)}", counted(len(report.rows), "rep")
    n_channels = sum(g.by == "Channel" for g in report.groups)
    where = f" in {counted(n_channels, 'channel')}" if n_channels > 1 else ""
    owner = f"Launch owner: {report.owner}" if report.owner else ""
    said = [part for part in (as_of, f"{reps}{where}", owner) if part]
    return [" · ".join(said), " · ".join(said[:2]), as_of]


def _ready(report: Report) -> list[str]:
    """Return how many are shown to be ready, in ever fewer words."""
    n, ready, unknown = len(report.rows), _count(report, "ready"), _count(report, NOT_ENOUGH)
    if not n:
        return ["No reps are in scope, so there is nobody to report on"]
    if unknown == n:
        return [f"Not enough data to say which of the {n:,} reps are ready" if n > 1 else "Not enough data to say who is ready"]
    if n == 1:
        return ["The one rep is shown to be ready" if ready else "The one rep is not shown to be ready yet"]
    if not ready:
        return [f"None of the {n:,} reps is shown to be ready yet"]
    return [f"All {n:,} reps are shown to be ready" if ready == n else f"{ready:,} of {n:,} reps are shown to be ready"]


def _count(report: Report, status: str) -> int:
    return sum(row.status == status for row in report.rows)


def _sold(report: Report) -> str:
    if not report.judged:
        return "What reps added to sales cannot be told yet."
    above = sum(r.rep_id in report.judged and (r.contribution_low or 0.0) > 0 for r in report.rows)
    who = "Nobody" if not above else f"{above:,} of {counted(len(report.rows), 'rep')}"
    return (
        f"{who} is shown to have sold more than an average rep would."
        if not above
        else f"{who} sold more than an average rep would."
    )


def readiness(desk: Desk) -> SlideFill:
    """Return the share shown to be ready in each channel with its n, and what holds the others back."""
    report = desk.report
    n = len(report.rows)
    if not n or _count(report, NOT_ENOUGH) == n:
        title = f"Nobody's readiness is known: {counted(n, 'rep')} without enough data" if n else "There is nobody to judge"
        return desk.words(SUBTITLE, [title], report.missing, METHODS)
    where, groups = _groups(report)
    table = desk.table(TABLE, (where, *HEADER), [_row(g) for g in groups])
    left = len(groups) - len(table.rows)
    smaller = (
        counted(left, "smaller channel") if where == "Channel" else counted(left, "smaller territory", "smaller territories")
    )
    more = f" Not shown: {smaller}." if left else ""
    bar = "the bar of the rep's motion" if report.index.bars else f"{report.readiness_bar:g}"
    rest = f"{_count(report, 'developing'):,} are developing, {_count(report, 'not_ready'):,} not ready yet"
    title = _ready(report)[0]
    made = desk.slide(
        TABLE,
        SUBTITLE,
        (f"{title}; {rest}", title),
        METHODS,
        figure=(f"{_count(report, 'ready'):,} of {n:,}",),
        measure=(f"reps shown to be ready: the whole 90% band is at {bar} or above", "reps shown to be ready"),
        words=[words + more for words in _held_back(report)] or [more],
    )
    return replace(made, tables={"rows": table})


def _groups(report: Report) -> tuple[str, list[Group]]:
    """Return the channels, those with most reps first; where there is only one, its territories too."""
    found = {
        by: sorted((g for g in report.groups if g.by == by), key=lambda g: (-g.n_reps, g.name)) for by in ("Channel", "Territory")
    }
    if len(found["Channel"]) > 1 or len(found["Territory"]) < 2:
        return "Channel", found["Channel"]
    return "Territory", [*found["Channel"], *found["Territory"]]


def _row(group: Group) -> tuple[str, ...]:
    ready = f"{group.n_ready:,} of {group.n_reps:,} ({percent(group.n_ready / group.n_reps)})"
    return (group.name, ready, *(f"{n:,}" for n in (group.n_developing, group.n_not_ready, group.n_not_enough_data)))


def _held_back(report: Report) -> list[str]:
    """Return what costs most reps most points, in ever fewer words; nothing where nobody lacks anything."""
    causes = Counter(_MISSED.sub("", row.holds_back) for row in report.rows if row.status != "ready" and row.holds_back)
    if not causes:
        return []
    cause, n = min(causes.items(), key=lambda found: (-found[1], found[0]))
    of = counted(sum(causes.values()), "rep")
    return [f"What holds reps back most often: {cause} ({n:,} of {of}).", f"Holds reps back: {cause}.", f"Most often: {cause}"]
