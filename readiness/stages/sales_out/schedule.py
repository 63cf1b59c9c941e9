"""Schedule: when each partner's reports are due, which came, and what of a rep's sales they leave out.

In: partners, what became of their files, the day to judge on.
Out: PartnerReport, MissingReport, weeks reported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from readiness.vocabulary import Partner, week_of

MONTH_CLOSING_DAYS = 5
"""A month's report is due on the first of the partner's weekdays after this many days; a week's on the first after the week."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of one file of a partner."""

    partner_id: str
    received_at: datetime
    """Without a zone it is UTC."""
    period_from: date | None
    """The first day it speaks of; None where it could not be read."""
    period_to: date | None
    rows_in: int
    n_ok: int
    n_duplicates: int
    n_quarantined: int
    n_pending: int
    status: str
    """held, applied or rejected."""


@dataclass(frozen=True, slots=True)
class PartnerReport:
    """One report a partner owes, for a week or a month."""

    partner_id: str
    period_from: date
    period_to: date
    due_at: datetime
    """In the partner's own time zone."""
    received_at: datetime | None
    """When its lines first came and were taken; None where they did not."""
    is_held: bool
    """It came, and waits for a person."""
    is_judged: bool
    """It was due after the partner's first file came: before, nobody knew whether it was on time."""


@dataclass(frozen=True, slots=True)
class MissingReport:
    """A report that is due and whose lines count nowhere."""

    partner_id: str
    name: str
    period_from: date
    period_to: date
    due_on: date
    is_held: bool


def reports_due(
    partner: Partner, submissions: Sequence[Submission], as_of: date, since: date | None = None, until: date | None = None
) -> list[PartnerReport]:
    """Return the reports a partner owed by the end of a day, and any that came before they were due, by period.

    A report came where a taken file speaks of a day of its period and arrived after the period was over.

    Args:
        partner: with its cadence, weekday, time and zone.
        submissions: of any partners.
        as_of: the day to judge on.
        since: a day from which reports are owed, though none may have come; else they are from the first day reported.
        until: the last day that matters.
    """
    mine = [s for s in submissions if s.partner_id == partner.partner_id and s.period_from is not None]
    starts = [s.period_from for s in mine if s.period_from is not None and s.status != "rejected"]
    first = min([*starts, *([since] if since else [])], default=None)
    if first is None:
        return []
    zone = ZoneInfo(partner.time_zone)
    began_at = min((_aware(s.received_at) for s in mine), default=None)
    found = []
    for start, end in _periods(partner.cadence, first, min(until or as_of, as_of)):
        due_at = _due_at(partner, end, zone)
        over_at = datetime.combine(end + timedelta(days=1), datetime.min.time(), zone)
        came = [s for s in mine if _speaks_of(s, start, end) and _aware(s.received_at) >= over_at]
        taken = [_aware(s.received_at) for s in came if s.status == "applied"]
        if taken or due_at.date() <= as_of:
            is_held = not taken and any(s.status == "held" for s in came)
            is_judged = began_at is not None and due_at > began_at
            received_at = min(taken, default=None)
            found.append(PartnerReport(partner.partner_id, start, end, due_at, received_at, is_held, is_judged))
    return found


def missing_reports(
    partners: Iterable[Partner],
    submissions: Sequence[Submission],
    as_of: date,
    *,
    since: date | None = None,
    until: date | None = None,
) -> tuple[MissingReport, ...]:
    """Return the reports that are due on a day and whose lines count nowhere, by partner and period; see `reports_due`."""
    return tuple(
        MissingReport(p.partner_id, p.name or p.partner_id, r.period_from, r.period_to, r.due_at.date(), r.is_held)
        for p in sorted(partners, key=lambda p: p.partner_id)
        for r in reports_due(p, submissions, as_of, since, until)
        if r.received_at is None
    )


def weeks_reported(reports: Collection[PartnerReport], since: date, until: date) -> tuple[int, int]:
    """Return for how many weeks of a window all of a partner's reports came, and for how many they were due."""
    due = [r for r in reports if r.period_to >= since and r.period_from <= until]
    if not due:
        return 0, 0
    last = min(max(r.period_to for r in due), until)
    weeks = [week_of(since) + timedelta(weeks=n) for n in range((week_of(last) - week_of(since)).days // 7 + 1)]
    missing = [r for r in due if r.received_at is None]
    lost = sum(any(r.period_from <= week + timedelta(days=6) and r.period_to >= week for r in missing) for week in weeks)
    return len(weeks) - lost, len(weeks)


def _periods(cadence: str, first: date, last: date) -> list[tuple[date, date]]:
    """Return the weeks or months from the one a day falls in to the one the last day falls in."""
    found = []
    start = week_of(first) if cadence == "weekly" else first.replace(day=1)
    while start <= last:
        after = start + timedelta(weeks=1) if cadence == "weekly" else (start + timedelta(days=31)).replace(day=1)
        found.append((start, after - timedelta(days=1)))
        start = after
    return found


def _due_at(partner: Partner, end: date, zone: ZoneInfo) -> datetime:
    earliest = end + timedelta(days=1 + (MONTH_CLOSING_DAYS if partner.cadence == "monthly" else 0))
    day = earliest + timedelta(days=(partner.due_weekday - earliest.weekday()) % 7)
    return datetime.combine(day, partner.due_time, zone)


def _speaks_of(submission: Submission, start: date, end: date) -> bool:
    first, last = submission.period_from, submission.period_to
    return first is not None and last is not None and first <= end and last >= start


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
