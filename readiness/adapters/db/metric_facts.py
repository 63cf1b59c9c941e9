"""Metric facts: how an installation does, as counts.

In: a connection.
Out: counts by state.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from readiness.adapters.db.account_tables import webhook_deliveries
from readiness.adapters.db.ledger_tables import sales_quarantine, sales_submissions
from readiness.adapters.db.promise_tables import promises
from readiness.stages.owed import BROKEN, OPEN


def sales_files(connection: Connection) -> list[tuple[str, int]]:
    """Return status -> how many sales-out files have it."""
    status = sales_submissions.c.status
    return [(row[0], row[1]) for row in connection.execute(select(status, func.count()).group_by(status).order_by(status))]


def rows_in_quarantine(connection: Connection) -> int:
    """Return how many rows of sales-out files wait to be mended."""
    return connection.execute(select(func.count()).select_from(sales_quarantine)).scalar() or 0


def owed(connection: Connection, today: date) -> list[tuple[str, int]]:
    """Return role -> how many of its promises are overdue."""
    p = promises.c
    late = p.closed_on.is_(None) & p.state.in_((OPEN, BROKEN)) & (p.due_on < today)
    query = select(p.owner_role, func.count()).where(late).group_by(p.owner_role).order_by(p.owner_role)
    return [(row[0], row[1]) for row in connection.execute(query)]


def messages_not_sent(connection: Connection) -> int:
    """Return how many messages to receivers outside still wait."""
    d = webhook_deliveries.c
    return connection.execute(select(func.count()).where(d.next_try_at.is_not(None))).scalar() or 0
