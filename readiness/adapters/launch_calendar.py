"""Launch calendar: all of a launch folder that says when people and rooms are free.

In: the folder's files; the launch's dates, its training policy, reps, trainers and rooms as far as they could be read.
Out: LaunchCalendar, and Problems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from readiness.adapters import calendar_files, people_files
from readiness.adapters.input_ids import KnownIds, either
from readiness.adapters.input_tables import Problems
from readiness.stages.training.records import Blackout, Busy, Room, Trainer, TrainingPolicy, Workday
from readiness.vocabulary import LaunchDates, Rep

BLACKOUT, BUSY = "calendar/blackout.csv", "calendar/busy.csv"
SPARE = timedelta(days=62)
"""Calendars are read so far beyond the launch, which may be moved."""


@dataclass(frozen=True, slots=True)
class LaunchCalendar:
    """When people and rooms are free."""

    blackouts: tuple[Blackout, ...] = ()
    busy: tuple[Busy, ...] = ()
    """Of persons and rooms, from busy.csv and from .ics files."""
    workdays: tuple[Workday, ...] = ()
    """Of those who work otherwise than the launch says, by person."""
    rooms: tuple[Room, ...] = ()


def read_calendar(
    files: Mapping[str, bytes],
    dates: LaunchDates | None,
    policy: TrainingPolicy | None,
    reps: Sequence[Rep],
    trainers: Sequence[Trainer],
    rooms: Sequence[Room],
    problems: Problems,
) -> LaunchCalendar:
    """Return when people and rooms are free."""
    people = either(problems.in_column("reps.csv", "rep_id"), problems.in_column("trainers.csv", "trainer_id"))
    blackouts = people_files.read_blackouts(BLACKOUT, files[BLACKOUT], problems) if BLACKOUT in files else []
    known = either(people, KnownIds(r.room_id for r in rooms))
    busy = people_files.read_busy(BUSY, files[BUSY], known, problems) if BUSY in files else []
    workdays = _workdays(files, rooms, people, problems)
    if dates is None or policy is None or problems.found:
        return LaunchCalendar(tuple(blackouts), tuple(busy), tuple(workdays), tuple(rooms))
    last = dates.launch_on + SPARE
    window = (
        datetime.combine(policy.first_day - timedelta(days=2), time(0), tzinfo=UTC),
        datetime.combine(last, time(0), tzinfo=UTC),
    )
    whose = [(r.rep_id, r.time_zone, r.email) for r in reps] + [(t.trainer_id, t.time_zone, t.email) for t in trainers]
    zones = {i: zone for i, zone, _ in whose} | {r.room_id: r.time_zone for r in rooms}
    emails = {email.casefold(): i for i, _, email in whose if email}
    busy += calendar_files.read_calendars(files, zones, emails, window, problems)
    years = range(policy.first_day.year, last.year + 1)
    whole = calendar_files.workdays_of(workdays, trainers, years, holidays=policy.holidays)
    return LaunchCalendar(tuple(blackouts), tuple(busy), tuple(whole), tuple(rooms))


def _workdays(files: Mapping[str, bytes], rooms: Sequence[Room], people: KnownIds, problems: Problems) -> list[Workday]:
    path = calendar_files.PEOPLE
    places = {r.place for r in rooms}
    return calendar_files.read_people(files[path], problems, people=people, places=places) if path in files else []
