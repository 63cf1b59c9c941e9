"""Week: a rep's next sessions, the contacts that are due this week, and what else the rep owes.

In: who is signed in, the time now, in UTC.
Out: Week; a session's calendar file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from readiness.adapters.db.launch_facts import launch_rows
from readiness.adapters.db.rep_figures import one_rep
from readiness.adapters.db.shown import Row, all_rows, names_of
from readiness.adapters.db.store import Connection, reading
from readiness.adapters.invite_files import invite_path, seat_event
from readiness.errors import NotAllowedError
from readiness.permissions import Scope, Viewer, hidden, may, scope_of
from readiness.settings import Settings
from readiness.stages.training import Session

QUIZ_ACTS = ("take_quiz", "finish_quiz", "answer_again")
"""Acts that the quiz itself stands for."""


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
            plan = list(all_rows(connection, launch_id, "training.plan", scope))
            zone = next((row["time_zone"] for row in plan if row["time_zone"]), "")
            today = now.astimezone(ZoneInfo(zone)).date() if zone else today
            seats += _next_seat(plan, launch_id, launch_name, now)
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


def _next_seat(plan: Iterable[Row], launch_id: str, launch_name: str, now: datetime) -> list[Seat]:
    seats = [_seat(row, launch_id, launch_name) for row in plan if row["starts_at_utc"]]
    return sorted((s for s in seats if s.ends_at > now), key=lambda s: s.starts_at)[:1]


def _seat(row: Row, launch_id: str, launch_name: str) -> Seat:
    starts = datetime.fromisoformat(row["starts_at_utc"].replace("Z", "+00:00")).astimezone(ZoneInfo(row["time_zone"]))
    trainer = row["trainer_name"] or row["trainer_id"]
    return Seat(launch_id, launch_name, row["session_id"], row["title"], trainer, starts, int(row["minutes"]), row["time_zone"])


def _contacts(connection: Connection, launch_id: str, launch_name: str, scope: Scope, today: date) -> list[ContactDue]:
    """Return the contacts from this week's Monday to its Sunday; nobody records whether an earlier one was made."""
    monday = today - timedelta(days=today.weekday())
    days = {(monday + timedelta(days=n)).isoformat() for n in range(7)}
    return [
        ContactDue(
            launch_id, launch_name, row["account_id"], row["account_name"], row["buyer_step"], row["act"], bool(row["asset"]),
            date.fromisoformat(row["due_on"]),
        )
        for row in all_rows(connection, launch_id, "plan.contact_plan", scope)
        if row["due_on"] in days
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
        mine = viewer.launch_id in ("", launch_id)
        plan = all_rows(connection, launch_id, "training.plan", scope) if mine and scope.rep_id else iter(())
        row = next((row for row in plan if row["starts_at_utc"] and row["session_id"] == session_id), None)
        if row is None:
            raise hidden("session")
        made_at = names_of(connection, launch_id)["training.plan"][2]
    path = invite_path(session_id, viewer.rep_id)
    file = settings.out_dir(launch_id) / "training" / path
    if file.is_file():
        return file.name, file.read_bytes()
    seat = _seat(row, launch_id, "")
    starts, ends = seat.starts_at.astimezone(UTC), seat.ends_at.astimezone(UTC)
    session = Session(session_id, seat.title, row["trainer_id"], row["language"], starts, ends, 0, 0)
    data = seat_event(launch_id, session, viewer.rep_id, row["rep_name"], seat.time_zone, row["trainer_name"], made_at.date())
    return file.name, data
