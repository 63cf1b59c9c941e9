"""Buyers: segments, personas, the steps of the buyer's own process, and what they would do without us.

In: buyers.yaml.
Out: BuyerMap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta


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
    usual_days: int = 0
    """How long buyers usually take over it; 0 where nobody has said."""
    buyer_people: tuple[str, ...] = ()
    """Personas who take part; empty: all."""
    our_people: tuple[str, ...] = ()
    """Who takes part on our side, such as rep or specialist; empty: the rep alone."""
    channels: tuple[str, ...] = ()
    """Where we meet the buyer in this step; empty: in every channel."""
    re_enters: tuple[str, ...] = ()
    """Earlier steps that buyers go back to from here."""
    segment: str = ""
    """The one segment that goes about it this way; "" for the process of all."""

    @property
    def key(self) -> str:
        """Return what its texts are known by: the step, with the segment before it where it is one segment's own."""
        return f"{self.segment}-{self.step}" if self.segment else self.step

    @property
    def begins_after(self) -> timedelta:
        """Return how long after ready_by it usually begins."""
        return timedelta(days=self.starts_after_days)

    def asks(self, persona: str) -> bool:
        """Say whether a persona takes part."""
        return not self.buyer_people or persona in self.buyer_people

    def is_met_in(self, channel: str) -> bool:
        """Say whether we meet the buyer in this step through a channel."""
        return not self.channels or channel in self.channels


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
    own_steps: tuple[BuyerStep, ...] = ()
    """Steps that one segment takes in a way of its own."""
    left_out: frozenset[tuple[str, str]] = frozenset()
    """(segment, step) that a segment passes over."""

    def steps_of(self, segment: str) -> tuple[BuyerStep, ...]:
        """Return the process of a segment, in the order of the buyer's process."""
        own = {s.step: s for s in self.own_steps if s.segment == segment}
        return tuple(own.get(s.step, s) for s in self.steps if (segment, s.step) not in self.left_out)

    def narrowed(self, segment: str = "", channel: str = "") -> BuyerMap:
        """Return the map with the process of one segment, as far as it takes place in one channel, as the only one."""
        if not self.own_steps and not self.left_out and not any(s.channels for s in self.steps):
            return self
        steps = tuple(s for s in self.steps_of(segment) if not channel or s.is_met_in(channel))
        return replace(self, steps=steps, own_steps=(), left_out=frozenset())

    def step_of(self, segment: str, step: str) -> BuyerStep | None:
        """Return one step of a segment's process, None where it has no such step."""
        return next((s for s in self.steps_of(segment) if s.step == step), None)

    def segment_name(self, segment_id: str) -> str:
        """Return a segment's name; its id where it has none."""
        return next((s.name for s in self.segments if s.segment_id == segment_id), segment_id)

    def persona_name(self, persona_id: str) -> str:
        """Return a persona's name; its id where it has none."""
        return next((p.name for p in self.personas if p.persona_id == persona_id), persona_id)
