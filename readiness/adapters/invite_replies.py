"""Invite replies: what people answered to invites, out of the mails their calendars sent.

In: the bytes of a mail or of a calendar file.
Out: Replies; nothing for a mail that answers no invite.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

from icalendar import Calendar

from readiness.stages.training.inviting import ACCEPTED, COUNTERED, DECLINED, TENTATIVE

METHODS = ("REPLY", "COUNTER", "DECLINECOUNTER")
ANSWERS = {"ACCEPTED": ACCEPTED, "DECLINED": DECLINED, "TENTATIVE": TENTATIVE}
CALENDARS = ("text/calendar", "application/ics")
MOST_COMMENT = 500


@dataclass(frozen=True, slots=True)
class Reply:
    """One attendee's answer about one event."""

    uid: str
    attendee: str
    """Whose answer it says it is: a mail address in lower case."""
    senders: tuple[str, ...]
    """Whom the mail is from, and who the attendee says may speak for him; none where a calendar file stood alone."""
    answer: str
    """accepted, declined, tentative or countered."""
    sequence: int
    said_at: datetime
    """UTC, aware."""
    comment: str
    wish_starts_at: datetime | None

    @property
    def sha256(self) -> str:
        """Return what the same answer is known by when its mail is read again."""
        said = (self.uid, self.attendee, self.answer, str(self.sequence), self.said_at.isoformat(), self.comment)
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


class UnreadableReplyError(ValueError):
    """A mail whose calendar part cannot be read."""


def replies_in(data: bytes) -> list[Reply]:
    """Return the answers in a mail or calendar file.

    Raises:
        UnreadableReplyError: there is a calendar in it that cannot be read.
    """
    if data.lstrip().upper().startswith(b"BEGIN:VCALENDAR"):
        return _unique(_answers(data, ()))
    message = message_from_bytes(data, policy=policy.default)
    senders = _senders(message)
    return _unique(r for part in _calendars(message) for r in _answers(part, senders))


def _unique(found: Iterator[Reply]) -> list[Reply]:
    """Return each answer once: a mail brings its calendar file twice."""
    return list({r.sha256: r for r in found}.values())


def _senders(message: EmailMessage) -> tuple[str, ...]:
    written = [str(value) for name in ("From", "Sender") for value in message.get_all(name, [])]
    return tuple(sorted({address.strip().lower() for _, address in getaddresses(written) if "@" in address}))


def _calendars(message: EmailMessage) -> Iterator[bytes]:
    for part in message.walk():
        if part.get_content_type() in CALENDARS:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                yield content


def _answers(data: bytes, senders: tuple[str, ...]) -> Iterator[Reply]:
    try:
        asked = [(c, str(c.get("METHOD", "")).upper()) for c in Calendar.from_ical(data, multiple=True)]
        events = [(event, method) for c, method in asked for event in c.walk("VEVENT")]
        for event, method in events:
            if method in METHODS:
                yield from _of_event(event, method, senders)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableReplyError("its calendar part cannot be read") from error
    if not events and b"METHOD:REPLY" in data.upper():
        raise UnreadableReplyError("its calendar part is cut short")


def _of_event(event: Any, method: str, senders: tuple[str, ...]) -> Iterator[Reply]:
    written = event.get("ATTENDEE", [])
    for attendee in written if isinstance(written, list) else [written]:
        state = str(attendee.params.get("PARTSTAT", "")).upper()
        answer = ANSWERS.get(state, "") if method == "REPLY" else COUNTERED
        if answer:
            speaks = _address(str(attendee.params.get("SENT-BY", "")))
            start = event.get("DTSTART")
            yield Reply(
                uid=str(event.get("UID", "")),
                attendee=_address(str(attendee)),
                senders=(*senders, speaks) if senders and speaks else senders,
                answer=answer,
                sequence=int(event.get("SEQUENCE", 0)),
                said_at=_moment(event["DTSTAMP"].dt) if "DTSTAMP" in event else datetime.fromtimestamp(0, UTC),
                comment=" ".join(str(event.get("COMMENT", "")).split())[:MOST_COMMENT],
                wish_starts_at=_moment(start.dt) if answer == COUNTERED and start is not None else None,
            )


def _address(text: str) -> str:
    return text.strip().lower().removeprefix("mailto:").strip()


def _moment(value: date | datetime) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.combine(value, time(0))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
