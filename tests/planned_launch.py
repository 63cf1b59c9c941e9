"""A small launch with a training plan written by hand: two sessions of one module, three reps in the first, one in the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from readiness.actions import launch
from readiness.adapters.db.store import transaction
from readiness.adapters.db.training_plans import load_plan, save_plan
from readiness.settings import Settings
from readiness.stages.training.records import Enrolment, Session, TrainingPlan
from tests.small_launch import write_small_launch

LAUNCH = "kettle-2"
NOW = datetime(2024, 1, 12, 8, tzinfo=UTC)
FIRST = datetime(2024, 1, 16, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def session(number: int, start: datetime) -> Session:
    return Session(f"kettle-2-en-{number:02}", "Kettle 2", "t1", "en", start, start + HOUR, 3, 1)


ONE, TWO = session(1, FIRST), session(2, FIRST + timedelta(days=2))
PLAN = TrainingPlan(
    (ONE, TWO),
    tuple(Enrolment(rep, s.session_id, 1) for rep, s in [("r1", ONE), ("r2", ONE), ("r3", ONE), ("r4", TWO)]),
    (),
)


def take_in(settings: Settings, folder: Path, plan: TrainingPlan = PLAN) -> str:
    """Take in the launch, approve it, and keep a plan for it."""
    launch_id, _ = launch.take_in(settings, write_small_launch(folder))
    launch.approve(settings, launch_id, "Ada Owner", date(2024, 1, 8))
    keep(settings, plan)
    return launch_id


def keep(settings: Settings, plan: TrainingPlan) -> None:
    """Make a plan the one that stands."""
    with transaction(settings.database) as connection:
        save_plan(connection, LAUNCH, plan, by="test", why="test", at=NOW)


def moved(plan: TrainingPlan, session_id: str, **more: object) -> TrainingPlan:
    """Return a plan with one session changed."""
    return replace(plan, sessions=tuple(replace(s, **more) if s.session_id == session_id else s for s in plan.sessions))


def seats(settings: Settings) -> dict[tuple[str, str], str]:
    """Return (rep, number of the session) -> what is written of the seat."""
    with transaction(settings.database) as connection:
        plan = load_plan(connection, LAUNCH)
    return {(e.rep_id, e.session_id[-2:]): e.status for e in plan.enrolments}
