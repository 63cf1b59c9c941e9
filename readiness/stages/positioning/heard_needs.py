"""Heard needs: which needs each account has spoken of, and how sure that is.

In: requirements, evidence with its account, links, the statements of the research.
Out: Heard, by account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readiness.stages.positioning.research import Ranked
from readiness.stages.positioning.rows import Link
from readiness.stages.requirements import Evidence, Requirement, folded

NAMED, CONFIRMED, PROPOSED = "named", "confirmed", "proposed"
SURE = (NAMED, CONFIRMED)
MODERATE = 3
"""A link of this strength or more makes what is said of a characteristic speak of the requirement (QFD: a moderate relation)."""
LEAST_SCORE = 0.1
"""A statement that resembles its best card less may do so by chance."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A need that an account spoke of."""

    account: str
    requirement_id: str
    basis: str
    """named: a requirement names the evidence; confirmed: a person said what a statement speaks of; proposed: its words do."""

    @property
    def is_sure(self) -> bool:
        """Say whether a person stands behind it."""
        return self.basis in SURE

    def __str__(self) -> str:
        """Return it as a table shows it, such as `N1 (named)`."""
        return f"{self.requirement_id} ({self.basis})"


def needs_by_account(
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    links: Sequence[Link],
    statements: Sequence[Ranked],
) -> dict[str, tuple[Heard, ...]]:
    """Return the needs of each account that evidence names, by its folded name; the surest basis of each, needs in their order.

    A statement speaks of the characteristic that a person confirmed, else of its likeliest one, and through the links of what
    that characteristic meets. One that a person said speaks of none speaks of none.
    """
    met: dict[str, list[str]] = {}
    for link in links:
        if link.strength >= MODERATE:
            met.setdefault(link.characteristic_id, []).append(link.requirement_id)
    found: dict[str, dict[str, str]] = {}
    called: dict[str, str] = {}

    def hear(evidence_id: str, requirement_ids: Sequence[str], basis: str) -> None:
        account = evidence[evidence_id].account if evidence_id in evidence else ""
        if account:
            called.setdefault(folded(account), account)
            for requirement_id in requirement_ids:
                found.setdefault(folded(account), {}).setdefault(requirement_id, basis)

    # The surest first: what is found once is not found again less surely.
    for r in requirements:
        for evidence_id in r.evidence_ids:
            hear(evidence_id, (r.requirement_id,), NAMED)
    for basis in (CONFIRMED, PROPOSED):
        for s in statements:
            hear(s.statement.evidence_id, met.get(_speaks_of(s, basis), ()), basis)
    order = [r.requirement_id for r in requirements]
    return {key: tuple(Heard(called[key], r, found[key][r]) for r in order if r in found[key]) for key in sorted(found)}


def _speaks_of(s: Ranked, basis: str) -> str:
    """Return the characteristic that a statement speaks of on this basis; blank for none."""
    if basis == CONFIRMED or s.confirmed:
        return s.confirmed if basis == CONFIRMED else ""
    best = s.candidates[0] if s.candidates else None
    return best.characteristic_id if best and best.score >= LEAST_SCORE else ""
