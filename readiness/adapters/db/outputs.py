"""Stored outputs: every version of every file that was written, recorded before it is written.

In: a connection in a transaction; a launch and its output folder.
Out: which versions are ours, which are current.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from readiness.adapters.db.tables import output_files

written = output_files.c


def _mine(launch_id: str, out_dir: str, stage: str = "") -> ColumnElement[bool]:
    mine = and_(written.launch_id == launch_id, written.out_dir == out_dir)
    return and_(mine, written.stage == stage) if stage else mine


def record_versions(
    connection: Connection, launch_id: str, out_dir: str, stage: str, shas: Mapping[str, str]
) -> dict[str, set[str]]:
    """Make these versions (path -> sha256) the current ones; return every version known before, by path."""
    mine = _mine(launch_id, out_dir)
    known: dict[str, set[str]] = {}
    current: dict[str, str] = {}
    for path, sha, is_current in connection.execute(select(written.path, written.sha256, written.is_current).where(mine)):
        known.setdefault(path, set()).add(sha)
        if is_current:
            current[path] = sha
    new = []
    for path, sha in sorted(shas.items()):
        if current.get(path) == sha:
            continue
        one = and_(mine, written.path == path)
        connection.execute(output_files.update().where(one).values(is_current=False))
        if sha in known.get(path, ()):
            connection.execute(output_files.update().where(and_(one, written.sha256 == sha)).values(is_current=True, stage=stage))
            continue
        key = {"launch_id": launch_id, "out_dir": out_dir, "path": path, "sha256": sha}
        new.append({**key, "stage": stage, "is_current": True})
    if new:
        connection.execute(insert(output_files), new)
    return known


def versions_of_stage(connection: Connection, launch_id: str, out_dir: str, stage: str) -> list[tuple[str, str]]:
    """Return path and sha256 of every version a stage ever wrote."""
    query = select(written.path, written.sha256).where(_mine(launch_id, out_dir, stage))
    return sorted((row.path, row.sha256) for row in connection.execute(query))


def current_files(connection: Connection, launch_id: str, out_dir: str) -> list[tuple[str, str, str]]:
    """Return path, sha256 and stage of every file that belongs to the output now."""
    query = select(written.path, written.sha256, written.stage).where(and_(_mine(launch_id, out_dir), written.is_current))
    return sorted((row.path, row.sha256, row.stage) for row in connection.execute(query))


def names_of_stage(connection: Connection, launch_id: str, stage: str) -> list[str]:
    """Return the files of a stage that belong to a launch's output now, wherever it was written to."""
    where = and_(written.launch_id == launch_id, written.stage == stage, written.is_current)
    return sorted(set(connection.execute(select(written.path).where(where)).scalars()))


def all_folders(connection: Connection) -> set[str]:
    """Return every output folder that was written to."""
    return set(connection.execute(select(written.out_dir).distinct()).scalars())


def forget(connection: Connection, launch_id: str, out_dir: str, stage: str, paths: Collection[str]) -> None:
    """Drop every version of files that are no longer made."""
    for path in sorted(paths):
        connection.execute(delete(output_files).where(and_(_mine(launch_id, out_dir, stage), written.path == path)))
