"""Channel: what of the partners' reports is missing or told twice, and whose figures that touches.

In: partners, what became of their files, their lines, the reps.
Out: ChannelQuality.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pandas as pd

from readiness.stages.report.words import MONTHS, day, listed
from readiness.stages.sales_out.schedule import MissingReport, Submission, missing_reports, reports_due, weeks_reported
from readiness.stages.sales_out.scorecard import PartnerScore
from readiness.vocabulary import Partner, Rep, counted


@dataclass(frozen=True, slots=True)
class RepReported:
    """For how much of the measured window a rep's partners reported."""

    rep_id: str
    partners: tuple[str, ...]
    n_reported: int
    """Weeks, counted for each partner."""
    n_weeks: int
    """Weeks for which a report was due."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """A product whose stock at a partner keeps differing to one side from what was told of it."""

    partner_id: str
    location: str
    product_id: str
    n: int
    """Stock counts compared."""
    gap_units: int
    trend: str
    """losing or gaining."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of lines that tell of a sale and yet do not count as one, or not in full."""

    n_overlaps: int = 0
    """Told by two tiers; counted once, at the lower one."""
    n_sell_through: int = 0
    """From one partner to another."""
    no_rate: tuple[tuple[str, int], ...] = ()
    """Currency -> lines without an exchange rate."""
    n_off_roster: int | None = None
    """Reported for a rep in a territory the roster does not give that rep; None where that is not looked at."""


@dataclass(frozen=True, slots=True)
class ChannelQuality:
    """How far partners' reports can be relied on."""

    missing: tuple[MissingReport, ...] = ()
    reps: tuple[RepReported, ...] = ()
    """Every rep whose partners owe reports."""
    told: Told = Told()
    scores: tuple[PartnerScore, ...] = ()
    leaning: tuple[Leaning, ...] = ()
    names: Mapping[str, str] | None = None
    """Ids of partners and reps with their names."""

    @property
    def incomplete(self) -> dict[str, RepReported]:
        """Return the reps with weeks for which a report is missing, by id."""
        return {r.rep_id: r for r in self.reps if r.n_reported < r.n_weeks}

    def touched(self, partner_id: str) -> list[str]:
        """Return the names of the reps that sell through a partner."""
        names = self.names or {}
        return [names.get(r.rep_id) or r.rep_id for r in self.reps if partner_id in r.partners]


def channel_quality(
    partners: Sequence[Partner],
    submissions: Sequence[Submission],
    reps: Sequence[Rep],
    lines: pd.DataFrame,
    *,
    as_of: date,
    window: tuple[date, date],
    told: Told,
    scores: Collection[PartnerScore] = (),
    leaning: Collection[Leaning] = (),
) -> ChannelQuality:
    """Return what is missing and whom it touches.

    Args:
        partners: all that should report.
        submissions: what became of their files.
        reps: a rep sells through the partner he or she works for, and through each whose lines name the rep.
        lines: sales that count: partner_id, rep_id.
        as_of: the day on which a report is due or not.
        window: the first and the last day measured.
        told: what else became of lines.
        scores: of the partners.
        leaning: stock that keeps differing.
    """
    since, until = window
    owed = {p.partner_id: reports_due(p, submissions, as_of, since, until) for p in partners}
    seen = {str(rep): set(map(str, found)) for rep, found in lines.groupby("rep_id")["partner_id"].unique().items()}
    weeks = {p: weeks_reported(reports, since, until) for p, reports in owed.items()}
    through = {r.rep_id: tuple(sorted((seen.get(r.rep_id, set()) | {r.partner_id}) & set(owed))) for r in reps}
    return ChannelQuality(
        missing=missing_reports(partners, submissions, as_of, since=since, until=until),
        reps=tuple(_reported(rep_id, mine, [weeks[p] for p in mine]) for rep_id, mine in sorted(through.items()) if mine),
        told=told,
        scores=tuple(scores),
        leaning=tuple(leaning),
        names={**{p.partner_id: p.name for p in partners}, **{r.rep_id: r.name for r in reps}},
    )


