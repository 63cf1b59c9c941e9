"""House rows: the parts of a message house, per segment and for the whole launch.

In: nothing.
Out: the types that the message house is made of.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.stages.positioning.battlecard import BattleCard
from readiness.stages.positioning.rows import Gap
from readiness.stages.requirements import Requirement


@dataclass(frozen=True, slots=True)
class Pillar:
    """One thing the house stands on: needs that one characteristic answers."""

    title: str
    characteristic_id: str
    requirement_ids: tuple[str, ...]
    weight: int
    """Importance of its needs, twice where only we meet one."""
    claims: tuple[str, ...]
    proofs: tuple[str, ...]
    proven: bool
    """A person named what shows it; else it rests on the factory's own word."""
    only_we: str
    """Which alternatives were looked at and do not meet its first need, with source and date; empty where that is not so."""
    not_looked_at: tuple[str, ...]
    """The alternatives whose stand on its first need nobody knows."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The positioning statement in its five parts, in their order, and as it is said."""

    alternatives: tuple[str, ...]
    attributes: tuple[str, ...]
    unique: bool
    """The attributes are those that only we have; False where no alternative was looked at."""
    value: tuple[str, ...]
    who_cares: tuple[str, ...]
    category: str
    text: str


@dataclass(frozen=True, slots=True)
class Objection:
    """A worry, what to answer, and what shows that it is so."""

    requirement_id: str
    objection: str
    answer: str
    proof: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question that finds out whether a need is there, and what it is worth."""

    requirement_id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class SegmentHouse:
    """The house of one segment; parts that nothing can be said of are empty and stand in `gaps`."""

    segment_id: str
    segment: str
    roof: str
    pillars: tuple[Pillar, ...]
    statement: Statement | None
    pitch: str
    objections: tuple[Objection, ...]
    questions: tuple[Question, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """A need we lose on, whoever the rival is."""

    requirement: Requirement
    why: str
    """A clause, such as `asked for at most 10 s, the factory says 20 s`."""


@dataclass(frozen=True, slots=True)
class MessageHouse:
    """The houses of every segment that asks for something, and a battlecard per alternative."""

    product: str
    segments: tuple[SegmentHouse, ...]
    battle_cards: tuple[BattleCard, ...]
    not_answered: tuple[NotAnswered, ...]
    """Most important first."""
