"""Attendance lists: every product's shape says the same of one session; what is unclear is named, never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from readiness.adapters.attendance_lists import is_list, read_list, sheet_bytes
from readiness.adapters.attendance_lists.listing import seconds_of
from readiness.adapters.input_values import BadValueError
from readiness.stages.training.records import Session
from readiness.vocabulary import Motion, Rep

SAMPLES = Path(__file__).parents[1] / "samples" / "attendance"
FILES = {
    "zoom.csv": "zoom", "zoom_total.csv": "zoom", "teams.csv": "teams", "teams_german.csv": "teams", "teams_2021.csv": "teams",
    "teams_2020.csv": "teams", "webex.csv": "webex", "meet.csv": "meet",
}  # fmt: skip
NAMED = ("zoom.csv", "zoom_total.csv", "teams.csv", "teams_2021.csv", "webex.csv")
START = datetime(2024, 1, 16, 10, tzinfo=UTC)
SESSION = Session("kettle-2-en-01", "Kettle 2", "t1", "en", START, START + timedelta(minutes=60), 3, 1)
REPS = [
    Rep(i, name, "", "", "steam", "T", "m", Motion.CONSULTATIVE, "UTC", "en", None)
    for i, name in [("r1", "Ana López"), ("r2", "=Bo Ek"), ("r3", "Cem Demir")]
]


@pytest.mark.parametrize("name", FILES)
def test_every_shape_says_the_same(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    assert is_list(data)
    listed = read_list(name, data)
    assert listed.source == FILES[name]
    assert listed.problems == []
    minutes = {p.name.removesuffix(" (Bo Ek)").replace("Bobby", "Bo Ek"): p.seconds / 60 for p in listed.people}
    assert minutes == {"Tim Teacher": 67, "Ana López": 49, "Bo Ek": 40, "Cem Demir": 10, "iPhone": 50}
    emails = {p.name: p.email for p in listed.people if p.email}
    expected = {"Tim Teacher": "tim@example.com", "Ana López": "ana@example.com", "Cem Demir": "cem@example.com"}
    assert emails == ({} if name == "teams_2020.csv" else expected)
    if name in NAMED:
        assert (listed.title, listed.day) == ("Kettle 2", date(2024, 1, 16))


@pytest.mark.parametrize(
    ("text", "is_minutes", "seconds"),
    [
        ("95", True, 5700), ("95", False, 95), ("1h 2m 3s", False, 3723), ("32m 10s", False, 1930), ("55m", True, 3300),
        ("45 mins", False, 2700), ("1 hr 2 min", False, 3720), ("1 Std. 2 Min. 3 Sek.", False, 3723), ("01:02:03", False, 3723),
        ("7:30", False, 450), ("0", True, 0), ("1 godz. 5 min", False, 3900), ("12.5", True, 750), ("1 h 5 min 2 s", False, 3902),
    ],
)  # fmt: skip
def test_lengths(text: str, is_minutes: bool, seconds: int) -> None:
    assert seconds_of(text, is_minutes=is_minutes) == seconds


@pytest.mark.parametrize("text", ["", "-", "long", "1x", "-5", "3 5", "1 week", "25:00:00", "9999", "1h & 2m"])
def test_what_is_no_length(text: str) -> None:
    with pytest.raises(BadValueError):
        seconds_of(text, is_minutes=True)


def test_a_bad_row_is_named_and_the_rest_goes_on() -> None:
    data = b"Name (Original Name),User Email,Duration (Minutes)\nAna,ana@example.com,50\nBo,bo@example.com,soon\n"
    listed = read_list("z.csv", data)
    assert [p.name for p in listed.people] == ["Ana"]
    ((problem),) = listed.problems
    assert (problem.row, problem.column) == (3, "Duration (Minutes)")
    assert listed.raws == {3: "Bo | bo@example.com | soon"}


def test_who_never_leaves_is_named() -> None:
    data = "Full Name\tUser Action\tTimestamp\nAna\tJoined\t1/16/2024, 10:00:00 AM\n".encode("utf-16")
    listed = read_list("t.csv", data)
    assert listed.people == []
    assert listed.problems[0].what == "Ana came and does not leave in this list, so nobody knows how long it was"


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b"PK\x03\x04 no workbook", b"\x00" * 50])
def test_what_is_no_list(data: bytes) -> None:
    assert not is_list(data)
    listed = read_list("x.csv", data)
    assert listed.people == []
    assert [p.what for p in listed.problems] == ["this is no list of who was in a meeting"]


def test_a_table_of_days_and_minutes_is_none() -> None:
    assert not is_list(b"rep_id,attended_on,minutes\nr1,2024-01-16,60\n")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_named(data: bytes) -> None:
    listed = read_list("x", data)
    assert listed.people or listed.problems


def ticked(cells: dict[str, object], more: list[list[object]] | None = None) -> bytes:
    from io import BytesIO

    book = load_workbook(BytesIO(sheet_bytes(SESSION, REPS)))
    sheet = book["attendance"]
    for place, value in cells.items():
        sheet[place] = value
    for row in more or []:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_sheet_that_was_filled_in() -> None:
    # by name: =Bo Ek in row 2, Ana in 3, Cem in 4
    data = ticked({"E3": "x", "E4": "X", "F4": 20}, [["kettle-2-en-01", "", "", "Guest Person", "✓", None]])
    assert is_list(data)
    listed = read_list("s.xlsx", data)
    assert (listed.source, listed.session_id, listed.problems) == ("sheet", "kettle-2-en-01", [])
    assert [(p.rep_id, p.name, p.seconds) for p in listed.people] == [
        ("r2", "=Bo Ek", 0), ("r1", "Ana López", -1), ("r3", "Cem Demir", 1200), ("", "Guest Person", -1),
    ]  # fmt: skip


def test_a_sheet_nobody_filled_in_says_nothing() -> None:
    listed = read_list("s.xlsx", sheet_bytes(SESSION, REPS))
    assert listed.people == []
    assert listed.problems[0].what == "nobody is ticked: the sheet is not filled in"


def test_a_sheet_with_something_else_in_it() -> None:
    listed = read_list("s.xlsx", ticked({"E2": "perhaps", "E3": "x", "F4": "much"}))
    assert [(p.row, p.column) for p in listed.problems] == [(2, "came"), (4, "minutes")]
    two = read_list("s.xlsx", ticked({"E3": "x", "A4": "other"}))
    assert two.problems[0].what == "two sessions in one sheet: kettle-2-en-01 and other"


def test_sheets_are_the_same_bytes() -> None:
    assert sheet_bytes(SESSION, REPS) == sheet_bytes(SESSION, REPS[::-1])
