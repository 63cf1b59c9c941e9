"""Stored watching: how launches stand, what their inboxes looked like, and what was told.

In: a connection in a transaction; moments in UTC.
Out: Standing, Look, Notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from readiness.adapters.db import webhooks
from readiness.adapters.db.desk_tables import runs
from readiness.adapters.db.runs import FAILED, LOST, Run, run_by_id
from readiness.adapters.db.watch_tables import inbox_looks, notices
from readiness.stages.due_work import Look


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that somebody has to be told, once."""

    notice_id: str
    event: str
    launch_id: str
    said: str
    """One sentence."""


def last_launch_run(connection: Connection, launch_id: str) -> str:
    """Return how the last launch run ended, "" where there was none."""
    r = runs.c
    query = select(r.state).where(r.launch_id == launch_id, r.kind == "launch").order_by(r.asked_at.desc(), r.run_id).limit(1)
    return str(connection.execute(query).scalar() or "")


def look_of(connection: Connection, launch_id: str) -> Look:
    """Return what is known of a launch's inbox."""
    row = connection.execute(select(inbox_looks.c.stamp, inbox_looks.c.taken).where(inbox_looks.c.launch_id == launch_id)).first()
    return Look(row.stamp, row.taken) if row else Look()


def keep_look(connection: Connection, launch_id: str, look: Look) -> None:
    """Keep what is known of a launch's inbox."""
    connection.execute(delete(inbox_looks).where(inbox_looks.c.launch_id == launch_id))
    connection.execute(insert(inbox_looks), [{"launch_id": launch_id, "stamp": look.stamp, "taken": look.taken}])


def stopped_runs(connection: Connection, since: datetime) -> list[Run]:
    """Return runs that failed or were lost since a moment, the oldest first."""
    r = runs.c
    ended = r.state.in_((FAILED, LOST)) & (r.ended_at >= since.replace(tzinfo=None))
    ids = connection.execute(select(r.run_id).where(ended).order_by(r.ended_at, r.run_id)).scalars().all()
    return [run for i in ids if (run := run_by_id(connection, i))]


def told_first(connection: Connection, found: Sequence[Notice], now: datetime) -> list[Notice]:
    """Note what is told for the first time, here and for every receiver of the event, and return that."""
    n = notices.c
    known = set(connection.execute(select(n.notice_id).where(n.notice_id.in_([f.notice_id for f in found]))).scalars())
    new = [notice for notice in found if notice.notice_id not in known]
    for notice in new:
        row = {"notice_id": notice.notice_id, "event": notice.event, "launch_id": notice.launch_id, "said": notice.said}
        connection.execute(insert(notices), [{**row, "told_at": now.replace(tzinfo=None)}])
        webhooks.tell(connection, notice.event, notice.launch_id, now, said=notice.said)
    return new
