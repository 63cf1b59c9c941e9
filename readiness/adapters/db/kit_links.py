"""Stored kit links: who may open which channel's kit without an account, until when, and how often that was done.

In: a connection in a transaction.
Out: KitLink.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from readiness.adapters.db.desk_tables import kit_links
from readiness.permissions import Scope


@dataclass(frozen=True, slots=True)
class KitLink:
    """One link; moments are UTC."""

    link_id: str
    launch_id: str
    channel: str
    for_whom: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    n_opened: int = 0

    def is_open(self, now: datetime) -> bool:
        """Say whether it lets somebody in."""
        return self.ended_at is None and now < self.expires_at


_NAMES = tuple(f.name for f in fields(KitLink))


def add_link(connection: Connection, link: KitLink) -> None:
    """Keep a new link."""
    kept = {k: v.replace(tzinfo=None) if isinstance(v, datetime) else v for k, v in asdict(link).items()}
    connection.execute(insert(kit_links), [kept])


def link_by_id(connection: Connection, link_id: str) -> KitLink | None:
    """Return a link, None where there is none of this id."""
    k = kit_links.c
    row = connection.execute(select(*(k[name] for name in _NAMES)).where(k.link_id == link_id)).first()
    return _link(dict(row._mapping)) if row else None


def links_of(connection: Connection, launch_id: str, scope: Scope, limit: int, offset: int = 0) -> list[KitLink]:
    """Return a launch's links that a scope covers, the newest first."""
    k = kit_links.c
    query = select(*(k[name] for name in _NAMES)).where(k.launch_id == launch_id)
    if scope.channel:
        query = query.where(k.channel == scope.channel)
    rows = connection.execute(query.order_by(k.made_at.desc(), k.link_id).limit(limit).offset(offset))
    return [] if scope.nothing else [_link(dict(row._mapping)) for row in rows]


def end_link(connection: Connection, link_id: str, now: datetime) -> None:
    """Let a link open nothing any more; one that ended before stays as it is."""
    k = kit_links.c
    ended = now.astimezone(UTC).replace(tzinfo=None)
    connection.execute(update(kit_links).where(k.link_id == link_id, k.ended_at.is_(None)).values(ended_at=ended))


def count_opening(connection: Connection, link_id: str) -> None:
    """Count that a link was opened."""
    k = kit_links.c
    connection.execute(update(kit_links).where(k.link_id == link_id).values(n_opened=k.n_opened + 1))


def _link(row: Mapping[str, Any]) -> KitLink:
    zoned: dict[str, Any] = {k: v.replace(tzinfo=UTC) if isinstance(v, datetime) else v for k, v in row.items()}
    return KitLink(**zoned)
