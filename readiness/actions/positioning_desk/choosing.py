"""Choosing: which messages are wanted, and how each stands with those who approve.

In: a desk, a filter.
Out: the messages wanted; approved, changed since they were, waiting, or blocked by the lint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from readiness.adapters.db.approved_words import last_approved
from readiness.adapters.db.launches import approvals_of
from readiness.adapters.db.store import Connection
from readiness.adapters.positioning_desks import Desk
from readiness.stages.positioning import Finding, Message
from readiness.stages.requirements import importance_order

APPROVED, CHANGED, WAITING, BLOCKED = "approved", "changed", "waiting", "blocked"
STATES = (WAITING, CHANGED, APPROVED, BLOCKED)


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """Which messages are wanted; an empty field asks for nothing."""

    segment: str = ""
    persona: str = ""
    step: str = ""
    channel: str = ""
    voice: str = ""
    """Motion and language with a dash between, such as consultative-en."""
    state: str = ""
    """One of STATES; waiting counts those that changed too."""
    need: str = ""
    characteristic: str = ""
    q: str = ""


class States:
    """How each message stands with those who approve."""

    def __init__(self, connection: Connection, desk: Desk) -> None:
        launch_id, hashes = desk.inputs.launch.launch_id, desk.positioning.hashes
        self.approved = approvals_of(connection, launch_id, hashes).by_message
        self.before = last_approved(connection, launch_id, [m for m in hashes if m not in self.approved])

    def of(self, message: Message) -> str:
        """Return approved, changed (since it was) or waiting."""
        if message.message_id in self.approved:
            return APPROVED
        return CHANGED if message.message_id in self.before else WAITING


def wanted_messages(desk: Desk, state: States, wanted: MessageFilter) -> list[Message]:
    """Return the messages wanted, needs in the order of their importance, voices in theirs."""
    order = {r.requirement_id: n for n, r in enumerate(importance_order(desk.inputs.requirements))}
    voices = {voice: n for n, voice in enumerate(desk.positioning.voices)}
    found = [m for m in desk.positioning.messages if _fits(desk, m, wanted) and _is_in(desk, state, m, wanted.state)]
    return sorted(found, key=lambda m: (order.get(m.requirement_id, len(order)), voices[m.voice]))


def _fits(desk: Desk, m: Message, wanted: MessageFilter) -> bool:
    pairs = (
        (wanted.segment, m.segment), (wanted.persona, m.persona), (wanted.step, m.step), (wanted.need, m.requirement_id),
        (wanted.voice, voice_key(m)), (wanted.characteristic, m.characteristic_id),
    )  # fmt: skip
    if any(asked and asked != is_ for asked, is_ in pairs):
        return False
    if wanted.channel and desk.positioning.voice_by_channel.get(wanted.channel) != m.voice:
        return False
    said = f"{m.message_id} {m.headline} {m.text} {m.proof}".casefold()
    return all(word in said for word in wanted.q.casefold().split())


def _is_in(desk: Desk, state: States, m: Message, asked: str) -> bool:
    if asked == BLOCKED:
        return is_blocked(desk, m)
    if asked == WAITING:
        return state.of(m) != APPROVED
    return not asked or state.of(m) == asked


def voice_key(m: Message) -> str:
    """Return a message's voice as a filter names it."""
    return f"{m.voice.motion}-{m.voice.language}"


def to_approve(desk: Desk, state: States, found: Sequence[Message]) -> dict[str, str]:
    """Return message_id -> hash of those that wait and have no error."""
    waiting = [m for m in found if state.of(m) != APPROVED and not is_blocked(desk, m)]
    return {m.message_id: desk.positioning.hashes[m.message_id] for m in waiting}


def digest(seen: Mapping[str, str]) -> str:
    """Return the hash over messages as they are read."""
    return sha256("\n".join(f"{m} {h}" for m, h in sorted(seen.items())).encode()).hexdigest()


def is_blocked(desk: Desk, message: Message) -> bool:
    """Say whether the lint finds an error in a message, or in the words of its need."""
    return bool(errors_in(desk, message))


def errors_in(desk: Desk, message: Message) -> list[Finding]:
    """Return what the lint finds wrong in a message and in the words of its need."""
    own = (message.message_id, message.requirement_id)
    return [f for key in own for f in desk.findings.get(key, ()) if f.level == "error"]
