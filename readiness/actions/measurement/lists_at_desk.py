"""Lists at the desk: who was in a session, from a list that was uploaded or ticked: first as it would be taken, then taken.

In: settings, who uploads, a launch, a session, the list's bytes, the time now.
Out: ListPreview; seats attended or missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readiness.actions.measurement.attending import take_list
from readiness.adapters.attendance_lists import is_list, read_list
from readiness.adapters.db import launches, presence, training_views
from readiness.adapters.db.audit import note
from readiness.adapters.db.collected import CollectReport
from readiness.adapters.db.presence import WaitingPerson
from readiness.adapters.db.store import reading, transaction, trial
from readiness.adapters.db.training_views import SeatView
from readiness.adapters.inbox_rows import InboxFile
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.stored_positioning import UNSAID
from readiness.errors import InputError, Problem
from readiness.permissions import Scope, Viewer, allowed, hidden
from readiness.settings import Settings

RIGHT = "collected.change"
MOST_BYTES = 500_000
"""Of a list; the export of a meeting of 1,000 people is a fifth of it."""
EXPECTED = "a report of Zoom, Teams, Webex or Meet, or the sheet of a session, filled in"


@dataclass(frozen=True, slots=True)
class ListPreview:
    """What a list says, and what would become of the seats of its session."""

    report: CollectReport
    seats: tuple[SeatView, ...]
    """As they would be."""
    waiting: tuple[WaitingPerson, ...]
    """Who would wait for a name."""


def preview_list(
    settings: Settings, viewer: Viewer, launch_id: str, session_id: str, name: str, data: bytes, now: datetime
) -> ListPreview:
    """Return what taking a list in would change; nothing of it is kept.

    Raises:
        InputError: it is no list of this session.
        NotFoundError: there is no such session.
    """
    inputs = _checked(settings, viewer, launch_id, session_id, name, data)
    with trial(settings.database) as connection:
        report = take_list(connection, InboxFile("attendance", launch_id, name, data), inputs, session_id, now)
        seats = training_views.seats_in(connection, launch_id, [session_id], Scope())
        waiting = presence.waiting_people(connection, launch_id, session_id=session_id)
    return ListPreview(report, tuple(seats), tuple(waiting))


def take_list_as(
    settings: Settings, viewer: Viewer, launch_id: str, session_id: str, name: str, data: bytes, now: datetime
) -> CollectReport:
    """Take in who was in a session.

    Raises:
        InputError: it is no list of this session.
        NotFoundError: there is no such session.
    """
    inputs = _checked(settings, viewer, launch_id, session_id, name, data)
    with transaction(settings.database) as connection:
        report = take_list(connection, InboxFile("attendance", launch_id, name, data), inputs, session_id, now)
        note(connection, viewer, "training.attendance", now, launch_id=launch_id, about=f"{session_id}: {name}")
    return report


def _checked(settings: Settings, viewer: Viewer, launch_id: str, session_id: str, name: str, data: bytes) -> LaunchInputs:
    """Return the launch's inputs, read before anybody waits for the database; what is no list of the session is refused."""
    allowed(viewer, RIGHT)
    with reading(settings.database) as connection:
        if training_views.session_of(connection, launch_id, session_id, Scope()) is None:
            raise hidden("session")
        inputs = launches.load_inputs(connection, launch_id, UNSAID)
    faults = (
        (not data, "the file is empty"),
        (len(data) > MOST_BYTES, "the file is too large for a list of one session"),
        (not is_list(data), "this is no list of who was in a session"),
    )
    for is_so, what in faults:
        if is_so:
            raise InputError(Problem(name, 0, "list", what, EXPECTED))
    listed = read_list(name, data)
    if listed.session_id not in ("", session_id):
        raise InputError(Problem(name, 0, "list", f"this is the list of another session, {listed.session_id}", EXPECTED))
    return inputs
