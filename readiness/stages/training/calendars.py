"""Calendars: which half hours each person can be trained in, by the clock of that person's own zone.

In: the training policy, blackouts, busy times, launch dates, IANA zone names.
Out: Grid of session starts in UTC, and one ZoneView of it per zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.records import Blackout, Busy, TrainingPolicy
from readiness.vocabulary import LaunchDates

STEP = timedelta(minutes=30)
LUNCH = (time(12, 0), time(13, 0))
LUNCH_COST = 120.0
"""Minutes away from the middle of the day that a session over lunch counts as: any other time by day is preferred to it."""
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Grid:
    """The starts a session may have; all arrays are (n starts,)."""

    starts: tuple[datetime, ...]
    seconds: NDArray[np.int64]
    """The starts as seconds since 1970 UTC, rising."""
    length: int
    """Of a session, in seconds."""

    def overlapping(self, start: int, end: int) -> slice:
        """Return the starts of those sessions that would overlap the time from `start` to `end` (seconds)."""
        first = int(np.searchsorted(self.seconds, start - self.length, side="right"))
        return slice(first, max(first, int(np.searchsorted(self.seconds, end, side="left"))))


@dataclass(frozen=True, slots=True)
class ZoneView:
    """The grid by the clock of one zone; all arrays are (n starts,)."""

    is_open: NDArray[np.bool_]
    """The whole session is on one working day, in working hours, outside blackouts."""
    day: NDArray[np.int64]
    """The local date's ordinal."""
    cost: NDArray[np.float64]
    """Minutes between the session's middle and the middle of the working day; more over lunch."""


def zone_of(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA name; None where nobody knows it."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # KeyError: no such zone; the others: the name is a path or a folder
        return None


def working_days(policy: TrainingPolicy, blackouts: Sequence[Blackout], dates: LaunchDates) -> list[date]:
    """Return the days from the first day to ready_by on which people can be trained, Monday to Friday."""
    n_days = (dates.ready_by - policy.first_day).days + 1
    days = [policy.first_day + timedelta(days=i) for i in range(max(n_days, 0))]
    return [d for d in days if d.weekday() < SATURDAY and not any(b.starts_on <= d <= b.ends_on for b in blackouts)]


def grid_of(policy: TrainingPolicy, dates: LaunchDates) -> Grid:
    """Return every half hour UTC that is on a day of the window somewhere on earth."""
    start = datetime.combine(policy.first_day - timedelta(days=1), time(0), tzinfo=UTC)
    end = datetime.combine(dates.ready_by + timedelta(days=2), time(0), tzinfo=UTC)
    starts = tuple(start + STEP * i for i in range(max(0, int((end - start) / STEP))))
    return Grid(starts, np.array([int(s.timestamp()) for s in starts], dtype=np.int64), policy.minutes * 60)


def keep(grid: Grid, index: NDArray[np.intp]) -> Grid:
    """Return the grid with these starts only."""
    return Grid(tuple(grid.starts[i] for i in index), grid.seconds[index], grid.length)


def view_of(grid: Grid, zone: ZoneInfo, policy: TrainingPolicy, days: Sequence[date]) -> ZoneView:
    """Return the grid as the clock of one zone shows it, daylight saving included."""
    allowed = frozenset(days)
    length = timedelta(minutes=policy.minutes)
    middle = (_minute(policy.day_starts) + _minute(policy.day_ends)) / 2
    is_open, ordinal, cost = [], [], []
    for start in grid.starts:
        local, local_end = start.astimezone(zone), (start + length).astimezone(zone)
        in_hours = policy.day_starts <= local.time() and local_end.time() <= policy.day_ends
        is_open.append(local.date() in allowed and local_end.date() == local.date() and in_hours)
        ordinal.append(local.date().toordinal())
        over_lunch = local.time() < LUNCH[1] and local_end.time() > LUNCH[0]
        off_middle = abs((_minute(local.time()) + _minute(local_end.time())) / 2 - middle)
        cost.append(off_middle + (LUNCH_COST if over_lunch else 0.0))
    return ZoneView(np.array(is_open, dtype=np.bool_), np.array(ordinal, dtype=np.int64), np.array(cost, dtype=np.float64))


def without_busy(grid: Grid, is_open: NDArray[np.bool_], busy: Iterable[Busy]) -> NDArray[np.bool_]:
    """Return the open starts that do not overlap any of a person's busy times."""
    free = is_open.copy()
    for b in busy:
        free[grid.overlapping(_floor(b.starts_at), _ceil(b.ends_at))] = False
    return free


def _minute(clock: time) -> float:
    return clock.hour * 60 + clock.minute + clock.second / 60


def _floor(moment: datetime) -> int:
    return int(moment.timestamp() // 1)


def _ceil(moment: datetime) -> int:
    return int(-(-moment.timestamp() // 1))
