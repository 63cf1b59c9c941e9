"""Replying: what people answered to their invites, read and kept; nothing is taken from anybody but who was invited.

In: files, folders or mailboxes with mails, or the mail server; the time now, in UTC.
Out: ReplyReport; rows in the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from readiness.adapters import reply_boxes
from readiness.adapters.db import invites
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.invite_replies import Reply, UnreadableReplyError, replies_in
from readiness.settings import Settings
from readiness.stages.training.inviting import REFUSED, InviteMail, InviteReply


@dataclass(slots=True)
class ReplyReport:
    """What was read."""

    n_mails: int = 0
    n_known: int = 0
    """Answers that were read before."""
    taken: list[InviteReply] = field(default_factory=list)
    """New answers; a late one is among them, and counts no more."""
    late: list[InviteReply] = field(default_factory=list)
    """New answers to an invite that has since been replaced by another time or place."""
    refused: list[str] = field(default_factory=list)
    """One sentence each: what was not taken, and why."""

    @property
    def n_by_answer(self) -> dict[str, int]:
        """Return answer -> how many new ones count."""
        return dict(sorted(Counter(r.answer for r in self.taken if r not in self.late).items()))


def read_replies(settings: Settings, paths: Sequence[Path], now: datetime) -> ReplyReport:
    """Read the answers in these files and folders, or on the mail server where none is given.

    Raises:
        NotFoundError: a file cannot be read.
        InputError: neither files nor a server are given.
        MailDownError: the mail server cannot be reached.
    """
    if paths:
        mails: Iterable[tuple[str, bytes]] = (found for path in paths for found in reply_boxes.mails_at(path))
    else:
        mails = reply_boxes.mails_on_server(settings, now.date())
    report = ReplyReport()
    for where, data in mails:
        report.n_mails += 1
        try:
            found = replies_in(data)
        except UnreadableReplyError as error:
            report.refused.append(f"{where}: {error}")
            continue
        with transaction(settings.database) as connection:
            for reply in found:
                _take(connection, reply, where, now, report)
    return report


def _take(connection: Connection, reply: Reply, where: str, now: datetime, report: ReplyReport) -> None:
    launch_id, mails = invites.invited_as(connection, reply.uid)
    why = _why_not(reply, mails)
    if why:
        report.refused.append(f"{where}: {why}")
        return
    seat = mails[-1].seat
    kept = InviteReply(
        launch_id, seat.rep_id, seat.module_id, reply.sha256, reply.answer, reply.sequence, reply.said_at, reply.comment,
        reply.wish_starts_at,
    )  # fmt: skip
    if not invites.save_reply(connection, kept, now):
        report.n_known += 1
        return
    report.taken.append(kept)
    if reply.sequence < mails[-1].sequence:
        report.late.append(kept)


def _why_not(reply: Reply, mails: Sequence[InviteMail]) -> str:
    """Return why an answer is not taken: it is to no invite of ours, or from somebody who was not asked."""
    if not mails:
        return "answers an event that is none of ours"
    asked = {m.seat.email.lower() for m in mails if m.state != REFUSED}
    if reply.attendee not in asked:
        return f"says it is from {reply.attendee or 'nobody'}, who was not invited to this"
    if reply.senders and not {reply.attendee, *asked} & set(reply.senders):
        return f"says it is from {reply.attendee}, but was sent by {', '.join(reply.senders)}"
    if reply.sequence > mails[-1].sequence:
        return f"answers invite {reply.sequence} of {reply.attendee}, and only {mails[-1].sequence} was sent"
    return ""
