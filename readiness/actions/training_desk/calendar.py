"""Calendar: the training plan that stands, day by day, and what its last replan changed, for whoever may see whom.

In: settings, who looks, a launch.
Out: PlanPage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from readiness.adapters.db import shown
from readiness.adapters.db.launches import load_inputs
from readiness.adapters.db.shown import Row, Wanted, all_rows
from readiness.adapters.db.store import reading
from readiness.adapters.db.training_changes import load_changes
from readiness.adapters.db.training_plans import Revision, last_revision, load_plan
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.shown_files import channel_of_reps
from readiness.permissions import Scope, Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.training.changes import Change
from readiness.stages.training.records import Enrolment, Session, TrainingPlan, Unserved

CHANGES = "training.changes"
"""What the differences of the last replan are kept under."""


@dataclass(frozen=True, slots=True)
class SessionShown:
    """One session and the seats in it that the viewer may see."""

    session: Session
    trainer: str
    """Name."""
    seats: tuple[Enrolment, ...]
    n_taken: int
    """Of everybody's."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day by the clock of most who see it."""

    on: date
    sessions: tuple[SessionShown, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan that stands."""

    days: tuple[Day, ...]
    time_zone: str
    """Of most reps who are seen: what days are told in."""
    names: Mapping[str, str]
    """Of the reps who are seen."""
    unserved: tuple[Unserved, ...]
    revision: Revision | None
    """None: nothing is planned yet."""
    changes: tuple[Change, ...]
    """What the launch's files do not say; without the leave of reps who are not seen."""
    moved: tuple[Row, ...]
    """Of the last replan: who has a module at another time or place, as in training/changes.csv."""


def plan_page(settings: Settings, viewer: Viewer, launch_id: str) -> PlanPage:
    """Return the plan of a launch: a manager's team, a channel manager's channel, everybody for the rest.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is no such launch, or nobody in it whom the viewer may see.
    """
    scope = allowed(viewer, "training.see")
    with reading(settings.database) as connection:
        inputs = load_inputs(connection, launch_id)
        plan, revision = load_plan(connection, launch_id), last_revision(connection, launch_id)
        changes = load_changes(connection, launch_id)
        has_moved = CHANGES in shown.names_of(connection, launch_id)
        moved = tuple(all_rows(connection, launch_id, CHANGES, scope, Wanted())) if has_moved else ()
    seen = _seen(inputs, scope)
    if not seen:
        raise hidden("launch")
    zones = [r.time_zone for r in inputs.reps if r.rep_id in seen]
    zone = max(sorted(set(zones)), key=zones.count)
    reps = {r.rep_id for r in inputs.reps}
    known = tuple(c for c in changes if c.who not in reps or c.who in seen)
    missing = tuple(u for u in plan.unserved if u.rep_id in seen)
    return PlanPage(_days(plan, inputs, seen, zone, scope), zone, seen, missing, revision, known, moved)


def _seen(inputs: LaunchInputs, scope: Scope) -> dict[str, str]:
    channels = channel_of_reps(inputs)
    return {
        r.rep_id: r.name
        for r in inputs.reps
        if scope.covers(channel=channels[r.rep_id], manager_id=r.manager_id, rep_id=r.rep_id)
    }


def _days(plan: TrainingPlan, inputs: LaunchInputs, seen: Mapping[str, str], zone: str, scope: Scope) -> tuple[Day, ...]:
    """Return the sessions by day; to whom not everybody is shown, those that somebody of theirs sits in."""
    seats: dict[str, list[Enrolment]] = defaultdict(list)
    for e in plan.enrolments:
        seats[e.session_id].append(e)
    trainers = {t.trainer_id: t.name for t in inputs.trainers}
    sessions = []
    for s in sorted(plan.sessions, key=lambda s: (s.starts_at, s.session_id)):
        mine = tuple(e for e in seats[s.session_id] if e.rep_id in seen)
        if mine or scope == Scope():
            sessions.append(SessionShown(s, trainers.get(s.trainer_id, s.trainer_id), mine, len(seats[s.session_id])))
    by_day = groupby(sessions, key=lambda x: x.session.starts_at.astimezone(ZoneInfo(zone)).date())
    return tuple(Day(on, tuple(of_day)) for on, of_day in by_day)
