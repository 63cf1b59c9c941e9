"""Stored judgements: what each statement of the evidence speaks of, as somebody said in the portal.

In: a connection in a transaction, a launch id; the time now, in UTC.
Out: Judgement by statement; they stand beside confirmations.csv and survive when the folder is taken in again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from readiness.adapters.db.desk_tables import evidence_judgements


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one statement speaks of."""

    statement_id: str
    characteristic_id: str
    """Empty: none of them."""
    statement: str
    """Its words as they were judged; it no longer holds for others."""
    by: str
    at: datetime


def judgements_of(connection: Connection, launch_id: str) -> dict[str, Judgement]:
    """Return every judgement of a launch by its statement."""
    j = evidence_judgements.c
    query = select(j.statement_id, j.characteristic_id, j.statement, j.by, j.at).where(j.launch_id == launch_id)
    return {row.statement_id: Judgement(*row) for row in connection.execute(query.order_by(j.statement_id))}


def save_judgement(connection: Connection, launch_id: str, judged: Judgement) -> None:
    """Keep a judgement in place of the last one of its statement."""
    drop_judgements(connection, launch_id, [judged.statement_id])
    row = {name: getattr(judged, name) for name in ("statement_id", "characteristic_id", "statement", "by")}
    at = judged.at.astimezone(UTC).replace(tzinfo=None)
    connection.execute(insert(evidence_judgements), [{"launch_id": launch_id, **row, "at": at}])


def drop_judgements(connection: Connection, launch_id: str, statement_ids: Collection[str]) -> int:
    """Forget judgements; return how many there were."""
    j = evidence_judgements.c
    where = (j.launch_id == launch_id, j.statement_id.in_(list(statement_ids)))
    return connection.execute(delete(evidence_judgements).where(*where)).rowcount


def drop_overruled(connection: Connection, launch_id: str, before: Mapping[str, str], after: Mapping[str, str]) -> int:
    """Forget judgements of statements that the folder's confirmations.csv says something new of: the later word counts."""
    said = [key for key in judgements_of(connection, launch_id) if key in after and before.get(key) != after[key]]
    return drop_judgements(connection, launch_id, said) if said else 0


def standing(judged: Mapping[str, Judgement], texts: Mapping[str, str], characteristics: Collection[str]) -> dict[str, str]:
    """Return statement -> characteristic of the judgements that still hold: the statement reads as it did, the spec has it."""
    return {
        key: j.characteristic_id
        for key, j in judged.items()
        if texts.get(key) == j.statement and (not j.characteristic_id or j.characteristic_id in characteristics)
    }
