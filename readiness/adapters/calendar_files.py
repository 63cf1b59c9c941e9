"""Calendar files: where and when people work, public holidays, rooms, and the busy times of .ics files.

In: the bytes of calendar/people.csv, rooms.csv and *.ics; countries; the days that can be planned.
Out: Workday, Room and Busy records; faults as Problems.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from readiness.adapters.busy_calendars import Window, busy_times
from readiness.adapters.country_days import check_country, days_off
from readiness.adapters.input_columns import Column, id_column, text_column, words_column
from readiness.adapters.input_ids import ANY_ID
from readiness.adapters.input_tables import Problems, read_table
from readiness.adapters.input_values import BadValueError, integer_value, shown
from readiness.adapters.people_files import OPTIONAL_NONE, ZONE, check_hours, working_columns
from readiness.adapters.training_policy_files import weekday_value
from readiness.stages.training.records import Busy, Room, Trainer, Workday

PEOPLE, ROOMS, FOLDER, ICS = "calendar/people.csv", "calendar/rooms.csv", "calendar/", ".ics"
PERSON = "a rep_id or trainer_id"
DAYS_OFF = "days such as fri;sat, or blank"


def is_calendar(path: str) -> bool:
    """Say whether a path of a launch folder is a calendar of one person or room."""
    return path.startswith(FOLDER) and path.count("/") == 1 and path.lower().endswith(ICS)


def _weekend(text: str) -> tuple[int, ...]:
    days = tuple(sorted({weekday_value(part.strip()) for part in text.split(";") if part.strip()}))
    if len(days) == 7:
        raise BadValueError("no day of the week is left")
    return days


def read_people(
    data: bytes, problems: Problems, *, people: Collection[str] = ANY_ID, places: Collection[str] = ANY_ID
) -> list[Workday]:
    """Return when and where people work, without public holidays."""
    columns = [
        id_column("person_id", PERSON, known=people),
        *working_columns(places),
        Column("travel_minutes", integer_value(0, 1440), "a whole number from 0 to 1440", optional=True, blank=True, default=0),
        Column("weekend", _weekend, DAYS_OFF, **OPTIONAL_NONE),
    ]
    rows = read_table(PEOPLE, data, columns, problems, key="person_id")
    check_hours(PEOPLE, rows, problems)
    for r in rows:
        check_country(PEOPLE, r.row, r["country"], r["subdivision"], problems)
    return [Workday(**r.values) for r in rows]


def read_rooms(data: bytes, problems: Problems) -> list[Room]:
    """Return the rooms."""
    columns = [
        id_column("room_id"),
        text_column("name"),
        words_column("place", "the name of a place", at_most=200),
        Column("seats", integer_value(1, 1000), "a whole number from 1 to 1000"),
        ZONE,
    ]
    return [Room(**r.values) for r in read_table(ROOMS, data, columns, problems, key="room_id")]


def workdays_of(people: Iterable[Workday], trainers: Sequence[Trainer], years: range, *, holidays: bool) -> list[Workday]:
    """Return every person's workday, trainers by trainers.csv where calendar/people.csv does not say, with days off."""
    known = {w.person_id: w for w in people}
    for t in trainers:
        own = Workday(t.trainer_id, t.starts, t.ends, "", 0, None, frozenset(), t.country, t.subdivision)
        said = known.get(t.trainer_id)
        if said is None and own != Workday(t.trainer_id):
            known[t.trainer_id] = own
        elif said is not None:
            known[t.trainer_id] = _filled(said, own)
    return [_with_days_off(w, years, holidays=holidays) for _, w in sorted(known.items())]


def _filled(said: Workday, own: Workday) -> Workday:
    """Return what a table says of a person, filled up with what another one does."""
    hours = (said.starts, said.ends) if said.starts is not None else (own.starts, own.ends)
    where = (said.country, said.subdivision) if said.country else (own.country, own.subdivision)
    return replace(said, starts=hours[0], ends=hours[1], country=where[0], subdivision=where[1])


def _with_days_off(workday: Workday, years: range, *, holidays: bool) -> Workday:
    if not workday.country:
        return workday
    weekend, days = days_off(workday.country, workday.subdivision, years)
    own = workday.weekend if workday.weekend is not None else weekend
    return replace(workday, weekend=own, holidays=days if holidays else frozenset())


def read_calendars(
    files: Mapping[str, bytes], zones: Mapping[str, str], emails: Mapping[str, str], window: Window, problems: Problems
) -> list[Busy]:
    """Return the busy times of every calendar/*.ics.

    Args:
        files: path -> content, of the whole launch folder.
        zones: id of a person or room -> time zone.
        emails: mail address in small letters -> id of the person.
        window: the time that can be planned.
        problems: takes each file that is nobody's, or that is no calendar.
    """
    busy: list[Busy] = []
    for path in sorted(p for p in files if is_calendar(p)):
        stem = PurePosixPath(path).name[: -len(ICS)]
        owner = stem if stem in zones else emails.get(stem.casefold(), "")
        if not owner:
            expected = "a file named by a rep_id, trainer_id, room_id or mail address, such as rep-7.ics"
            problems.add(path, 0, "", f"{shown(stem)} is nobody here", expected)
            continue
        busy += [Busy(owner, starts, ends) for starts, ends in busy_times(path, files[path], zones[owner], window, problems)]
    return busy
