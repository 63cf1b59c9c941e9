"""Audit log: an administrator looks up who saw or changed what; the same as a table to take along.

In: who is signed in, whose entries, of which act, launch, rep and days.
Out: Entry, the last first; CSV.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from readiness.adapters.db import audit
from readiness.adapters.db.audit import Asked, Entry
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.table_files import csv_bytes
from readiness.permissions import Viewer, allowed
from readiness.settings import Settings

__all__ = ["Asked", "Entry", "log_acts", "log_csv", "log_entries"]
MOST_ROWS = 200
AT_ONCE = 1_000
HEADER = ("at", "who", "role", "act", "launch_id", "rep_id", "about")


def log_entries(settings: Settings, viewer: Viewer, asked: Asked, limit: int = 50, offset: int = 0) -> tuple[list[Entry], int]:
    """Return a page of entries, the last first, and how many there are."""
    allowed(viewer, "audit.see")
    with reading(settings.database) as connection:
        return audit.entries_of(connection, asked, min(limit, MOST_ROWS), offset)


def log_acts(settings: Settings, viewer: Viewer) -> list[str]:
    """Return every act that was ever noted, to choose from."""
    allowed(viewer, "audit.see")
    with reading(settings.database) as connection:
        return audit.acts_of(connection)


def log_csv(settings: Settings, viewer: Viewer, asked: Asked, now: datetime) -> Iterator[bytes]:
    """Return every entry as CSV in parts, never all of it at once; that it was taken along is noted."""
    allowed(viewer, "audit.see")
    with transaction(settings.database) as connection:
        audit.note(connection, viewer, "audit.downloaded", now, launch_id=asked.launch_id, rep_id=asked.rep_id, about=asked.who)
    return _parts(settings, asked)


def _parts(settings: Settings, asked: Asked) -> Iterator[bytes]:
    yield csv_bytes(HEADER, [])
    with reading(settings.database) as connection:
        rows: list[tuple[object, ...]] = []
        for e in audit.all_entries(connection, asked):
            rows.append((e.at, e.who, e.role, e.act, e.launch_id, e.rep_id, e.about))
            if len(rows) == AT_ONCE:
                yield _without_header(rows)
                rows = []
        yield _without_header(rows)


def _without_header(rows: list[tuple[object, ...]]) -> bytes:
    return csv_bytes(HEADER, rows).split(b"\r\n", 1)[1]
