"""Stored go decisions: who decided that a launch goes, waits or stops, why, and on which facts; none is ever taken away.

In: a connection in a transaction.
Out: GoDecision; rows that are only added to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select

from readiness.adapters.db.desk_tables import go_decisions
from readiness.adapters.db.tables import decks, input_files, launches

_g = go_decisions.c


@dataclass(frozen=True, slots=True)
class GoDecision:
    """One decision."""

    number: int
    decision: str
    """go, wait or stop."""
    by: str
    at: datetime
    why: str
    facts: Sequence[Mapping[str, Any]]
    """As they stood then."""


def decisions_about(connection: Connection, launch_id: str) -> list[GoDecision]:
    """Return a launch's decisions, the last first: that one holds."""
    query = select(_g.number, _g.decision, _g.by, _g.at, _g.why, _g.facts).where(_g.launch_id == launch_id)
    rows = connection.execute(query.order_by(_g.number.desc()))
    return [GoDecision(r[0], r[1], r[2], r[3].replace(tzinfo=UTC), r[4], r[5]) for r in rows]


def add_decision(
    connection: Connection, launch_id: str, decision: str, by: str, at: datetime, why: str, facts: Sequence[Mapping[str, Any]]
) -> int:
    """Keep a decision and return its number; others who decide about the launch wait until the transaction ends."""
    connection.execute(select(launches.c.launch_id).where(launches.c.launch_id == launch_id).with_for_update())
    last = connection.execute(select(func.max(_g.number)).where(_g.launch_id == launch_id)).scalar()
    number, moment = (last or 0) + 1, at.astimezone(UTC).replace(tzinfo=None)
    row = {
        "launch_id": launch_id,
        "number": number,
        "decision": decision,
        "by": by,
        "at": moment,
        "why": why,
        "facts": list(facts),
    }
    connection.execute(insert(go_decisions), [row])
    return number


def n_decks_behind(connection: Connection, launch_id: str, revision: str) -> int:
    """Return how many current decks were made from another revision of the spec."""
    d = decks.c
    where = and_(d.launch_id == launch_id, d.status == "current", d.spec_revision != revision)
    return int(connection.execute(select(func.count()).select_from(decks).where(where)).scalar_one())


def input_file(connection: Connection, launch_id: str, path: str) -> tuple[str, bytes] | None:
    """Return the hash and the bytes of one file of a launch's folder, None where there is none."""
    f = input_files.c
    row = connection.execute(select(f.sha256, f.content).where(f.launch_id == launch_id, f.path == path)).first()
    return (row.sha256, bytes(row.content)) if row else None
