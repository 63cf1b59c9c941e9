"""Invites through a real mail server: each once, whatever happens in the middle; answers, reminders, checking in, make-ups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import vobject
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from readiness.actions import invitations, launch, measurement
from readiness.adapters import mail
from readiness.adapters.db import invites
from readiness.adapters.db.store import reading
from readiness.errors import ConflictError, InputError, InvalidInputsError, NotFoundError
from readiness.settings import Settings
from readiness.stages.training.records import Enrolment
from tests.planned_launch import FIRST, HOUR, LAUNCH, NOW, ONE, PLAN, TWO, keep, moved, seats, take_in
from tests.portal.mailbox import Mailbox, mail_server
from tests.small_launch import write_small_launch

WITHOUT_WAIT = {"pause": lambda _: None}


@pytest.fixture
def planned(settings: Settings, tmp_path: Path) -> Settings:
    take_in(settings, tmp_path / "launch")
    return settings


@pytest.fixture
def posted(planned: Settings) -> Iterator[tuple[Mailbox, Settings]]:
    with mail_server(planned) as (mailbox, here):
        yield mailbox, here


def send(here: Settings, now: datetime = NOW, **more: object) -> invitations.SendReport:
    return invitations.send_invites(here, LAUNCH, now, **{**WITHOUT_WAIT, **more})  # type: ignore[arg-type]


def event_of(letter: EmailMessage) -> vobject.base.Component:
    (part,) = [p for p in letter.walk() if p.get_content_type() == "text/calendar"]
    return vobject.readOne(part.get_content())


def test_a_mail_by_hand(posted: tuple[Mailbox, Settings]) -> None:
    mailbox, here = posted
    report = send(here)
    assert [(x.rep_id, x.why) for x in report.sent] == [("r1", "new"), ("r2", "new"), ("r3", "new"), ("r4", "new")]
    letters = {to[0]: m for to, m in zip(mailbox.recipients, mailbox.wait(4), strict=True)}
    letter = letters["bo@example.com"]
    assert [p.get_content_type() for p in letter.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/calendar", "application/ics",
    ]  # fmt: skip
    assert letter["Subject"] == "Invitation: Kettle 2, Tuesday 16 January 2024"
    assert letter["From"] == "Ada Owner <readiness@example.com>"
    assert letter["Auto-Submitted"] == "auto-generated"
    _, _, text, calendar, attached = letter.walk()
    assert text.get_content().splitlines()[4] == "When: Tuesday 16 January 2024, 10:00 to 11:00 (Europe/London)"
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content_charset() == "utf-8"
    assert attached.get_filename() == "invite.ics"
    assert attached.get_content().decode() == calendar.get_content().replace("\r\n", "\n").replace("\n", "\r\n")
    event = event_of(letter).vevent
    assert event.attendee.value == "mailto:bo@example.com"
    assert event.organizer.value == "mailto:readiness@example.com"
    assert event.dtstart.value.astimezone(UTC) == FIRST
    assert event.dtstamp.value == NOW


def test_the_second_time_nothing_goes_out(posted: tuple[Mailbox, Settings]) -> None:
    mailbox, here = posted
    assert len(send(here).sent) == 4
    assert send(here).sent == []
    assert len(mailbox.letters) == 4


def test_only_what_changed_is_mailed_and_updates_the_same_event(posted: tuple[Mailbox, Settings]) -> None:
    mailbox, here = posted
    send(here)
    first = {event_of(m).vevent.attendee.value: event_of(m).vevent for m in mailbox.letters}
    later = moved(PLAN, ONE.session_id, starts_at=FIRST + HOUR, ends_at=FIRST + 2 * HOUR)
    later = replace(later, enrolments=tuple(e for e in later.enrolments if e.rep_id != "r3"))
    keep(here, later)
    dry = send(here, is_dry=True)
    assert dry.n_by_why == {"cancelled": 1, "moved": 2}
    report = send(here)
    assert [(x.rep_id, x.why, x.method, x.sequence) for x in report.sent] == [
        ("r3", "cancelled", "CANCEL", 1), ("r1", "moved", "REQUEST", 1), ("r2", "moved", "REQUEST", 1),
    ]  # fmt: skip
    for letter in mailbox.letters[4:]:
        calendar = event_of(letter)
        before = first[calendar.vevent.attendee.value]
        assert calendar.vevent.uid.value == before.uid.value
        assert calendar.vevent.sequence.value == "1"
        expected = FIRST if calendar.method.value == "CANCEL" else FIRST + HOUR
        assert calendar.vevent.dtstart.value.astimezone(UTC) == expected
    assert [m["Subject"].split(":")[0] for m in mailbox.letters[4:]] == ["Cancelled", "New time or place", "New time or place"]


def test_another_session_of_the_module_is_the_same_event(posted: tuple[Mailbox, Settings]) -> None:
    mailbox, here = posted
    send(here)
    other = tuple(replace(e, session_id=TWO.session_id) if e.rep_id == "r1" else e for e in PLAN.enrolments)
    keep(here, replace(PLAN, enrolments=other))
    (line,) = send(here).sent
    assert (line.rep_id, line.why, line.sequence) == ("r1", "moved", 1)
    uids = {event_of(m).vevent.uid.value for m in mailbox.letters if "ana@" in event_of(m).vevent.attendee.value}
    assert len(uids) == 1


def test_a_refused_address_is_named_and_the_rest_goes_on(posted: tuple[Mailbox, Settings]) -> None:
    mailbox, here = posted
    mailbox.refuses = {"bo@example.com": "550 no such user", "cy@example.com": "451 try later"}
    report = send(here)
    assert [x.rep_id for x in report.sent] == ["r1", "r4"]
    assert [(x.rep_id, x.trouble) for x in report.refused] == [("r2", "550 no such user")]
    assert [(x.rep_id, x.trouble) for x in report.later] == [("r3", "451 try later")]
    mailbox.refuses = {}
    again = send(here)
    assert [(x.rep_id, x.why, x.sequence) for x in again.sent] == [("r2", "again", 0), ("r3", "again", 0)]
    assert send(here).sent == []


class KilledError(BaseException):
    """What a kill looks like from inside."""


@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(killed_at=st.integers(1, 12))
def test_a_run_that_was_killed_is_finished_by_the_next(
    killed_at: int, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("killed")
    here = Settings(home=folder / "home", database_url=f"sqlite:///{folder / 'r.db'}", templates=Settings().templates)
    take_in(here, folder / "launch")
    steps = 0

    def step(real):  # type: ignore[no-untyped-def]
        def stepped(*args, **more):  # type: ignore[no-untyped-def]
            nonlocal steps
            steps += 1
            if steps == killed_at:
                raise KilledError
            return real(*args, **more)

        return stepped

    with mail_server(here) as (mailbox, posting):
        with monkeypatch.context() as patched:
            patched.setattr(invites, "write_mail", step(invites.write_mail))
            patched.setattr(invites, "mark_mail", step(invites.mark_mail))
            patched.setattr(mail.Round, "hand_over", step(mail.Round.hand_over))
            with pytest.raises(KilledError):
                send(posting)
        n_before = len(mailbox.letters)
        send(posting)
        per_person = {a: [event_of(m).vevent for m in mailbox.letters if event_of(m).vevent.attendee.value == a]
                      for a in (f"mailto:{n}@example.com" for n in ("ana", "bo", "cy", "dee"))}  # fmt: skip
        assert all(len(events) in (1, 2) for events in per_person.values())
        assert sum(len(events) for events in per_person.values()) - 4 == (1 if killed_at % 3 == 0 else 0)  # killed before a mark
        assert {(e.uid.value, e.sequence.value) for events in per_person.values() for e in events} == {
            (events[0].uid.value, "0") for events in per_person.values()
        }
        assert n_before <= 4
        assert send(posting).sent == []


def test_a_dry_run_needs_no_server_and_changes_nothing(planned: Settings) -> None:
    assert len(send(planned, is_dry=True).sent) == 4
    with reading(planned.database) as connection:
        assert invites.invite_log(connection, LAUNCH) == []
    with pytest.raises(InputError, match="no mail server is set"):
        send(planned)


def test_a_launch_without_a_plan_says_what_to_do(settings: Settings, tmp_path: Path) -> None:
    launch.take_in(settings, write_small_launch(tmp_path / "launch"))
    with pytest.raises(ConflictError, match="readiness enable kettle-2"):
        send(settings, is_dry=True)


def test_so_many_a_minute(posted: tuple[Mailbox, Settings]) -> None:
    _, here = posted
    pauses: list[float] = []
    send(here.model_copy(update={"smtp_per_minute": "30"}), pause=pauses.append)
    assert pauses == [2.0, 2.0, 2.0]


# Answers


def answer(letter: EmailMessage, state: str, *, method: str = "REPLY", sender: str = "", **changes: str) -> bytes:
    """Return the mail a calendar sends when its owner presses a button, made from the invite he got."""
    event = event_of(letter).vevent
    attendee = changes.get("attendee", event.attendee.value.removeprefix("mailto:"))
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Somebody's//Calendar//EN", f"METHOD:{method}", "BEGIN:VEVENT",
        f"UID:{changes.get('uid', event.uid.value)}", f"SEQUENCE:{changes.get('sequence', event.sequence.value)}",
        f"DTSTAMP:{changes.get('stamp', '20240112T090000Z')}", f"ORGANIZER:{event.organizer.value}",
        f"ATTENDEE;PARTSTAT={state}:mailto:{attendee}", f"COMMENT:{changes.get('comment', '')}",
        "DTSTART:20240117T130000Z", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = sender or attendee, event.organizer.value.removeprefix("mailto:"), state
    reply.set_content("See the calendar part.")
    reply.add_alternative("\r\n".join(lines), subtype="calendar", params={"method": method})
    return reply.as_bytes()


def letter_to(mailbox: Mailbox, name: str) -> EmailMessage:
    return [m for m in mailbox.letters if f"{name}@example.com" in m["To"]][-1]


def read(here: Settings, folder: Path, *mails: bytes) -> invitations.ReplyReport:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for n, data in enumerate(mails):
        (folder / f"{n}.eml").write_bytes(data)
    return invitations.read_replies(here, [folder], NOW)


def answers(here: Settings) -> dict[str, str]:
    return {s.rep_id: s.answer for s in invitations.standing_of(here, LAUNCH)}


def test_answers_are_read_and_the_last_one_counts(posted: tuple[Mailbox, Settings], tmp_path: Path) -> None:
    mailbox, here = posted
    send(here)
    ana, bo, cy = (letter_to(mailbox, n) for n in ("ana", "bo", "cy"))
    yes = answer(ana, "ACCEPTED")
    no = answer(ana, "DECLINED", stamp="20240112T100000Z", comment="On leave")
    wish = answer(cy, "NEEDS-ACTION", method="COUNTER", comment="Afternoons suit me")
    report = read(here, tmp_path / "in", no, yes, answer(bo, "TENTATIVE"), wish)
    assert report.n_by_answer == {"accepted": 1, "countered": 1, "declined": 1, "tentative": 1}
    assert answers(here) == {"r1": "declined", "r2": "tentative", "r3": "countered", "r4": ""}
    standing = {s.rep_id: s for s in invitations.standing_of(here, LAUNCH)}
    assert standing["r1"].comment == "On leave"
    assert standing["r3"].wish_starts_at == datetime(2024, 1, 17, 13, tzinfo=UTC)
    with reading(here.database) as connection:
        assert [(r.rep_id, r.module_id) for r in invitations.declined_seats(connection, LAUNCH)] == [("r1", "training")]
    again = read(here, tmp_path / "in", no, yes)
    assert (again.taken, again.n_known) == ([], 2)


def test_an_answer_to_an_earlier_time_does_not_count(posted: tuple[Mailbox, Settings], tmp_path: Path) -> None:
    mailbox, here = posted
    send(here)
    old = letter_to(mailbox, "ana")
    keep(here, moved(PLAN, ONE.session_id, starts_at=FIRST + HOUR, ends_at=FIRST + 2 * HOUR))
    send(here)
    report = read(here, tmp_path / "in", answer(old, "DECLINED"))
    assert [r.answer for r in report.late] == ["declined"]
    assert report.n_by_answer == {}
    assert answers(here)["r1"] == ""
    read(here, tmp_path / "in", answer(letter_to(mailbox, "ana"), "ACCEPTED"))
    assert answers(here)["r1"] == "accepted"


def test_what_is_not_from_who_was_invited_is_refused(posted: tuple[Mailbox, Settings], tmp_path: Path) -> None:
    mailbox, here = posted
    send(here)
    ana = letter_to(mailbox, "ana")
    report = read(
        here, tmp_path / "in",
        answer(ana, "DECLINED", attendee="bo@example.com"),
        answer(ana, "DECLINED", sender="mallory@example.com"),
        answer(ana, "DECLINED", uid="other@readiness"),
        answer(ana, "DECLINED", sequence="7"),
        b"From: ana@example.com\r\nSubject: lunch?\r\n\r\nHello",
        b"From: ana@example.com\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nDTSTAMP\r\n",
    )  # fmt: skip
    assert report.taken == []
    assert report.refused == [
        "0.eml: says it is from bo@example.com, who was not invited to this",
        "1.eml: says it is from ana@example.com, but was sent by mallory@example.com",
        "2.eml: answers an event that is none of ours",
        "3.eml: answers invite 7 of ana@example.com, and only 0 was sent",
        "5.eml: its calendar part cannot be read",
    ]
    assert set(answers(here).values()) == {""}


# Reminders


def test_reminders_go_out_once_each(posted: tuple[Mailbox, Settings], tmp_path: Path) -> None:
    mailbox, here = posted
    day_before = FIRST - timedelta(days=1)

    def remind(now: datetime = day_before) -> invitations.RemindReport:
        return invitations.remind(here, LAUNCH, now, 2, **WITHOUT_WAIT)  # type: ignore[arg-type]

    assert remind().unaddressed == [f"{n} has no invite yet: readiness invites send kettle-2" for n in
                                    ("Ana Ruiz (r1)", "Bo Li (r2)", "Cy O'Neil (r3)")]  # fmt: skip
    send(here)
    read(here, tmp_path / "in", answer(letter_to(mailbox, "ana"), "DECLINED", comment="On leave"))
    mailbox.letters.clear()
    dry = invitations.remind(here, LAUNCH, day_before, 2, is_dry=True)
    assert (len(dry.to_reps), len(dry.to_managers), mailbox.letters) == (2, 1, [])
    remind()
    assert sorted((m["To"], m["Subject"]) for m in mailbox.letters) == [
        ("bo@example.com", "Reminder: Kettle 2, Tuesday 16 January 2024"),
        ("cy@example.com", "Reminder: Kettle 2, Tuesday 16 January 2024"),
        ("dee@example.com", "Training: who of your team declined or did not come"),
    ]
    boss = letter_to(mailbox, "dee").get_content()
    assert '- Ana Ruiz: Kettle 2, Tuesday 16 January 2024, 11:00 (Europe/Paris) - "On leave"' in boss
    report = remind()
    assert (report.to_reps, report.to_managers) == ([], [])
    assert len(mailbox.letters) == 3


def test_a_manager_without_an_address_is_named(posted: tuple[Mailbox, Settings], tmp_path: Path) -> None:
    mailbox, here = posted
    send(here)
    read(here, tmp_path / "in", answer(letter_to(mailbox, "dee"), "DECLINED"))
    report = invitations.remind(here, LAUNCH, NOW, 1, **WITHOUT_WAIT)  # type: ignore[arg-type]
    assert report.unaddressed == ["no manager is named of Dee Müller (r4): nobody to write to"]


# Checking in


def test_a_rep_says_that_he_is_there(planned: Settings) -> None:
    token = invitations.check_in_link(planned, LAUNCH, "r1", ONE.session_id)
    for early in (FIRST - timedelta(minutes=16), FIRST + HOUR + timedelta(seconds=1)):
        with pytest.raises(ConflictError, match="not on"):
            invitations.check_in(planned, token, early)
    found = invitations.check_in(planned, token, FIRST + timedelta(minutes=5))
    assert (found.rep_id, found.minutes, found.counts) == ("r1", 55, True)
    assert invitations.check_in(planned, token, FIRST + timedelta(minutes=50)).minutes == 55
    late = invitations.check_in(planned, invitations.check_in_link(planned, LAUNCH, "r2", ONE.session_id), FIRST + 0.5 * HOUR)
    assert (late.minutes, late.counts) == (30, False)
    assert seats(planned) == {
        ("r1", "01"): "attended",
        ("r2", "01"): "enrolled",
        ("r3", "01"): "enrolled",
        ("r4", "02"): "enrolled",
    }


def test_who_says_that_he_is_there_early_keeps_his_entry(posted: tuple[Mailbox, Settings]) -> None:
    _, here = posted
    send(here)
    early = FIRST - timedelta(minutes=10)
    assert invitations.check_in(here, invitations.check_in_link(here, LAUNCH, "r1", ONE.session_id), early).counts
    assert send(here, early).sent == []


def test_a_webinar_s_address_is_where_it_is(settings: Settings, tmp_path: Path) -> None:
    take_in(settings, tmp_path / "launch")
    trainers = tmp_path / "launch" / "trainers.csv"
    rows = trainers.read_text().splitlines()
    trainers.write_text(f"{rows[0]},webinar\n{rows[1]},https://meet.example.com/tess\n")
    launch.take_in(settings, tmp_path / "launch")
    with mail_server(settings) as (mailbox, here):
        send(here)
        letter = letter_to(mailbox, "ana")
    event = event_of(letter).vevent
    assert (event.location.value, event.url.value) == ("https://meet.example.com/tess",) * 2
    text = next(p for p in letter.walk() if p.get_content_type() == "text/plain").get_content()
    assert "Where: https://meet.example.com/tess" in text.splitlines()
    trainers.write_text(f"{rows[0]},webinar\n{rows[1]},meet me\n")
    with pytest.raises(InvalidInputsError, match="no address of a web page"):
        launch.take_in(settings, tmp_path / "launch")


def test_nobody_else_can_make_such_a_link(planned: Settings, tmp_path: Path) -> None:
    token = invitations.check_in_link(planned, LAUNCH, "r1", ONE.session_id)
    said, signature = token.split(".")
    elsewhere = planned.model_copy(update={"home": tmp_path / "elsewhere"})
    for wrong in (
        "",
        "x",
        token[:-1],
        said[:-2] + "xx." + signature,
        token + "A",
        invitations.check_in_link(elsewhere, LAUNCH, "r1", ONE.session_id),
    ):
        with pytest.raises(NotFoundError, match="not complete"):
            invitations.check_in(planned, wrong, FIRST)
    with pytest.raises(NotFoundError, match="no seat"):
        invitations.check_in_link(planned, LAUNCH, "r4", ONE.session_id)
    keep(planned, replace(PLAN, enrolments=tuple(e for e in PLAN.enrolments if e.rep_id != "r1")))
    with pytest.raises(NotFoundError, match="last invite"):
        invitations.check_in(planned, token, FIRST)


# Make-ups


def absent(here: Settings, folder: Path, came: str = "r1") -> None:
    names = {"r1": "Ana Ruiz", "r2": "Bo Li", "r3": "Cy O'Neil"}
    lines = "".join(f"{names[r]},{60 if r == came else 0}\n" for r in names)
    (folder / "zoom.csv").write_text(f"Name (Original Name),Duration (Minutes)\n{lines}", encoding="utf-8")
    measurement.collect_attendance(here, LAUNCH, [folder / "zoom.csv"], ONE.session_id)


def test_who_missed_it_gets_the_nearest_seat_kept_free(posted: tuple[Mailbox, Settings], tmp_path: Path) -> None:
    _, here = posted
    send(here)
    absent(here, tmp_path)
    assert seats(here) == {("r1", "01"): "attended", ("r2", "01"): "no_show", ("r3", "01"): "no_show", ("r4", "02"): "enrolled"}
    after = ONE.ends_at
    found = invitations.make_up(here, LAUNCH, after, is_dry=True)
    # r2, r3 and r4 are one team of r4's with r1: but r4 has no manager, so r2 and r3 are two of three, and half of three is one
    assert [(m.rep_id, m.session.session_id) for m in found.seated if m.session] == [("r2", TWO.session_id)]
    assert [m.rep_id for m in found.waiting] == ["r3"]
    assert ("r2", "02") not in seats(here)
    invitations.make_up(here, LAUNCH, after)
    assert seats(here)["r2", "02"] == "enrolled"
    assert [m.rep_id for m in invitations.make_up(here, LAUNCH, after).waiting] == ["r3"]
    (line,) = send(here, after).sent
    assert (line.rep_id, line.why, line.sequence, line.starts_at) == ("r2", "moved", 1, TWO.starts_at)


def test_a_full_session_has_no_seat(planned: Settings, tmp_path: Path) -> None:
    keep(planned, moved(PLAN, TWO.session_id, seats=1))
    absent(planned, tmp_path)
    found = invitations.make_up(planned, LAUNCH, ONE.ends_at)
    assert found.seated == ()
    assert [m.rep_id for m in found.waiting] == ["r2", "r3"]


def test_sheets_are_published_one_a_session(planned: Settings, tmp_path: Path) -> None:
    published = invitations.write_sheets(planned, LAUNCH, tmp_path / "out")
    assert published.files == ("training/attendance/kettle-2-en-01.xlsx", "training/attendance/kettle-2-en-02.xlsx")
    assert invitations.write_sheets(planned, LAUNCH, tmp_path / "out").written == ()


def test_a_seat_of_one_who_left_is_cancelled(posted: tuple[Mailbox, Settings]) -> None:
    _, here = posted
    send(here)
    keep(here, replace(PLAN, enrolments=(*PLAN.enrolments[:3], Enrolment("gone", TWO.session_id, 1))))
    (line,) = send(here).sent
    assert (line.rep_id, line.why) == ("r4", "cancelled")
