"""Positioning rows: links, messages, gaps, findings and the approval of them.

In: nothing.
Out: the types every later stage reads.
"""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Message:
    """One claim a rep makes, for one persona of one segment at one buyer step."""

    message_id: str
    """`<requirement_id>-<step>`: the same on every run."""
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


@dataclass(frozen=True, slots=True)
class Gap:
    """Something said that nobody asked for, or asked for that nobody answers."""

    kind: str
    """requirement_unanswered, characteristic_unasked, unproven or translation_missing."""
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
class Positioning:
    """Everything a person approves, with the hash of exactly that."""

    links: tuple[Link, ...]
    messages: tuple[Message, ...]
    gaps: tuple[Gap, ...]
    findings: tuple[Finding, ...]
    text_hash: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved which positioning, when."""

    text_hash: str
    approved_by: str
    approved_on: str
    """ISO date."""
