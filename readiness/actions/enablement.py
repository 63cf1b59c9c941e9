"""Enablement: plan the training, invite the reps, and make the quiz from the approved messages.

In: a launch id with an approved positioning.
Out: training plan, invites and quiz files; enrolments and items in the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from readiness.adapters import quiz_files, training_files
from readiness.adapters.db import launches
from readiness.adapters.db.store import transaction
from readiness.adapters.manifest import publish_manifest
from readiness.adapters.output_files import OutFolder
from readiness.adapters.output_files import Published as Published
from readiness.adapters.stored_positioning import approved_positioning, quiz_id_of, quiz_items
from readiness.adapters.table_files import csv_bytes, xlsx_bytes
from readiness.settings import Settings
from readiness.stages.training import plan_training


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What became of a training plan."""

    n_sessions: int
    n_enrolled: int
    unserved: tuple[str, ...]
    """One sentence a rep who could not be seated."""
    published: Published


@dataclass(frozen=True, slots=True)
class QuizReport:
    """What became of a quiz."""

    quiz_id: str
    n_items: int
    published: Published


def write_training(settings: Settings, launch_id: str, out: Path) -> TrainingReport:
    """Plan who is trained when, and publish the plan and the invites.

    Raises:
        NotAllowedError: the positioning is not approved.
    """
    with transaction(settings.database) as connection:
        inputs, _, approval = approved_positioning(settings.templates, connection, launch_id)
        plan = plan_training(
            inputs.reps, inputs.trainers, inputs.policy, inputs.blackouts, inputs.busy, inputs.launch.dates,
            launch_id=launch_id, seed=inputs.launch.seed,
        )  # fmt: skip
        launches.save_plan(connection, launch_id, plan)
    sheets = training_files.plan_tables(plan, inputs.reps, inputs.trainers)
    header, rows = next(iter(sheets.values()))
    invites = training_files.invites(
        plan, inputs.reps, inputs.trainers, inputs.launch, "", date.fromisoformat(approval.approved_on)
    )
    files = {
        "training/plan.csv": csv_bytes(header, rows),
        "training/plan.xlsx": xlsx_bytes(sheets),
        **{f"training/{path}": data for path, data in invites.items()},
    }
    published = OutFolder(settings.database, launch_id, out).publish_all("training", files)
    names = {r.rep_id: r.name for r in inputs.reps}
    unserved = tuple(f"{names[u.rep_id]} ({u.rep_id}): {u.why}" for u in plan.unserved)
    return TrainingReport(len(plan.sessions), len(plan.enrolments), unserved, published)


def write_quiz(settings: Settings, launch_id: str, out: Path) -> QuizReport:
    """Make the quiz items from the approved messages, and publish them as GIFT and CSV.

    Raises:
        NotAllowedError: the positioning is not approved.
    """
    with transaction(settings.database) as connection:
        inputs, positioning, _ = approved_positioning(settings.templates, connection, launch_id)
        items = quiz_items(settings.templates, inputs, positioning)
        quiz_id = quiz_id_of(launch_id)
        launches.save_items(connection, launch_id, items)
    files = {f"quizzes/{quiz_id}.gift": quiz_files.gift(items), f"quizzes/{quiz_id}.csv": quiz_files.items_csv(items)}
    return QuizReport(quiz_id, len(items), OutFolder(settings.database, launch_id, out).publish_all("quizzes", files))


def write_manifest(settings: Settings, launch_id: str, out: Path) -> Published:
    """Publish manifest.json for everything made so far."""
    return publish_manifest(settings.templates, OutFolder(settings.database, launch_id, out))
