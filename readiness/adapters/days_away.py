"""Days away: on which days each rep of a launch can call on nobody, and which dates the launch has by now.

In: reps, the launch's calendar and dates, the training that is planned, what changed since.
Out: rep_id -> days; LaunchDates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from readiness.adapters.launch_calendar import LaunchCalendar
from readiness.stages.training.changes import LAUNCH, LEAVE, Change
from readiness.stages.training.records import TrainingPlan
from readiness.vocabulary import LaunchDates, Rep

HALF_A_DAY = timedelta(hours=4)
"""Busy so long between 8 and 18 by the rep's own clock, and the day is no day for calls. A judgement."""
OPENS, CLOSES = time(8), time(18)


def days_away(
    reps: Sequence[Rep], calendar: LaunchCalendar, dates: LaunchDates, training: TrainingPlan, changes: Iterable[Change] = ()
) -> dict[str, frozenset[date]]:
    """Return the days on which a rep has a public holiday, his own weekend, leave, or is busy for half the day or longer.

    Training counts as busy. Days on which nobody is trained do not: often nobody is, because everybody is to sell.
    """
    found: dict[str, set[date]] = defaultdict(set)
    zones = {r.rep_id: ZoneInfo(r.time_zone) for r in reps}
    for workday in calendar.workdays:
        if workday.person_id in zones:
            weekend = workday.weekend or ()
            every = _days(dates.ready_by, dates.measure_until)
            found[workday.person_id] |= {d for d in every if d in workday.holidays or d.weekday() in weekend}
    for change in changes:
        if change.kind == LEAVE and change.who in zones:
            found[change.who] |= set(_days(change.from_day, change.until_day))
    busy: dict[tuple[str, date], timedelta] = defaultdict(timedelta)
    for person_id, starts, ends in _appointments(calendar, training):
        zone = zones.get(person_id)
        for day, taken in _taken(starts.astimezone(zone), ends.astimezone(zone)) if zone else ():
            busy[person_id, day] += taken
    for (person_id, day), taken in busy.items():
        if taken >= HALF_A_DAY:
            found[person_id].add(day)
    return {person_id: frozenset(days) for person_id, days in found.items() if days}


def dates_by_now(dates: LaunchDates, changes: Iterable[Change]) -> LaunchDates:
    """Return a launch's dates with what is known of them beside its files: everything before the end moves with the launch."""
    for change in changes:
        if change.kind == LAUNCH:
            later = change.from_day - dates.launch_on
            dates = replace(dates, launch_on=change.from_day, ready_by=dates.ready_by + later)
    return dates


def _appointments(calendar: LaunchCalendar, training: TrainingPlan) -> Iterator[tuple[str, datetime, datetime]]:
    for b in calendar.busy:
        yield b.person_id, b.starts_at, b.ends_at
    sessions = {s.session_id: s for s in training.sessions}
    for seat in training.enrolments:
        if session := sessions.get(seat.session_id):
            yield seat.rep_id, session.starts_at, session.ends_at


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _taken(starts: datetime, ends: datetime) -> list[tuple[date, timedelta]]:
    """Return how much of the working hours of each day a busy time takes; both moments by one clock."""
    rows = []
    for day in _days(starts.date(), ends.date()):
        opens, closes = (datetime.combine(day, at, tzinfo=starts.tzinfo) for at in (OPENS, CLOSES))
        taken = min(ends, closes).astimezone(UTC) - max(starts, opens).astimezone(UTC)
        if taken > timedelta(0):
            rows.append((day, taken))
    return rows
