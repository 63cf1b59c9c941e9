"""Week: a rep's next sessions, the contacts that are due this week, and what else the rep owes.

In: who is signed in, the time now, in UTC.
Out: Week; a session's calendar file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from readiness.adapters.db import training_views
from readiness.adapters.db.contact_views import WEEK, Looked, contacts_in
from readiness.adapters.db.launch_facts import launch_rows
from readiness.adapters.db.rep_figures import one_rep
from readiness.adapters.db.shown import all_rows
from readiness.adapters.db.store import Connection, reading
from readiness.adapters.db.training_plans import last_revision
from readiness.adapters.invite_files import invite_path, seat_event
from readiness.adapters.training_people import teaching_of
from readiness.errors import NotAllowedError
from readiness.permissions import Scope, Viewer, hidden, may, scope_of
from readiness.settings import Settings
from readiness.stages.training import Session
from readiness.stages.training.records import ENROLLED
from readiness.vocabulary import week_of as monday_of

QUIZ_ACTS = ("take_quiz", "finish_quiz", "answer_again")
"""Acts that the quiz itself stands for."""
MOST_CONTACTS = 200


@dataclass(frozen=True, slots=True)
class Seat:
    """A session a rep has a seat in; times by the rep's own clock."""

    launch_id: str
    launch_name: str
    session_id: str
    title: str
    trainer: str
    starts_at: datetime
    minutes: int
    time_zone: str

    @property
    def ends_at(self) -> datetime:
        """Return when it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class ContactDue:
    """A contact of the plan that is due this week."""

    launch_id: str
    launch_name: str
    account_id: str
    account: str
    step: str
    act: str
    has_deck: bool
    due_on: date


@dataclass(frozen=True, slots=True)
class ActDue:
    """Something the last report says the rep owes."""

    launch_id: str
    launch_name: str
    act: str
    words: str
    because: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Week:
    """What a rep has to do, besides quizzes."""

    rep_name: str
    language: str
    today: date
    """By the rep's own clock."""
    seats: tuple[Seat, ...]
    """The next one of each launch, the earliest first."""
    contacts: tuple[ContactDue, ...]
    acts: tuple[ActDue, ...]


def week_of(settings: Settings, viewer: Viewer, now: datetime) -> Week:
    """Return what a rep has to do; who came by a quiz link is told of that launch's session alone.

    Raises:
        NotAllowedError: the viewer is no rep.
    """
    scope = _own(viewer)
    is_whole = may(viewer, "self.see")
    name, language, today = viewer.name, "", now.astimezone(UTC).date()
    seats: list[Seat] = []
    contacts: list[ContactDue] = []
    acts: list[ActDue] = []
    with reading(settings.database) as connection:
        for launch_id, launch_name, _, _ in launch_rows(connection):
            about = one_rep(connection, launch_id, viewer.rep_id, scope) if viewer.launch_id in ("", launch_id) else None
            if about is None:
                continue
            name, language = about["name"] or name, language or about["language"]
            zone = training_views.zone_of_rep(connection, launch_id, viewer.rep_id)
            today = now.astimezone(ZoneInfo(zone)).date()
            seats += _next_seat(connection, launch_id, launch_name, viewer.rep_id, zone, now)
            if is_whole:
                contacts += _contacts(connection, launch_id, launch_name, scope, today)
                acts += _acts(connection, launch_id, launch_name, scope)
    return Week(
        name,
        language,
        today,
        tuple(sorted(seats, key=lambda s: s.starts_at)),
        tuple(sorted(contacts, key=lambda c: (c.due_on, c.account, c.step))),
        tuple(sorted(acts, key=lambda a: (a.due_on, a.launch_id, a.act))),
    )


def _own(viewer: Viewer) -> Scope:
    if viewer.role != "rep":
        raise NotAllowedError(f"this is for reps; you are signed in as {viewer.role.replace('_', ' ')}")
    return scope_of(viewer)


def _next_seat(connection: Connection, launch_id: str, launch_name: str, rep_id: str, zone: str, now: datetime) -> list[Seat]:
    seats = training_views.seats_of_rep(connection, launch_id, rep_id)
    ahead = [s.session for s in seats if s.session and s.session.ends_at > now and s.status == ENROLLED]
    return [_seat(connection, launch_id, launch_name, s, zone) for s in ahead[:1]]


def _seat(connection: Connection, launch_id: str, launch_name: str, s: Session, zone: str) -> Seat:
    trainer = teaching_of(connection, launch_id).trainer(s.trainer_id)
    minutes = int((s.ends_at - s.starts_at).total_seconds() // 60)
    return Seat(launch_id, launch_name, s.session_id, s.title, trainer, s.starts_at.astimezone(ZoneInfo(zone)), minutes, zone)


def _contacts(connection: Connection, launch_id: str, launch_name: str, scope: Scope, today: date) -> list[ContactDue]:
    """Return the contacts from this week's Monday to its Sunday that are not made yet."""
    looked = Looked(when=WEEK, limit=MOST_CONTACTS)
    return [
        ContactDue(
            launch_id, launch_name, view.row["account_id"], view.row["account_name"], view.row["buyer_step"], view.row["act"],
            bool(view.row["asset"]), view.due_on,
        )
        for view in contacts_in(connection, launch_id, scope, looked, monday_of(today))
    ]  # fmt: skip


def _acts(connection: Connection, launch_id: str, launch_name: str, scope: Scope) -> list[ActDue]:
    return [
        ActDue(launch_id, launch_name, row["act"], row["words"], row["because"], date.fromisoformat(row["due_on"]))
        for row in all_rows(connection, launch_id, "report.acts", scope)
        if row["owner"] == scope.rep_id and row["act"] not in QUIZ_ACTS
    ]


def invite_of(settings: Settings, viewer: Viewer, launch_id: str, session_id: str) -> tuple[str, bytes]:
    """Return the name and content of the calendar file of a rep's own seat: the invite's own bytes where it was written.

    Raises:
        NotFoundError: the rep has no such seat.
    """
    scope = _own(viewer)
    with reading(settings.database) as connection:
        mine = viewer.launch_id in ("", launch_id) and bool(scope.rep_id)
        about = one_rep(connection, launch_id, scope.rep_id, scope) if mine else None
        seats = training_views.seats_of_rep(connection, launch_id, scope.rep_id) if about else []
        session = next((s.session for s in seats if s.session and s.session.session_id == session_id), None)
        revision = last_revision(connection, launch_id)
        if session is None or about is None or revision is None:
            raise hidden("session")
        zone = training_views.zone_of_rep(connection, launch_id, scope.rep_id)
        teaching = teaching_of(connection, launch_id)
    file = settings.out_dir(launch_id) / "training" / invite_path(session_id, scope.rep_id)
    if file.is_file():
        return file.name, file.read_bytes()
    told = replace(session, place=teaching.place(session))
    trainer, made_on = teaching.trainer(session.trainer_id), revision.made_at.date()
    return file.name, seat_event(launch_id, told, scope.rep_id, about["name"], zone, trainer, made_on)
