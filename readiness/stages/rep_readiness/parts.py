"""Parts: what each part of the index says of a rep, how much of it still counts on a day, and the index they make.

In: Evidence of one rep, IndexPolicy, a day.
Out: PartScore; the index with its standard error.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from readiness.stages.training import PARTS, IndexPolicy

DRIFT = 0.10
"""Standard deviation of how far a share may have moved, either way, once its evidence has aged for ever. A judgement."""
MIN_RESPONSES = 5
"""Fewer answers than this say too little: five items leave about half of an ability to chance."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was collected of one part of one rep, as it was on the day it was given."""

    share: float | None
    """0..1; None where what there was counts no more."""
    se: float
    given_on: date | None
    known: float = 1.0
    """How much of the part the evidence speaks of, 0..1."""
    stale: tuple[str, ...] = ()
    """Claims that changed since, so that what was said of them counts no more."""
    phrase: str = ""
    """What holds the rep back where this part costs most."""


@dataclass(frozen=True, slots=True)
class PartScore:
    """One part of a rep's index as it stands on a day: the index is 100 x sum(counted x share) / sum(counted)."""

    part: str
    """One of PARTS."""
    share: float | None
    """0..1; None where there is no evidence."""
    se: float
    """Standard error of the share as of the day: of measuring, and of the time that went by since."""
    weight: float
    """In the formula."""
    counted: float
    """What of the weight rests on evidence that still counts, 0..weight."""
    given_on: date | None
    stale: tuple[str, ...] = ()
    """Claims that changed since the rep answered."""


def retained(given_on: date | None, half_life_days: int, as_of: date) -> float:
    """Return how much of evidence still counts on a day, above 0 to 1: one half after each half-life."""
    if given_on is None or not half_life_days:
        return 1.0
    return float(2.0 ** (-max(0, (as_of - given_on).days) / half_life_days))


def part_score(part: str, found: Evidence | None, policy: IndexPolicy, as_of: date) -> PartScore:
    """Return a part as it stands on a day.

    Age takes weight away and widens the error by `DRIFT^2 (1 - retained^2)`, what a share that wanders at that rate may have
    moved since; it never moves the share itself.
    """
    weight = policy.weights[part]
    if found is None or found.share is None:
        return PartScore(part, None, 0.0, weight, 0.0, None, found.stale if found else ())
    kept = retained(found.given_on, policy.half_life_days[part], as_of)
    se = math.sqrt(found.se**2 + DRIFT**2 * (1 - kept**2))
    return PartScore(part, found.share, se, weight, weight * found.known * kept, found.given_on, found.stale)


def part_scores(found: Mapping[str, Evidence], policy: IndexPolicy, as_of: date) -> tuple[PartScore, ...]:
    """Return all parts in their order."""
    return tuple(part_score(part, found.get(part), policy, as_of) for part in PARTS)


def index_of(parts: Sequence[PartScore]) -> tuple[float, float] | None:
    """Return the index 0..100 and its standard error; None where nothing counts."""
    known = [(p.counted, p.share, p.se) for p in parts if p.share is not None and p.counted > 0]
    total = math.fsum(counted for counted, _, _ in known)
    if not total:
        return None
    index = 100 * math.fsum(counted * share for counted, share, _ in known) / total
    se = 100 * math.sqrt(math.fsum((counted * se) ** 2 for counted, _, se in known)) / total
    return min(100.0, max(0.0, round(index, 9))), round(se, 9)


def coverage_of(parts: Sequence[PartScore]) -> float:
    """Return the share of the formula's weight that rests on evidence which still counts, 0..1."""
    return round(math.fsum(p.counted for p in parts), 9)
