"""Stored launch facts: how far each launch has come, counted in the database without reading its folder.

In: a connection that reads, a Scope.
Out: LaunchFacts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from readiness.adapters.db.desk_tables import runs
from readiness.adapters.db.page_tables import shown_rows
from readiness.adapters.db.shown import in_scope, names_of
from readiness.adapters.db.tables import (
    approvals,
    decks,
    input_files,
    item_approvals,
    items,
    launches,
    messages,
    responses,
)
from readiness.permissions import Scope


@dataclass(frozen=True, slots=True)
class LaunchFacts:
    """What the database says of one launch."""

    launch_id: str
    name: str
    owner: str
    launch_yaml: bytes
    n_messages: int
    n_approved: int
    n_items: int
    n_items_approved: int
    n_decks: int
    """Current ones that the scope covers."""
    n_reps_answered: int
    tables: Mapping[str, tuple[int, str, datetime]]
    """What was published: name -> rows, as of when, made when."""
    last_run: tuple[str, str, str, datetime] | None
    """Id, kind, state, when it was asked for."""


def launch_rows(connection: Connection, launch_id: str = "") -> list[tuple[str, str, str, bytes]]:
    """Return id, name, owner and launch.yaml of every launch, or of one, by name."""
    l_, f = launches.c, input_files.c
    joined = and_(f.launch_id == l_.launch_id, f.path == "launch.yaml")
    query = select(l_.launch_id, l_.name, l_.owner, f.content).join_from(launches, input_files, joined)
    query = query.where(l_.launch_id == launch_id) if launch_id else query
    return [(r[0], r[1], r[2], bytes(r[3])) for r in connection.execute(query.order_by(l_.name, l_.launch_id))]


def facts_of(connection: Connection, row: tuple[str, str, str, bytes], scope: Scope) -> LaunchFacts:
    """Return the facts of one launch of `launch_rows`."""
    launch_id = row[0]
    i, a = items.c, item_approvals.c
    # An item counts as approved by its id here; whether it reads as it did then is for the page of the items to say.
    same = and_(a.launch_id == i.launch_id, a.item_id == i.item_id)
    r, d, m, of_items = responses.c, decks.c, messages.c, i.launch_id == launch_id
    of_channel = (d.channel == scope.channel,) if scope.channel else ()
    signed = and_(approvals.c.launch_id == m.launch_id, approvals.c.text_hash == m.text_hash)
    return LaunchFacts(
        *row,
        n_messages=_count(connection, select(func.count()).select_from(messages).where(m.launch_id == launch_id)),
        n_approved=_count(
            connection, select(func.count()).select_from(messages.join(approvals, signed)).where(m.launch_id == launch_id)
        ),
        n_items=_count(connection, select(func.count()).select_from(items).where(i.launch_id == launch_id)),
        n_items_approved=_count(
            connection,
            select(func.count(i.item_id.distinct())).select_from(items.join(item_approvals, same)).where(of_items),
        ),
        n_decks=_count(
            connection,
            select(func.count()).select_from(decks).where(d.launch_id == launch_id, d.status == "current", *of_channel),
        ),
        n_reps_answered=_count(connection, select(func.count(r.rep_id.distinct())).where(r.launch_id == launch_id)),
        tables=names_of(connection, launch_id),
        last_run=_last_run(connection, launch_id),
    )


def n_in_scope(connection: Connection, launch_id: str, name: str, scope: Scope) -> int:
    """Return how many rows of a published table the scope covers."""
    r = shown_rows.c
    where = and_(r.launch_id == launch_id, r.name == name, in_scope(scope))
    return _count(connection, select(func.count()).select_from(shown_rows).where(where))


def has_rep_of(connection: Connection, launch_id: str, scope: Scope) -> bool:
    """Say whether a launch has a rep that the scope covers."""
    r = shown_rows.c
    where = and_(r.launch_id == launch_id, r.name == "inputs.reps", in_scope(scope))
    return connection.execute(select(r.place).where(where).limit(1)).first() is not None


def _count(connection: Connection, query: Select[Any]) -> int:
    return int(connection.execute(query).scalar() or 0)


def _last_run(connection: Connection, launch_id: str) -> tuple[str, str, str, datetime] | None:
    r = runs.c
    query = select(r.run_id, r.kind, r.state, r.asked_at).where(r.launch_id == launch_id).order_by(r.asked_at.desc()).limit(1)
    found = connection.execute(query).first()
    return (found.run_id, found.kind, found.state, found.asked_at) if found else None
