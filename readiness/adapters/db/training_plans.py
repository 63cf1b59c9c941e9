"""Stored training plans: the plan of a launch that stands, every earlier one as facts, and what became of each seat.

In: a connection in a transaction, a TrainingPlan.
Out: TrainingPlan; a new revision wherever anything changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from readiness.adapters.db.replaced_rows import replace_rows
from readiness.adapters.db.training_tables import training_draws, training_plans, training_seats, training_sessions
from readiness.stages.training.records import (
    CANCELLED,
    ENROLLED,
    EXCUSED,
    HELD,
    UNSERVED,
    Drawn,
    Enrolment,
    Excused,
    PlanCost,
    Session,
    TrainingPlan,
    Unserved,
    WayOut,
)

NO_SESSION = ""
_SESSION = ("session_id", "module_id", "title", "trainer_id", "language", "place", "room_id", "seats", "wave", "status")


@dataclass(frozen=True, slots=True)
class Revision:
    """One plan or replan of a launch."""

    revision: int
    made_at: datetime
    """UTC, aware."""
    by: str
    why: str
    seed: int
    facts: Mapping[str, Any]


def save_plan(connection: Connection, launch_id: str, plan: TrainingPlan, *, by: str, why: str, at: datetime) -> bool:
    """Keep a plan as the one that stands; return whether anything of it is new.

    What was recorded of a seat stays with it: who attended has attended. A session that is no longer planned is kept as
    cancelled, or as held where it was.
    """
    scope = {"launch_id": launch_id}
    changed = replace_rows(connection, training_sessions, scope, _session_rows(connection, launch_id, plan))
    changed |= replace_rows(connection, training_seats, scope, _seat_rows(connection, launch_id, plan))
    changed |= replace_rows(connection, training_draws, scope, [{**scope, **asdict(d)} for d in plan.draw])
    last = last_revision(connection, launch_id)
    if changed or last is None:
        row = {"revision": last.revision + 1 if last else 1, "made_at": at.astimezone(UTC).replace(tzinfo=None)}
        kept = {"by": by, "why": why, "seed": plan.seed, "facts": _facts_of(plan)}
        connection.execute(insert(training_plans), [{**scope, **row, **kept}])
    return changed


def _session_rows(connection: Connection, launch_id: str, plan: TrainingPlan) -> list[dict[str, Any]]:
    rows = [
        {
            "launch_id": launch_id,
            **{name: getattr(s, name) for name in _SESSION},
            "starts_at": s.starts_at.astimezone(UTC).replace(tzinfo=None),
            "ends_at": s.ends_at.astimezone(UTC).replace(tzinfo=None),
        }
        for s in plan.sessions
    ]
    s, planned = training_sessions.c, {s.session_id for s in plan.sessions}
    stored = connection.execute(select(training_sessions).where(s.launch_id == launch_id).order_by(s.session_id))
    gone = [dict(r._mapping) for r in stored if r.session_id not in planned]
    return rows + [{**row, "status": HELD if row["status"] == HELD else CANCELLED} for row in gone]


def _seat_rows(connection: Connection, launch_id: str, plan: TrainingPlan) -> list[dict[str, Any]]:
    a = training_seats.c
    stored = connection.execute(select(a.rep_id, a.module_id, a.session_id, a.status).where(a.launch_id == launch_id))
    was = {tuple(row)[:3]: row.status for row in stored if row.status not in (EXCUSED, UNSERVED)}
    rows = []
    for e in plan.enrolments:
        status = was.get((e.rep_id, e.module_id, e.session_id), e.status) if e.status == ENROLLED else e.status
        rows.append(_seat(launch_id, e.rep_id, e.module_id, e.session_id, e.wave, status))
    rows += [_seat(launch_id, u.rep_id, u.module_id, NO_SESSION, 0, UNSERVED, u.why) for u in plan.unserved]
    return rows + [_seat(launch_id, x.rep_id, x.module_id, NO_SESSION, 0, EXCUSED, x.why) for x in plan.excused]


def _seat(launch_id: str, rep_id: str, module_id: str, session_id: str, wave: int, status: str, why: str = "") -> dict[str, Any]:
    key = {"launch_id": launch_id, "rep_id": rep_id, "module_id": module_id, "session_id": session_id}
    return {**key, "wave": wave, "status": status, "why": why}


def _facts_of(plan: TrainingPlan) -> dict[str, Any]:
    ways_out = [asdict(w) for w in plan.ways_out]
    return {
        **plan.facts, "cost": asdict(plan.cost) if plan.cost else None, "notes": list(plan.notes), "ways_out": ways_out,
        "n_sessions": len(plan.sessions), "n_seats": len(plan.enrolments), "n_unserved": len(plan.unserved),
        "n_excused": len(plan.excused),
    }  # fmt: skip


def load_plan(connection: Connection, launch_id: str) -> TrainingPlan:
    """Return the plan that stands, without cancelled sessions; an empty one where nothing is planned."""
    s, a, d = training_sessions.c, training_seats.c, training_draws.c
    planned = select(training_sessions).where(s.launch_id == launch_id, s.status != CANCELLED)
    sessions = [_session(r._mapping) for r in connection.execute(planned.order_by(s.starts_at, s.session_id))]
    order = (a.rep_id, a.module_id, a.session_id)
    seats = connection.execute(select(training_seats).where(a.launch_id == launch_id).order_by(*order)).all()
    drawn = connection.execute(
        select(d.rep_id, d.wave, d.stratum, d.why).where(d.launch_id == launch_id).order_by(d.rep_id)
    ).all()
    last = last_revision(connection, launch_id)
    facts: dict[str, Any] = dict(last.facts) if last else {}
    cost, ways_out, notes = facts.pop("cost", None), facts.pop("ways_out", []), facts.pop("notes", [])
    return TrainingPlan(
        tuple(sessions),
        tuple(Enrolment(r.rep_id, r.session_id, r.wave, r.module_id, r.status) for r in seats if r.session_id != NO_SESSION),
        tuple(Unserved(r.rep_id, r.why, r.module_id) for r in seats if r.status == UNSERVED),
        tuple(Excused(r.rep_id, r.module_id, r.why) for r in seats if r.status == EXCUSED),
        tuple(Drawn(*row) for row in drawn),
        PlanCost(**cost) if cost else None,
        last.seed if last else 0,
        tuple(WayOut(**w) for w in ways_out),
        tuple(notes),
        facts,
    )


def _session(row: Mapping[Any, Any]) -> Session:
    times = {name: row[name].replace(tzinfo=UTC) for name in ("starts_at", "ends_at")}
    return Session(**{name: row[name] for name in _SESSION}, **times)


def last_revision(connection: Connection, launch_id: str) -> Revision | None:
    """Return the plan that stands as it was made; None where there is none."""
    p = training_plans.c
    newest = select(func.max(p.revision)).where(p.launch_id == launch_id).scalar_subquery()
    row = connection.execute(select(training_plans).where(p.launch_id == launch_id, p.revision == newest)).first()
    if row is None:
        return None
    return Revision(row.revision, row.made_at.replace(tzinfo=UTC), row.by, row.why, row.seed, row.facts)


def minutes_due(connection: Connection, launch_id: str) -> dict[str, int]:
    """Return how long the sessions are that each rep has a seat in, those made up for counted once."""
    s, a = training_sessions.c, training_seats.c
    joined = training_seats.join(training_sessions, (s.launch_id == a.launch_id) & (s.session_id == a.session_id))
    query = select(a.rep_id, a.module_id, s.starts_at, s.ends_at).select_from(joined).where(a.launch_id == launch_id)
    by_module = {(r.rep_id, r.module_id): r.ends_at - r.starts_at for r in connection.execute(query)}
    minutes: dict[str, int] = {}
    for (rep_id, _), length in sorted(by_module.items()):
        minutes[rep_id] = minutes.get(rep_id, 0) + int(length.total_seconds() // 60)
    return minutes


def seated_by(connection: Connection, launch_id: str, until: date) -> set[str] | None:
    """Return the reps whose first planned session began on or before a day; None where nothing is planned."""
    s, a = training_sessions.c, training_seats.c
    joined = training_seats.join(training_sessions, (s.launch_id == a.launch_id) & (s.session_id == a.session_id))
    first = select(a.rep_id, func.min(s.starts_at).label("first")).select_from(joined)
    rows = connection.execute(first.where(a.launch_id == launch_id).group_by(a.rep_id)).all()
    return {row.rep_id for row in rows if row.first.date() <= until} if rows else None
