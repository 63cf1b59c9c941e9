"""Enablement: plan the training, invite the reps, and make the quiz from the approved messages.

In: a launch id with an approved positioning.
Out: training plan, invites and quiz files; enrolments and items in the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from threadpoolctl import threadpool_limits

from readiness.adapters import invite_files, stored_quizzes, training_files
from readiness.adapters.db.quiz_items import save_items
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.db.training_plans import load_plan, save_plan
from readiness.adapters.experiment_files import experiment_facts
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.manifest import publish_manifest
from readiness.adapters.output_files import OutFolder
from readiness.adapters.output_files import Published as Published
from readiness.adapters.past_sales import past_sales_of
from readiness.adapters.quiz_formats import quiz_documents
from readiness.adapters.quiz_items_page import forms_csv, items_page
from readiness.adapters.shown_files import channel_of_reps, show_files
from readiness.adapters.stored_positioning import approved_positioning, quiz_id_of
from readiness.adapters.stored_quizzes import QuizDesk, quiz_desk
from readiness.adapters.stored_training import DIGEST, StoredTraining, stored_training
from readiness.adapters.table_files import csv_bytes
from readiness.adapters.training_workbooks import plan_files, plan_paragraph
from readiness.errors import NotAllowedError
from readiness.settings import Settings
from readiness.stages.quizzes import ItemStates
from readiness.stages.quizzes.question import Loss
from readiness.stages.training import TrainingPlan
from readiness.stages.training.experiment import balance, draw_sentences, share_kept
from readiness.stages.training.framing import wave_days
from readiness.stages.training.planning import drawn_training, plan_training
from readiness.stages.training.power import design_of, power_of, power_sentences, usual_spread
from readiness.stages.training.unserved import unserved_sentences


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What became of a training plan."""

    n_sessions: int
    n_enrolled: int
    """Reps with a seat."""
    unserved: tuple[str, ...]
    """One sentence a rep and module that no seat was found for."""
    published: Published
    said: tuple[str, ...] = ()
    """The plan in a few sentences: what is planned, who is not served and what would help, what it costs."""
    n_seats: int = 0


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


def write_training(settings: Settings, launch_id: str, out: Path, today: date | None = None) -> TrainingReport:
    """Plan who is trained when, and publish the plan and the invites; a plan made from the same inputs stands as it is.

    Raises:
        NotAllowedError: the positioning is not approved.
    """
    now = datetime.now(UTC)
    with reading(settings.database) as connection:  # the search may take a minute: nobody waits for the database meanwhile
        inputs, positioning, approval = approved_positioning(settings.templates, connection, launch_id)
        stored = stored_training(settings.templates, connection, inputs, positioning, today or now.date())
        past_sales = past_sales_of(connection, inputs)
    plan = stored.standing if stored.stands else _planned(stored, inputs, past_sales)
    reps, trainers = inputs.reps, inputs.trainers
    with transaction(settings.database) as connection:
        if not stored.stands:
            why = "planned anew: what it is made from has changed" if stored.standing.enrolments else "first plan"
            save_plan(connection, launch_id, plan, by="readiness enable", why=why, at=now)
            plan = load_plan(connection, launch_id)
        t = training_files.told(plan, reps, trainers, inputs.policy, inputs.calendar.rooms)
        files = plan_files(t, stored.needs, channel_of_reps(inputs))
        stamp = date.fromisoformat(approval.approved_on)
        invites = invite_files.invites(plan, reps, trainers, inputs.launch, settings.organiser, stamp)
        files |= {f"training/{path}": data for path, data in invites.items()}
        show_files(connection, inputs, files, now)
    published = OutFolder(settings.database, launch_id, out).publish_all("training", files)
    n_reps = len({e.rep_id for e in plan.enrolments})
    unserved = unserved_sentences(plan.unserved, {r.rep_id: r.name for r in reps}, t.titles)
    return TrainingReport(len(plan.sessions), n_reps, unserved, published, tuple(plan_paragraph(plan)), len(plan.enrolments))


def _planned(stored: StoredTraining, inputs: LaunchInputs, past_sales: Mapping[str, float]) -> TrainingPlan:
    """Return a plan made anew, with what its waves will show; in one thread, so that sums come out the same everywhere."""
    seed = inputs.launch.seed
    with threadpool_limits(limits=1):
        training = drawn_training(stored.training, seed=seed, past_sales=past_sales, before=stored.standing.draw)
        plan = plan_training(training, seed=seed, excused=stored.excused, kept=stored.kept)
        days = wave_days(training)
        power, kept = None, share_kept(plan)
        if plan.draw:
            accounts_a_rep = len(inputs.accounts_in_scope) / max(len(inputs.reps), 1)
            power = power_of(design_of(plan.draw, days, inputs.launch.dates, kept), usual_spread(accounts_a_rep))
    even = balance(plan.draw, inputs.reps, past_sales)
    said = (*draw_sentences(plan.draw, max(days.values(), default=1), kept), *(power_sentences(power) if power else ()))
    facts = {**plan.facts, **experiment_facts(power, even), DIGEST: stored.digest}
    return replace(plan, notes=(*plan.notes, *said), facts=facts)


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
