"""Attendance: a session, who sits in it and who came; its sheet.

In: settings, who looks or ticks, a launch, a session; the time now, in UTC.
Out: SessionPage; the sheet of a session, blank or ticked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from readiness.actions.training_desk.week import opened
from readiness.adapters.attendance_lists import sheet_bytes, sheet_of
from readiness.adapters.db import invites, presence, training_views
from readiness.adapters.db.store import Connection, reading
from readiness.adapters.db.training_views import SeatView, SessionView
from readiness.adapters.training_files import safe_name
from readiness.adapters.training_people import teaching_of
from readiness.errors import ConflictError, InputError, Problem
from readiness.permissions import Scope, Viewer, allowed, hidden, may
from readiness.settings import Settings
from readiness.stages.training.inviting import InviteReply, standing_answers
from readiness.stages.training.records import ENROLLED

TICK = "collected.change"


@dataclass(frozen=True, slots=True)
class SessionPage:
    """One session and who sits in it."""

    launch_id: str
    launch_name: str
    view: SessionView
    trainer: str
    place: str
    seats: tuple[SeatView, ...]
    """Of whom the viewer may see."""
    answers: Mapping[str, InviteReply]
    """Rep -> what was answered."""
    minutes: Mapping[str, int]
    """Rep -> how long he was there, where somebody said."""
    waiting: tuple[str, ...]
    """Names in lists of it that nobody could tell yet."""
    has_begun: bool
    may_tick: bool
    sees_who_came: bool

    @property
    def is_settled(self) -> bool:
        """Say whether somebody said who came."""
        return any(seat.status != ENROLLED for seat in self.seats)


def session_page(settings: Settings, viewer: Viewer, launch_id: str, session_id: str, now: datetime) -> SessionPage:
    """Return a session and the people in it whom the viewer may see.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is no such session, or none of the viewer's people sits in it.
    """
    scope = allowed(viewer, "training.see")
    with reading(settings.database) as connection:
        return _page(connection, viewer, launch_id, session_id, scope, now)


def _page(connection: Connection, viewer: Viewer, launch_id: str, session_id: str, scope: Scope, now: datetime) -> SessionPage:
    name = opened(connection, launch_id, scope)
    view = training_views.session_of(connection, launch_id, session_id, scope)
    if view is None:
        raise hidden("session")
    seats = training_views.seats_in(connection, launch_id, [session_id], scope)
    ids = [s.rep_id for s in seats]
    said = standing_answers(invites.replies_of(connection, launch_id, ids), invites.invite_log(connection, launch_id, ids))
    answers = {rep: r for (rep, module), r in said.items() if rep in ids and module == view.session.module_id}
    stays = presence.stays_in(connection, launch_id, session_id)
    sees = may(viewer, "people.see")
    teaching = teaching_of(connection, launch_id)
    waiting = presence.waiting_people(connection, launch_id, session_id=session_id) if may(viewer, TICK) else []
    return SessionPage(
        launch_id, name, view, teaching.trainer(view.session.trainer_id), teaching.place(view.session), tuple(seats), answers,
        {rep: round(stay.seconds / 60) for rep, stay in stays.items()} if sees else {},
        tuple(sorted({" ".join((w.name, w.email)).strip() for w in waiting})),
        view.session.starts_at <= now, may(viewer, TICK), sees,
    )  # fmt: skip


def sheet(settings: Settings, viewer: Viewer, launch_id: str, session_id: str, now: datetime) -> tuple[str, bytes]:
    """Return the name and the bytes of the list of a session that whoever runs it ticks."""
    allowed(viewer, TICK)
    page = session_page(settings, viewer, launch_id, session_id, now)
    return f"{safe_name(session_id)}.xlsx", sheet_bytes(page.view.session, page.seats)


def ticked(
    settings: Settings, viewer: Viewer, launch_id: str, session_id: str, came: Mapping[str, str], now: datetime
) -> tuple[str, bytes]:
    """Return the sheet of a session as it was ticked: rep -> minutes, blank for all of it; who is not named did not come.

    Raises:
        ConflictError: the session has not begun.
        InputError: minutes that are none.
    """
    allowed(viewer, TICK)
    page = session_page(settings, viewer, launch_id, session_id, now)
    if not page.has_begun:
        raise ConflictError("this session has not begun: nobody can have been there yet")
    length = int((page.view.session.ends_at - page.view.session.starts_at).total_seconds() // 60)
    for rep_id, minutes in came.items():
        if minutes and not (minutes.isascii() and minutes.isdigit() and len(minutes) < 5 and int(minutes) <= length):
            expected = f"minutes from 0 to {length}, or blank"
            raise InputError(Problem("", 0, f"minutes-{rep_id}", f"{minutes[:20]!r} cannot be", expected))
    name = f"{safe_name(session_id)}-ticked-{now:%Y%m%dT%H%M%S}.csv"
    return name, sheet_of(page.view.session, page.seats, came, now.isoformat())
