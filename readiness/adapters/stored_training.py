"""Stored training: all that a launch's training plan is made from, and the plan that stands.

In: the templates folder, a connection, a launch's inputs, today.
Out: StoredTraining.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from readiness.adapters.db import collected
from readiness.adapters.db.store import Connection
from readiness.adapters.db.training_changes import load_changes
from readiness.adapters.db.training_plans import last_revision, load_plan
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.stored_positioning import quiz_items
from readiness.stages.positioning import Positioning
from readiness.stages.quizzes.competencies import MIN_OWN, competencies_of
from readiness.stages.quizzes.model import Response
from readiness.stages.training.changes import Change, with_changes
from readiness.stages.training.framing import Training
from readiness.stages.training.needs import OVERALL, Figures, Needs, needs_of
from readiness.stages.training.records import (
    ATTENDED,
    NO_SHOW,
    ONE_MODULE,
    Attendance,
    Excused,
    TrainingPlan,
    TrainingPolicy,
    Workday,
)

DIGEST = "inputs_sha256"
"""The fact of a stored plan that says what it was made from."""


@dataclass(frozen=True, slots=True)
class StoredTraining:
    """What a plan is made from, as it is known today."""

    training: Training
    """Nobody is drawn yet."""
    needs: Needs
    """Of everybody, those that were met already too."""
    excused: tuple[Excused, ...]
    """Who need not come and has no seat of the past."""
    standing: TrainingPlan
    """The plan that stands; empty where there is none."""
    kept: TrainingPlan
    """Of it, the sessions and seats that are past."""
    digest: str
    """Of the training's inputs: with the same a plan that stands is not made anew."""
    stands: bool
    """Whether the plan that stands was made from these inputs."""


def stored_training(
    templates: Path,
    connection: Connection,
    inputs: LaunchInputs,
    positioning: Positioning,
    today: date,
    changes: Sequence[Change] = (),
) -> StoredTraining:
    """Return what a launch's plan is made from: its files, what changed since, and `changes` that are not stored yet.

    Of a launch whose last day of training has passed, training is planned as it would have been; else nothing is planned before
    tomorrow, what is past stays, and nobody sits in again what he had.
    """
    launch_id, policy, dates = inputs.launch.launch_id, inputs.policy, inputs.launch.dates
    standing = load_plan(connection, launch_id)
    is_over = today > policy.last_day(dates)
    from_day = policy.first_day if is_over else max(policy.first_day, today + timedelta(days=1))
    kept = TrainingPlan((), (), ()) if is_over else _past(standing, from_day)
    attended = _attended(collected.load_attendance(connection, launch_id), standing, inputs, from_day)
    figures = _figures(templates, connection, inputs, positioning, from_day)
    needs = needs_of(inputs.reps, policy, dates.launch_on, figures, attended)
    had = {(e.rep_id, e.module_id) for e in kept.enrolments if e.status != NO_SHOW}
    missing = tuple(n for n in needs.needs if (n.rep_id, n.module_id) not in had)
    excused = tuple(x for x in needs.excused if (x.rep_id, x.module_id) not in had)
    c = inputs.calendar
    training = Training(
        launch_id, inputs.reps, inputs.trainers, policy, dates, missing, c.blackouts, c.busy, c.workdays, c.rooms,
        from_day=from_day,
    )  # fmt: skip
    training = with_changes(training, [*load_changes(connection, launch_id), *changes])
    digest = digest_of(training, inputs.launch.seed)
    last = last_revision(connection, launch_id)
    stands = last is not None and last.facts.get(DIGEST) == digest
    return StoredTraining(training, needs, excused, standing, kept, digest, stands)


def _past(standing: TrainingPlan, from_day: date) -> TrainingPlan:
    """Return the sessions that begin before a day, and their seats."""
    before = datetime.combine(from_day, time(0), tzinfo=UTC)
    sessions = tuple(s for s in standing.sessions if s.starts_at < before)
    held = {s.session_id for s in sessions}
    return TrainingPlan(sessions, tuple(e for e in standing.enrolments if e.session_id in held), ())


def _attended(
    taken: Sequence[Attendance], standing: TrainingPlan, inputs: LaunchInputs, from_day: date
) -> dict[tuple[str, str], date]:
    """Return rep and module -> the day it was had, before a day: by a seat, or by a list where there is one module."""
    policy, starts = inputs.policy, {s.session_id: s.starts_at for s in standing.sessions}
    zones = {r.rep_id: ZoneInfo(r.time_zone) for r in inputs.reps}
    found: dict[tuple[str, str], date] = {}
    for e in standing.enrolments:
        if e.status == ATTENDED and e.rep_id in zones:
            day = starts[e.session_id].astimezone(zones[e.rep_id]).date()
            if day < from_day:
                found[e.rep_id, e.module_id] = day
    if not policy.modules:
        enough = policy.attended_share * policy.minutes
        for seat in taken:
            if seat.minutes >= enough and seat.attended_on < from_day:
                found.setdefault((seat.rep_id, ONE_MODULE), seat.attended_on)
    return found


def _figures(templates: Path, connection: Connection, inputs: LaunchInputs, positioning: Positioning, from_day: date) -> Figures:
    """Return what quizzes taken before a day show; nothing where training.yaml asks for none of it."""
    policy = inputs.policy
    asks = any(m.test_out is not None for m in policy.modules) or any(c.ability_below is not None for c in policy.curricula)
    if not asks:
        return {}
    items = quiz_items(templates, inputs, positioning)
    areas = competencies_of(items, positioning.messages, inputs.quiz.competencies, inputs.buyers.persona_name)
    area_of = {item_id: a.competency for a in areas for item_id in a.item_ids}
    responses = collected.load_responses(connection, inputs.launch.launch_id)
    return figures_of([r for r in responses if r.answered_on < from_day], area_of)


def figures_of(responses: Iterable[Response], area_of: Mapping[str, str]) -> Figures:
    """Return percent right of first answers by rep and competency; of fewer answers than say anything, none."""
    right: dict[str, dict[str, list[bool]]] = {}
    for r in responses:
        if r.attempt == 1 and r.correct is not None:
            for area in {OVERALL, area_of.get(r.item_id, OVERALL)}:
                right.setdefault(r.rep_id, {}).setdefault(area, []).append(r.correct)
    return {
        rep_id: {area: 100 * sum(flags) / len(flags) for area, flags in areas.items() if len(flags) >= MIN_OWN}
        for rep_id, areas in right.items()
    }


def digest_of(training: Training, seed: int) -> str:
    """Return a hash of all that a plan is made from but what becomes known while it runs: needs, the draw, today."""
    t = training
    trainers = [replace(trainer, webinar="") for trainer in t.trainers]  # where one clicks changes no plan
    people = (t.reps, trainers, t.rooms, t.busy, t.blackouts)
    said = [t.launch_id, seed, _taught(t.policy), repr(t.dates), *(sorted(map(repr, rows)) for rows in people)]
    return hashlib.sha256(repr([*said, sorted(map(_plain, t.workdays))]).encode()).hexdigest()


def _taught(policy: TrainingPolicy) -> str:
    """Return what the policy says of sessions, in words; not how readiness is reckoned."""
    return repr(replace(policy, index=type(policy.index)(), readiness_bar=0.0, assigned="", attended_share=0.0, notice_days=0))


def _plain(w: Workday) -> str:
    """Return a workday in words that are the same on every machine."""
    return repr((replace(w, holidays=frozenset()), sorted(w.holidays)))
