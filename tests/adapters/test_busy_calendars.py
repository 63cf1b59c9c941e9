"""Busy calendars: .ics files of the kinds that calendar programs export, their busy times worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.busy_calendars import busy_times
from readiness.adapters.input_tables import Problems

WINDOW = (datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 10, tzinfo=UTC))


def event(*lines: str, uid: str = "1") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20270101T000000Z", *lines, "END:VEVENT"])


def calendar(*parts: str) -> bytes:
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//made up//EN", *parts, "END:VCALENDAR"])
    return (text + "\n").replace("\n", "\r\n").encode()


def read(*parts: str, zone: str = "Europe/Paris") -> list[str]:
    problems = Problems()
    spans = busy_times("a.ics", calendar(*parts), zone, WINDOW, problems)
    assert problems.found == []
    return [f"{a:%m-%d %H:%M} {b:%m-%d %H:%M}" for a, b in spans]


NEW_YORK = "TZID=America/New_York"


@pytest.mark.parametrize(
    ("lines", "busy"),
    [
        (("DTSTART:20270303T100000Z", "DTEND:20270303T110000Z"), ["03-03 10:00 03-03 11:00"]),
        # Nine in New York is 14:00 UTC until 14 March, then 13:00.
        (
            (
                f"DTSTART;{NEW_YORK}:20270308T090000",
                f"DTEND;{NEW_YORK}:20270308T100000",
                "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2",
            ),
            ["03-08 14:00 03-08 15:00", "03-15 13:00 03-15 14:00"],
        ),
        # An end in UTC that falls on the last occurrence itself keeps it.
        (
            (
                f"DTSTART;{NEW_YORK}:20270308T090000",
                f"DTEND;{NEW_YORK}:20270308T100000",
                "RRULE:FREQ=WEEKLY;UNTIL=20270315T130000Z",
                f"EXDATE;{NEW_YORK}:20270308T090000",
            ),
            ["03-15 13:00 03-15 14:00"],
        ),
        (
            ("DTSTART;VALUE=DATE:20270327", "DTEND;VALUE=DATE:20270329"),
            ["03-26 23:00 03-28 22:00"],
        ),  # two days in Paris, of which one has 23 hours
        (("DTSTART;VALUE=DATE:20270401",), ["03-31 22:00 04-01 22:00"]),
        (("DTSTART:20270402T100000", "DURATION:PT90M"), ["04-02 08:00 04-02 09:30"]),  # floating: by the owner's clock
        (("DTSTART;VALUE=DATE:20270304", "RRULE:FREQ=DAILY;COUNT=2"), ["03-03 23:00 03-04 23:00", "03-04 23:00 03-05 23:00"]),
        (("DTSTART:20270303T100000Z", "DTEND:20270303T110000Z", "TRANSP:TRANSPARENT"), []),
        (("DTSTART:20270303T100000Z", "DTEND:20270303T110000Z", "STATUS:CANCELLED"), []),
        (("DTSTART:20270303T100000Z",), []),  # it takes no time
        (("DTSTART:20270220T100000Z", "DTEND:20270220T110000Z"), []),  # before the window
        (
            ("DTSTART:20000101T080000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=9"),
            ["03-09 08:00 03-09 09:00"],
        ),
        (
            ("DTSTART:20270303T100000Z", "DURATION:PT1H", "RDATE:20270305T100000Z,20270306T100000Z"),
            ["03-03 10:00 03-03 11:00", "03-05 10:00 03-05 11:00", "03-06 10:00 03-06 11:00"],
        ),
    ],
)
def test_an_entry(lines: tuple[str, ...], busy: list[str]) -> None:
    assert read(event(*lines)) == busy


def test_one_of_a_series_that_was_moved_is_where_it_is_now_and_a_cancelled_one_nowhere() -> None:
    series = event("DTSTART:20270303T100000Z", "DTEND:20270303T110000Z", "RRULE:FREQ=DAILY;COUNT=3")
    moved = event("RECURRENCE-ID:20270304T100000Z", "DTSTART:20270304T150000Z", "DTEND:20270304T153000Z")
    gone = event("RECURRENCE-ID:20270305T100000Z", "DTSTART:20270305T100000Z", "DTEND:20270305T110000Z", "STATUS:CANCELLED")
    other = event("RECURRENCE-ID:20270303T100000Z", "DTSTART:20270309T100000Z", "DTEND:20270309T110000Z", uid="2")
    assert read(series, moved, gone, other) == [
        "03-03 10:00 03-03 11:00",
        "03-04 15:00 03-04 15:30",
        "03-09 10:00 03-09 11:00",
    ]


def test_free_and_busy_lists() -> None:
    block = "\n".join(
        [
            "BEGIN:VFREEBUSY",
            "UID:1",
            "DTSTAMP:20270101T000000Z",
            "FREEBUSY:20270303T100000Z/20270303T110000Z,20270304T100000Z/PT2H",
            "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20270306T100000Z/PT1H",
            "FREEBUSY;FBTYPE=FREE:20270305T100000Z/20270305T110000Z",
            "END:VFREEBUSY",
        ]
    )
    assert read(block) == ["03-03 10:00 03-03 11:00", "03-04 10:00 03-04 12:00", "03-06 10:00 03-06 11:00"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "holds no calendar"),
        (b"hello", "cannot be read as a calendar"),
        (calendar(event("SUMMARY:Lunch")), 'the entry "Lunch" cannot be read'),
        (calendar(event("DTSTART:20270303T100000Z", "RRULE:FREQ=SECONDLY")), "it recurs more often than daily"),
        (calendar(event("DTSTART:20270303T100000Z", "RRULE:FREQ=SOMETIMES")), "cannot be read"),
        (calendar(event("DTSTART:tomorrow")), "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, what: str) -> None:
    problems = Problems()
    assert busy_times("a.ics", data, "UTC", WINDOW, problems) == []
    (problem,) = problems.found
    assert problem.file == "a.ics"
    assert what in problem.what


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_bytes_are_read_or_refused_and_never_a_fault_of_ours(noise: bytes, at: int) -> None:
    good = calendar(event("DTSTART:20270303T100000Z", "DTEND:20270303T110000Z", "RRULE:FREQ=DAILY;COUNT=3"))
    for data in (noise, good[:at] + noise + good[at:]):
        busy_times("a.ics", data, "Europe/Paris", WINDOW, Problems())
