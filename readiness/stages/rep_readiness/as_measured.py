"""As measured: each rep's index without the pull towards the average and without age, for holding it against other figures.

In: RepReadiness, IndexPolicy, a day.
Out: the index and the standard error of measuring it, by rep.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from readiness.stages.rep_readiness.judging import RepReadiness
from readiness.stages.rep_readiness.parts import DRIFT, PartScore, index_of, retained
from readiness.stages.training import IndexPolicy

PULLED = "knowledge"
"""The part whose share is a posterior mean; all others are shares as given."""
LEAST_TOLD = 0.3
"""A rep of whose knowledge the answers tell less than this share says next to nothing once the pull is taken out."""


@dataclass(frozen=True, slots=True)
class _Field:
    """The shares of knowledge of all reps."""

    mean: float
    variance: float
    """Of what they truly know: that of the posterior means and the mean posterior variance."""


def as_measured(judged: Sequence[RepReadiness], policy: IndexPolicy, as_of: date) -> dict[str, tuple[float, float]]:
    """Return rep -> index and its error of measuring; reps whose index says too little are left out.

    A posterior mean k with variance v, of a field with mean m and variance V, tells the share r = 1 - v / V of what differs
    between reps. The quiz alone then says m + (k - m) / r, with variance v / r: unbiased, as a slope on it needs.

    Source: Fuller (1987), Measurement Error Models, section 1.1 (what the pull does to a slope); Efron & Morris (1973), JASA 68,
        117-130 (posterior means of a normal field).
    """
    enough = [r for r in judged if r.status != "not_enough_data"]
    own = {r.rep_id: [replace(p, se=_measuring(p, policy, as_of)) for p in r.parts] for r in enough}
    field = _field([p for parts in own.values() for p in parts if p.part == PULLED and p.share is not None])
    found = {}
    for rep_id, parts in own.items():
        freed = [_freed(p, field) for p in parts]
        if all(p is not None for p in freed) and (index := _index([p for p in freed if p is not None])):
            found[rep_id] = index
    return found


def _measuring(part: PartScore, policy: IndexPolicy, as_of: date) -> float:
    """Return the error a part was measured with: without what may have drifted since."""
    kept = retained(part.given_on, policy.half_life_days[part.part], as_of)
    return math.sqrt(max(0.0, part.se**2 - DRIFT**2 * (1 - kept**2)))


def _field(parts: Sequence[PartScore]) -> _Field:
    shares = [p.share or 0.0 for p in parts]
    n = len(shares)
    if n < 2:
        return _Field(shares[0] if shares else 0.0, 0.0)
    mean = math.fsum(shares) / n
    between = math.fsum((s - mean) ** 2 for s in shares) / (n - 1)
    return _Field(mean, between + math.fsum(p.se**2 for p in parts) / n)


def _freed(part: PartScore, field: _Field) -> PartScore | None:
    """Return a part with the pull taken out; None where little would be left."""
    if part.part != PULLED or part.share is None or not part.se:
        return part
    told = 1 - part.se**2 / field.variance if field.variance else 0.0
    if told < LEAST_TOLD:
        return None
    return replace(part, share=field.mean + (part.share - field.mean) / told, se=part.se / math.sqrt(told))


def _index(parts: Sequence[PartScore]) -> tuple[float, float] | None:
    """Return the index as the published formula makes it, not cut off at 0 and 100."""
    known = [p for p in parts if p.share is not None and p.counted > 0]
    total = math.fsum(p.counted for p in known)
    if not total:
        return None
    se = index_of(known)
    return 100 * math.fsum(p.counted * (p.share or 0.0) for p in known) / total, se[1] if se else 0.0