def _reported(rep_id: str, partners: tuple[str, ...], weeks: Sequence[tuple[int, int]]) -> RepReported:
    return RepReported(rep_id, partners, sum(n for n, _ in weeks), sum(n for _, n in weeks))


def weeks_note(reported: RepReported) -> str:
    """Return how much of a rep's sales was reported, as it stands beside the rep's figures."""
    return f"partners reported {reported.n_reported} of {counted(reported.n_weeks, 'week')}"


def missing_notes(found: ChannelQuality) -> list[str]:
    """Return what does not count because it is late, waits or cannot be converted, a sentence or two each."""
    by_partner: dict[str, list[MissingReport]] = {}
    for report in found.missing:
        by_partner.setdefault(report.partner_id, []).append(report)
    notes = [_missing_note(found, reports) for reports in by_partner.values()]
    for currency, n_lines in found.told.no_rate:
        n = counted(n_lines, "sales line")
        named = currency or "no currency"
        notes.append(f"No exchange rate is known for the day of {n} in {named}: not counted. Rates go into rates.csv.")
    return notes


def told_notes(found: ChannelQuality) -> list[str]:
    """Return what else is to be known of what partners told, a sentence or two each."""
    notes = []
    told = found.told
    if told.n_overlaps:
        n = counted(told.n_overlaps, "sale was", "sales were")
        notes.append(f"{n} reported by a partner and by its supplier, and counted once, for the one nearer to the customer.")
    if told.n_sell_through:
        n = counted(told.n_sell_through, "line tells", "lines tell")
        notes.append(f"{n} of a sale from one partner to another: that is no sales-out, and not counted.")
    if told.n_off_roster:
        n = counted(told.n_off_roster, "sales line names", "sales lines name")
        notes.append(f"{n} a rep in a territory that the list of reps gives to somebody else. They count for the rep named.")
    names = found.names or {}
    return notes + [_leaning_note(names.get(x.partner_id) or x.partner_id, x) for x in found.leaning]


def _missing_note(found: ChannelQuality, reports: Sequence[MissingReport]) -> str:
    name, first = reports[0].name, reports[0]
    reps = found.touched(first.partner_id)
    touched = f"It touches the sales of {listed(reps)}." if reps else "No rep of this launch is known to sell through it."
    n_held = sum(r.is_held for r in reports)
    if n_held == len(reports):
        came = f"{name} sent {_periods_named(reports)}, and a person has to accept it first: until then it counts for nobody."
        return f"{came} {touched}"
    held = f" ({n_held:,} of them came, and a person has to accept them first)" if n_held else ""
    return f"{name} is late with {_periods_named(reports)}{held}, due since {day(first.due_on)}. {touched}"


def _periods_named(reports: Sequence[MissingReport]) -> str:
    """Return which reports are meant: from when to when where they are in a row."""
    if len(reports) == 1:
        return f"its report for {_period_named(reports[0])}"
    if all((b.period_from - a.period_to).days == 1 for a, b in pairwise(reports)):
        return f"{len(reports):,} reports in a row, for {day(reports[0].period_from)} to {day(reports[-1].period_to)}"
    return f"{len(reports):,} reports, for {listed([_period_named(r) for r in reports], most=3)}"


def _period_named(report: MissingReport) -> str:
    if (report.period_to - report.period_from).days < 7:
        return f"the week from {day(report.period_from)}"
    return f"{MONTHS[report.period_from.month - 1]} {report.period_from.year}"


def _leaning_note(name: str, x: Leaning) -> str:
    where = f" at {x.location}" if x.location else ""
    what = "less" if x.trend == "losing" else "more"
    gap = f"{abs(x.gap_units):,}"
    return (
        f"{name}{where}: {counted(x.n, 'stock count')} of {x.product_id} found {gap} units {what} than its receipts and sales"
        " explain, nearly always to the same side."
    )
