"""Week: the training plan that stands, a week at a time, with what it costs and who is left out.

In: settings, who looks, a launch, which week and which sessions.
Out: PlanWeek.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from readiness.adapters.db import training_views
from readiness.adapters.db.launch_facts import has_rep_of
from readiness.adapters.db.launches import name_of
from readiness.adapters.db.outputs import names_of_stage
from readiness.adapters.db.shown import counts_by
from readiness.adapters.db.store import Connection, reading
from readiness.adapters.db.training_plans import Revision, last_revision
from readiness.adapters.db.training_views import Choices, Filter, SeatView, SessionView
from readiness.adapters.training_files import safe_name
from readiness.adapters.training_people import Teaching, teaching_of
from readiness.permissions import Scope, Viewer, allowed, hidden, may
from readiness.settings import Settings
from readiness.stages.training.proven import Proven, proven
from readiness.stages.training.records import PlanCost, WayOut

STAGE, FOLDER = "training", "training/"
WHOLE_FILES = ("plan.xlsx", "needs.csv", "experiment.csv")
A_PAGE = 100
"""Sessions."""
FEW = 20
"""Of those who are not served, on the page of the plan."""
UTC_NAME = "UTC"
EVERY_SESSION = Filter()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which week and sessions are looked for."""

    week: date | None = None
    """Any day of it; None: the week there is most reason to look at."""
    zone: str = UTC_NAME
    only: Filter = EVERY_SESSION
    page: int = 1


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session of the week, by the clock of the zone asked for."""

    view: SessionView
    starts_at: datetime
    ends_at: datetime
    trainer: str
    place: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the whole plan."""

    revision: Revision
    cost: PlanCost | None
    proven: Proven
    n_sessions: int
    n_seats: int
    n_unserved: int
    ways_out: tuple[WayOut, ...]
    notes: tuple[str, ...]
    power: dict[str, Any]
    """As the plan keeps it; empty where there was nothing to draw."""


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """One week of a launch's plan."""

    launch_id: str
    launch_name: str
    facts: Facts | None
    """None: nothing is planned yet."""
    monday: date
    weeks: tuple[tuple[date, int], ...]
    """Every week with a session, its Monday, and how many there are."""
    days: tuple[tuple[date, tuple[SessionRow, ...]], ...]
    zones: tuple[str, ...]
    choices: Choices
    teaching: Teaching
    unserved: tuple[SeatView, ...]
    n_unserved: int
    """Of those the viewer may see."""
    n_missed: int
    files: tuple[str, ...]
    is_whole: bool
    """Everybody is shown."""

    @property
    def before(self) -> date | None:
        """Return the last week before this one with a session."""
        return max((w for w, _ in self.weeks if w < self.monday), default=None)

    @property
    def after(self) -> date | None:
        """Return the next week with a session."""
        return min((w for w, _ in self.weeks if w > self.monday), default=None)

    @property
    def n_of_week(self) -> int:
        """Return how many sessions the week has."""
        return dict(self.weeks).get(self.monday, 0)


def plan_week(settings: Settings, viewer: Viewer, launch_id: str, wanted: Wanted, now: datetime) -> PlanWeek:
    """Return a week of the plan: sessions of a manager's team, of a channel manager's channel, all of them for the rest.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is no such launch, or nobody in it whom the viewer may see.
    """
    scope = allowed(viewer, "training.see")
    with reading(settings.database) as connection:
        name = opened(connection, launch_id, scope)
        zones = _zones(connection, launch_id, scope)
        zone = ZoneInfo(wanted.zone if wanted.zone in zones else UTC_NAME)
        starts = training_views.starts_of(connection, launch_id, scope, wanted.only)
        weeks = Counter(_monday(at.astimezone(zone).date()) for at, _ in starts)
        monday = _monday(wanted.week) if wanted.week else _best(sorted(weeks), _monday(now.astimezone(zone).date()))
        between = (datetime.combine(monday, time(0), zone), datetime.combine(monday + timedelta(days=7), time(0), zone))
        ids = [i for at, i in starts if between[0] <= at < between[1]]
        of_page = ids[(wanted.page - 1) * A_PAGE : wanted.page * A_PAGE]
        found = training_views.sessions_named(connection, launch_id, of_page, scope)
        teaching = teaching_of(connection, launch_id)
        rows = [_row(view, zone, teaching) for view in found]
        unserved, n_unserved = training_views.unserved_in(connection, launch_id, scope, FEW)
        return PlanWeek(
            launch_id, name, _facts(connection, launch_id), monday, tuple(sorted(weeks.items())),
            tuple((on, tuple(of_day)) for on, of_day in groupby(rows, key=lambda r: r.starts_at.date())),
            zones, training_views.choices_of(connection, launch_id, scope), teaching, tuple(unserved), n_unserved,
            training_views.missed_in(connection, launch_id, scope, 0)[1], files_for(connection, viewer, launch_id),
            scope == Scope(),
        )  # fmt: skip


