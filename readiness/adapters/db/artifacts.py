"""Stored artifacts: which copies the artifact store holds or is to hold, of which files, from when to when.

In: a connection in a transaction; moments in UTC.
Out: Artifact; rows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update

from readiness.adapters.db.artifact_tables import artifacts

_a = artifacts.c


@dataclass(frozen=True, slots=True)
class Artifact:
    """A version of an output file."""

    launch_id: str
    path: str
    sha256: str
    noted_at: datetime
    is_put: bool
    retired_at: datetime | None
    """None: it is the present version."""


def note(connection: Connection, launch_id: str, current: dict[str, str], now: datetime) -> int:
    """Make these (path -> sha256) the present versions; return how many earlier ones are retired by that."""
    moment = now.astimezone(UTC).replace(tzinfo=None)
    known = {(a.path, a.sha256): a for a in of_launch(connection, launch_id)}
    new = [
        {"launch_id": launch_id, "path": path, "sha256": sha, "noted_at": moment, "is_put": False, "retired_at": None}
        for path, sha in sorted(current.items())
        if (path, sha) not in known
    ]
    if new:
        connection.execute(insert(artifacts), new)
    n_retired = 0
    for (path, sha), artifact in known.items():
        is_present = current.get(path) == sha
        if is_present == (artifact.retired_at is not None):
            _change(connection, artifact, **({"noted_at": moment, "retired_at": None} if is_present else {"retired_at": moment}))
            n_retired += not is_present
    return n_retired


def mark_put(connection: Connection, launch_id: str, shas: Collection[str]) -> None:
    """Note that copies with these hashes are in the store."""
    connection.execute(update(artifacts).where(_a.launch_id == launch_id, _a.sha256.in_(sorted(shas))).values(is_put=True))


def of_launch(connection: Connection, launch_id: str) -> list[Artifact]:
    """Return every version of every file of a launch, by path, the oldest first."""
    rows = connection.execute(select(artifacts).where(_a.launch_id == launch_id).order_by(_a.path, _a.noted_at, _a.sha256))
    return [_artifact(row) for row in rows]


def all_artifacts(connection: Connection) -> list[Artifact]:
    """Return every version of every file."""
    return [_artifact(row) for row in connection.execute(select(artifacts).order_by(_a.launch_id, _a.path, _a.sha256))]


def forget_retired(connection: Connection, before: datetime) -> int:
    """Forget versions that were retired before a moment; return how many."""
    return connection.execute(delete(artifacts).where(_a.retired_at < before.astimezone(UTC).replace(tzinfo=None))).rowcount


def is_named(connection: Connection, sha256: str) -> bool:
    """Say whether any version has this hash."""
    return connection.execute(select(_a.sha256).where(_a.sha256 == sha256).limit(1)).first() is not None


def as_of(connection: Connection, launch_id: str, moment: datetime | None) -> dict[str, str]:
    """Return path -> sha256 of the versions that were present at a moment, None: that are present now."""
    where: ColumnElement[bool] = _a.retired_at.is_(None)
    if moment is not None:
        at = moment.astimezone(UTC).replace(tzinfo=None)
        where = and_(_a.noted_at <= at, or_(_a.retired_at.is_(None), _a.retired_at > at))
    query = select(_a.path, _a.sha256).where(_a.launch_id == launch_id, where).order_by(_a.noted_at)
    return dict(sorted((row.path, row.sha256) for row in connection.execute(query)))


def _change(connection: Connection, artifact: Artifact, **values: Any) -> None:
    same = and_(_a.launch_id == artifact.launch_id, _a.path == artifact.path, _a.sha256 == artifact.sha256)
    connection.execute(update(artifacts).where(same).values(**values))


def _artifact(row: Any) -> Artifact:
    noted, retired = (m and m.replace(tzinfo=UTC) for m in (row.noted_at, row.retired_at))
    return Artifact(row.launch_id, row.path, row.sha256, noted, row.is_put, retired)
