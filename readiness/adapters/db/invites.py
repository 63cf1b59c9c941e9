"""Stored invites: every mail about a seat, what was answered, and every reminder.

In: a connection in a transaction.
Out: InviteMail, InviteReply, StoredReminder; rows written before a mail goes out, and marked after.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from readiness.adapters.db.invite_tables import invite_reminders, invite_replies, invites
from readiness.stages.training.inviting import InviteMail, InviteReply, Seat

_SEAT = ("rep_id", "module_id", "session_id", "email", "title", "trainer_id", "language", "place")


@dataclass(frozen=True, slots=True)
class StoredReminder:
    """A reminder of one thing."""

    rep_id: str
    """Whom it is about."""
    module_id: str
    kind: str
    """session, declined or no_show."""
    about: str
    email: str
    state: str
    reason: str = ""


def invite_log(connection: Connection, launch_id: str, rep_ids: Collection[str] = ()) -> list[InviteMail]:
    """Return every mail about a launch's seats, or about those of some reps, by rep, module and number."""
    i = invites.c
    query = select(invites).where(i.launch_id == launch_id).order_by(i.rep_id, i.module_id, i.letter)
    query = query.where(i.rep_id.in_(sorted(rep_ids))) if rep_ids else query
    return [_mail(row._mapping) for row in connection.execute(query)]


def _mail(row: Mapping[Any, Any]) -> InviteMail:
    seat = Seat(**{name: row[name] for name in _SEAT}, starts_at=_aware(row["starts_at"]), ends_at=_aware(row["ends_at"]))
    return InviteMail(seat, *(row[name] for name in ("letter", "method", "sequence", "why", "state", "reason")))


def invited_as(connection: Connection, uid: str) -> tuple[str, list[InviteMail]]:
    """Return the launch an event belongs to and all mails about it; blank and none for an event that is not ours."""
    i = invites.c
    rows = connection.execute(select(invites).where(i.uid == uid).order_by(i.letter)).all()
    return (rows[0].launch_id, [_mail(r._mapping) for r in rows]) if rows else ("", [])


def write_mail(connection: Connection, launch_id: str, uid: str, mail: InviteMail, at: datetime) -> None:
    """Write down a mail that is about to go out."""
    s = mail.seat
    row = {name: getattr(s, name) for name in _SEAT}
    row |= {name: getattr(mail, name) for name in ("letter", "method", "sequence", "why", "state", "reason")}
    times = {"starts_at": _plain(s.starts_at), "ends_at": _plain(s.ends_at), "made_at": _plain(at)}
    connection.execute(insert(invites), [{"launch_id": launch_id, "uid": uid, **row, **times}])


def mark_mail(connection: Connection, launch_id: str, mail: InviteMail, state: str, reason: str = "") -> None:
    """Say what became of a mail."""
    i = invites.c
    mine = and_(i.launch_id == launch_id, i.rep_id == mail.seat.rep_id, i.module_id == mail.seat.module_id)
    connection.execute(update(invites).where(mine, i.letter == mail.letter).values(state=state, reason=reason))


def save_reply(connection: Connection, reply: InviteReply, read_at: datetime) -> bool:
    """Keep an answer; return whether it is new."""
    r = invite_replies.c
    key = {name: getattr(reply, name) for name in ("launch_id", "rep_id", "module_id", "reply_sha256")}
    if connection.execute(select(r.answer).where(and_(*(r[n] == v for n, v in key.items())))).first():
        return False
    wish = _plain(reply.wish_starts_at) if reply.wish_starts_at else None
    said = {"answer": reply.answer, "sequence": reply.sequence, "comment": reply.comment, "wish_starts_at": wish}
    connection.execute(insert(invite_replies), [{**key, **said, "said_at": _plain(reply.said_at), "read_at": _plain(read_at)}])
    return True


def replies_of(connection: Connection, launch_id: str, rep_ids: Collection[str] = ()) -> list[InviteReply]:
    """Return every answer to a launch's invites, or those of some reps, by rep and module, oldest first."""
    r = invite_replies.c
    query = select(invite_replies).where(r.launch_id == launch_id)
    query = query.where(r.rep_id.in_(sorted(rep_ids))) if rep_ids else query
    rows = connection.execute(query.order_by(r.rep_id, r.module_id, r.said_at, r.reply_sha256))
    return [
        InviteReply(
            row.launch_id, row.rep_id, row.module_id, row.reply_sha256, row.answer, row.sequence, _aware(row.said_at),
            row.comment, _aware(row.wish_starts_at) if row.wish_starts_at else None,
        )
        for row in rows
    ]  # fmt: skip


def reminders_of(connection: Connection, launch_id: str) -> list[StoredReminder]:
    """Return every reminder of a launch, by rep, module, kind and what it was about."""
    m = invite_reminders.c
    columns = (m.rep_id, m.module_id, m.kind, m.about, m.email, m.state, m.reason)
    query = select(*columns).where(m.launch_id == launch_id).order_by(*columns[:4])
    return [StoredReminder(*row) for row in connection.execute(query)]


def write_reminders(connection: Connection, launch_id: str, reminders: Sequence[StoredReminder], at: datetime) -> None:
    """Write down what one mail is about to say, or what became of it."""
    m = invite_reminders.c
    for r in reminders:
        key = {"launch_id": launch_id, "rep_id": r.rep_id, "module_id": r.module_id, "kind": r.kind, "about": r.about}
        values = {"email": r.email, "state": r.state, "reason": r.reason}
        changed = update(invite_reminders).where(and_(*(m[n] == v for n, v in key.items()))).values(**values)
        if not connection.execute(changed).rowcount:
            connection.execute(insert(invite_reminders), [{**key, **values, "made_at": _plain(at)}])


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
