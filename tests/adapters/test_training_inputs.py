"""Training inputs: training.yaml, trainers.csv and calendar/ of a launch: what they say, and every fault where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from readiness.adapters.folder_files import read_folder
from readiness.adapters.launch_files import inspect_launch_files, is_input, read_launch_files
from readiness.stages.training import Room, TrainingModule
from readiness.stages.training.records import ONE_MODULE, Curriculum, HourWorth
from readiness.vocabulary import Motion
from tests.small_launch import TRAINERS, TRAINING_YAML, write_small_launch

FOLDER: dict[str, bytes] = {}
MODULES = TRAINING_YAML.replace("title: Kettle 2\nminutes: 60\nseats: 3\n", "") + (
    "modules:\n"
    "  - {module_id: core, title: The kettle, minutes: 60, seats: 3}\n"
    "  - {module_id: lab, title: Boil one, minutes: 90, seats: 6, after: [core], rooms: yes, test_out: 80,"
    " competencies: [buyer]}\n"
)
ROOMS = "room_id,name,place,seats,time_zone\nblue,Blue room,Paris,6,Europe/Paris\n"
PEOPLE = "person_id,country,subdivision,starts,ends,place,travel_minutes,weekend\n"


@pytest.fixture(scope="module", autouse=True)
def _folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    FOLDER.update(read_folder(write_small_launch(tmp_path_factory.mktemp("small") / "launch")))


def with_files(changes: Mapping[str, str]) -> dict[str, bytes]:
    return {**FOLDER, **{path: text.encode() for path, text in changes.items()}}


def faults(changes: Mapping[str, str]) -> list[str]:
    return [str(p) for p in inspect_launch_files(with_files(changes))[1]]


def test_a_launch_of_one_module_is_as_it_was() -> None:
    policy = read_launch_files(FOLDER).policy
    assert policy.modules == ()
    assert policy.taught == (TrainingModule(ONE_MODULE, "Kettle 2", 60, 3),)
    assert (policy.minutes, policy.make_up_seats, policy.max_team_share, policy.randomise) == (60, 0.1, 0.5, True)


def test_modules_curricula_and_what_an_hour_is_worth() -> None:
    text = MODULES + (
        "curricula:\n  - {modules: [core], channels: [shops], motions: [consultative], hired_within_days: 90, managers: no,"
        " ability_below: 60}\n"
        "hour_worth:\n  - {worth: 2, starts: '10:00', ends: '12:00', weekdays: [mon, Friday]}\n  - {worth: 0.5}\n"
        "session_cost: 3.5\nrandomise: no\nholidays: no\nlunch_free: yes\nmax_team_share: 0.25\nmake_up_seats: 0\n"
    )
    policy = read_launch_files(with_files({"training.yaml": text, "calendar/rooms.csv": ROOMS})).policy
    assert policy.taught == (
        TrainingModule("core", "The kettle", 60, 3),
        TrainingModule("lab", "Boil one", 90, 6, ("core",), in_rooms=True, test_out=80.0, competencies=("buyer",)),
    )
    assert policy.minutes == 150
    only = Curriculum(("core",), ("shops",), (Motion.CONSULTATIVE,), 90, managers=False, ability_below=60.0)
    assert policy.curricula == (only,)
    assert policy.hour_worth == (HourWorth(2.0, time(10), time(12), (0, 4)), HourWorth(0.5, time(0), time(23, 59), ()))
    assert (policy.session_cost, policy.randomise, policy.holidays, policy.lunch_free) == (3.5, False, False, True)
    assert (policy.max_team_share, policy.make_up_seats) == (0.25, 0.0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"training.yaml": TRAINING_YAML.replace("seats: 3\n", "")}, "training.yaml:1:seats: the field is missing; expected"),
        (
            {"training.yaml": MODULES.replace("after: [core]", "after: [cord]"), "calendar/rooms.csv": ROOMS},
            "training.yaml:7:modules[1].after[0]: 'cord' is unknown; expected a module_id of this file's modules"
            " (did you mean core?)",
        ),
        (
            {"training.yaml": MODULES.replace("seats: 3}", "seats: 3, after: [lab]}"), "calendar/rooms.csv": ROOMS},
            "'core' would have to come before itself",
        ),
        ({"training.yaml": MODULES}, "training.yaml:7:modules[1].rooms: no room is known; expected rooms in calendar/rooms.csv"),
        (
            {"training.yaml": MODULES.replace("rooms: yes", "rooms: Bonn"), "calendar/rooms.csv": ROOMS},
            "modules[1].rooms: 'Bonn' is unknown; expected a place of calendar/rooms.csv",
        ),
        (
            {"training.yaml": MODULES.replace("[buyer]", "[seller]"), "calendar/rooms.csv": ROOMS},
            "modules[1].competencies[0]: 'seller' is unknown",
        ),
        (
            {"training.yaml": MODULES.replace("minutes: 90", "minutes: 481"), "calendar/rooms.csv": ROOMS},
            "modules[1].minutes: 481 is not between 15 and 480; expected a whole number from 15 to 480",
        ),
        ({"training.yaml": TRAINING_YAML + "randomise: perhaps\n"}, "training.yaml:8:randomise: 'perhaps' is neither yes nor no"),
        ({"training.yaml": TRAINING_YAML + "curricula:\n  - {modules: [core]}\n"}, "'core' is unknown"),
        (
            {"training.yaml": TRAINING_YAML + "hour_worth: [{worth: 1, starts: '12:00', ends: '11:00'}]\n"},
            "hour_worth[0].ends: 11:00 is not after starts",
        ),
        (
            {"trainers.csv": TRAINERS.replace("day\n", "day,skills\n").replace(",3\n", ",3,lab\n")},
            "trainers.csv:2:skills: 'lab' is unknown; expected module_ids of training.yaml",
        ),
        (
            {"trainers.csv": TRAINERS.replace("day\n", "day,country\n").replace(",3\n", ",3,XX\n")},
            "trainers.csv:2:country: 'XX' is not known; expected an ISO 3166 country code such as DE",
        ),
        ({"calendar/people.csv": PEOPLE + "r9,,,,,,,\n"}, "calendar/people.csv:2:person_id: 'r9' is unknown"),
        ({"calendar/people.csv": PEOPLE + "r1,DE,XX,,,,,\n"}, "calendar/people.csv:2:subdivision: 'XX' is not known in DE"),
        ({"calendar/people.csv": PEOPLE + "r1,,BY,,,,,\n"}, "calendar/people.csv:2:country: blank; expected the country"),
        ({"calendar/people.csv": PEOPLE + "r1,,,09:00,,,,\n"}, "people.csv:2:ends: blank; expected both starts and ends"),
        ({"calendar/people.csv": PEOPLE + "r1,,,17:00,09:00,,,\n"}, "calendar/people.csv:2:ends: 09:00 is not after starts"),
        ({"calendar/people.csv": PEOPLE + "r1,,,,,Rome,,\n"}, "calendar/people.csv:2:place: 'Rome' is unknown"),
        ({"calendar/people.csv": PEOPLE + "r1,,,,,,,fri;someday\n"}, "calendar/people.csv:2:weekend: 'someday' is no day"),
        (
            {"calendar/people.csv": PEOPLE + "r1,,,,,,,mon;tue;wed;thu;fri;sat;sun\n"},
            "calendar/people.csv:2:weekend: no day of the week is left",
        ),
        ({"calendar/rooms.csv": ROOMS.replace(",6,", ",0,")}, "calendar/rooms.csv:2:seats: 0 is not between 1 and 1000"),
        ({"calendar/nobody.ics": "x"}, "calendar/nobody.ics::: 'nobody' is nobody here; expected a file named by a rep_id"),
        ({"calendar/r1.ics": "x"}, "calendar/r1.ics::: cannot be read as a calendar"),
    ],
)
def test_each_fault_is_named_where_it_stands(changes: dict[str, str], said: str) -> None:
    found = faults(changes)
    assert len(found) == 1, found
    assert said in found[0]


ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20240101T000000Z\r\n"
    "DTSTART:20240116T090000\r\nDTEND:20240116T100000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_calendars_are_named_by_id_or_mail_address_and_told_in_the_owner_s_zone() -> None:
    files = {"calendar/r2.ics": ICS, "calendar/Tess@Example.com.ics": ICS, "calendar/blue.ics": ICS, "calendar/rooms.csv": ROOMS}
    assert all(is_input(path) for path in files)
    busy = {b.person_id: b.starts_at for b in read_launch_files(with_files(files)).calendar.busy}
    assert busy == {
        "r2": datetime(2024, 1, 16, 9, tzinfo=UTC),  # London
        "t1": datetime(2024, 1, 16, 8, tzinfo=UTC),  # Paris
        "blue": datetime(2024, 1, 16, 8, tzinfo=UTC),
    }


def test_people_work_by_their_own_country_and_hours() -> None:
    people = PEOPLE + "r1,SA,,,,,,\nr2,DE,BY,07:00,15:00,Paris,45,\nr3,DE,,,,,,sun\n"
    trainers = TRAINERS.replace("day\n", "day,country,starts,ends\n").replace(",3\n", ",3,FR,08:00,12:00\n")
    files = {"calendar/people.csv": people, "calendar/rooms.csv": ROOMS, "trainers.csv": trainers}
    calendar = read_launch_files(with_files(files)).calendar
    by_id = {w.person_id: w for w in calendar.workdays}
    assert calendar.rooms == (Room("blue", "Blue room", "Paris", 6, "Europe/Paris"),)
    assert by_id["r1"].weekend == (4, 5)  # Friday and Saturday
    assert date(2024, 2, 22) in by_id["r1"].holidays  # Founding Day
    assert (by_id["r2"].starts, by_id["r2"].ends) == (time(7), time(15))
    assert (by_id["r2"].place, by_id["r2"].travel_minutes) == ("Paris", 45)
    # Epiphany is a holiday in Bavaria and not in all of Germany; New Year is one everywhere.
    assert (date(2024, 1, 6) in by_id["r2"].holidays, date(2024, 1, 6) in by_id["r3"].holidays) == (True, False)
    assert date(2024, 1, 1) in by_id["r3"].holidays
    assert by_id["r3"].weekend == (6,)
    assert (by_id["t1"].starts, by_id["t1"].ends, by_id["t1"].country) == (time(8), time(12), "FR")
    assert "r4" not in by_id


def test_holidays_can_be_left_out_weekends_stay() -> None:
    files = {"calendar/people.csv": PEOPLE + "r1,SA,,,,,,\n", "training.yaml": TRAINING_YAML + "holidays: no\n"}
    (workday,) = read_launch_files(with_files(files)).calendar.workdays
    assert (workday.weekend, workday.holidays) == ((4, 5), frozenset())


def test_a_calendar_in_another_folder_is_not_read(tmp_path: Path) -> None:
    assert not is_input("calendar/old/r1.ics")
    assert faults({"calendar/old/r1.ics": "x"}) == []
