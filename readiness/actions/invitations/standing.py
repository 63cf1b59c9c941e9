"""Standing: each seat of a plan with its invite and what was answered to it.

In: a launch id; the time now, in UTC.
Out: SeatStandings; the seats that were declined, for whoever plans.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readiness.actions.invitations.sending import invite_desk
from readiness.adapters.db import invites
from readiness.adapters.db.store import Connection, reading
from readiness.settings import Settings
from readiness.stages.training.inviting import DECLINED, REQUEST, SENT, InviteReply, standing_answers

NOT_SENT, OUT_OF_DATE = "not sent", "out of date"


@dataclass(frozen=True, slots=True)
class SeatStanding:
    """One seat."""

    rep_id: str
    name: str
    module_id: str
    session_id: str
    title: str
    starts_at: datetime
    status: str
    """enrolled, attended or no_show."""
    invite: str
    """sent, refused, not sent, or out of date: the seat has changed since."""
    answer: str
    """accepted, declined, tentative, countered, or blank."""
    comment: str
    wish_starts_at: datetime | None


def standing_of(settings: Settings, launch_id: str) -> list[SeatStanding]:
    """Return how each seat stands, by time, session and rep.

    Raises:
        NotFoundError: there is no such launch.
        ConflictError: nothing is planned yet.
    """
    with reading(settings.database) as connection:
        desk = invite_desk(settings, connection, launch_id)
        log = invites.invite_log(connection, launch_id)
        answers = standing_answers(invites.replies_of(connection, launch_id), log)
    last = {m.seat.key: m for m in log}
    found = []
    for e in desk.plan.enrolments:
        session, rep = desk.sessions.get(e.session_id), desk.reps.get(e.rep_id)
        if session is None or rep is None:
            continue
        seat = desk.seat(e.rep_id, session)
        mail = last.get(seat.key)
        is_told = mail is not None and mail.method == REQUEST and mail.seat.is_when_and_where(seat)
        invite = NOT_SENT if mail is None else OUT_OF_DATE if not is_told else mail.state if mail.state != "meant" else NOT_SENT
        said = answers.get(seat.key) if is_told or mail is None else None
        wish = (said.answer, said.comment, said.wish_starts_at) if said else ("", "", None)
        found.append(
            SeatStanding(e.rep_id, rep.name, e.module_id, e.session_id, session.title, session.starts_at, e.status, invite, *wish)
        )
    return sorted(found, key=lambda s: (s.starts_at, s.session_id, s.rep_id))


def declined_seats(connection: Connection, launch_id: str) -> list[InviteReply]:
    """Return the answers that decline what the last invite offered: their reps need the module at another time."""
    log = invites.invite_log(connection, launch_id)
    last = {m.seat.key: m for m in log}
    answers = standing_answers(invites.replies_of(connection, launch_id), log)
    return [r for key, r in sorted(answers.items()) if r.answer == DECLINED and (key not in last or last[key].state == SENT)]
