"""Inviting: what is to be mailed so that every calendar shows the seats there are.

In: the seats people have now, every invite mailed before, the time now.
Out: InviteMails: new, moved, changed, cancelled, or once more where nobody knows whether the last one arrived.

An event is what a person learns, not the session it is taught in: its UID is of launch, module and attendee. Whoever is moved to
another session of the module gets an update of the one entry in his calendar, never a second one beside a stale first; whoever
loses the module gets a cancellation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

REQUEST, CANCEL = "REQUEST", "CANCEL"
ACCEPTED, DECLINED, TENTATIVE, COUNTERED = "accepted", "declined", "tentative", "countered"
MEANT, SENT, REFUSED = "meant", "sent", "refused"
NEW, MOVED, CHANGED, CANCELLED, AGAIN = "new", "moved", "changed", "cancelled", "again"
UNINVITED = -1
"""The SEQUENCE of an answer that was given in the portal before any invite went out; it counts until one does."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One rep's seat in a session of a module, as its invite tells it; times are aware."""

    rep_id: str
    module_id: str
    session_id: str
    email: str
    title: str
    trainer_id: str
    language: str
    place: str
    """A room, or the address of a webinar; blank where neither is known."""
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> tuple[str, str]:
        """Return what its event is of: rep and module."""
        return self.rep_id, self.module_id

    def is_when_and_where(self, other: Seat) -> bool:
        """Return whether another seat is at the same time and place."""
        return (self.starts_at, self.ends_at, self.place) == (other.starts_at, other.ends_at, other.place)

    def reads_like(self, other: Seat) -> bool:
        """Return whether an invite to another seat would say the same to the same address."""
        return replace(self, session_id="") == replace(other, session_id="")


@dataclass(frozen=True, slots=True)
class InviteMail:
    """One mail about a seat; the mails about one event are numbered."""

    seat: Seat
    letter: int
    method: str
    sequence: int
    why: str
    state: str = MEANT
    """meant: written down, and perhaps on its way; sent; or refused."""
    reason: str = ""
    """Why it was refused."""


@dataclass(frozen=True, slots=True)
class InviteReply:
    """One answer to an invite."""

    launch_id: str
    rep_id: str
    module_id: str
    reply_sha256: str
    answer: str
    """accepted, declined, tentative or countered."""
    sequence: int
    said_at: datetime
    """UTC, aware."""
    comment: str = ""
    wish_starts_at: datetime | None = None
    """When he would rather come."""


def standing_answers(replies: Sequence[InviteReply], log: Sequence[InviteMail]) -> dict[tuple[str, str], InviteReply]:
    """Return (rep, module) -> the answer that counts: the last one to the last invite.

    What was said of an earlier time or place says nothing of this one.
    """
    last = {m.seat.key: m for m in sorted(log, key=lambda m: m.letter)}
    found: dict[tuple[str, str], InviteReply] = {}
    for reply in sorted(replies, key=lambda r: (r.said_at, r.reply_sha256)):
        key = (reply.rep_id, reply.module_id)
        asked = last[key].sequence if key in last and last[key].method == REQUEST else None if key in last else UNINVITED
        if reply.sequence == asked:
            found[key] = reply
    return found


def due_invites(seats: Sequence[Seat], log: Sequence[InviteMail], now: datetime) -> list[InviteMail]:
    """Return the mails to send, by time of the session, rep and module.

    SEQUENCE rises where the time or place changed, or where the seat is lost or found again (RFC 5546, 2.1.4); another trainer,
    title or address is told under the same SEQUENCE. What has begun is past: nothing more is said of it.
    """
    before: dict[tuple[str, str], list[InviteMail]] = defaultdict(list)
    for mail in sorted(log, key=lambda m: m.letter):
        before[mail.seat.key].append(mail)
    wanted = {s.key: s for s in sorted(seats, key=lambda s: s.starts_at) if s.starts_at > now}
    mails = [_due(wanted.get(key), before.get(key, []), now) for key in before.keys() | wanted.keys()]
    return sorted((m for m in mails if m), key=lambda m: (m.seat.starts_at, m.seat.key))


def _due(seat: Seat | None, before: Sequence[InviteMail], now: datetime) -> InviteMail | None:
    if not before:
        return InviteMail(seat, 1, REQUEST, 0, NEW) if seat else None
    last = before[-1]
    if seat is None:
        may_be_shown = any(m.state != REFUSED for m in before)
        return _cancelled(last) if last.seat.starts_at > now and may_be_shown else None
    if last.method == CANCEL:
        return InviteMail(seat, last.letter + 1, REQUEST, last.sequence + 1, NEW)
    if not seat.is_when_and_where(last.seat):
        return InviteMail(seat, last.letter + 1, REQUEST, last.sequence + 1, MOVED)
    if last.state == SENT and seat.reads_like(last.seat):
        return None
    return InviteMail(seat, last.letter + 1, REQUEST, last.sequence, CHANGED if last.state == SENT else AGAIN)


def _cancelled(last: InviteMail) -> InviteMail | None:
    if last.method == CANCEL:
        return None if last.state == SENT else replace(last, letter=last.letter + 1, why=AGAIN, state=MEANT, reason="")
    return InviteMail(last.seat, last.letter + 1, CANCEL, last.sequence + 1, CANCELLED)
