"""Invite files as other programs read them: a second parser (vobject), folding, escaping, zones, cancellations."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.invite_files import CalendarEvent, Party, calendar_file, uid_of
from readiness.adapters.invite_words import Told, letter_text, manager_letter, subject

STAMP = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
DANA, BO = Party("Dana Whitfield", "dana@example.com"), Party("Bo Ek", "bo@example.com")
BOTH_CHANGES = {
    # zone: session just before and just after each change of the clock in 2026, in local time
    "America/New_York": ["2026-03-06T10:00", "2026-03-09T10:00", "2026-10-30T10:00", "2026-11-02T10:00"],
    "Europe/Berlin": ["2026-03-27T10:00", "2026-03-30T10:00", "2026-10-23T10:00", "2026-10-26T10:00"],
    "Asia/Kolkata": ["2026-03-27T10:00", "2026-10-26T10:00"],
    "Asia/Kathmandu": ["2026-03-27T10:00", "2026-10-26T10:00"],
    "Australia/Adelaide": ["2026-04-03T10:00", "2026-04-06T10:00", "2026-10-02T10:00", "2026-10-05T10:00"],
    "Africa/Casablanca": ["2026-02-13T10:00", "2026-02-16T10:00", "2026-03-23T10:00"],
    "Asia/Riyadh": ["2026-01-01T10:00", "2026-12-31T10:00"],
}
MOMENTS = [(zone, moment) for zone, moments in BOTH_CHANGES.items() for moment in moments]


def told(zone: str = "Europe/Berlin", start: datetime | None = None, **more: object) -> Told:
    starts = start or datetime(2026, 5, 14, 8, tzinfo=UTC)
    facts = {"name": "Bo Ek", "title": "Bike: selling it", "language": "en", **more}
    return Told(starts_at=starts, ends_at=starts + timedelta(minutes=90), zone=zone, **facts)  # type: ignore[arg-type]


def made(what: Told, method: str = "REQUEST", sequence: int = 0, attendee: Party = BO, text: str = "Hello") -> bytes:
    return calendar_file(CalendarEvent("u1@readiness", method, sequence, STAMP, what, text, DANA, attendee))


def read(data: bytes) -> vobject.base.Component:
    return vobject.readOne(data.decode())


@pytest.mark.parametrize(("zone", "moment"), MOMENTS)
def test_another_program_reads_the_time_by_the_file_s_own_zone_table(zone: str, moment: str) -> None:
    start = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))
    data = made(told(zone, start.astimezone(UTC))).replace(zone.encode(), b"X-" + zone.encode())  # its own list cannot help it
    event = read(data).vevent
    assert event.dtstart.value.astimezone(UTC) == start.astimezone(UTC)
    assert event.dtend.value.astimezone(UTC) == start.astimezone(UTC) + timedelta(minutes=90)
    assert event.dtstart.value.replace(tzinfo=None) == datetime.fromisoformat(moment)


def test_a_request_by_hand() -> None:
    calendar = read(made(told(place="https://meet.example.com/abc"), sequence=2))
    event = calendar.vevent
    assert (calendar.method.value, calendar.version.value) == ("REQUEST", "2.0")
    assert [c.name for c in calendar.components()] == ["VTIMEZONE", "VEVENT"]
    assert (event.uid.value, event.sequence.value, event.status.value) == ("u1@readiness", "2", "CONFIRMED")
    assert event.dtstamp.value == STAMP
    assert event.organizer.value == "mailto:dana@example.com"
    assert event.attendee.params["PARTSTAT"] == ["NEEDS-ACTION"]
    assert event.attendee.params["RSVP"] == ["TRUE"]
    assert event.url.value == event.location.value == "https://meet.example.com/abc"


def test_a_cancellation_asks_for_nothing() -> None:
    calendar = read(made(told(place="Room 1, Depot"), "CANCEL", 1))
    event = calendar.vevent
    assert (calendar.method.value, event.status.value, event.sequence.value) == ("CANCEL", "CANCELLED", "1")
    assert event.location.value == "Room 1, Depot"
    assert "url" not in event.contents
    assert {"RSVP", "PARTSTAT"} & set(event.attendee.params) == set()
    assert event.attendee.value == "mailto:bo@example.com"


NAMES = ["Jörg Müller", 'Zoë "Z" O\'Neil', "López, Ana; María", "دانا العلي", "שירה כהן", "李小龍", "A" * 120, "a:b\\n", "🚲 Bo"]


@pytest.mark.parametrize("name", NAMES)
def test_names_and_titles_come_through_whole(name: str) -> None:
    data = made(
        told(title=f"{name}, part 1; \\n two"), attendee=Party(name, "bo@example.com"), text=f"Hello {name},\n\nyou; a\\b"
    )
    event = read(data).vevent
    assert event.summary.value == f"{name}, part 1; \\n two"
    assert event.description.value == f"Hello {name},\n\nyou; a\\b"
    assert event.attendee.params["CN"][0].replace("^'", '"') == name  # RFC 6868 for a quotation mark
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut in two


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40), st.text(max_size=200))
def test_no_text_adds_a_line_of_its_own(name: str, title: str, place: str, text: str) -> None:
    data = made(told(title=title, place=place), attendee=Party(name, "bo@example.com\r\nX-EVIL:1"), text=text)
    unfolded = re.sub(b"\r\n[ \t]", b"", data)
    assert b"\n" not in unfolded.replace(b"\r\n", b"")
    heads = [re.match(rb"[A-Z-]+", line)[0].decode() for line in unfolded.split(b"\r\n") if line]  # type: ignore[index]
    event = heads[heads.index("VEVENT") if "VEVENT" in heads else 0 :]
    assert event.count("ATTENDEE") == 1
    assert not any(h.startswith("X-") for h in heads)
    assert heads.count("UID") == heads.count("SUMMARY") == heads.count("DTSTAMP") == 1


def test_an_event_is_of_launch_module_and_attendee() -> None:
    ids = {uid_of(*parts) for parts in [("l", "m", "r"), ("l", "m", "q"), ("l", "n", "r"), ("k", "m", "r")]}
    assert len(ids) == 4
    assert uid_of("l", "m", "r") in ids


# Words, in English and German


def test_what_a_person_reads() -> None:
    what = told(place="Room 1, Depot", trainer="Ann Lee", ask="dana@example.com", before=("Basics",))
    assert letter_text("moved", what, "en-GB", can_decline=True) == (
        "Hello Bo Ek,\n\nthe time or place of your training has changed: Bike: selling it\n\n"
        "When: Thursday 14 May 2026, 10:00 to 11:30 (Europe/Berlin)\n"
        "Where: Room 1, Depot\nTrainer: Ann Lee\nLanguage: English\n\n"
        "Before it: Basics\nPlease be there five minutes early.\n\n"
        "If you cannot come, decline this invitation or write to dana@example.com soon, please: you will get another date."
    )
    assert letter_text("new", what, "de", can_decline=True) == (
        "Guten Tag Bo Ek,\n\nSie haben einen Platz in dieser Schulung: Bike: selling it\n\n"
        "Wann: Donnerstag, 14. Mai 2026, 10:00 bis 11:30 (Europe/Berlin)\n"
        "Wo: Room 1, Depot\nTrainer: Ann Lee\nSprache: Englisch\n\n"
        "Vorher: Basics\nBitte seien Sie fünf Minuten früher da.\n\n"
        "Wenn Sie nicht kommen können, sagen Sie in dieser Einladung ab oder schreiben Sie bitte bald an dana@example.com:"
        " Sie bekommen einen anderen Termin."
    )
    assert subject("cancelled", what, "fr") == "Cancelled: Bike: selling it, Thursday 14 May 2026"
    assert "If you cannot come, tell your manager" in letter_text("new", told(), "en")
    assert "It would have been: Thursday 14 May 2026, 10:00 to 11:30" in letter_text("cancelled", told(), "en")


def test_a_subject_is_one_line() -> None:
    assert "\n" not in subject("new", told(title="a\r\nBcc: x@example.com"), "en")


def test_a_manager_reads_who_declined_and_who_did_not_come() -> None:
    title, text = manager_letter("Mo", {"no_show": [(told(), "")], "declined": [(told(name="Ana"), "I am away")]}, "en")
    assert title == "Training: who of your team declined or did not come"
    assert text == (
        "Hello Mo,\n\nDeclined, and needs another date:\n"
        '- Ana: Bike: selling it, Thursday 14 May 2026, 10:00 (Europe/Berlin) - "I am away"\n\n'
        "Did not come, or not for long enough:\n- Bo Ek: Bike: selling it, Thursday 14 May 2026, 10:00 (Europe/Berlin)\n\n"
        "Please talk to them. They get another date as soon as there is one.\n"
    )
