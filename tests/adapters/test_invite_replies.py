"""Answers to invites, wherever the mails are and whoever's calendar wrote them."""

from __future__ import annotations

import mailbox
from contextlib import suppress
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.invite_replies import UnreadableReplyError, replies_in
from readiness.adapters.mail import MailDownError
from readiness.adapters.reply_boxes import mails_at, mails_on_server
from readiness.errors import InputError, NotFoundError
from readiness.settings import Settings
from tests.imap_server import imap_server

OUTLOOK = """BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=DECLINED;CN=Bo Ek:MAILTO:Bo@Example.com
COMMENT;LANGUAGE=de-DE:Ich bin im
  Urlaub\\n
UID:u1@readiness
SUMMARY;LANGUAGE=de-DE:Abgelehnt: Kettle 2
DTSTART;TZID=W. Europe Standard Time:20240116T110000
DTEND;TZID=W. Europe Standard Time:20240116T120000
DTSTAMP:20240112T081500Z
SEQUENCE:2
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20240116T100000Z
DTEND:20240116T110000Z
DTSTAMP:20240112T090000Z
ORGANIZER;CN=Ada:mailto:readiness@example.com
UID:u1@readiness
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;X-NUM-GUEST
 S=0;SENT-BY="mailto:office@example.com":mailto:bo@example.com
SEQUENCE:0
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def mail(calendar: str, *, twice: bool = False, kind: str = "calendar", sender: str = "Bo Ek <Bo@example.com>") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "readiness@example.com", "Antwort"
    message.set_content("Siehe Kalender.")
    message.add_alternative(calendar, subtype=kind)
    if twice:
        message.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename="invite.ics")
    return message.as_bytes()


def test_an_answer_from_outlook() -> None:
    (reply,) = replies_in(mail(OUTLOOK, twice=True))
    assert (reply.uid, reply.attendee, reply.answer, reply.sequence) == ("u1@readiness", "bo@example.com", "declined", 2)
    assert reply.said_at == datetime(2024, 1, 12, 8, 15, tzinfo=UTC)
    assert reply.comment == "Ich bin im Urlaub"
    assert reply.senders == ("bo@example.com",)


def test_an_answer_from_google_sent_by_somebody_for_him() -> None:
    (reply,) = replies_in(mail(GOOGLE, sender="office@example.com"))
    assert (reply.answer, reply.attendee) == ("accepted", "bo@example.com")
    assert set(reply.senders) == {"office@example.com"}
    (alone,) = replies_in(GOOGLE.encode())
    assert alone.senders == ()
    assert alone.sha256 == reply.sha256


@pytest.mark.parametrize("data", [mail(GOOGLE.replace("REPLY", "REQUEST")), mail(GOOGLE, kind="plain"), b"", b"\xff\xfe"])
def test_what_is_no_answer(data: bytes) -> None:
    assert replies_in(data) == []


def test_a_broken_calendar_is_named() -> None:
    with pytest.raises(UnreadableReplyError, match="cut short"):
        replies_in(mail("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nDTSTART\r\n"))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(GOOGLE)))
def test_any_mail_is_read_or_named(data: bytes, cut: int) -> None:
    for one in (data, GOOGLE[:cut].encode() + data, mail(GOOGLE[:cut] + "x" * (cut % 7))):
        with suppress(UnreadableReplyError):
            replies_in(one)


# Where they are


def write_box(folder: Path, kind: str) -> Path:
    if kind == "folder":
        for n, text in enumerate((OUTLOOK, GOOGLE)):
            (folder / f"{n}.eml").write_bytes(mail(text))
        (folder / "notes.txt").write_text("not a mail")
        return folder
    box: mailbox.Mailbox[mailbox.Message]
    box = mailbox.mbox(folder / "box.mbox") if kind == "mbox" else mailbox.Maildir(folder / "box", create=True)  # type: ignore[assignment]
    for text in (OUTLOOK, GOOGLE):
        box.add(mail(text))
    box.flush()
    box.close()
    return folder / ("box.mbox" if kind == "mbox" else "box")


@pytest.mark.parametrize("kind", ["folder", "mbox", "maildir"])
def test_files_folders_and_mailboxes(kind: str, tmp_path: Path) -> None:
    path = write_box(tmp_path, kind)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    found = [r.answer for _, data in mails_at(path) for r in replies_in(data)]
    assert sorted(found) == ["accepted", "declined"]
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_an_ics_file_by_itself(tmp_path: Path) -> None:
    (tmp_path / "reply.ics").write_bytes(GOOGLE.encode())
    ((where, data),) = mails_at(tmp_path / "reply.ics")
    assert (where, replies_in(data)[0].answer) == ("reply.ics", "accepted")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        list(mails_at(tmp_path / "none.eml"))


def imap(port: int, **more: str) -> Settings:
    facts = {"replies_host": "127.0.0.1", "replies_port": str(port), "replies_security": "none", "replies_user": "readiness"}
    return Settings(**{**facts, "replies_password": "secret", **more})  # type: ignore[arg-type]


def test_mails_on_a_server_are_read_and_left_as_they_are() -> None:
    with imap_server([mail(OUTLOOK), mail(GOOGLE)]) as server:
        found = list(mails_on_server(imap(server.server_address[1]), date(2024, 1, 12)))
        assert [where for where, _ in found] == ["mail 1", "mail 2"]
        assert [r.answer for _, data in found for r in replies_in(data)] == ["declined", "accepted"]
        assert "SEARCH SINCE 14-Oct-2023" in server.lines
        assert not server.changed
        with pytest.raises(MailDownError, match="gave no mail"):
            list(mails_on_server(imap(server.server_address[1], replies_user="somebody"), date(2024, 1, 12)))


def test_a_server_that_is_not_there_or_not_set() -> None:
    with pytest.raises(MailDownError, match="gave no mail"):
        list(mails_on_server(imap(1), date(2024, 1, 12)))
    with pytest.raises(InputError, match="nobody said where answers to invites arrive"):
        list(mails_on_server(Settings(replies_host=""), date(2024, 1, 12)))
    with pytest.raises(InputError, match="no way to reach"):
        list(mails_on_server(imap(1, replies_security="maybe"), date(2024, 1, 12)))
