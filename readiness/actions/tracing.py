"""Tracing: what a new spec makes stale, and where one id comes from and goes to.

In: a launch in the database; a spec file; an id.
Out: Impact, Trace; nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from readiness.adapters.db import launches
from readiness.adapters.db.store import transaction
from readiness.adapters.folder_files import read_file
from readiness.adapters.stored_impact import Impact as Impact
from readiness.adapters.stored_impact import MadeLaunch, impact_of_spec, made_launch
from readiness.errors import ConflictError, NotFoundError
from readiness.settings import Settings


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One thing an id is tied to; `direction` is from (what it rests on) or to (what rests on it)."""

    direction: str
    kind: str
    id: str
    text: str


def impact_of(settings: Settings, launch_id: str, spec_file: Path) -> Impact:
    """Return what a new spec file makes stale in a launch.

    Raises:
        InvalidInputsError: the spec cannot be read.
        NotFoundError: no launch has this id.
    """
    with transaction(settings.database) as connection:
        made = made_launch(settings.templates, connection, launch_id)
    return impact_of_spec(settings.templates, made, spec_file.suffix, read_file(spec_file))


def trace_of(settings: Settings, wanted: str, launch_id: str = "") -> tuple[str, list[TraceLine]]:
    """Return the launch an id belongs to, and everything it is tied to, both ways along the stream.

    Raises:
        ConflictError: more than one launch does.
        NotFoundError: no launch knows this id.
    """
    with transaction(settings.database) as connection:
        found: dict[str, list[TraceLine]] = {}
        for candidate in [launch_id] if launch_id else launches.all_launch_ids(connection):
            lines = _lines(made_launch(settings.templates, connection, candidate), wanted)
            if lines:
                found[candidate] = lines
    if len(found) > 1:
        raise ConflictError(f"{wanted!r} is known in {', '.join(found)}: say which with --launch")
    if found:
        return next(iter(found.items()))
    raise NotFoundError(f"no message, requirement, evidence, characteristic, deck, quiz item or rep has the id {wanted!r}")


def _lines(made: MadeLaunch, wanted: str) -> list[TraceLine]:
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


def _ties(made: MadeLaunch) -> list[tuple[str, str]]:
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


def _texts(made: MadeLaunch) -> dict[str, tuple[str, str]]:
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
