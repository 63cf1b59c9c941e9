"""Stored quiz answers: those that have a rep and an item, those that wait for review, and what was decided by hand.

In: a connection in a transaction.
Out: rows written so that the order in which answers arrive does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date

from sqlalchemy import Connection, and_, bindparam, delete, insert, select

from readiness.adapters.db.tables import decisions, responses, review
from readiness.stages.quizzes import Person, Placed, Question, ReadAnswer, Waiting, merged, numbered

MOST_AT_ONCE = 500
"""How many values a statement names; databases have a limit."""
FIELDS = tuple(f.name for f in fields(Placed) if f.name != "row")
_PLACED = (*(responses.c[name] for name in FIELDS), responses.c.row_number)


def load_placed(connection: Connection, launch_id: str, reps: Sequence[str] | None = None) -> list[Placed]:
    """Return a launch's placed answers, of these reps only where they are given."""
    query = select(*_PLACED).where(responses.c.launch_id == launch_id)
    if reps is None:
        return [Placed(*row) for row in connection.execute(query)]
    found: list[Placed] = []
    for start in range(0, len(reps), MOST_AT_ONCE):
        some = query.where(responses.c.rep_id.in_(reps[start : start + MOST_AT_ONCE]))
        found += [Placed(*row) for row in connection.execute(some)]
    return found


def save_placed(connection: Connection, launch_id: str, placed: Sequence[Placed], voided: Collection[str] = ()) -> int:
    """Keep answers, count the attempts anew, drop voided sittings; return how many said something new."""
    reps = {p.rep_id for p in placed} | _reps_of(connection, launch_id, sorted(voided))
    before = {p.key: p for p in load_placed(connection, launch_id, sorted(reps))}
    after = {key: p for key, p in merged(before, placed).items() if p.sitting not in voided}
    n_new = sum(
        p.key not in before or (p.rank > before[p.key].rank and p.said != before[p.key].said)
        for p in placed
        if p.sitting not in voided
    )
    changed = {key[0] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    _rewrite(connection, launch_id, sorted(changed), [p for p in after.values() if p.rep_id in changed])
    return n_new


def _reps_of(connection: Connection, launch_id: str, sittings: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(sittings), MOST_AT_ONCE):
        some = responses.c.sitting.in_(sittings[start : start + MOST_AT_ONCE])
        query = select(responses.c.rep_id).where(and_(responses.c.launch_id == launch_id, some))
        found |= set(connection.execute(query).scalars())
    return found


def _rewrite(connection: Connection, launch_id: str, reps: Sequence[str], placed: Sequence[Placed]) -> None:
    for start in range(0, len(reps), MOST_AT_ONCE):
        some = responses.c.rep_id.in_(reps[start : start + MOST_AT_ONCE])
        connection.execute(delete(responses).where(and_(responses.c.launch_id == launch_id, some)))
    rows = [
        {"launch_id": launch_id, "attempt": number, "row_number": p.row, **{name: getattr(p, name) for name in FIELDS}}
        for p, number in numbered(placed)
    ]
    if rows:
        connection.execute(insert(responses), rows)


def decisions_of(connection: Connection, launch_id: str) -> dict[str, str]:
    """Return what was decided by hand, and which statements were voided, by queue id."""
    query = select(decisions.c.queue_id, decisions.c.choice).where(decisions.c.launch_id == launch_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def save_decisions(connection: Connection, launch_id: str, new: Mapping[str, str]) -> None:
    """Keep decisions; one made before stands."""
    known = decisions_of(connection, launch_id)
    rows = [{"launch_id": launch_id, "queue_id": q, "choice": new[q]} for q in sorted(new) if q not in known]
    if rows:
        connection.execute(insert(decisions), rows)


def waiting_of(connection: Connection, launch_id: str, queue_id: str = "") -> dict[str, list[Waiting]]:
    """Return what waits for review, by file hash; of one queue id only where it is given."""
    r = review.c
    query = select(r.sha256, r.answer, r.person_queue, r.question_queue, r.reason).where(r.launch_id == launch_id)
    if queue_id:
        query = query.where((r.person_queue == queue_id) | (r.question_queue == queue_id))
    found: dict[str, list[Waiting]] = {}
    for sha256, answer, person, question, reason in connection.execute(query.order_by(r.sha256, r.row_number, r.column_name)):
        found.setdefault(sha256, []).append(Waiting(_answer(answer), person, question, reason))
    return found


def save_waiting(
    connection: Connection, launch_id: str, sha256: str, settled: Sequence[ReadAnswer], waiting: Sequence[Waiting]
) -> None:
    """Take these answers of a file out of the queue, and put in what waits now."""
    r = review.c
    one = and_(r.launch_id == launch_id, r.sha256 == sha256, r.row_number == bindparam("a"), r.column_name == bindparam("b"))
    if settled:
        connection.execute(delete(review).where(one), [{"a": s.row, "b": s.column} for s in settled])
    rows = [
        {
            "launch_id": launch_id, "sha256": sha256, "row_number": w.answer.row, "column_name": w.answer.column,
            "person_queue": w.person_queue, "question_queue": w.question_queue, "reason": w.reason, "answer": _text(w.answer),
        }
        for w in waiting
    ]  # fmt: skip
    if rows:
        connection.execute(insert(review), rows)


def _text(answer: ReadAnswer) -> str:
    return json.dumps(asdict(answer), ensure_ascii=False, sort_keys=True, default=date.isoformat)


def _answer(text: str) -> ReadAnswer:
    told = json.loads(text)
    person, question = Person(**told.pop("person")), Question(**told.pop("question"))
    return ReadAnswer(person=person, question=question, answered_on=date.fromisoformat(told.pop("answered_on")), **told)
