"""Stored buyer map: a launch's map with what is said, shown, taught and asked at each place of it, as it stands now.

In: the templates folder, a connection, a launch's inputs and positioning.
Out: MapCells; their tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from readiness.adapters.db.decks import deck_by_channel
from readiness.adapters.db.store import Connection
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.stored_positioning import quiz_items
from readiness.stages.buyers import BuyerMap, BuyerStep
from readiness.stages.map_coverage import COVERED, HOLES, NOT_NEEDED, MapCell, Means, map_cells
from readiness.stages.positioning import Positioning
from readiness.stages.report.summary import MapPlace
from readiness.stages.training.policy import Curriculum, TrainingModule
from readiness.vocabulary import ChannelRow, LaunchDates

COVERAGE_COLUMNS = (
    "segment", "segment_name", "step", "step_name", "persona", "persona_name", "channel", "state", "message_id", "asset",
    "module_id", "n_questions", "why",
)  # fmt: skip
STEP_COLUMNS = (
    "segment", "segment_name", "step", "step_name", "task", "anxiety", "constraint", "exit_criterion", "usual_days",
    "buyer_people", "our_people", "channels", "re_enters", "starts_on", "act",
)  # fmt: skip
OURS = "rep"
"""Who takes part on our side where the map names nobody."""


def map_of(templates: Path, connection: Connection, inputs: LaunchInputs, positioning: Positioning) -> list[MapCell]:
    """Return every place of the map and what there is for it."""
    channels = [c.channel for c in inputs.channels]
    segments: dict[str, set[str]] = {channel: set() for channel in channels}
    for account in inputs.accounts_in_scope:
        if account.segment:
            segments[account.channel].add(account.segment)
    items = quiz_items(templates, inputs, positioning)
    means = Means(
        messages={channel: positioning.messages_for(channel) for channel in channels},
        decks=deck_by_channel(connection, inputs.launch.launch_id),
        modules={
            (c.channel, p.persona_id): [m.module_id for m in _taught_in(inputs, c) if _speaks_of(inputs, m, p.persona_id)]
            for c in inputs.channels
            for p in inputs.buyers.personas
        },
        questions=Counter(i.requirement_id for i in items if i.language == positioning.voices[0].language),
    )
    return map_cells(inputs.buyers, inputs.requirements, channels, segments, means)


def coverage_table(buyers: BuyerMap, cells: Sequence[MapCell]) -> tuple[Sequence[str], list[list[object]]]:
    """Return plan/coverage.csv."""
    steps = {(s.segment_id, b.step): b.name for s in buyers.segments for b in buyers.steps_of(s.segment_id)}
    return COVERAGE_COLUMNS, [
        [
            c.segment, buyers.segment_name(c.segment), c.step, steps[c.segment, c.step], c.persona,
            buyers.persona_name(c.persona), c.channel, c.state, c.message_id, c.asset, c.module_id, c.n_questions, c.why,
        ]
        for c in cells
    ]  # fmt: skip


def steps_table(buyers: BuyerMap, dates: LaunchDates) -> tuple[Sequence[str], list[list[object]]]:
    """Return plan/buyer_steps.csv: the process of each segment."""
    return STEP_COLUMNS, [
        [
            segment.segment_id, segment.name, s.step, s.name, s.task, s.anxiety, s.constraint, s.exit_criterion,
            usual_days(s, buyers.steps_of(segment.segment_id)), ";".join(s.buyer_people),
            ";".join(s.our_people) or OURS, ";".join(s.channels), ";".join(s.re_enters), dates.ready_by + s.begins_after,
            s.call_to_action.act,
        ]
        for segment in buyers.segments
        for s in buyers.steps_of(segment.segment_id)
    ]  # fmt: skip


LACKS = {"no_message": "something to say", "no_deck": "something to show", "no_training": "training", "no_question": "a question"}


def places_of(buyers: BuyerMap, cells: Sequence[MapCell]) -> tuple[MapPlace, ...]:
    """Return the map over all channels, with names."""
    steps = {(s.segment_id, b.step): b.name for s in buyers.segments for b in buyers.steps_of(s.segment_id)}
    found: dict[tuple[str, str, str], list[MapCell]] = {}
    for c in cells:
        found.setdefault((c.segment, c.persona, c.step), []).append(c)
    return tuple(
        MapPlace(
            buyers.segment_name(segment),
            buyers.persona_name(persona),
            steps[segment, step],
            sum(c.state != NOT_NEEDED for c in own),
            sum(c.state == COVERED for c in own),
            next((LACKS[state] for state in HOLES if any(c.state == state for c in own)), ""),
        )
        for (segment, persona, step), own in found.items()
    )


def usual_days(step: BuyerStep, process: Sequence[BuyerStep]) -> int | None:
    """Return how long a step takes: as the map says, else until the next one begins; None for the last where nobody says."""
    if step.usual_days:
        return step.usual_days
    later = [s.starts_after_days for s in process if s.starts_after_days > step.starts_after_days]
    return min(later) - step.starts_after_days if later else None


def _taught_in(inputs: LaunchInputs, channel: ChannelRow) -> list[TrainingModule]:
    """Return the modules that reps of a channel take, by its own motion."""
    policy = inputs.policy
    wanted = {m for c in policy.curricula if _is_for(c, channel) for m in c.modules}
    return [m for m in policy.taught if not policy.curricula or m.module_id in wanted]


def _is_for(curriculum: Curriculum, channel: ChannelRow) -> bool:
    in_channel = not curriculum.channels or channel.channel in curriculum.channels
    return in_channel and (not curriculum.motions or channel.motion in curriculum.motions)


def _speaks_of(inputs: LaunchInputs, module: TrainingModule, persona: str) -> bool:
    """Say whether a module teaches what a persona needs: by the competencies it is about, which are personas unless stated."""
    if not module.competencies:
        return True
    own = {r.requirement_id for r in inputs.requirements if r.persona == persona}
    stated = {c.competency: set(c.requirement_ids) for c in inputs.quiz.competencies}
    return any(own & stated[c] if c in stated else c == persona for c in module.competencies)
