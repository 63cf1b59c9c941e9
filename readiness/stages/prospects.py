"""Prospects: where to aim first: how large an account is, how much room it has left, how well the product fits its needs.

In: accounts, requirements, links, what each account bought in a year.
Out: Prospect rows, best first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from readiness.stages.positioning import Link
from readiness.stages.requirements import Requirement
from readiness.vocabulary import Account

WEIGHTS = {"market": 0.25, "room": 0.25, "fit": 0.35}
"""A judgement, not a fit to closed deals: what we answer counts for more than how large the account is."""
LOW_PERCENTILE, HIGH_PERCENTILE = 5.0, 95.0
ANSWERED = 3
"""A link of this strength or more answers a requirement (QFD: 3 is a moderate relation)."""
MARKET_FLOOR = 0.05
"""What the smallest account's market counts as in the mean: small is no reason never to call, as no room or no fit would be."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """One account and how promising it is; a part is None where it is not known."""

    account_id: str
    score: float | None
    """0..100; None where no part is known."""
    market: float | None
    """0..1: its yearly potential on a log scale, between the launch's 5th and 95th percentile."""
    room: float | None
    """0..1: share of its yearly potential that it does not buy yet."""
    fit: float | None
    """0..1: share of its segment's needs that the product answers, by importance."""
    weakest: str
    """market, room or fit; empty where none is known."""
    why: str


def rank_prospects(
    accounts: Sequence[Account],
    requirements: Sequence[Requirement],
    links: Sequence[Link],
    history_money_by_account: Mapping[str, float],
) -> list[Prospect]:
    """Return every account with its score, best first; unknown scores last, then the larger potential, then by id.

    Args:
        accounts: of one launch.
        requirements: of the same launch.
        links: which requirements the product answers.
        history_money_by_account: a year's purchases, launch currency. An account missing from it bought nothing; an empty
            mapping means that nobody's purchases are known.
    """
    scale = _log_scale([a.potential_money for a in accounts])
    answered = {link.requirement_id for link in links if link.strength >= ANSWERED}
    fits = {segment: _fit(segment, requirements, answered) for segment in sorted({a.segment for a in accounts})}
    rows = []
    for a in accounts:
        bought = history_money_by_account.get(a.account_id, 0.0) if history_money_by_account else None
        parts = {"market": _market(a.potential_money, scale), "room": _room(a.potential_money, bought), "fit": fits[a.segment]}
        rows.append((a, _prospect(a.account_id, parts)))
    return [p for _, p in sorted(rows, key=_best_first)]


def score_of(parts: Mapping[str, float | None]) -> float | None:
    """Return 100 x the weighted geometric mean of the known parts; None where none is known, 0 where room or fit is 0."""
    known = {name: value for name, value in parts.items() if value is not None}
    if not known:
        return None
    if "market" in known:
        known["market"] = max(known["market"], MARKET_FLOOR)
    if min(known.values()) <= 0:
        return 0.0
    weight = sum(WEIGHTS[name] for name in known)
    return 100.0 * math.exp(sum(WEIGHTS[name] * math.log(value) for name, value in known.items()) / weight)


def _prospect(account_id: str, parts: Mapping[str, float | None]) -> Prospect:
    known = {name: value for name, value in parts.items() if value is not None}
    weakest = min(known, key=lambda name: known[name]) if known else ""
    return Prospect(account_id, score_of(parts), parts["market"], parts["room"], parts["fit"], weakest, _why(parts, weakest))


def _best_first(row: tuple[Account, Prospect]) -> tuple[float, Decimal, str]:
    account, prospect = row
    return (1.0 if prospect.score is None else -prospect.score, -(account.potential_money or Decimal(0)), account.account_id)


def _log_scale(potentials: Sequence[Decimal | None]) -> tuple[float, float] | None:
    """Return the log10 of the 5th and 95th percentile of the positive potentials; None where they do not differ."""
    logs = [math.log10(p) for p in potentials if p is not None and p > 0]
    if not logs:
        return None
    low, high = (float(v) for v in np.percentile(logs, [LOW_PERCENTILE, HIGH_PERCENTILE]))
    return (low, high) if high - low > 1e-9 else None


def _market(potential: Decimal | None, scale: tuple[float, float] | None) -> float | None:
    if potential is None or scale is None:
        return None
    if potential <= 0:
        return 0.0
    low, high = scale
    return min(1.0, max(0.0, (math.log10(potential) - low) / (high - low)))


def _room(potential: Decimal | None, bought: float | None) -> float | None:
    if potential is None or bought is None or math.isnan(bought):
        return None
    if potential <= 0:
        return 0.0
    return min(1.0, max(0.0, 1.0 - bought / float(potential)))


def _fit(segment: str, requirements: Sequence[Requirement], answered: set[str]) -> float | None:
    asked = [r for r in requirements if r.segment == segment] or list(requirements)
    total = sum(r.importance for r in asked)
    if total <= 0:
        return None
    return sum(r.importance for r in asked if r.requirement_id in answered) / total


NAMES = {"market": "size", "room": "room", "fit": "fit"}
NONE_OF_IT = {
    "market": "Size: among this launch's smallest accounts.",
    "room": "Room: it already buys all of its yearly potential from us.",
    "fit": "Fit: the product answers nothing that its segment asks for.",
}
SOME_OF_IT = {
    "market": "Size: {share} of the way from this launch's smallest accounts to its largest.",
    "room": "Room: {share} of its yearly potential is not bought from us yet.",
    "fit": "Fit: the product answers {share} of what its segment asks for, by importance.",
}
ALL_OF_IT = {
    "market": "Size: among this launch's largest accounts.",
    "room": "Room: it buys nothing from us yet.",
    "fit": "Fit: the product answers all that its segment asks for.",
}


def _why(parts: Mapping[str, float | None], weakest: str) -> str:
    """Return the known parts in words, the weakest first, then what is not known and so left out."""
    known = {name: value for name, value in parts.items() if value is not None}
    said = [_phrase(name, known[name]) for name in sorted(known, key=lambda name: name != weakest)]
    missing = [NAMES[name] for name in parts if name not in known]
    if missing:
        said.append(f"Not known, so left out: {', '.join([*missing[:-2], ' and '.join(missing[-2:])])}.")
    return " ".join(said)


def _phrase(name: str, value: float) -> str:
    share = f"{value:.0%}"
    if share in ("0%", "100%") and value not in (0.0, 1.0):
        share = "less than 1%" if value < 0.5 else "more than 99%"
    return (NONE_OF_IT if value == 0.0 else ALL_OF_IT if value == 1.0 else SOME_OF_IT)[name].format(share=share)
