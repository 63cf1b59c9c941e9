"""Upkeep facts: what the database tells of how an installation is used.

In: a connection.
Out: the last runs; how long the log is.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from readiness.adapters.db.account_tables import audit_log
from readiness.adapters.db.desk_tables import runs


def last_runs(connection: Connection, n: int) -> list[tuple[str, str, str, str, datetime]]:
    """Return launch, kind, state, who asked and when, of the runs asked for last."""
    r = runs.c
    query = select(r.launch_id, r.kind, r.state, r.asked_by, r.asked_at).order_by(r.asked_at.desc(), r.run_id).limit(n)
    return [(row[0], row[1], row[2], row[3], row[4].replace(tzinfo=UTC)) for row in connection.execute(query)]


def n_log_entries(connection: Connection) -> int:
    """Return how many entries the log has."""
    return connection.execute(select(func.count()).select_from(audit_log)).scalar() or 0
