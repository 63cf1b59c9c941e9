"""Judging: the evidence of a launch's readiness as of a day, from everything that was collected.

In: a connection, a launch's inputs, items and quiz results.
Out: RepReadiness by rep; sentences on what changed since it was first measured; the first bars kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from readiness.adapters.db import certificates, pitches
from readiness.adapters.db.quiz_items import item_approvals_of
from readiness.adapters.db.store import Connection
from readiness.adapters.db.training_plans import minutes_due
from readiness.adapters.launch_files import LaunchInputs
from readiness.stages.positioning import Positioning
from readiness.stages.quizzes import Item, QuizResults, Response, item_hashes, item_states
from readiness.stages.quizzes.applying import in_these_words_since
from readiness.stages.quizzes.certificate_model import held, history_of
from readiness.stages.rep_readiness import RepEvidence, RepReadiness, readiness_by_rep
from readiness.stages.report import changed_bars, readiness_notes
from readiness.stages.training import Attendance


def current_since(
    connection: Connection, inputs: LaunchInputs, items: Sequence[Item], positioning: Positioning
) -> dict[str, date]:
    """Return item_id -> first day whose answers speak of the item as it stands, for items that once read otherwise.

    What a person approves of an item holds the facts behind it, so that a later revision of the spec makes answers stale.
    """
    given = item_approvals_of(connection, inputs.launch.launch_id)
    return in_these_words_since(item_states(item_hashes(items, positioning.messages, inputs.spec), given), given.values())


def still_count(responses: Sequence[Response], since: Mapping[str, date]) -> list[Response]:
    """Return the answers given to items as they stand."""
    return [r for r in responses if r.answered_on >= since.get(r.item_id, date.min)]


def judged_reps(
    connection: Connection,
    inputs: LaunchInputs,
    items: Sequence[Item],
    results: QuizResults,
    responses: Sequence[Response],
    attendance: Sequence[Attendance],
    *,
    since: Mapping[str, date],
    missed: Mapping[str, str],
    seated: Collection[str] | None,
    until: date,
) -> list[RepReadiness]:
    """Return everybody's readiness as of a day."""
    launch_id = inputs.launch.launch_id
    happened = [e for e in certificates.events_of(connection, launch_id) if e.happened_on <= until]
    holds = {subject: held(events, until) for (kind, subject), events in history_of(happened).items() if kind == "rep"}
    known = RepEvidence(
        abilities=results.abilities,
        competencies=results.competencies,
        correlation=results.correlation,
        areas=results.areas,
        responses=responses,
        current_since=since,
        claim_of={i.item_id: i.requirement_id or i.message_id for i in items},
        missed=missed,
        attendance=attendance,
        session_over=seated,
        minutes_due=minutes_due(connection, launch_id),
        pitches=[p for p in pitches.load_pitches(connection, launch_id) if p.graded_on <= until],
        certified_on={rep_id: event.valid_from for rep_id, event in holds.items() if event},
    )
    return readiness_by_rep(inputs.reps, known, inputs.policy, as_of=until)


def notes_on(connection: Connection, inputs: LaunchInputs, judged: Sequence[RepReadiness]) -> list[str]:
    """Return what a reader has to know of the indexes."""
    return [*readiness_notes(judged), *changed_bars(bars_of(inputs), pitches.first_bars_of(connection, inputs.launch.launch_id))]


def bars_of(inputs: LaunchInputs) -> dict[str, float]:
    """Return motion -> the bar that answers are measured against now."""
    return {str(motion): inputs.policy.bar_of(motion) for motion in {r.motion for r in inputs.reps}}
