"""Item approval: which items a person approved exactly as they stand, and what became of the others.

In: items with the facts behind them; approvals given before.
Out: the hash a person approves per item; ItemStates.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from readiness.stages.positioning import Approval, Message
from readiness.stages.quizzes.model import Item
from readiness.stages.spec import ProductSpec


@dataclass(frozen=True, slots=True)
class ItemStates:
    """How a launch's items stand with the person who approves them."""

    approved: Mapping[str, Approval]
    """item_id -> who approved it as it stands."""
    changed: tuple[str, ...]
    """Approved before in other words, so that they wait again."""
    new: tuple[str, ...]
    """Never approved."""
    retired: tuple[str, ...]
    """Approved before and asked no more: their message is gone."""

    @property
    def waiting(self) -> tuple[str, ...]:
        """Return the items that wait for a person, by id."""
        return tuple(sorted((*self.changed, *self.new)))


def item_hashes(items: Iterable[Item], messages: Sequence[Message], spec: ProductSpec) -> dict[str, str]:
    """Return item_id -> the hash of what a person approves of it: all that is shown, the key, and the facts behind it."""
    by_id = {m.message_id: m for m in messages}
    facts = {
        c.characteristic_id: (c.characteristic_id, c.value, c.condition, c.quote, c.status, c.available_from, c.valid_until)
        for c in spec.characteristics
    }
    found: dict[str, str] = {}
    for i in items:
        m = by_id[i.message_id]
        stated = [facts[c] for c in (m.characteristic_id, *m.figures_of) if c in facts]
        shown = (i.item_id, i.stem, i.options, i.correct, i.feedback, stated)
        found[i.item_id] = hashlib.sha256(repr(shown).encode()).hexdigest()
    return found


def item_states(hashes: Mapping[str, str], given: Mapping[str, tuple[str, Approval]]) -> ItemStates:
    """Return how items stand.

    Args:
        hashes: item_id -> hash, of the items as they stand.
        given: hash -> the item it was given for and the approval, of every approval there ever was.
    """
    approved = {i: given[h][1] for i, h in hashes.items() if h in given}
    before = {item_id for item_id, _ in given.values()}
    waiting = sorted(hashes.keys() - approved.keys())
    return ItemStates(
        approved,
        tuple(i for i in waiting if i in before),
        tuple(i for i in waiting if i not in before),
        tuple(sorted(before - hashes.keys())),
    )
