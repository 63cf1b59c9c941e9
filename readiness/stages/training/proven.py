"""Proven: how far a plan is at the very most from the best there can be.

In: what a plan costs, how many seats are missing.
Out: Proven.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.stages.training.records import PlanCost

NOTHING, OPEN, BEST, WITHIN = "nothing", "open", "best", "within"
LEAST_GAP = 0.0005
"""Share of what is paid below which a plan is the best there can be, but for rounding."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What is proven of a plan."""

    kind: str
    """nothing is planned; open: whether more could be served is not proven; best: no plan costs less; within: at most so much."""
    hours: float = 0.0
    """That another plan could cost less, at most."""
    share: float = 0.0
    """Of what the plan costs, without what is missing."""


def proven(cost: PlanCost | None, n_unserved: int) -> Proven:
    """Return how far a plan is from the best there can be."""
    if cost is None or cost.total <= 0:
        return Proven(NOTHING)
    hours, paid = cost.total - cost.bound, cost.total - cost.unserved
    if n_unserved and hours >= cost.unserved / n_unserved:
        return Proven(OPEN)
    if hours < LEAST_GAP * paid:
        return Proven(BEST)
    return Proven(WITHIN, hours, hours / paid if paid > 0 else 0.0)
