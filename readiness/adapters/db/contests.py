"""Stored contests: opened once, settled once, never taken away.

In: a connection in a transaction.
Out: Contests; rows added or settled.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from readiness.adapters.db.contest_tables import contests
from readiness.adapters.db.tables import launches
from readiness.errors import ConflictError, NotFoundError
from readiness.stages.report.contests import OPEN, Contest

_c = contests.c
_NAMES = tuple(f.name for f in fields(Contest))
_MOMENTS = ("opened_at", "settled_at")


def only_writer(connection: Connection, launch_id: str) -> None:
    """Let others who contest inputs of the same launch wait until this transaction ends."""
    connection.execute(select(launches.c.launch_id).where(launches.c.launch_id == launch_id).with_for_update())


def contests_of(connection: Connection, launch_id: str) -> list[Contest]:
    """Return every contest of a launch, in the order they were opened."""
    rows = connection.execute(select(*(_c[n] for n in _NAMES)).where(_c.launch_id == launch_id).order_by(_c.contest_id))
    return [_contest(row) for row in rows]


def contests_of_rep(connection: Connection, launch_id: str, rep_id: str) -> list[Contest]:
    """Return a rep's contests, in the order they were opened."""
    where = (_c.launch_id == launch_id) & (_c.rep_id == rep_id)
    return [_contest(row) for row in connection.execute(select(*(_c[n] for n in _NAMES)).where(where).order_by(_c.contest_id))]


def contest_of(connection: Connection, contest_id: int) -> Contest:
    """Return a contest, locked on a server until the transaction ends.

    Raises:
        NotFoundError: there is none.
    """
    query = select(*(_c[n] for n in _NAMES)).where(_c.contest_id == contest_id).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError(f"no contest has the number {contest_id}; `readiness contest list LAUNCH_ID` lists them")
    return _contest(row)


def own_contest(connection: Connection, contest_id: int, rep_id: str) -> Contest | None:
    """Return a contest of this rep, locked on a server until the transaction ends; None where it is none of the rep's."""
    where = (_c.contest_id == contest_id) & (_c.rep_id == rep_id)
    row = connection.execute(select(*(_c[n] for n in _NAMES)).where(where).with_for_update()).first()
    return _contest(row) if row else None


def add_contest(connection: Connection, contest: Contest) -> int:
    """Keep a new contest and return the number it gets."""
    row = {name: value for name, value in _row(contest).items() if name != "contest_id"}
    found = connection.execute(insert(contests).returning(_c.contest_id), [row])
    return int(found.scalar_one())


def settle(connection: Connection, contest: Contest) -> None:
    """Keep how an open contest was settled.

    Raises:
        ConflictError: it was settled meanwhile.
    """
    row = _row(contest)
    values = {name: row[name] for name in ("status", "settled_at", "settled_by", "because")}
    where = (_c.contest_id == contest.contest_id) & (_c.status == OPEN)
    if connection.execute(update(contests).where(where).values(values)).rowcount != 1:
        raise ConflictError(f"contest {contest.contest_id} is settled already")


def _row(contest: Contest) -> dict[str, Any]:
    """Return a contest as a row: moments in UTC without a zone, which SQLite does not keep."""
    row = asdict(contest)
    return row | {name: row[name] and row[name].astimezone(UTC).replace(tzinfo=None) for name in _MOMENTS}


def _contest(row: Row[Any]) -> Contest:
    found = dict(row._mapping)
    return Contest(**found | {name: _aware(found[name]) for name in _MOMENTS})


def _aware(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(tzinfo=UTC)
