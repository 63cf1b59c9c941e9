"""Stored quizzes: a launch's items as they stand, which of them a person approved, and the forms dealt from those.

In: the templates folder, a connection, a launch id.
Out: QuizDesk; approved items and Forms. Both are made anew each time, so they can never be stale.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from readiness.adapters.db.quiz_items import item_approvals_of, save_item_approvals
from readiness.adapters.db.store import Connection
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.stored_positioning import UNSAID, approved_positioning, quiz_items
from readiness.errors import NotFoundError
from readiness.stages.positioning import Positioning
from readiness.stages.positioning.brief import spoken
from readiness.stages.quizzes import Form, Item, ItemStates, forms_of, item_hashes, item_states


@dataclass(frozen=True, slots=True)
class QuizDesk:
    """A launch's quiz as it stands."""

    inputs: LaunchInputs
    items: tuple[Item, ...]
    """Of every language, approved or not."""
    hashes: Mapping[str, str]
    """item_id -> the hash of what a person approves."""
    states: ItemStates
    forms: tuple[Form, ...]
    """Of approved items, for every motion and language that a channel is spoken to in."""

    @property
    def approved(self) -> tuple[Item, ...]:
        """Return the items a person approved as they stand."""
        return tuple(i for i in self.items if i.item_id in self.states.approved)


def quiz_desk(templates: Path, connection: Connection, inputs: LaunchInputs, positioning: Positioning) -> QuizDesk:
    """Return a launch's quiz, whether its positioning is approved or not."""
    items = quiz_items(templates, inputs, positioning)
    hashes = item_hashes(items, positioning.messages, inputs.spec)
    states = item_states(hashes, item_approvals_of(connection, inputs.launch.launch_id))
    usable = [i for i in items if i.item_id in states.approved]
    return QuizDesk(inputs, items, hashes, states, tuple(_forms(usable, inputs, positioning)))


def approved_forms(
    templates: Path, connection: Connection, launch_id: str
) -> tuple[LaunchInputs, tuple[Item, ...], tuple[Form, ...]]:
    """Return a launch's inputs but those no question speaks of, its approved items of every language, and the forms reps take.

    Raises:
        NotAllowedError: the positioning is not approved as it stands.
    """
    inputs, positioning, _ = approved_positioning(templates, connection, launch_id, UNSAID)
    desk = quiz_desk(templates, connection, inputs, positioning)
    return inputs, desk.approved, desk.forms


def approve_items(connection: Connection, desk: QuizDesk, by: str, on: date, item_ids: Collection[str] = ()) -> int:
    """Record a person's approval of items as they stand: those named, else all; return how many were not approved before.

    Raises:
        NotFoundError: there is no item of that id.
    """
    for wanted in item_ids:
        if wanted not in desk.hashes:
            raise NotFoundError(f"there is no quiz item {wanted!r}; quizzes/items.md has them all")
    hashes = {i: h for i, h in desk.hashes.items() if not item_ids or i in item_ids}
    return save_item_approvals(connection, desk.inputs.launch.launch_id, hashes, by, on)


def _forms(usable: Sequence[Item], inputs: LaunchInputs, positioning: Positioning) -> list[Form]:
    """Return the forms of every motion and language that a channel is spoken to in or a rep sells in."""
    own = positioning.voices[0].language
    voices = {(v.motion, v.language) for v in positioning.voice_by_channel.values()}
    languages = {i.language for i in usable}
    voices |= {(r.motion, spoken(r.language, languages) or own) for r in inputs.reps}
    found: list[Form] = []
    for motion, language in sorted(voices):
        found += forms_of([i for i in usable if i.language == language], inputs.quiz, motion, inputs.launch.seed)
    return found
