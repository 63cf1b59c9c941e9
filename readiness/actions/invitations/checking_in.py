"""Checking in: a rep says by a link of his own that he is in a session.

In: what stands in the link; the time now, in UTC.
Out: CheckedIn; his time in the session, until a list of it says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readiness.adapters.attendance_lists.listing import LINK
from readiness.adapters.db import launches, presence, training_views
from readiness.adapters.db.presence import Stay
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.kit_keys import read_seat_token, seat_token
from readiness.adapters.stored_positioning import UNSAID
from readiness.errors import ConflictError, NotFoundError
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.training import Session
from readiness.stages.training.presence import EARLY, outcomes
from readiness.stages.training.records import ATTENDED

BEFORE_LISTS = 0
"""Any list of the session, which has a number from 1 on, corrects what its links said."""


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """What was written down."""

    rep_id: str
    session: Session
    minutes: int
    """From now, or the session's start, to its end."""
    counts: bool
    """It is long enough to have attended."""


def check_in_link(settings: Settings, launch_id: str, rep_id: str, session_id: str) -> str:
    """Return what stands in the link of a rep's seat.

    Raises:
        NotFoundError: the rep has no seat in this session.
    """
    with reading(settings.database) as connection:
        plan = launches.load_plan(connection, launch_id)
    if not any((e.rep_id, e.session_id) == (rep_id, session_id) for e in plan.enrolments):
        raise NotFoundError(f"rep {rep_id!r} has no seat in session {session_id!r}")
    return seat_token(settings.home, launch_id, rep_id, session_id)


def check_in_as(settings: Settings, viewer: Viewer, launch_id: str, session_id: str, now: datetime) -> CheckedIn:
    """Write down that who is signed in is in a session.

    Raises:
        NotAllowedError: the viewer is no rep.
        NotFoundError: the rep has no seat in this session.
        ConflictError: the session is not on.
    """
    rep_id = allowed(viewer, "self.see").rep_id
    with reading(settings.database) as connection:
        mine = {s.session.session_id for s in training_views.seats_of_rep(connection, launch_id, rep_id) if s.session}
    if not rep_id or session_id not in mine:
        raise hidden("session")
    return check_in(settings, seat_token(settings.home, launch_id, rep_id, session_id), now)


def check_in(settings: Settings, token: str, now: datetime) -> CheckedIn:
    """Write down that a rep is in a session from now to its end; said twice, the first time counts.

    Raises:
        NotFoundError: the link was not made here, or the seat is no longer his.
        ConflictError: the session is not on.
    """
    seat = read_seat_token(settings.home, token)
    if seat is None or len(seat) != len(("launch", "rep", "session")):
        raise NotFoundError("this link is not complete: open it as it stands in your invite")
    launch_id, rep_id, session_id = seat
    with transaction(settings.database) as connection:
        plan = launches.load_plan(connection, launch_id)
        session = next((s for s in plan.sessions if s.session_id == session_id), None)
        mine = [e for e in plan.enrolments if (e.rep_id, e.session_id) == (rep_id, session_id)]
        if session is None or not mine:
            raise NotFoundError("you have no seat in this session any more: look at your last invite")
        if not session.starts_at - EARLY <= now <= session.ends_at:
            raise ConflictError("this session is not on: say that you are there from 15 minutes before its start to its end")
        before = presence.stays_of(connection, launch_id).get((session_id, rep_id))
        seconds = before.seconds if before else int((session.ends_at - max(now, session.starts_at)).total_seconds())
        presence.save_stays(connection, launch_id, session_id, {rep_id: before or Stay(seconds, LINK, BEFORE_LISTS)})
        share = launches.load_inputs(connection, launch_id, UNSAID).policy.attended_share
        status = outcomes(session, mine, {rep_id: seconds}, share, is_settled=False)[rep_id]
        presence.set_seats(connection, launch_id, session_id, {rep_id: status})
    return CheckedIn(rep_id, session, round(seconds / 60), status == ATTENDED)
