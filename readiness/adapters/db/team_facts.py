"""Team facts: the launches a manager's team is in, and what was collected of its reps.

In: a connection, a scope or reps.
Out: TeamLaunch; answers, attendance, certificates, words of messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, and_, select

from readiness.adapters.db import quiz_answers
from readiness.adapters.db.certificate_tables import certificates
from readiness.adapters.db.measured import MARK
from readiness.adapters.db.page_tables import shown_rows, shown_tables
from readiness.adapters.db.shown import in_scope
from readiness.adapters.db.tables import attendance, items, launches, messages
from readiness.permissions import Scope
from readiness.stages.quizzes import Placed
from readiness.stages.quizzes.certificate_model import CertificateEvent
from readiness.stages.training import Attendance

AT_ONCE = 500
_r, _t, _l = shown_rows.c, shown_tables.c, launches.c


@dataclass(frozen=True, slots=True)
class TeamLaunch:
    """A launch that reps of a team are in."""

    launch_id: str
    name: str
    as_of: date | None
    """None: nothing was measured yet."""
    made_at: datetime | None


def team_launches(connection: Connection, scope: Scope) -> list[TeamLaunch]:
    """Return the launches with a rep of the scope, the last measured first."""
    measured = and_(_t.launch_id == _l.launch_id, _t.name == MARK)
    query = select(_l.launch_id, _l.name, _t.as_of, _t.made_at).join_from(launches, shown_tables, measured, isouter=True)
    found = []
    for launch_id, name, as_of, made_at in connection.execute(query.order_by(_l.launch_id)):
        mine = and_(_r.launch_id == launch_id, _r.name == "inputs.reps", in_scope(scope))
        if connection.execute(select(_r.place).where(mine).limit(1)).first() is not None:
            at = made_at.replace(tzinfo=UTC) if made_at else None
            found.append(TeamLaunch(launch_id, name, date.fromisoformat(as_of) if as_of else None, at))
    return sorted(found, key=lambda x: (x.as_of or date.min, x.launch_id), reverse=True)


def answers_of(connection: Connection, launch_id: str, reps: Sequence[str]) -> list[Placed]:
    """Return the quiz answers of reps."""
    return quiz_answers.load_placed(connection, launch_id, reps)


def attended_by(connection: Connection, launch_id: str, reps: Sequence[str]) -> list[Attendance]:
    """Return what attendance lists say of reps, by rep and day."""
    a = attendance.c
    found: list[Attendance] = []
    for start in range(0, len(reps), AT_ONCE):
        where = and_(a.launch_id == launch_id, a.rep_id.in_(reps[start : start + AT_ONCE]))
        found += [Attendance(*row) for row in connection.execute(select(a.rep_id, a.attended_on, a.minutes).where(where))]
    return sorted(found, key=lambda x: (x.rep_id, x.attended_on))


def certificates_of(connection: Connection, launch_id: str, reps: Sequence[str]) -> list[CertificateEvent]:
    """Return what happened to certificates of reps, without the evidence, by rep and number."""
    c = certificates.c
    names = (
        "kind", "subject_id", "number", "event", "happened_on", "valid_from", "valid_until", "decided_by", "reason", "standard",
    )  # fmt: skip
    found: list[CertificateEvent] = []
    for start in range(0, len(reps), AT_ONCE):
        mine = c.subject_id.in_(reps[start : start + AT_ONCE])
        query = select(*(c[name] for name in names)).where(and_(c.launch_id == launch_id, c.kind == "rep", mine))
        found += [CertificateEvent(**row._mapping, evidence=None) for row in connection.execute(query)]
    return sorted(found, key=lambda e: (e.subject_id, e.number))


def message_of_items(connection: Connection, launch_id: str) -> dict[str, str]:
    """Return item_id -> the message it asks about."""
    query = select(items.c.item_id, items.c.message_id).where(items.c.launch_id == launch_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def headlines(connection: Connection, launch_id: str) -> dict[str, str]:
    """Return message_id -> its headline, as it is said now."""
    query = select(messages.c.message_id, messages.c.headline).where(messages.c.launch_id == launch_id)
    return {row[0]: row[1] for row in connection.execute(query)}
