"""Buyers: segments, personas, the steps of the buyer's own process, and what they would do without us.

In: buyers.yaml.
Out: BuyerMap.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """A kind of person on the buyer's side."""

    persona_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A group of accounts with the same needs."""

    segment_id: str
    name: str


@dataclass(frozen=True, slots=True)
class CallToAction:
    """The act asked for: what, by whom, by when (days after the step begins)."""

    act: str
    who: str
    within_days: int


@dataclass(frozen=True, slots=True)
class BuyerStep:
    """One step of the buyer's process; `step` is one of `vocabulary.BUYER_STEPS`."""

    step: str
    name: str
    task: str
    anxiety: str
    constraint: str
    exit_criterion: str
    starts_after_days: int
    """Days from the launch's ready_by day to the day this step usually begins."""
    call_to_action: CallToAction


@dataclass(frozen=True, slots=True)
class Alternative:
    """What the buyer may do instead; `kind` is rival or status_quo."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class BuyerMap:
    """Everything known of the buyer's side of one launch."""

    segments: tuple[Segment, ...]
    personas: tuple[Persona, ...]
    steps: tuple[BuyerStep, ...]
    alternatives: tuple[Alternative, ...]

    def segment_name(self, segment_id: str) -> str:
        """Return a segment's name; its id where it has none."""
        return next((s.name for s in self.segments if s.segment_id == segment_id), segment_id)

    def persona_name(self, persona_id: str) -> str:
        """Return a persona's name; its id where it has none."""
        return next((p.name for p in self.personas if p.persona_id == persona_id), persona_id)
