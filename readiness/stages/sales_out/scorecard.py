"""Scorecard: how far what a partner reports can be relied on, each measure with the number of cases behind it.

In: partners, what became of their files, how lines were booked, balances, monthly totals.
Out: PartnerScore.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from statistics import fmean

from readiness.stages.sales_out.schedule import PartnerReport, Submission
from readiness.vocabulary import Partner

SETTLED_DAYS = 30
"""How long a line has been booked before it is asked whether it was restated."""
TOTAL_MONTHS = 12
USUAL_SHARE = 0.15
"""A month's total farther than this from the mean of the TOTAL_MONTHS before it is worth a question."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many cases."""

    part: float
    n: float

    @property
    def share(self) -> float | None:
        """Return the part of the cases; None without a case."""
        return self.part / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Booked:
    """Lines a partner sold on one day that were first booked on another, and their units then and now."""

    partner_id: str
    sold_on: date
    booked_on: date
    n_lines: int
    units_first: int
    """Absolute, as first booked."""
    units_restated: int
    """How many of them are others now, absolute."""


@dataclass(frozen=True, slots=True)
class PartnerEvidence:
    """What is known of one partner, up to the day the score is for."""

    reports: Sequence[PartnerReport] = ()
    submissions: Sequence[Submission] = ()
    n_blank: int = 0
    """Rows in quarantine because a field was blank that every row needs."""
    n_no_product: int = 0
    """Lines that wait for a product."""
    n_no_account: int = 0
    booked: Sequence[Booked] = ()
    gaps: Sequence[tuple[int, int]] = ()
    """Of each stock balance: the gap, and the units there were to sell."""
    totals: Mapping[date, int] = field(default_factory=dict)
    """First day of a month -> its sales in minor units of one currency."""


@dataclass(frozen=True, slots=True)
class PartnerScore:
    """One partner's measures; None where there is nothing to judge by."""

    partner_id: str
    name: str
    tier: int
    on_time: Share
    """Reports that came by their due time, of those due since the first file came."""
    complete: Share
    """Reports that came, of those due, reports of no sales included."""
    filled: Share
    """Rows in which every field stands that a row needs."""
    accepted: Share
    """Rows not in quarantine."""
    product_matched: Share
    account_matched: Share
    stable: Share
    """Units not restated, of those first booked 30 days ago or earlier."""
    duplicates: Share
    """Rows that repeat another."""
    stock_gap: Share
    """Units that stock and movements disagree about, of the units there were to sell."""
    n_balances: int
    total_ratio: float | None
    """The last whole month's sales over the mean of the 12 months before."""
    total_usual: bool | None
    latency_days: float | None
    """Median days from a sale to its booking, of sales since the first file came."""
    n_latency: int


def partner_score(partner: Partner, seen: PartnerEvidence, as_of: date) -> PartnerScore:
    """Return a partner's measures as of a day."""
    judged = [r for r in seen.reports if r.is_judged]
    in_time = sum(r.received_at is not None and r.received_at <= r.due_at for r in judged)
    files = [s for s in seen.submissions if s.status != "rejected"]
    n_rows, n_held = sum(s.rows_in for s in files), sum(s.n_quarantined for s in files)
    n_read = sum(s.n_ok for s in files if s.status == "applied") + sum(s.n_pending for s in files if s.status == "applied")
    settled = [b for b in seen.booked if b.booked_on <= as_of - timedelta(days=SETTLED_DAYS)]
    units = sum(b.units_first for b in settled)
    ratio = total_ratio(seen.totals, as_of)
    latency, n_latency = _latency(seen)
    return PartnerScore(
        partner_id=partner.partner_id,
        name=partner.name or partner.partner_id,
        tier=partner.tier,
        on_time=Share(in_time, len(judged)),
        complete=Share(sum(r.received_at is not None for r in seen.reports), len(seen.reports)),
        filled=Share(n_rows - seen.n_blank, n_rows),
        accepted=Share(n_rows - n_held, n_rows),
        product_matched=Share(n_read - seen.n_no_product, n_read),
        account_matched=Share(n_read - seen.n_no_account, n_read),
        stable=Share(units - min(units, sum(b.units_restated for b in settled)), units),
        duplicates=Share(sum(s.n_duplicates for s in files), n_rows),
        stock_gap=Share(sum(abs(gap) for gap, _ in seen.gaps), sum(there for _, there in seen.gaps)),
        n_balances=len(seen.gaps),
        total_ratio=ratio,
        total_usual=None if ratio is None else abs(ratio - 1) <= USUAL_SHARE,
        latency_days=latency,
        n_latency=n_latency,
    )


def total_ratio(totals: Mapping[date, int], as_of: date) -> float | None:
    """Return the last whole month's total over the mean of the 12 before it; None where these were not all reported."""
    day_after = as_of + timedelta(days=1)
    months = [month_before(day_after.replace(day=1), n) for n in range(1, TOTAL_MONTHS + 2)]
    if any(month not in totals for month in months):
        return None
    mean = fmean(totals[month] for month in months[1:])
    return totals[months[0]] / mean if mean > 0 else None


def month_before(month: date, n: int) -> date:
    """Return the first day of the month that is n months earlier."""
    at = month.year * 12 + month.month - 1 - n
    return date(at // 12, at % 12 + 1, 1)


def _latency(seen: PartnerEvidence) -> tuple[float | None, int]:
    """Return the median days from sale to booking and of how many lines, without what came as history with the first file."""
    began_on = min((s.received_at.date() for s in seen.submissions), default=date.max)
    waits = sorted(((b.booked_on - b.sold_on).days, b.n_lines) for b in seen.booked if b.sold_on >= began_on)
    n = sum(count for _, count in waits)
    return (_weighted_median(waits, n), n) if n else (None, 0)


def _weighted_median(sorted_waits: Collection[tuple[int, int]], n: int) -> float:
    """Return the median of values that stand so many times each, the mean of the middle two where n is even."""
    ends = list(accumulate(count for _, count in sorted_waits))
    values = [value for value, _ in sorted_waits]
    low, high = (next(v for v, end in zip(values, ends, strict=True) if end >= at) for at in (math.ceil(n / 2), n // 2 + 1))
    return (low + high) / 2
