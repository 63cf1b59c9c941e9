"""Calendars: which half hours each person can be trained in, by the clock of that person's own zone, and what they are worth.

In: the training policy, blackouts, busy times, workdays, launch dates, IANA zone names.
Out: Grid of half hours in UTC, and what each kind of workday sees of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.records import Blackout, Busy, HourWorth, TrainingPolicy, Workday
from readiness.vocabulary import LaunchDates

STEP = timedelta(minutes=30)
SECONDS = int(STEP.total_seconds())
LUNCH = (time(12, 0), time(13, 0))
WEEKEND = (5, 6)
LUNCH_WORTH = 2.0
"""What an hour at lunch counts as: any other is preferred to it."""
USUAL_WORTH = (
    (time(10), time(12), 1.4),
    (time(14), time(16), 1.4),
    (time(0), time(9, 30), 0.7),
    (time(16, 30), time.max, 0.7),
)
"""Customers are met late in the morning and in the afternoon, not at the edges of the day; a judgement, as are those below."""
LAST_AFTERNOON, LAST_AFTERNOON_WORTH = time(13), 0.6
FIRST_MORNING_FACTOR = 1.2
FRESH_DAYS, FORGETTING = 14, 0.025
"""What is learned earlier than so many days before the launch is worth less of it each day: added to the worth of an hour."""
LATE_DAYS, LATE = 5, 0.3
"""So near to the launch nothing may go wrong any more."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Half hours in UTC."""

    first: datetime
    n_bins: int

    def at(self, index: int) -> datetime:
        """Return when a half hour begins."""
        return self.first + STEP * int(index)

    def index(self, moment: datetime) -> int:
        """Return the half hour a moment is in; it may be outside of the grid."""
        return int((moment - self.first) // STEP)

    def during(self, starts: datetime, ends: datetime) -> slice:
        """Return the half hours that a time touches."""
        low, high = self.index(starts), -int(-(ends - self.first) // STEP)
        return slice(min(max(low, 0), self.n_bins), max(min(high, self.n_bins), 0))


@dataclass(frozen=True, slots=True)
class View:
    """The grid by the clock of one kind of workday; all arrays are (n_bins,)."""

    is_open: NDArray[np.bool_]
    """The whole half hour is on a working day, in working hours, outside blackouts."""
    day: NDArray[np.int64]
    """The local date's ordinal."""
    worth: NDArray[np.float64]
    """Of this time to a seller, a mean hour being worth 1."""


def zone_of(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA name; None where nobody knows it."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # KeyError: no such zone; the others: the name is a path or a folder
        return None


def grid_of(policy: TrainingPolicy, dates: LaunchDates) -> Grid:
    """Return every half hour UTC that is on a day of the window somewhere on earth."""
    first = datetime.combine(policy.first_day - timedelta(days=1), time(0), tzinfo=UTC)
    n_days = max(0, (policy.last_day(dates) - policy.first_day).days + 1)
    return Grid(first, (n_days + 2) * 48 if n_days else 0)


def working_days(
    policy: TrainingPolicy, blackouts: Sequence[Blackout], dates: LaunchDates, weekend: Sequence[int] = WEEKEND
) -> list[date]:
    """Return the days on which people can be trained: from the first day to ready_by, and those of a last wave of its own."""
    n_days = (dates.ready_by - policy.first_day).days + 1
    days = [policy.first_day + timedelta(days=i) for i in range(max(n_days, 0))]
    if policy.last_wave:
        first, last = max(policy.last_wave[0], policy.first_day), policy.last_wave[1]
        days += [first + timedelta(days=i) for i in range(max((last - first).days + 1, 0))]
    return [d for d in days if d.weekday() not in weekend and not any(b.starts_on <= d <= b.ends_on for b in blackouts)]


class Clocks:
    """What the workdays of one launch see of its grid; each kind is laid out once."""

    def __init__(self, grid: Grid, policy: TrainingPolicy, blackouts: Sequence[Blackout], dates: LaunchDates) -> None:
        self.grid, self.policy, self.blackouts, self.dates = grid, policy, blackouts, dates
        self._local: dict[str, list[datetime]] = {}
        self._views: dict[tuple[object, ...], View] = {}

    def local(self, zone: str) -> list[datetime]:
        """Return each half hour, and the end of the last, as the clocks of a zone show it; none where nobody knows the zone."""
        if zone not in self._local:
            tz = zone_of(zone)
            self._local[zone] = [self.grid.at(i).astimezone(tz) for i in range(self.grid.n_bins + 1)] if tz else []
        return self._local[zone]

    def view(self, zone: str, workday: Workday | None, *, is_learner: bool) -> View:
        """Return what somebody sees; an unknown zone sees nothing open."""
        w = workday or Workday("")
        weekend = WEEKEND if w.weekend is None else w.weekend
        key = (zone, w.starts, w.ends, weekend, w.holidays, is_learner)
        if key not in self._views:
            self._views[key] = self._view(zone, w, weekend, is_learner=is_learner)
        return self._views[key]

    def _view(self, zone: str, workday: Workday, weekend: Sequence[int], *, is_learner: bool) -> View:
        n, local = self.grid.n_bins, self.local(zone)
        if not local:
            return View(np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.int64), np.ones(n))
        days = {d for d in working_days(self.policy, self.blackouts, self.dates, weekend) if d not in workday.holidays}
        starts, ends = workday.starts or self.policy.day_starts, workday.ends or self.policy.day_ends
        no_lunch = is_learner and self.policy.lunch_free
        is_open = [
            a.date() in days and b.date() == a.date() and starts <= a.time() and b.time() <= ends
            and not (no_lunch and a.time() < LUNCH[1] and b.time() > LUNCH[0])
            for a, b in itertools.pairwise(local)
        ]  # fmt: skip
        worth = [self.worth(a, weekend) for a in local[:-1]]
        day = [a.date().toordinal() for a in local[:-1]]
        return View(np.array(is_open, dtype=np.bool_), np.array(day, dtype=np.int64), np.array(worth, dtype=np.float64))

    def worth(self, local: datetime, weekend: Sequence[int]) -> float:
        """Return what a seller's time is worth at a local time."""
        days_left = (self.dates.launch_on - local.date()).days
        extra = max(0, days_left - FRESH_DAYS) * FORGETTING + (LATE if 0 <= days_left <= LATE_DAYS else 0.0)
        own = self.policy.hour_worth
        return (_said_worth(local, own) if own else _usual_worth(local, weekend)) + extra


def _said_worth(local: datetime, said: Sequence[HourWorth]) -> float:
    at = local.time()
    fitting = (w.worth for w in said if w.starts <= at < w.ends and (not w.weekdays or local.weekday() in w.weekdays))
    return next(fitting, 1.0)


def _usual_worth(local: datetime, weekend: Sequence[int]) -> float:
    at = local.time()
    if LUNCH[0] <= at < LUNCH[1]:
        return LUNCH_WORTH
    is_first = (local.weekday() - 1) % 7 in weekend
    is_last = (local.weekday() + 1) % 7 in weekend
    if is_last and at >= LAST_AFTERNOON:
        return LAST_AFTERNOON_WORTH
    worth = next((w for a, b, w in USUAL_WORTH if a <= at < b), 1.0)
    return worth * (FIRST_MORNING_FACTOR if is_first and at < LUNCH[0] else 1.0)


def without_busy(grid: Grid, is_open: NDArray[np.bool_], busy: Iterable[Busy]) -> NDArray[np.bool_]:
    """Return the open half hours that none of a person's busy times touches."""
    free = is_open.copy()
    for b in busy:
        free[grid.during(b.starts_at, b.ends_at)] = False
    return free
