"""Enablement: plan the training, invite the reps, and make the quiz from the approved messages.

In: a launch id with an approved positioning.
Out: training plan, invites and quiz files; enrolments and items in the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from readiness.adapters import invite_files, stored_quizzes, training_files
from readiness.adapters.db import launches
from readiness.adapters.db.quiz_items import save_items
from readiness.adapters.db.store import transaction
from readiness.adapters.manifest import publish_manifest
from readiness.adapters.output_files import OutFolder
from readiness.adapters.output_files import Published as Published
from readiness.adapters.quiz_formats import quiz_documents
from readiness.adapters.quiz_items_page import forms_csv, items_page
from readiness.adapters.shown_files import show_files
from readiness.adapters.stored_positioning import approved_positioning, quiz_id_of
from readiness.adapters.stored_quizzes import QuizDesk, quiz_desk
from readiness.adapters.table_files import csv_bytes, xlsx_bytes
from readiness.errors import NotAllowedError
from readiness.settings import Settings
from readiness.stages.quizzes import ItemStates
from readiness.stages.quizzes.question import Loss
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
    """Approved ones; no other goes into a document or a form."""
    n_forms: int
    waiting: tuple[str, ...]
    """Items nobody approved as they stand, by id."""
    changed: tuple[str, ...]
    """Those of them that were approved before in other words."""
    retired: tuple[str, ...]
    """Items approved before whose message is gone."""
    losses: tuple[str, ...]
    """What a learning system's format cannot hold, one sentence each."""
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
    invites = invite_files.invites(
        plan, inputs.reps, inputs.trainers, inputs.launch, "", date.fromisoformat(approval.approved_on)
    )
    files = {
        "training/plan.csv": csv_bytes(header, rows),
        "training/plan.xlsx": xlsx_bytes(sheets),
        **{f"training/{path}": data for path, data in invites.items()},
    }
    with transaction(settings.database) as connection:
        show_files(connection, inputs, files, datetime.now(UTC))
    published = OutFolder(settings.database, launch_id, out).publish_all("training", files)
    names = {r.rep_id: r.name for r in inputs.reps}
    unserved = tuple(f"{names[u.rep_id]} ({u.rep_id}): {u.why}" for u in plan.unserved)
    return TrainingReport(len(plan.sessions), len(plan.enrolments), unserved, published)


def approve_items(settings: Settings, launch_id: str, by: str, on: date, item_ids: Sequence[str] = ()) -> tuple[int, ItemStates]:
    """Approve quiz items exactly as they stand: those named, else all that wait; return how many, and how all stand now.

    Raises:
        NotAllowedError: the positioning is not approved, or nobody's name is given.
        NotFoundError: there is no item of that id.
    """
    if not by.strip():
        raise NotAllowedError("an approval needs the name of the person who gives it")
    with transaction(settings.database) as connection:
        inputs, positioning, _ = approved_positioning(settings.templates, connection, launch_id)
        desk = quiz_desk(settings.templates, connection, inputs, positioning)
        n_new = stored_quizzes.approve_items(connection, desk, by.strip(), on, item_ids)
        return n_new, quiz_desk(settings.templates, connection, inputs, positioning).states


def write_quiz(settings: Settings, launch_id: str, out: Path) -> QuizReport:
    """Publish the approved quiz items and the forms dealt from them as files that learning systems import.

    Raises:
        NotAllowedError: the positioning is not approved.
    """
    with transaction(settings.database) as connection:
        inputs, positioning, _ = approved_positioning(settings.templates, connection, launch_id)
        desk = quiz_desk(settings.templates, connection, inputs, positioning)
        save_items(connection, launch_id, desk.items)
    files, losses = _quiz_files(desk)
    folder = OutFolder(settings.database, launch_id, out)
    published = folder.publish_all("quizzes", {f"quizzes/{name}": data for name, data in files.items()})
    published = published + folder.publish_all("quiz_items", {"quizzes/items.md": items_page(desk).encode()})
    states = desk.states
    said = tuple(str(loss) for loss in losses)
    quiz_id = quiz_id_of(launch_id)
    return QuizReport(
        quiz_id, len(states.approved), len(desk.forms), states.waiting, states.changed, states.retired, said, published
    )


def _quiz_files(desk: QuizDesk) -> tuple[dict[str, bytes], list[Loss]]:
    """Return every document of a quiz: all items of each language, each form by itself, the forms as a table, what was lost."""
    name, by_id = desk.inputs.launch.name, {i.item_id: i for i in desk.approved}
    files: dict[str, bytes] = {}
    losses: list[Loss] = []
    for quiz_id, group in groupby(desk.approved, key=lambda i: i.quiz_id):
        items = list(group)
        made, lost = quiz_documents(items, quiz_id, name, items[0].language)
        files |= made
        losses += lost
    for form in desk.forms:
        items = [replace(by_id[i], quiz_id=form.form_id) for i in form.item_ids]
        made, _ = quiz_documents(items, form.form_id, f"{name} {form.form_id[-1]}", form.language)
        files |= {f"forms/{path}": data for path, data in made.items()}
    if desk.forms:
        files["forms/forms.csv"] = forms_csv(desk)
    if losses:
        files["losses.csv"] = csv_bytes(("question", "lost", "format"), ((x.question, x.what, x.where) for x in losses))
    return files, losses


def write_manifest(settings: Settings, launch_id: str, out: Path) -> Published:
    """Publish manifest.json for everything made so far."""
    return publish_manifest(settings.templates, OutFolder(settings.database, launch_id, out))
