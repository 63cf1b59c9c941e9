"""Impact: what a new revision of the spec makes stale.

In: the spec as it was approved and as it would be, the positioning each of them gives.
Out: Change per characteristic, StaleMessage per message; those to be approved anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readiness.stages.positioning.rows import Message
from readiness.stages.spec import Characteristic, ProductSpec


@dataclass(frozen=True, slots=True)
class Change:
    """One characteristic that a revision adds, removes or changes."""

    characteristic_id: str
    kind: str
    """added, removed or changed."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StaleMessage:
    """One message that may not be said any more as it was approved."""

    message_id: str
    why: str


def changes(before: ProductSpec, after: ProductSpec) -> list[Change]:
    """Return what differs between two specs of one product, by characteristic."""
    old = {c.characteristic_id: c for c in before.characteristics}
    new = {c.characteristic_id: c for c in after.characteristics}
    found: list[Change] = []
    for key in sorted({*old, *new}):
        if key not in new:
            found.append(Change(key, "removed", _said(old[key]), ""))
        elif key not in old:
            found.append(Change(key, "added", "", _said(new[key])))
        elif _facts(old[key]) != _facts(new[key]):
            found.append(_change(old[key], new[key]))
    return found


def to_approve(
    stale: Sequence[StaleMessage], before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[list[StaleMessage], list[StaleMessage]]:
    """Return what a person would have to approve, and what would be said no more.

    A message that speaks of the need alone stays approved when the fact behind its answer changes.

    Args:
        stale: of `stale_messages`.
        before: message_id -> the hash of what is approved of it.
        after: the same, of the positioning that the new spec gives.
    """
    why = {s.message_id: s for s in stale}
    anew = [i for i in after if before.get(i) != after[i]]
    asked = [why.get(i) or StaleMessage(i, "the new spec gives this message") for i in anew]
    return asked, [s for s in stale if s.message_id not in after]


def stale_messages(found: Sequence[Change], before: Sequence[Message], after: Sequence[Message]) -> list[StaleMessage]:
    """Return the messages that rest on a changed characteristic, or that the new spec would word otherwise or not at all.

    A person's wording (answers.csv) does not change by itself when a value does: resting on a changed characteristic is enough.
    """
    kind_of = {c.characteristic_id: c for c in found if c.kind != "added"}
    reworded = {m.message_id: m for m in after}
    stale: list[StaleMessage] = []
    for m in before:
        change = next((kind_of[i] for i in (m.characteristic_id, *m.figures_of) if i in kind_of), None)
        if change is not None:
            what = f"{change.characteristic_id} is {change.kind}"
            stale.append(StaleMessage(m.message_id, f"{what}: {change.before} -> {change.after}" if change.after else what))
        elif m.message_id not in reworded:
            stale.append(StaleMessage(m.message_id, "the new spec gives no such message"))
        elif _words(m) != _words(reworded[m.message_id]):
            stale.append(StaleMessage(m.message_id, "the new spec words it otherwise"))
    return stale


def _facts(c: Characteristic) -> tuple[object, ...]:
    number = None if c.number is None else c.number.normalize()
    said = (number, c.unit, c.operator, c.condition, c.text if c.number is None else "", c.quote)
    return (*said, c.status, c.available_from, c.valid_until)


def _said(c: Characteristic) -> str:
    return f"{c.value} ({c.condition})" if c.condition else c.value


def _in_force(c: Characteristic) -> str:
    days = (f"from {c.available_from}" if c.available_from else "", f"until {c.valid_until}" if c.valid_until else "")
    return " ".join(part for part in (c.status, *days) if part)


def _change(before: Characteristic, after: Characteristic) -> Change:
    """Return a change in values, else in when they are in force, else in the factory's words."""
    said = (_said(before), _said(after))
    if said[0] == said[1]:
        said = (_in_force(before), _in_force(after))
    if said[0] == said[1]:
        said = (f"“{before.quote}”", f"“{after.quote}”")
    return Change(before.characteristic_id, "changed", *said)


def _words(m: Message) -> tuple[str, ...]:
    return (m.characteristic_id, m.headline, m.claim, m.text, m.proof, m.answer)
