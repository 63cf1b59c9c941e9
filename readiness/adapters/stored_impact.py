"""Stored impact: a launch with everything made from it, and what a new revision of its spec would make stale.

In: the templates folder, a connection, a launch id; a spec file.
Out: MadeLaunch, Impact; nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from readiness.adapters.answer_files import CASES
from readiness.adapters.db import collected, launches
from readiness.adapters.db.store import Connection
from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.input_tables import Problems
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.phrase_files import phrase_books
from readiness.adapters.spec_files import read_spec
from readiness.adapters.stored_decks import deck_desk
from readiness.adapters.stored_positioning import present_positioning, quiz_items
from readiness.errors import InvalidInputsError
from readiness.stages.decks import Recipe
from readiness.stages.positioning import Approval, Link, Positioning, positioning_of
from readiness.stages.positioning.figures import figure_faults
from readiness.stages.positioning.impact import Change, StaleMessage, changes, stale_messages, to_approve
from readiness.stages.positioning.translations import ANSWER_FIELDS
from readiness.stages.quizzes import Item, item_hashes
from readiness.stages.spec import ProductSpec


@dataclass(frozen=True, slots=True)
class Impact:
    """What a new revision makes stale."""

    launch_id: str
    changes: tuple[Change, ...]
    messages: tuple[StaleMessage, ...]
    """Those that rest on what changes, whether they say it or not, or that would read otherwise."""
    to_approve: tuple[StaleMessage, ...]
    """Those that would wait for a person's approval: as many as the launch would name."""
    gone: tuple[StaleMessage, ...]
    """Those that would be said no more."""
    slides: tuple[tuple[str, int, str], ...]
    """Deck, slide number, title."""
    items: tuple[str, ...]
    """Quiz items about those messages."""
    changed_items: tuple[str, ...]
    """Quiz items that would read otherwise and wait for approval again; a wrong option that changes is enough."""
    retired_items: tuple[str, ...]
    """Quiz items that would be asked no more: their answers stay where they are and no longer count."""
    new_items: tuple[str, ...]
    reps: tuple[tuple[str, str], ...]
    """Rep and why: trained on, or quizzed about, what is stale."""


@dataclass(frozen=True, slots=True)
class MadeLaunch:
    """A launch with everything made from it, and the ties between them."""

    inputs: LaunchInputs
    positioning: Positioning
    decks: tuple[Recipe, ...]
    items: tuple[Item, ...]
    answered: dict[str, set[str]]
    """item_id -> reps who answered it."""
    attended: frozenset[str]
    specs: Mapping[str, bytes]
    """The stored spec files."""
    polished: Mapping[str, str]


def made_launch(templates: Path, connection: Connection, launch_id: str) -> MadeLaunch:
    """Return a launch with everything made from it.

    Raises:
        NotFoundError: no launch has this id.
    """
    inputs, positioning, approvals = present_positioning(templates, connection, launch_id)
    signed = approvals.whole or Approval("", "", inputs.launch.dates.positioning_by.isoformat())
    brands: dict[str, DeckBrand] = {}
    desks = [deck_desk(templates, inputs, positioning, channel, signed, brands) for channel in inputs.channels]
    decks = [recipe for desk in desks for recipe in desk.for_channel()]
    answered: dict[str, set[str]] = {}
    for r in collected.load_responses(connection, launch_id):
        answered.setdefault(r.item_id, set()).add(r.rep_id)
    attended = frozenset(a.rep_id for a in collected.load_attendance(connection, launch_id))
    items = quiz_items(templates, inputs, positioning)
    specs, polished = launches.stored_files(connection, launch_id, "spec."), launches.polished_texts(connection, launch_id)
    return MadeLaunch(inputs, positioning, tuple(decks), items, answered, attended, specs, polished)


def impact_of_spec(templates: Path, made: MadeLaunch, suffix: str, data: bytes) -> Impact:
    """Return what a new spec file, told by the ending of its name, makes stale in a launch.

    Raises:
        InvalidInputsError: the spec cannot be read.
    """
    problems = Problems()
    # The new file stands for the launch's file of its kind; what its other spec files say still holds.
    spec = read_spec({**made.specs, f"spec{suffix}": data}, problems)
    if spec is None or problems.found:
        raise InvalidInputsError(problems.found)
    i = made.inputs
    told = replace(i, spec=spec, answers=tuple(a for a in i.answers if _holds_in(spec, a)))
    after = positioning_of(told.brief, phrase_books(templates), made.polished)
    asked = item_hashes(quiz_items(templates, told, after), after.messages, spec)
    before = item_hashes(made.items, made.positioning.messages, i.spec)
    found = changes(i.spec, spec)
    stale = stale_messages(found, made.positioning.messages, after.messages)
    asked_anew, gone = to_approve(stale, made.positioning.hashes, after.hashes)
    ids = {s.message_id for s in stale}
    items = [item.item_id for item in made.items if item.message_id in ids]
    return Impact(
        i.launch.launch_id,
        tuple(found),
        tuple(stale),
        tuple(asked_anew),
        tuple(gone),
        tuple(
            (d.deck_id, n, s.text.get("title", s.key))
            for d in made.decks
            for n, s in enumerate(d.slides, start=1)
            if ids & set(s.message_ids)
        ),
        tuple(items),
        tuple(sorted(k for k in before.keys() & asked.keys() if before[k] != asked[k])),
        tuple(sorted(before.keys() - asked.keys())),
        tuple(sorted(asked.keys() - before.keys())),
        tuple(_reps(made, items, any_stale=bool(ids))),
    )


def _holds_in(spec: ProductSpec, answer: Link) -> bool:
    """Say whether a spec has the characteristic an answer rests on, and every figure its words name."""
    known = {c.characteristic_id for c in spec.characteristics}
    said = (getattr(answer, name) for name in ANSWER_FIELDS)
    return answer.characteristic_id in known and not any(figure_faults(text, spec, CASES) for text in said)


def _reps(made: MadeLaunch, items: Sequence[str], *, any_stale: bool) -> list[tuple[str, str]]:
    quizzed = {rep for item in items for rep in made.answered.get(item, ())}
    found = []
    for rep in made.inputs.reps:
        if rep.rep_id in quizzed:
            found.append((rep.rep_id, f"{rep.name} was quizzed on what is stale"))
        elif any_stale and rep.rep_id in made.attended:
            found.append((rep.rep_id, f"{rep.name} was trained on what is stale"))
    return found
