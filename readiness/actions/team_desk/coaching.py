"""Coaching: a manager writes a note for a rep of the team, and marks one as done; the rep reads them too.

In: who is signed in, a launch, a rep, a text.
Out: notes in the database.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from readiness.adapters.db import audit, coaching
from readiness.adapters.db.rep_figures import one_rep
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.errors import InputError, Problem
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings

MOST_LETTERS = 2_000


def add_note(
    settings: Settings, viewer: Viewer, launch_id: str, rep_id: str, *, text: str, due_on: date | None, now: datetime
) -> int:
    """Write a note and return its number.

    Raises:
        InputError: it says nothing or too much, or the day to come back to it is over.
        NotFoundError: the team has no such rep in this launch.
    """
    allowed(viewer, "team.change")
    said = text.replace("\r\n", "\n").strip()
    if not said or len(said) > MOST_LETTERS:
        expected = f"a few sentences, at most {MOST_LETTERS} letters"
        raise InputError(Problem("", 0, "text", "the note is empty or too long", expected))
    if due_on is not None and due_on < now.date():
        raise InputError(Problem("", 0, "due_on", f"{due_on} is over", "today or a later day"))
    with reading(settings.database) as connection:
        require_team(connection, viewer, launch_id, rep_id)
    with transaction(settings.database) as connection:
        number = coaching.add_note(connection, launch_id, rep_id, by=viewer.name, at=now, text=said, due_on=due_on)
        audit.note(connection, viewer, "notes.add", now, launch_id=launch_id, rep_id=rep_id, about=str(number))
    return number


def mark_note(settings: Settings, viewer: Viewer, note_id: int, *, is_done: bool, now: datetime) -> tuple[str, str]:
    """Mark a note as done or as open again; return its launch and rep.

    Raises:
        NotFoundError: there is no such note, or its rep is not of the team.
    """
    allowed(viewer, "team.change")
    with transaction(settings.database) as connection:
        note = coaching.note_of(connection, note_id)
        if note is None:
            raise hidden("note")
        require_team(connection, viewer, note.launch_id, note.rep_id)
        coaching.mark_done(connection, note_id, is_done=is_done)
        act = "notes.done" if is_done else "notes.reopen"
        audit.note(connection, viewer, act, now, launch_id=note.launch_id, rep_id=note.rep_id, about=str(note_id))
    return note.launch_id, note.rep_id


def require_team(connection: Connection, viewer: Viewer, launch_id: str, rep_id: str) -> None:
    """Refuse a rep who is not of the viewer's team in this launch.

    Raises:
        NotFoundError: the same, whether the rep is somebody else's or nobody.
    """
    scope = allowed(viewer, "team.change")
    if not rep_id or one_rep(connection, launch_id, rep_id, replace(scope, rep_id=rep_id)) is None:
        raise hidden("rep")