def opened(connection: Connection, launch_id: str, scope: Scope) -> str:
    """Return the name of a launch; to a manager, of one that somebody of the team is in.

    Raises:
        NotFoundError: there is none.
    """
    name = name_of(connection, launch_id)
    if name is None or (scope.manager_id and not has_rep_of(connection, launch_id, scope)):
        raise hidden("launch")
    return name


def files_for(connection: Connection, viewer: Viewer, launch_id: str) -> tuple[str, ...]:
    """Return the tables of the plan that somebody may take away: a manager's team, a channel manager's channel, all who plans."""
    published = [n.removeprefix(FOLDER) for n in names_of_stage(connection, launch_id, STAGE)]
    tables = [n for n in published if n in WHOLE_FILES or n.startswith("by_")]
    if may(viewer, "training.plan"):
        return tuple(sorted(tables, key=lambda n: (WHOLE_FILES.index(n) if n in WHOLE_FILES else len(WHOLE_FILES), n)))
    own = {"channel_manager": ("by_channel", viewer.channel), "manager": ("by_team", viewer.manager_id)}.get(viewer.role)
    return tuple(n for n in tables if own and own[1] and n == f"{own[0]}/{safe_name(own[1])}.xlsx")


def plan_file(settings: Settings, viewer: Viewer, launch_id: str, name: str) -> bytes:
    """Return a table of the plan.

    Raises:
        NotFoundError: there is none of this name, or it is not the viewer's.
    """
    scope = allowed(viewer, "training.see")
    with reading(settings.database) as connection:
        opened(connection, launch_id, scope)
        known = files_for(connection, viewer, launch_id)
    path = settings.out_dir(launch_id) / FOLDER / name
    if name not in known or not path.is_file() or path.is_symlink():
        raise hidden("file")
    return path.read_bytes()


def _facts(connection: Connection, launch_id: str) -> Facts | None:
    last = last_revision(connection, launch_id)
    if last is None:
        return None
    facts = last.facts
    cost = PlanCost(**facts["cost"]) if facts.get("cost") else None
    n_unserved = int(facts.get("n_unserved", 0))
    ways = tuple(WayOut(**w) for w in facts.get("ways_out", []))
    n_sessions, n_seats = int(facts.get("n_sessions", 0)), int(facts.get("n_seats", 0))
    notes, power = tuple(facts.get("notes", [])), facts.get("power") or {}
    return Facts(last, cost, proven(cost, n_unserved), n_sessions, n_seats, n_unserved, ways, notes, power)


def _zones(connection: Connection, launch_id: str, scope: Scope) -> tuple[str, ...]:
    """Return UTC, then the zones people work in."""
    counted = counts_by(connection, launch_id, "training.plan", "time_zone", scope)
    return (UTC_NAME, *sorted(z for z in counted if z not in ("", UTC_NAME)))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _best(weeks: list[date], this: date) -> date:
    """Return this week, the next with a session, or the last one."""
    return next((w for w in weeks if w >= this), weeks[-1] if weeks else this)


def _row(view: SessionView, zone: ZoneInfo, teaching: Teaching) -> SessionRow:
    s = view.session
    at = (s.starts_at.astimezone(zone), s.ends_at.astimezone(zone))
    return SessionRow(view, *at, teaching.trainer(s.trainer_id), teaching.place(s))


def day_named(text: str) -> date | None:
    """Return a day an address names; None where it names none that a calendar has room around."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    first, last = datetime(1990, 1, 1, tzinfo=UTC).date(), datetime(2200, 1, 1, tzinfo=UTC).date()
    return day if first <= day <= last else None
