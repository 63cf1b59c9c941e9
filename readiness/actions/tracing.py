"""Tracing: what a new spec makes stale, and where one id comes from and goes to.

In: a launch in the database; a spec file; an id.
Out: Impact, Trace; nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from readiness.adapters.answer_files import CASES
from readiness.adapters.db import collected, launches
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.folder_files import read_file
from readiness.adapters.input_tables import Problems
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.phrase_files import phrase_books
from readiness.adapters.spec_files import read_spec
from readiness.adapters.stored_decks import deck_desk
from readiness.adapters.stored_positioning import present_positioning, quiz_items
from readiness.errors import ConflictError, InvalidInputsError, NotFoundError
from readiness.settings import Settings
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
class TraceLine:
    """One thing an id is tied to; `direction` is from (what it rests on) or to (what rests on it)."""

    direction: str
    kind: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class _Launch:
    """A launch with everything made from it, and the ties between them."""

    inputs: LaunchInputs
    positioning: Positioning
    decks: tuple[Recipe, ...]
    items: tuple[Item, ...]
    answered: dict[str, set[str]]
    """item_id -> reps who answered it."""
    attended: frozenset[str]


def impact_of(settings: Settings, launch_id: str, spec_file: Path) -> Impact:
    """Return what a new spec file makes stale in a launch.

    Raises:
        InvalidInputsError: the spec cannot be read.
        NotFoundError: no launch has this id.
    """
    with transaction(settings.database) as connection:
        made = _loaded(settings, connection, launch_id)
        # The new file stands for the launch's file of its kind; what its other spec files say still holds.
        specs = launches.stored_files(connection, launch_id, "spec.")
        polished = launches.polished_texts(connection, launch_id)
    problems = Problems()
    spec = read_spec({**specs, f"spec{spec_file.suffix}": read_file(spec_file)}, problems)
    if spec is None or problems.found:
        raise InvalidInputsError(problems.found)
    i = made.inputs
    told = replace(i, spec=spec, answers=tuple(a for a in i.answers if _holds_in(spec, a)))
    after = positioning_of(told.brief, phrase_books(settings.templates), polished)
    asked = item_hashes(quiz_items(settings.templates, told, after), after.messages, spec)
    before = item_hashes(made.items, made.positioning.messages, i.spec)
    found = changes(i.spec, spec)
    stale = stale_messages(found, made.positioning.messages, after.messages)
    asked_anew, gone = to_approve(stale, made.positioning.hashes, after.hashes)
    ids = {s.message_id for s in stale}
    items = [item.item_id for item in made.items if item.message_id in ids]
    return Impact(
        launch_id,
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


def _reps(made: _Launch, items: Sequence[str], *, any_stale: bool) -> list[tuple[str, str]]:
    quizzed = {rep for item in items for rep in made.answered.get(item, ())}
    found = []
    for rep in made.inputs.reps:
        if rep.rep_id in quizzed:
            found.append((rep.rep_id, f"{rep.name} was quizzed on what is stale"))
        elif any_stale and rep.rep_id in made.attended:
            found.append((rep.rep_id, f"{rep.name} was trained on what is stale"))
    return found


def trace_of(settings: Settings, wanted: str, launch_id: str = "") -> tuple[str, list[TraceLine]]:
    """Return the launch an id belongs to, and everything it is tied to, both ways along the stream.

    Raises:
        ConflictError: more than one launch does.
        NotFoundError: no launch knows this id.
    """
    with transaction(settings.database) as connection:
        found: dict[str, list[TraceLine]] = {}
        for candidate in [launch_id] if launch_id else launches.all_launch_ids(connection):
            lines = _lines(_loaded(settings, connection, candidate), wanted)
            if lines:
                found[candidate] = lines
    if len(found) > 1:
        raise ConflictError(f"{wanted!r} is known in {', '.join(found)}: say which with --launch")
    if found:
        return next(iter(found.items()))
    raise NotFoundError(f"no message, requirement, evidence, characteristic, deck, quiz item or rep has the id {wanted!r}")


def _loaded(settings: Settings, connection: Connection, launch_id: str) -> _Launch:
    inputs, positioning, approvals = present_positioning(settings.templates, connection, launch_id)
    signed = approvals.whole or Approval("", "", inputs.launch.dates.positioning_by.isoformat())
    brands: dict[str, DeckBrand] = {}
    desks = [deck_desk(settings.templates, inputs, positioning, channel, signed, brands) for channel in inputs.channels]
    decks = [recipe for desk in desks for recipe in desk.for_channel()]
    answered: dict[str, set[str]] = {}
    for r in collected.load_responses(connection, launch_id):
        answered.setdefault(r.item_id, set()).add(r.rep_id)
    attended = frozenset(a.rep_id for a in collected.load_attendance(connection, launch_id))
    items = quiz_items(settings.templates, inputs, positioning)
    return _Launch(inputs, positioning, tuple(decks), items, answered, attended)


def _lines(made: _Launch, wanted: str) -> list[TraceLine]:
    """Return the ties of an id: first what it rests on, then what rests on it; empty where the launch does not know it."""
    ties = _ties(made)
    texts = _texts(made)
    if wanted not in texts:
        return []
    lines = [TraceLine("is", texts[wanted][0], wanted, texts[wanted][1])]
    for direction, step in (("from", 1), ("to", 0)):
        seen, front = {wanted}, [wanted]
        while front:
            reached = sorted({pair[1 - step] for pair in ties if pair[step] in front} - seen)
            lines += [TraceLine(direction, texts[x][0], x, texts[x][1]) for x in reached if x in texts]
            seen.update(reached)
            front = reached
    return lines


def _ties(made: _Launch) -> list[tuple[str, str]]:
    """Return every tie as (what it rests on, what rests on it)."""
    ties: list[tuple[str, str]] = []
    for r in made.inputs.requirements:
        ties += [(e, r.requirement_id) for e in r.evidence_ids]
    for m in made.positioning.messages:
        ties += [(i, m.message_id) for i in (m.requirement_id, m.characteristic_id, *m.figures_of)]
    for d in made.decks:
        ties += [(m, d.deck_id) for m in d.message_ids]
    for i in made.items:
        ties += [(i.message_id, i.item_id), *((i.item_id, rep) for rep in made.answered.get(i.item_id, ()))]
    return ties


def _texts(made: _Launch) -> dict[str, tuple[str, str]]:
    """Return id -> kind and words of everything that can be traced."""
    i = made.inputs
    return {
        **{e.evidence_id: ("evidence", f"“{e.text}” ({e.kind}, {e.source}, {e.heard_on})") for e in i.evidence.values()},
        **{r.requirement_id: ("requirement", r.statement) for r in i.requirements},
        **{c.characteristic_id: ("characteristic", f"{c.name}: {c.value} ({c.source})") for c in i.spec.characteristics},
        **{m.message_id: ("message", m.text) for m in made.positioning.messages},
        **{d.deck_id: ("deck", f"{d.title}, {len(d.slides)} slides") for d in made.decks},
        **{item.item_id: ("quiz item", item.stem) for item in made.items},
        **{r.rep_id: ("rep", r.name) for r in i.reps},
    }
