"""Stored practice: the answers reps gave while practising, and the sessions they learnt in.

In: a connection in a transaction.
Out: Practised; memories and ends of sessions by rep; a launch's memories by claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, datetime

import numpy as np
from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update

from readiness.adapters.db.practice_tables import practice_answers, practice_cards
from readiness.adapters.db.training_tables import training_seats, training_sessions
from readiness.stages.reinforcement import Memories, Memory, Practised
from readiness.stages.training.records import ATTENDED, CANCELLED, ENROLLED

MOST_NAMED = 500
"""Reps that a statement names; of more all are read."""


def practised_by(connection: Connection, launch_id: str, rep_id: str) -> list[Practised]:
    """Return what a rep answered while practising, by number."""
    p = practice_answers.c
    query = select(practice_answers).where(p.launch_id == launch_id, p.rep_id == rep_id).order_by(p.number)
    return [Practised(r.number, r.claim, r.item_id, r.answered_on, r.chosen, r.is_right) for r in connection.execute(query)]


def memories_of(connection: Connection, launch_id: str, rep_ids: Collection[str]) -> dict[str, dict[str, Memory]]:
    """Return what the last answer about each claim left in memory, by rep and claim; who never practised is left out."""
    c = practice_cards.c
    query = select(c.rep_id, c.claim, c.stability, c.difficulty, c.last_on).where(c.launch_id == launch_id)
    found: dict[str, dict[str, Memory]] = defaultdict(dict)
    for rep_id, claim, *memory in connection.execute(query.where(*_named(c.rep_id, rep_ids))).all():
        found[rep_id][claim] = Memory(*memory)
    return dict(found)


def add_practised(connection: Connection, launch_id: str, rep_id: str, answer: Practised, memory: Memory, at: datetime) -> None:
    """Keep an answer, and what it leaves in memory."""
    c, key = practice_cards.c, {"launch_id": launch_id, "rep_id": rep_id}
    kept = {**key, **asdict(answer), "answered_at": at.astimezone(UTC).replace(tzinfo=None)}
    connection.execute(insert(practice_answers), [kept])
    left = {**asdict(memory), "n_answers": c.n_answers + 1, "n_right": c.n_right + int(answer.is_right)}
    own = and_(c.launch_id == launch_id, c.rep_id == rep_id, c.claim == answer.claim)
    if not connection.execute(update(practice_cards).where(own).values(**left)).rowcount:
        first = {**key, "claim": answer.claim, **asdict(memory), "n_answers": 1, "n_right": int(answer.is_right)}
        connection.execute(insert(practice_cards), [first])


def sessions_of(connection: Connection, launch_id: str, rep_ids: Collection[str]) -> dict[str, list[tuple[str, datetime]]]:
    """Return the module and the end of every session these reps attended or have a seat in; a missed one is none."""
    s, a = training_sessions.c, training_seats.c
    same = and_(s.launch_id == a.launch_id, s.session_id == a.session_id)
    stands = and_(s.status != CANCELLED, a.status.in_((ENROLLED, ATTENDED)))
    query = select(a.rep_id, a.module_id, s.ends_at).join_from(training_seats, training_sessions, same)
    query = query.where(a.launch_id == launch_id, stands, *_named(a.rep_id, rep_ids))
    found: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for row in connection.execute(query.order_by(a.rep_id, s.ends_at, a.module_id)):
        found[row.rep_id].append((row.module_id, row.ends_at.replace(tzinfo=UTC)))
    return dict(found)


def _named(column: ColumnElement[str], rep_ids: Collection[str]) -> list[ColumnElement[bool]]:
    return [column.in_(sorted(rep_ids))] if len(rep_ids) <= MOST_NAMED else []


def memories_by_claim(connection: Connection, launch_id: str) -> dict[str, Memories]:
    """Return each claim's memories, one of each rep who practised it."""
    c = practice_cards.c
    found: dict[str, list[tuple[float, int]]] = defaultdict(list)
    query = select(c.claim, c.stability, c.last_on).where(c.launch_id == launch_id)
    for claim, stability, last_on in connection.execute(query).all():
        found[claim].append((stability, last_on.toordinal()))
    rows = {claim: np.array(some, dtype=float) for claim, some in found.items()}
    return {claim: Memories(some[:, 0], some[:, 1]) for claim, some in rows.items()}


def answers_by_claim(connection: Connection, launch_id: str) -> dict[str, tuple[int, int]]:
    """Return claim -> answers while practising, and right ones."""
    c = practice_cards.c
    query = select(c.claim, func.sum(c.n_answers), func.sum(c.n_right)).where(c.launch_id == launch_id).group_by(c.claim)
    return {row[0]: (int(row[1]), int(row[2])) for row in connection.execute(query)}
