"""Stored answers: what a program was answered under a key of its own, so that nothing is done twice.

In: a connection in a transaction; whose key; the hash of the request; the time now, in UTC.
Out: Answer, or what became of the key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from readiness.adapters.db.account_tables import idempotency_keys as keys

KEPT = timedelta(hours=24)
LOST = timedelta(minutes=10)
"""After so long a request that never answered counts as lost, with the process that did it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered under a key, or why nothing can be yet."""

    state: Literal["new", "answered", "other", "busy"]
    """new: it is this request's now; other: the key was another request's; busy: the same request is being done."""
    status: int = 0
    content: bytes = b""


def take_key(connection: Connection, person_id: str, key: str, request_sha256: str, now: datetime) -> Answer:
    """Take a key for a request, or return what became of the request that has it."""
    moment = now.replace(tzinfo=None)
    connection.execute(delete(keys).where(keys.c.at <= moment - KEPT))
    connection.execute(delete(keys).where(keys.c.status == 0, keys.c.at <= moment - LOST))
    row = {"person_id": person_id, "key": key, "request_sha256": request_sha256, "status": 0, "answer": b"", "at": moment}
    if _added(connection, row):
        return Answer("new")
    found = connection.execute(select(keys).where(_one(person_id, key))).one()
    if found.request_sha256 != request_sha256:
        return Answer("other")
    return Answer("answered", found.status, bytes(found.answer)) if found.status else Answer("busy")


def keep_answer(connection: Connection, person_id: str, key: str, status: int, content: bytes) -> None:
    """Keep what a request was answered."""
    connection.execute(update(keys).where(_one(person_id, key)).values(status=status, answer=content))


def free_key(connection: Connection, person_id: str, key: str) -> None:
    """Let a key be taken again: what it was taken for was not done."""
    connection.execute(delete(keys).where(and_(_one(person_id, key), keys.c.status == 0)))


def _added(connection: Connection, row: dict[str, Any]) -> bool:
    """Add a row unless there is one of this key; who adds the same at the same time is waited for."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_here
    else:
        from sqlalchemy.dialects.sqlite import insert as insert_here  # type: ignore[assignment]
    added = insert_here(keys).values(**row).on_conflict_do_nothing().returning(keys.c.key)
    return connection.execute(added).first() is not None


def _one(person_id: str, key: str) -> ColumnElement[bool]:
    return and_(keys.c.person_id == person_id, keys.c.key == key)
