"""Stored promises: what was owed, kept and broken, and what each weekly review found.

In: a connection in a transaction.
Out: Promises; the facts of a review.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from readiness.adapters.db.promise_tables import promises, reviews
from readiness.adapters.db.replaced_rows import replace_rows
from readiness.stages.owed import Promise

_FIELDS = tuple(f.name for f in fields(Promise))


def load_promises(connection: Connection, launch_id: str) -> list[Promise]:
    """Return the ledger of a launch, the earliest due first."""
    columns = [promises.c[name] for name in _FIELDS]
    query = select(*columns).where(promises.c.launch_id == launch_id)
    rows = connection.execute(query.order_by(promises.c.due_on, promises.c.owner, promises.c.act_id, promises.c.opened_on))
    return [Promise(**row) for row in rows.mappings()]


def save_promises(connection: Connection, launch_id: str, ledger: Sequence[Promise]) -> bool:
    """Make this the ledger; return whether that changed anything."""
    rows = [{"launch_id": launch_id, **asdict(p)} for p in ledger]
    return replace_rows(connection, promises, {"launch_id": launch_id}, rows)


def last_review(connection: Connection, launch_id: str, before: date) -> tuple[date, Mapping[str, Any]] | None:
    """Return the day and the facts of the last review of an earlier day; None where there is none."""
    r = reviews.c
    query = select(r.as_of, r.facts).where(r.launch_id == launch_id, r.as_of < before).order_by(r.as_of.desc()).limit(1)
    row = connection.execute(query).first()
    return (row.as_of, row.facts) if row else None


def keep_review(connection: Connection, launch_id: str, as_of: date, facts: Mapping[str, Any], now: datetime) -> None:
    """Keep what a review found in place of an earlier one of the same day."""
    r = reviews.c
    connection.execute(delete(reviews).where(r.launch_id == launch_id, r.as_of == as_of))
    moment = now.astimezone(UTC).replace(tzinfo=None)
    connection.execute(insert(reviews), [{"launch_id": launch_id, "as_of": as_of, "held_at": moment, "facts": dict(facts)}])
