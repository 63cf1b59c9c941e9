"""Memory: how long one rep remembers one claim, by FSRS (Ye, Su & Cao 2022, KDD; version 6, its published parameters).

In: what was remembered so far, an answer, its day.
Out: Memory; the share of such claims that is still remembered on a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import numpy as np
from fsrs import Card, Rating, Scheduler, State
from numpy.typing import NDArray

_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
_DECAY = -_SCHEDULER.parameters[20]
_FACTOR = float(0.9 ** (1 / _DECAY) - 1)
"""After as many days as the stability, nine of ten such claims are remembered."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What one rep remembers of one claim."""

    stability: float
    """Days until the chance to remember it has fallen to 90%."""
    difficulty: float
    """1 to 10."""
    last_on: date
    """The day of the last answer, by the rep's own clock."""


@dataclass(frozen=True, slots=True)
class Memories:
    """What many people remember of one claim, a place a person."""

    stability: NDArray[np.float64]
    last_on: NDArray[np.float64]
    """Days as ordinals."""


def reviewed(memory: Memory | None, on: date, *, is_right: bool) -> Memory:
    """Return the memory after an answer; a first answer makes it. Days never go back."""
    day = max(on, memory.last_on) if memory else on
    card = Card(card_id=0, due=_noon(day))
    if memory:
        known = {"stability": memory.stability, "difficulty": memory.difficulty, "last_review": _noon(memory.last_on)}
        card = Card(card_id=0, state=State.Review, due=_noon(day), **known)  # type: ignore[arg-type]
    after, _ = _SCHEDULER.review_card(card, Rating.Good if is_right else Rating.Again, _noon(day))
    if after.stability is None or after.difficulty is None:
        raise ValueError("an answer leaves a memory")
    return Memory(after.stability, after.difficulty, day)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def recall(memory: Memory, on: date) -> float:
    """Return the chance, 0..1, that the claim is remembered on a day."""
    days = max((on - memory.last_on).days, 0)
    return float((1 + _FACTOR * days / memory.stability) ** _DECAY)


def mean_recall(memories: Memories, on: date) -> float:
    """Return the mean of `recall` over many memories."""
    days = np.maximum(on.toordinal() - memories.last_on, 0)
    return float(np.mean((1 + _FACTOR * days / memories.stability) ** _DECAY))


def interval_days(memory: Memory, retention: float) -> int:
    """Return after how many whole days, at least one, the chance to remember the claim has fallen to `retention`."""
    days = float(memory.stability / _FACTOR * (retention ** (1 / _DECAY) - 1))
    return max(round(days), 1)
