"""Needs met: how much of what each segment asks for we meet, and each alternative; which musts we fall short of.

In: requirements, links, the spec, verdicts on alternatives.
Out: Fit by segment, coverage by segment and alternative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from readiness.stages.positioning import Link, best_links
from readiness.stages.positioning.quality_house import AlternativeVerdict, sourced
from readiness.stages.positioning.verdict import (
    ANSWERING,
    FALLS_SHORT,
    MEETS,
    MET,
    NO_CHARACTERISTIC,
    NOT_MET,
    UNPROVEN,
    our_verdict,
)
from readiness.stages.requirements import Requirement
from readiness.stages.spec import ProductSpec

MUST = "must"
HALF = 0.5
"""What a need counts for that is neither shown to be met nor shown not to be."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How the product answers one segment's needs."""

    share: float | None
    """0..1 of importance, 0 where a must falls short; None without needs."""
    failed: tuple[str, ...] = ()
    """Ids of the musts that fall short."""
    unanswered: tuple[str, ...] = ()
    """Ids of the musts that nothing in the spec answers."""


def our_verdicts(requirements: Sequence[Requirement], links: Sequence[Link], spec: ProductSpec | None) -> dict[str, str]:
    """Return requirement_id -> how our product stands; without the spec no figures are compared, and links tell alone."""
    best = best_links(links)
    if spec is not None:
        return {r.requirement_id: our_verdict(spec, r, best.get(r.requirement_id)) for r in requirements}
    return {r.requirement_id: _by_link(best.get(r.requirement_id)) for r in requirements}


def fits_of(segments: Iterable[str], requirements: Sequence[Requirement], verdicts: Mapping[str, str]) -> dict[str, Fit]:
    """Return segment -> Fit; a segment without needs of its own has those of all."""
    return {segment: fit_of(asked_by(segment, requirements), verdicts) for segment in segments}


def fit_of(asked: Sequence[Requirement], verdicts: Mapping[str, str]) -> Fit:
    """Return how the product answers some needs: met 1, unproven half, not met 0, by importance; 0 where a must falls short."""
    musts = sorted((r.requirement_id, verdicts.get(r.requirement_id, UNPROVEN)) for r in asked if r.kano == MUST)
    failed, unanswered = (tuple(i for i, v in musts if v == wanted) for wanted in (FALLS_SHORT, NO_CHARACTERISTIC))
    return Fit(0.0 if failed else _share(asked, verdicts), failed, unanswered)


def coverages(
    segments: Iterable[str], requirements: Sequence[Requirement], seen: Sequence[AlternativeVerdict]
) -> dict[str, dict[str, float]]:
    """Return segment -> alternative -> share of the segment's needs that it meets, 0..1, by importance.

    A need that nobody looked at counts half, as one that is unproven; an alternative nobody looked at for any of the segment's
    needs is left out.
    """
    known = sourced(seen)
    by_alternative: dict[str, dict[str, str]] = {}
    for (alternative, requirement_id), v in known.items():
        by_alternative.setdefault(alternative, {})[requirement_id] = v.verdict
    found: dict[str, dict[str, float]] = {}
    for segment in segments:
        asked = asked_by(segment, requirements)
        ids = {r.requirement_id for r in asked}
        looked_at = {a: verdicts for a, verdicts in sorted(by_alternative.items()) if ids & set(verdicts)}
        shares = {a: _share(asked, verdicts) for a, verdicts in looked_at.items()}
        found[segment] = {a: share for a, share in shares.items() if share is not None}
    return found


def asked_by(segment: str, requirements: Sequence[Requirement]) -> list[Requirement]:
    """Return the needs of a segment; those of all where it has none of its own."""
    return [r for r in requirements if r.segment == segment] or list(requirements)


def _by_link(link: Link | None) -> str:
    if link is None or link.strength < 1:
        return NO_CHARACTERISTIC
    return MEETS if link.strength >= ANSWERING else UNPROVEN


def _share(asked: Sequence[Requirement], verdicts: Mapping[str, str]) -> float | None:
    total = sum(r.importance for r in asked)
    return sum(r.importance * _counts(verdicts.get(r.requirement_id, UNPROVEN)) for r in asked) / total if total > 0 else None


def _counts(verdict: str) -> float:
    return 1.0 if verdict in MET else 0.0 if verdict in NOT_MET else HALF
