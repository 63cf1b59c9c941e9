"""Stored audit log: who saw or changed what, and when.

In: a connection in a transaction; the time now, in UTC.
Out: entries, the last first; rows that are only added to until they are too old.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, func, insert, select, true

from readiness.adapters.db.account_tables import audit_log
from readiness.permissions import Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing somebody saw or did."""

    at: datetime
    person_id: str
    who: str
    role: str
    act: str
    launch_id: str
    rep_id: str
    about: str


def note(
    connection: Connection, viewer: Viewer, act: str, now: datetime, *, launch_id: str = "", rep_id: str = "", about: str = ""
) -> None:
    """Note what somebody saw or did; `rep_id` is whose figures it was about, `about` what else says which."""
    entry = {
        "at": now.astimezone(UTC).replace(tzinfo=None),
        "person_id": viewer.person_id,
        "who": viewer.name,
        "role": viewer.role,
        "act": act,
        "launch_id": launch_id,
        "rep_id": rep_id,
        "about": about[:500],
    }
    connection.execute(insert(audit_log), [entry])


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: who holds the words, the act, launch and rep are these, on these days; empty: any."""

    who: str = ""
    act: str = ""
    launch_id: str = ""
    rep_id: str = ""
    first_on: date | None = None
    last_on: date | None = None


def entries_of(connection: Connection, asked: Asked, limit: int, offset: int) -> tuple[list[Entry], int]:
    """Return a page of entries, the last first, and how many there are."""
    where = and_(true(), *_tests(asked))
    n = connection.execute(select(func.count()).select_from(audit_log).where(where)).scalar() or 0
    rows = connection.execute(_query(where).limit(limit).offset(offset))
    return [_entry(row) for row in rows], n


def all_entries(connection: Connection, asked: Asked) -> Iterator[Entry]:
    """Yield every entry, the last first, never all at once."""
    for row in connection.execute(_query(and_(true(), *_tests(asked))).execution_options(yield_per=1_000)):
        yield _entry(row)


def acts_of(connection: Connection) -> list[str]:
    """Return every act that was ever noted."""
    return sorted(connection.execute(select(audit_log.c.act).distinct()).scalars())


def forget_before(connection: Connection, moment: datetime) -> int:
    """Forget what was noted before a moment, and return how many entries that were."""
    return connection.execute(delete(audit_log).where(audit_log.c.at < moment.astimezone(UTC).replace(tzinfo=None))).rowcount


def _query(where: ColumnElement[bool]) -> Select[Any]:
    return select(audit_log).where(where).order_by(audit_log.c.at.desc(), audit_log.c.entry_id.desc())


def _tests(asked: Asked) -> list[ColumnElement[bool]]:
    a = audit_log.c
    tests = [func.lower(a.who).contains(word, autoescape=True) for word in asked.who.lower().split()[:8]]
    tests += [c == v for c, v in ((a.act, asked.act), (a.launch_id, asked.launch_id), (a.rep_id, asked.rep_id)) if v]
    if asked.first_on:
        tests.append(a.at >= datetime.combine(asked.first_on, time()))
    if asked.last_on:
        tests.append(a.at < datetime.combine(asked.last_on, time()) + timedelta(days=1))
    return tests


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.at.replace(tzinfo=UTC), row.person_id, row.who, row.role, row.act, row.launch_id, row.rep_id, row.about)
