"""Positioning rows: links, messages, gaps, findings and the approval of them.

In: nothing.
Out: the types every later stage reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.vocabulary import Motion


@dataclass(frozen=True, slots=True)
class Voice:
    """A way of speaking to buyers: the motion of the sale, and the language."""

    motion: Motion
    language: str


RELATIONS = ("prevents_loss", "removes_task", "limits_cost", "contains_scope", "enables", "fits_constraint")
"""How a characteristic helps with a need; it changes how a headline and a discovery question are put."""


@dataclass(frozen=True, slots=True)
class Link:
    """How well one characteristic meets one requirement (QFD relationship matrix)."""

    characteristic_id: str
    requirement_id: str
    strength: int
    """0, 1, 3 or 9."""
    score: float
    """0..1, the matcher's; 1 where a person set the strength."""
    why: str
    does: str = ""
    """A person's words for what the product does here: third person, without the product's name in front."""
    limit: str = ""
    """One sentence on what it does not do."""
    proof: str = ""
    """One sentence naming what shows it."""
    reassurance: str = ""
    """One or two sentences that answer the buyer's worry."""
    rollout: str = ""
    """One or two sentences on how it is brought in."""
    relation: str = ""
    """How it helps, one of RELATIONS; empty where nobody said."""
    figures_of: tuple[str, ...] = ()
    """The other characteristics whose figures these words name."""


@dataclass(frozen=True, slots=True)
class Message:
    """One claim a rep makes, for one persona of one segment at one buyer step."""

    message_id: str
    """`<requirement_id>-<step>`, then the motion unless consultative and the language unless the launch's own."""
    segment: str
    persona: str
    step: str
    requirement_id: str
    characteristic_id: str
    headline: str
    """One line for a slide's title, at most 80 characters."""
    claim: str
    """The one sentence that says what the product does, bounded by its limit."""
    text: str
    """The whole message as said to the customer; ends in the call to action."""
    evidence_ids: tuple[str, ...]
    quote: str
    """One customer's own words."""
    quote_source: str
    proof: str
    objection: str
    """What the buyer may worry about; may be empty."""
    answer: str
    """What to answer the worry with; may be empty."""
    call_to_action: str
    """One sentence: the act asked for, who, by when."""
    voice: Voice = Voice(Motion.CONSULTATIVE, "en")
    """The sales motion and the language it is worded for."""
    figures_of: tuple[str, ...] = ()
    """The other characteristics whose figures a person's words for this need name."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something said that nobody asked for, or asked for that nobody answers."""

    kind: str
    """requirement_unanswered, falls_short, unit_mismatch, unproven, answer_without_because, characteristic_unasked,
    not_yet_available, claim_expired, claim_expires or translation_missing."""
    ref: str
    text: str
    weight: int
    advice: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One lint finding in one message."""

    message_id: str
    rule: str
    level: str
    """error (blocks approval) or warn."""
    found: str
    advice: str


@dataclass(frozen=True, slots=True)
class ToTranslate:
    """One row of the file a translator fills in."""

    table: str
    id: str
    field: str
    source: str
    text: str
    """The translation; empty where it is missing."""
    was: str
    """A translation of what the source said before it changed."""


@dataclass(frozen=True, slots=True)
class Positioning:
    """Everything a person approves."""

    links: tuple[Link, ...]
    messages: tuple[Message, ...]
    gaps: tuple[Gap, ...]
    findings: tuple[Finding, ...]
    voices: tuple[Voice, ...]
    """The main one first."""
    voice_by_channel: Mapping[str, Voice]
    """Channel -> the voice it is spoken to in."""
    hashes: Mapping[str, str]
    """message_id -> the hash of what a person approves of it."""
    to_translate: Mapping[str, tuple[ToTranslate, ...]]
    """By language that a channel needs beside the launch's own."""
    unmet: frozenset[tuple[str, str, str]] = frozenset()
    """(channel, segment, step) in which nobody is met there, so that nothing is said."""

    @property
    def main_messages(self) -> tuple[Message, ...]:
        """Return the messages in the main voice, which quizzes and the message house are made from."""
        return tuple(m for m in self.messages if m.voice == self.voices[0])

    def messages_for(self, channel: str) -> tuple[Message, ...]:
        """Return the messages worded for one channel, most important first."""
        voice = self.voice_by_channel.get(channel, self.voices[0])
        return tuple(m for m in self.messages if m.voice == voice and (channel, m.segment, m.step) not in self.unmet)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a text, when."""

    text_hash: str
    approved_by: str
    approved_on: str
    """ISO date."""


@dataclass(frozen=True, slots=True)
class Approvals:
    """Which messages are approved as they stand."""

    by_message: Mapping[str, Approval]
    n_messages: int

    @property
    def n_missing(self) -> int:
        """Return how many messages wait for a person."""
        return self.n_messages - len(self.by_message)

    @property
    def whole(self) -> Approval | None:
        """Return the last approval once every message has one; None while any waits."""
        if self.n_missing or not self.by_message:
            return None
        return max(self.by_message.values(), key=lambda a: (a.approved_on, a.approved_by, a.text_hash))
