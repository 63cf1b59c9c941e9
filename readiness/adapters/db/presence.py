"""Stored presence: who was in which session how long, who of a list waits for a name, and what became of seats.

In: a connection in a transaction.
Out: rows written so that the same list twice changes nothing, and a later one corrects an earlier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, and_, delete, insert, select, update

from readiness.adapters.db.invite_tables import presence_review, session_presence
from readiness.adapters.db.training_tables import training_seats, training_sessions
from readiness.stages.training.records import ATTENDED, ENROLLED, HELD, UNSERVED, Session

_p, _w, _a = session_presence.c, presence_review.c, training_seats.c


@dataclass(frozen=True, slots=True)
class Stay:
    """How long somebody was in a session."""

    seconds: int
    source: str
    file_number: int


@dataclass(frozen=True, slots=True)
class WaitingPerson:
    """Somebody of a list whom nobody could name yet."""

    sha256: str
    row_number: int
    queue_id: str
    session_id: str
    name: str
    email: str
    seconds: int
    source: str
    reason: str


def stays_of(connection: Connection, launch_id: str) -> dict[tuple[str, str], Stay]:
    """Return (session, rep) -> how long."""
    query = select(_p.session_id, _p.rep_id, _p.seconds, _p.source, _p.file_number).where(_p.launch_id == launch_id)
    return {(r[0], r[1]): Stay(*r[2:]) for r in connection.execute(query.order_by(_p.session_id, _p.rep_id))}


def stays_in(connection: Connection, launch_id: str, session_id: str) -> dict[str, Stay]:
    """Return rep -> how long, of one session."""
    here = and_(_p.launch_id == launch_id, _p.session_id == session_id)
    return {r[0]: Stay(*r[1:]) for r in connection.execute(select(_p.rep_id, _p.seconds, _p.source, _p.file_number).where(here))}


def save_stays(connection: Connection, launch_id: str, session_id: str, stays: Mapping[str, Stay]) -> int:
    """Keep how long each rep was in a session, where no later list said otherwise; return how many were not so before."""
    known, n_new = stays_of(connection, launch_id), 0
    for rep_id, stay in sorted(stays.items()):
        before = known.get((session_id, rep_id))
        if before == stay or (before and before.file_number > stay.file_number):
            continue
        key = and_(_p.launch_id == launch_id, _p.session_id == session_id, _p.rep_id == rep_id)
        connection.execute(delete(session_presence).where(key))
        row = {"launch_id": launch_id, "session_id": session_id, "rep_id": rep_id, **asdict(stay)}
        connection.execute(insert(session_presence), [row])
        n_new += 1
    return n_new


def waiting_people(connection: Connection, launch_id: str, *, queue_id: str = "", session_id: str = "") -> list[WaitingPerson]:
    """Return who waits for a name, of one queue id or one session where it is given, by file and row."""
    columns = [_w[name] for name in WaitingPerson.__slots__]
    query = select(*columns).where(_w.launch_id == launch_id)
    query = query.where(_w.queue_id == queue_id) if queue_id else query
    query = query.where(_w.session_id == session_id) if session_id else query
    return [WaitingPerson(*row) for row in connection.execute(query.order_by(_w.sha256, _w.row_number))]


def save_waiting(connection: Connection, launch_id: str, sha256: str, people: Sequence[WaitingPerson]) -> None:
    """Make those who wait of one file exactly these."""
    connection.execute(delete(presence_review).where(_w.launch_id == launch_id, _w.sha256 == sha256))
    if people:
        connection.execute(insert(presence_review), [{"launch_id": launch_id, **asdict(p)} for p in people])


def set_seats(connection: Connection, launch_id: str, session_id: str, statuses: Mapping[str, str]) -> int:
    """Give seats of a session their status; return how many changed."""
    n = 0
    for rep_id, status in sorted(statuses.items()):
        mine = and_(_a.launch_id == launch_id, _a.session_id == session_id, _a.rep_id == rep_id, _a.status != status)
        n += connection.execute(update(training_seats).where(mine).values(status=status)).rowcount
    return n


def came_without_a_seat(connection: Connection, launch_id: str, session: Session, rep_id: str) -> bool:
    """Give a rep who needs the module the seat he took, in place of one he still had; say whether he needs it."""
    whose = and_(_a.launch_id == launch_id, _a.rep_id == rep_id, _a.module_id == session.module_id)
    rows = connection.execute(select(_a.session_id, _a.status).where(whose)).all()
    if not rows or any(r.session_id == session.session_id or r.status == ATTENDED for r in rows):
        return False
    connection.execute(delete(training_seats).where(whose, _a.status.in_((ENROLLED, UNSERVED))))
    key = {"launch_id": launch_id, "rep_id": rep_id, "module_id": session.module_id, "session_id": session.session_id}
    connection.execute(insert(training_seats), [{**key, "wave": session.wave, "status": ATTENDED, "why": ""}])
    return True


def hold_session(connection: Connection, launch_id: str, session_id: str) -> None:
    """Say that a session was held."""
    s = training_sessions.c
    connection.execute(update(training_sessions).where(s.launch_id == launch_id, s.session_id == session_id).values(status=HELD))


def add_seat(connection: Connection, launch_id: str, session: Session, rep_id: str) -> None:
    """Give a rep a seat in a session."""
    key = {"launch_id": launch_id, "rep_id": rep_id, "module_id": session.module_id, "session_id": session.session_id}
    connection.execute(insert(training_seats), [{**key, "wave": session.wave, "status": ENROLLED, "why": ""}])
