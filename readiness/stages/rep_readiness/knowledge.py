"""Knowledge: the expected share of the quiz a rep gets right, over the competencies the rep's motion needs.

In: RepEvidence, the competencies each motion needs.
Out: Evidence by rep.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from readiness.stages.quizzes import Ability, CompetencyAbility
from readiness.stages.rep_readiness.evidence import RepEvidence, middle_day
from readiness.stages.rep_readiness.parts import Evidence
from readiness.stats.quiz_fit import Z90
from readiness.vocabulary import Motion, Rep

Claims = AbstractSet[str]


def knowledge(reps: Sequence[Rep], known: RepEvidence, needed: Mapping[Motion, tuple[str, ...]]) -> dict[str, Evidence]:
    """Return knowledge of everybody who answered, whether what they answered still counts or not.

    The part's weight is shared evenly over the competencies of the motion. One that is not known, and in each the claims that
    changed since the rep answered, leave it. Where a rep has no competencies, ability over the whole quiz stands for them.
    """
    overall = {a.rep_id: a for a in known.abilities if a.n_responses > 0 and math.isfinite(a.expected_share)}
    by_area: dict[str, dict[str, CompetencyAbility]] = {}
    for row in known.competencies:
        if row.competency and math.isfinite(row.expected_share):
            by_area.setdefault(row.rep_id, {})[row.competency] = row
    counted, stale = _claims(known)
    first = _first_answers(known)
    asks = {a.competency: frozenset(known.claim_of.get(item, item) for item in a.item_ids) for a in known.areas}
    found = {}
    for rep in reps:
        own, gone = counted.get(rep.rep_id, set()), stale.get(rep.rep_id, set())
        areas = [a for a in known.areas if a.item_ids and a.competency in needed.get(rep.motion, (a.competency,))]
        pieces = by_area.get(rep.rep_id, {})
        share, se, part = (
            _over_areas([a.competency for a in areas], pieces, known.correlation, asks, own, gone)
            if any(a.competency in pieces for a in areas)
            else _overall(overall.get(rep.rep_id), own, gone)
        )
        if share is None and not gone:
            continue
        days = first.get(rep.rep_id, [])
        phrase = known.missed.get(rep.rep_id, "") or (f"quiz: about {share:.0%} of it right" if share is not None else "")
        found[rep.rep_id] = Evidence(share, se, middle_day(days) if days else None, part, tuple(sorted(gone)), phrase)
    return found


def _overall(ability: Ability | None, own: Claims, gone: Claims) -> tuple[float | None, float, float]:
    if ability is None:
        return None, 0.0, 0.0
    error = _error(ability.expected_share_low, ability.expected_share_high)
    return ability.expected_share, error, _fresh(own, gone)


def _over_areas(
    areas: Sequence[str],
    pieces: Mapping[str, CompetencyAbility],
    correlation: float,
    asks: Mapping[str, frozenset[str]],
    own: Claims,
    gone: Claims,
) -> tuple[float | None, float, float]:
    """Return the share over the competencies needed, its error, and how much of them is known."""
    met = [area for area in areas if area in pieces]
    rows = [pieces[area] for area in met]
    fresh = [_fresh(asks[area] & own, asks[area] & gone) for area in met]
    total = math.fsum(fresh)
    if not total:
        return None, 0.0, 0.0
    same = error_correlation(correlation, [r.standard_error for r in rows])
    errors = [w * _error(r.expected_share_low, r.expected_share_high) for w, r in zip(fresh, rows, strict=True)]
    variance = (1 - same) * math.fsum(e**2 for e in errors) + same * math.fsum(errors) ** 2
    share = math.fsum(w * r.expected_share for w, r in zip(fresh, rows, strict=True)) / total
    return min(1.0, max(0.0, share)), math.sqrt(variance) / total, total / len(areas)


def error_correlation(correlation: float, standard_errors: Sequence[float]) -> float:
    """Return how far the errors of a rep's competencies go together, 0..1.

    The abilities are normal with variance 1 and one correlation c; each competency's own answers add the same precision 1 / v.
    Then the errors have variance a = (1 + (K - 1) c) v / (1 + (K - 1) c + v) along their mean and b = (1 - c) v / (1 - c + v)
    across it, and v is such that their mean variance is the one that is reported.
    """
    k = len(standard_errors)
    if k < 2 or not correlation > 0:
        return 0.0
    c = min(correlation, 1.0)
    p = math.fsum(se**2 for se in standard_errors) / k
    if p >= 1:
        return c
    along, across = 1 + (k - 1) * c, 1 - c
    half = (along * across - p * (along + across)) / (2 * (1 - p))
    v = -half + math.sqrt(half**2 + p * along * across / (1 - p))
    if not v:
        return 0.0
    a, b = along * v / (along + v), across * v / (across + v)
    return min(c, max(0.0, (a - b) / (a + (k - 1) * b)))


def _error(low: float, high: float) -> float:
    """Return the standard error a 90% interval stands for."""
    return max(0.0, high - low) / (2 * Z90)


def _fresh(own: Claims, gone: Claims) -> float:
    """Return the share of the claims answered that still stand as they were."""
    return len(own) / (len(own) + len(gone)) if own or gone else 1.0


def _claims(known: RepEvidence) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return per rep the claims that answers still speak of, and those that changed since the rep answered."""
    counted: dict[str, set[str]] = {}
    stale: dict[str, set[str]] = {}
    for r in known.responses:
        if r.correct is not None and (not known.claim_of or r.item_id in known.claim_of):
            kind = counted if known.counts(r) else stale
            kind.setdefault(r.rep_id, set()).add(known.claim_of.get(r.item_id, r.item_id))
    return counted, {rep_id: left for rep_id, gone in stale.items() if (left := gone - counted.get(rep_id, set()))}


def _first_answers(known: RepEvidence) -> dict[str, list[date]]:
    """Return per rep the days of the answers abilities rest on: the first that counts to each item."""
    first: dict[tuple[str, str], date] = {}
    for r in sorted(known.responses, key=lambda r: (r.attempt, r.answered_on)):
        if known.counts(r) and (not known.claim_of or r.item_id in known.claim_of):
            first.setdefault((r.rep_id, r.item_id), r.answered_on)
    days: dict[str, list[date]] = {}
    for (rep_id, _), day in first.items():
        days.setdefault(rep_id, []).append(day)
    return days
