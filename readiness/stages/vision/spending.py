"""Spending: money and hours that went into accounts that are not a go.

In: Spend rows, decisions.
Out: Unqualified.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from readiness.stages.vision.deciding import FIND_OUT, VisionDecision

SPENT_ON = ("deck", "demo", "specialist", "visit", "other")


@dataclass(frozen=True, slots=True)
class Spend:
    """What somebody of ours put into one account on a day."""

    account_id: str
    on: date
    by: str
    what: str
    """deck, demo, specialist, visit or other."""
    hours: Decimal
    money: Decimal


@dataclass(frozen=True, slots=True)
class Unqualified:
    """What was spent on an account that is not a go."""

    account_id: str
    decision: str
    hours: Decimal
    money: Decimal
    what: tuple[str, ...]


def unqualified(spend: Sequence[Spend], decisions: Mapping[str, VisionDecision], as_of: date) -> list[Unqualified]:
    """Return what was spent up to a day on accounts that are not a go, the most hours first."""
    found: dict[str, list[Spend]] = {}
    for s in spend:
        decision = decisions.get(s.account_id)
        if s.on <= as_of and (decision is None or not decision.releases):
            found.setdefault(s.account_id, []).append(s)
    rows = [
        Unqualified(
            account_id,
            decisions[account_id].decision if account_id in decisions else FIND_OUT,
            sum((s.hours for s in own), Decimal(0)),
            sum((s.money for s in own), Decimal(0)),
            tuple(dict.fromkeys(s.what for s in own)),
        )
        for account_id, own in found.items()
    ]
    return sorted(rows, key=lambda u: (-u.hours, -u.money, u.account_id))
