"""Days away: on which days each rep of a launch can call on nobody.

In: a launch's inputs.
Out: rep_id -> days.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from readiness.adapters.launch_files import LaunchInputs

HALF_A_DAY = timedelta(hours=4)
"""Busy so long between 8 and 18 by the rep's own clock, and the day is no day for calls."""
OPENS, CLOSES = time(8), time(18)


def days_away(inputs: LaunchInputs) -> dict[str, frozenset[date]]:
    """Return the days on which a rep has a public holiday, his own weekend, or is busy for half the day or longer."""
    found: dict[str, set[date]] = defaultdict(set)
    first, last = inputs.launch.dates.ready_by, inputs.launch.dates.measure_until
    zones = {r.rep_id: ZoneInfo(r.time_zone) for r in inputs.reps}
    for day in inputs.calendar.workdays:
        if day.person_id in zones:
            found[day.person_id] |= {d for d in day.holidays if first <= d <= last}
            if day.weekend is not None:
                n = (last - first).days + 1
                found[day.person_id] |= {d for i in range(n) if (d := first + timedelta(days=i)).weekday() in day.weekend}
    busy: dict[tuple[str, date], timedelta] = defaultdict(timedelta)
    for b in inputs.calendar.busy:
        if b.person_id in zones:
            for day_, taken in _taken(b.starts_at.astimezone(zones[b.person_id]), b.ends_at.astimezone(zones[b.person_id])):
                busy[b.person_id, day_] += taken
    for (rep_id, day_), taken in busy.items():
        if taken >= HALF_A_DAY:
            found[rep_id].add(day_)
    return {rep_id: frozenset(days) for rep_id, days in found.items()}


def _taken(starts: datetime, ends: datetime) -> list[tuple[date, timedelta]]:
    """Return how much of the working hours of each day a busy time takes; both moments by one clock."""
    rows, day = [], starts.date()
    while day <= ends.date():
        opens, closes = (datetime.combine(day, at, tzinfo=starts.tzinfo) for at in (OPENS, CLOSES))
        taken = min(ends, closes).astimezone(UTC) - max(starts, opens).astimezone(UTC)
        if taken > timedelta(0):
            rows.append((day, taken))
        day += timedelta(days=1)
    return rows
