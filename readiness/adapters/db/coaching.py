"""Stored coaching notes: what a manager wrote for a rep, who reads it too, and when to come back to it.

In: a connection in a transaction.
Out: CoachingNotes; rows added, and marked as done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from readiness.adapters.db.desk_tables import coaching_notes

_c = coaching_notes.c
_ALL = (_c.note_id, _c.launch_id, _c.rep_id, _c.by, _c.at, _c.text, _c.due_on, _c.is_done)


@dataclass(frozen=True, slots=True)
class CoachingNote:
    """One note."""

    note_id: int
    launch_id: str
    rep_id: str
    by: str
    at: datetime
    text: str
    due_on: date | None
    """The day to come back to it."""
    is_done: bool


def add_note(
    connection: Connection, launch_id: str, rep_id: str, *, by: str, at: datetime, text: str, due_on: date | None
) -> int:
    """Keep a note and return its number."""
    row = {
        "launch_id": launch_id, "rep_id": rep_id, "by": by, "at": at.astimezone(UTC).replace(tzinfo=None), "text": text,
        "due_on": due_on, "is_done": False,
    }  # fmt: skip
    return int(connection.execute(insert(coaching_notes).returning(_c.note_id), [row]).scalar_one())


def notes_of(connection: Connection, launch_id: str, rep_id: str) -> list[CoachingNote]:
    """Return the notes about a rep, open ones first, of those the newest."""
    return _found(connection, and_(_c.launch_id == launch_id, _c.rep_id == rep_id))


def open_notes(connection: Connection, launch_id: str) -> list[CoachingNote]:
    """Return the notes of a launch that somebody means to come back to and has not."""
    return _found(connection, and_(_c.launch_id == launch_id, ~_c.is_done, _c.due_on.is_not(None)))


def note_of(connection: Connection, note_id: int) -> CoachingNote | None:
    """Return a note, None where there is none."""
    return next(iter(_found(connection, _c.note_id == note_id)), None)


def mark_done(connection: Connection, note_id: int, *, is_done: bool) -> None:
    """Mark a note as done, or as open again."""
    connection.execute(update(coaching_notes).where(_c.note_id == note_id).values(is_done=is_done))


def _found(connection: Connection, where: ColumnElement[bool]) -> list[CoachingNote]:
    rows = connection.execute(select(*_ALL).where(where).order_by(_c.is_done, _c.at.desc(), _c.note_id.desc()))
    return [replace(CoachingNote(*row), at=row.at.replace(tzinfo=UTC)) for row in rows]
