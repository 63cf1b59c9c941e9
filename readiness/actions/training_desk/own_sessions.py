"""Own sessions: what a rep is trained in, when and where by his own clock; whether he comes.

In: settings, who is signed in, the time now, in UTC.
Out: OwnTraining; an answer, kept as one that came by mail is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from readiness.adapters.db import invites, training_views
from readiness.adapters.db.audit import note
from readiness.adapters.db.launch_facts import launch_rows
from readiness.adapters.db.rep_figures import one_rep
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.db.training_views import SeatView
from readiness.adapters.invite_files import uid_of
from readiness.adapters.training_people import Teaching, teaching_of
from readiness.errors import ConflictError
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.training.inviting import ACCEPTED, DECLINED, REQUEST, UNINVITED, InviteReply, standing_answers
from readiness.stages.training.presence import EARLY
from readiness.stages.training.records import ATTENDED, ENROLLED, NO_SHOW, UNSERVED, Session

MOST_SAID = 500
AHEAD, ON, CAME, MISSED, OPEN = "ahead", "on", "came", "missed", "open"


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One session of a rep's; times by the rep's own clock."""

    launch_id: str
    launch_name: str
    session: Session
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    trainer: str
    place: str
    """A room, or the address of a webinar; blank where neither is known."""
    before: tuple[str, ...]
    """What is to be had before it."""
    state: str
    """ahead; on, from a quarter of an hour before it begins; then came, missed, or open until somebody says."""
    answer: str
    """declined, accepted, or blank."""
    said: str
    """What was said with it."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A module that a rep needs and has no seat in."""

    launch_name: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class OwnTraining:
    """Everything a rep is trained in."""

    language: str
    """As the launch has it for the rep; blank for who is in no launch."""
    ahead: tuple[OwnSession, ...]
    """The next one first."""
    past: tuple[OwnSession, ...]
    """The last one first."""
    missing: tuple[Missing, ...]


def own_sessions(settings: Settings, viewer: Viewer, now: datetime) -> OwnTraining:
    """Return a rep's sessions in every launch.

    Raises:
        NotAllowedError: the viewer is no rep.
    """
    scope = allowed(viewer, "self.see")
    language, found, missing = "", list[OwnSession](), list[Missing]()
    with reading(settings.database) as connection:
        for launch_id, launch_name, _, _ in launch_rows(connection):
            about = one_rep(connection, launch_id, scope.rep_id, scope)
            seats = training_views.seats_of_rep(connection, launch_id, scope.rep_id) if about else []
            if about is None or not seats:
                continue
            language, teaching = language or about["language"], teaching_of(connection, launch_id)
            found += _own(connection, launch_id, launch_name, seats, teaching, now)
            missing += [Missing(launch_name, _title(teaching, s), s.why) for s in seats if s.status == UNSERVED]
    by_time = sorted(found, key=lambda s: (s.session.starts_at, s.launch_id, s.session.module_id))
    ahead = tuple(s for s in by_time if s.state in (AHEAD, ON))
    return OwnTraining(language, ahead, tuple(s for s in reversed(by_time) if s.state not in (AHEAD, ON)), tuple(missing))


def _title(teaching: Teaching, seat: SeatView) -> str:
    titles = {m.module_id: m.title for m in teaching.policy.taught} if teaching.policy else {}
    return titles.get(seat.module_id, seat.module_id)


def _own(
    connection: Connection, launch_id: str, launch_name: str, seats: list[SeatView], teaching: Teaching, now: datetime
) -> list[OwnSession]:
    rep_id = seats[0].rep_id
    zone = training_views.zone_of_rep(connection, launch_id, rep_id)
    replies, log = invites.replies_of(connection, launch_id, [rep_id]), invites.invite_log(connection, launch_id, [rep_id])
    answers = standing_answers(replies, log)
    found = []
    for seat in seats:
        s = seat.session
        if s is None:
            continue
        said, at = answers.get((rep_id, seat.module_id)), (s.starts_at, s.ends_at)
        starts, ends = (moment.astimezone(ZoneInfo(zone)) for moment in at)
        spoken = (said.answer, said.comment) if said and seat.status == ENROLLED else ("", "")
        where = (teaching.trainer(s.trainer_id), teaching.place(s), teaching.before(s.module_id))
        found.append(OwnSession(launch_id, launch_name, s, starts, ends, zone, *where, _state(seat, s, now), *spoken))
    return found


def _state(seat: SeatView, session: Session, now: datetime) -> str:
    if seat.status in (ATTENDED, NO_SHOW):
        return CAME if seat.status == ATTENDED else MISSED
    if now > session.ends_at:
        return OPEN
    return ON if session.starts_at - EARLY <= now else AHEAD


def answer_own(
    settings: Settings, viewer: Viewer, launch_id: str, session_id: str, *, comes: bool, said: str, now: datetime
) -> None:
    """Keep whether a rep comes to a session that is still ahead; it counts as an answer to the last invite does.

    Raises:
        NotAllowedError: the viewer is no rep.
        NotFoundError: the rep has no seat in it.
        ConflictError: it has begun, or there is nothing to answer any more.
    """
    rep_id = allowed(viewer, "self.see").rep_id
    with transaction(settings.database) as connection:
        seats = training_views.seats_of_rep(connection, launch_id, rep_id) if rep_id else []
        seat = next((s for s in seats if s.session and s.session.session_id == session_id), None)
        if seat is None or seat.session is None:
            raise hidden("session")
        if seat.session.starts_at <= now or seat.status != ENROLLED:
            raise ConflictError("this session has begun: whoever runs it has to know now")
        mails = invites.invited_as(connection, uid_of(launch_id, seat.module_id, rep_id))[1]
        sequence = mails[-1].sequence if mails and mails[-1].method == REQUEST else UNINVITED
        answer, at = ACCEPTED if comes else DECLINED, now.astimezone(UTC)
        digest = sha256("\n".join(("portal", launch_id, rep_id, session_id, answer, at.isoformat())).encode()).hexdigest()
        text = " ".join(said.split())[:MOST_SAID]
        reply = InviteReply(launch_id, rep_id, seat.module_id, digest, answer, sequence, at, text)
        invites.save_reply(connection, reply, now)
        note(connection, viewer, "training.answer", now, launch_id=launch_id, rep_id=rep_id, about=f"{session_id}: {answer}")
