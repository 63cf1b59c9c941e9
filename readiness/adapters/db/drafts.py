"""Stored drafts: which launch folders people are putting together; their files are in the workspace.

In: a connection in a transaction; the time now, in UTC.
Out: Draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from readiness.adapters.db.desk_tables import launch_drafts
from readiness.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Draft:
    """A launch folder that somebody is putting together."""

    draft_id: str
    person_id: str
    made_at: datetime
    launch_id: str
    """The launch it is to change; empty for a new one."""
    name: str


def add_draft(connection: Connection, draft: Draft) -> None:
    """Keep a new draft."""
    row = {name: getattr(draft, name) for name in ("draft_id", "person_id", "launch_id", "name")}
    connection.execute(insert(launch_drafts), [{**row, "made_at": draft.made_at.astimezone(UTC).replace(tzinfo=None)}])


def all_drafts(connection: Connection) -> list[Draft]:
    """Return every draft, the newest first."""
    d = launch_drafts.c
    query = select(d.draft_id, d.person_id, d.made_at, d.launch_id, d.name).order_by(d.made_at.desc(), d.draft_id)
    return [Draft(*row) for row in connection.execute(query)]


def n_drafts(connection: Connection, person_id: str) -> int:
    """Return how many drafts somebody has."""
    where = launch_drafts.c.person_id == person_id
    return connection.execute(select(func.count()).select_from(launch_drafts).where(where)).scalar() or 0


def draft_of(connection: Connection, draft_id: str, *, to_change: bool = False) -> Draft:
    """Return a draft; one that is to be changed is kept from others until the transaction ends.

    Raises:
        NotFoundError: there is none of this id.
    """
    d = launch_drafts.c
    query = select(d.draft_id, d.person_id, d.made_at, d.launch_id, d.name).where(d.draft_id == draft_id)
    found = connection.execute(query.with_for_update() if to_change else query).first()
    if found is None:
        raise NotFoundError("this draft is gone: it was taken in or thrown away")
    return Draft(*found)


def rename_draft(connection: Connection, draft_id: str, name: str) -> None:
    """Give a draft the name its launch.yaml says."""
    connection.execute(update(launch_drafts).where(launch_drafts.c.draft_id == draft_id).values(name=name))


def drop_draft(connection: Connection, draft_id: str) -> None:
    """Forget a draft."""
    connection.execute(delete(launch_drafts).where(launch_drafts.c.draft_id == draft_id))
