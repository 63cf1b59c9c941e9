"""Training changes: who is ill or on leave, which room is lost, to which day the launch moved, until its files say so.

In: a connection in a transaction, changes.
Out: changes, in the order they became known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from readiness.adapters.db.training_tables import training_changes
from readiness.stages.training.changes import Change

_CHANGE = ("kind", "who", "from_day", "until_day")


def load_changes(connection: Connection, launch_id: str) -> list[Change]:
    """Return what changed since the launch's files were taken in."""
    c = training_changes.c
    columns = [c[name] for name in _CHANGE]
    return [Change(*row) for row in connection.execute(select(*columns).where(c.launch_id == launch_id).order_by(c.number))]


def save_changes(connection: Connection, launch_id: str, changes: Sequence[Change], *, by: str, at: datetime) -> None:
    """Add what became known; what is known already is not added again."""
    c, known = training_changes.c, set(load_changes(connection, launch_id))
    last = connection.execute(select(func.max(c.number)).where(c.launch_id == launch_id)).scalar() or 0
    noted = {"noted_at": at.astimezone(UTC).replace(tzinfo=None), "by": by}
    new = [change for change in dict.fromkeys(changes) if change not in known]
    rows = [
        {"launch_id": launch_id, "number": last + n, **{name: getattr(change, name) for name in _CHANGE}, **noted}
        for n, change in enumerate(new, start=1)
    ]
    if rows:
        connection.execute(insert(training_changes), rows)
