"""Quadrants: where a rep stands on readiness and on contribution together, and how sure that is.

In: readiness, contributions.
Out: Place per rep.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.stages.contribution import ContributionFit, RepContribution
from readiness.stages.rep_readiness import RepReadiness

NOT_ENOUGH = "not_enough_data"
"""How the verdict of a contribution starts when there is too little to judge."""
QUADRANTS = ("ready_and_adding", "ready_not_adding", "adding_not_ready", "neither")
HALF = 0.5
"""A quadrant that is less likely than this is not named: something else is likelier."""
Z90 = 1.6448536269514722
"""Standard deviations from the middle of a normal distribution to either end of its 90% band."""


@dataclass(frozen=True, slots=True)
class Place:
    """How likely one rep is in each quadrant."""

    rep_id: str
    quadrant: str
    """As in `reps.csv`."""
    probabilities: tuple[float, float, float, float]
    """Of QUADRANTS, in their order; they add up to 1."""
    is_sure: bool
    """Both whole bands lie on one side: of the bar, and of zero."""
    bar: float
    """The index this rep needs."""

    @property
    def most_likely(self) -> tuple[str, float] | None:
        """Return the quadrant that is likelier than not, with its probability; None between them."""
        p, at = max((p, -at) for at, p in enumerate(self.probabilities))
        return (QUADRANTS[-at], p) if p > HALF else None


def adding(contribution: RepContribution | None) -> str:
    """Return yes, no, unclear (the band holds zero) or not_enough_data."""
    if contribution is None or contribution.verdict.startswith(NOT_ENOUGH):
        return NOT_ENOUGH
    if contribution.contribution_low > 0:
        return "yes"
    return "no" if contribution.contribution_high < 0 else "unclear"


def quadrant(status: str, added: str) -> str:
    """Return where a rep stands on both counts; only a rep shown to be ready counts as ready.

    Args:
        status: of the readiness.
        added: yes, no, unclear or not_enough_data, as `adding` says.
    """
    if NOT_ENOUGH in (status, added):
        return NOT_ENOUGH
    if added == "unclear":
        return "ready_unclear" if status == "ready" else "not_ready_unclear"
    if status == "ready":
        return "ready_and_adding" if added == "yes" else "ready_not_adding"
    return "adding_not_ready" if added == "yes" else "neither"


def places(readiness: Sequence[RepReadiness], contributions: ContributionFit | None) -> tuple[Place, ...]:
    """Return where the reps with enough data on both counts stand, by rep_id."""
    sold = {c.rep_id: c for c in contributions.reps} if contributions else {}
    found = (_place(r, sold.get(r.rep_id)) for r in sorted(readiness, key=lambda r: r.rep_id))
    return tuple(place for place in found if place is not None)


def _place(found: RepReadiness, sold: RepContribution | None) -> Place | None:
    added = adding(sold)
    where = quadrant(found.status, added)
    if sold is None or where == NOT_ENOUGH or found.readiness is None or found.bar is None:
        return None
    if found.readiness_low is None or found.readiness_high is None:
        return None
    ready = share_above(found.bar, found.readiness, found.readiness_low, found.readiness_high)
    adds = share_above(0.0, sold.contribution_money, sold.contribution_low, sold.contribution_high)
    likely = (ready * adds, ready * (1 - adds), (1 - ready) * adds, (1 - ready) * (1 - adds))
    is_sure = found.status in ("ready", "not_ready") and added in ("yes", "no")
    return Place(found.rep_id, where, likely, is_sure, found.bar)


def share_above(limit: float, middle: float, low: float, high: float) -> float:
    """Return how likely a quantity is above a limit, from its 90% band.

    Each half of the band is half of a normal distribution, so that a band that ends at the limit gives 0.95 or 0.05, as the
    words for it say, however lopsided it is.
    """
    reach = middle - low if middle >= limit else high - middle
    if reach <= 0.0:
        return 1.0 if middle >= limit else 0.0
    return 0.5 * (1.0 + math.erf(Z90 * (middle - limit) / reach / math.sqrt(2.0)))
