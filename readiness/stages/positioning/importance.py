"""Importance: how much each need weighs, and apart from it how sure that is.

In: a person's word on severity, and the accounts that spoke of the need.
Out: importance 0..5, confidence A, B or C. They are never mixed into one number: many calm voices are not one loud one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import log2

from readiness.stages.requirements import folded

TOP = 5.0
"""The importance of the weightiest need."""


def distinct_accounts(accounts: Collection[str]) -> int:
    """Return how many accounts are named; case and spacing make no second one, a blank is none."""
    return len({name for name in map(folded, accounts) if name})


def importance(severity: Mapping[str, float], accounts: Mapping[str, Collection[str]]) -> dict[str, float]:
    """Return 0..5 by need: severity x (1 + log2 of its distinct accounts), as a share of the greatest.

    Args:
        severity: a person's word on each need, on any scale from 0 up. A need without it is left out: nothing can stand in.
        accounts: who spoke of each need. A need nobody spoke of weighs 0.

    Raises:
        ValueError: a severity is below 0 or not a number.
    """
    if wrong := sorted(need for need, s in severity.items() if not s >= 0):
        raise ValueError(f"severity is below 0 or no number: {', '.join(wrong)}")
    counted = {need: distinct_accounts(accounts.get(need, ())) for need in sorted(severity)}
    weights = {need: severity[need] * (1 + log2(n)) if n else 0.0 for need, n in counted.items()}
    greatest = max(weights.values(), default=0.0)
    return {need: TOP * w / greatest if greatest > 0 else 0.0 for need, w in weights.items()}


def confidence(accounts: Collection[str]) -> str:
    """Return A for three distinct accounts or more, B for two, C for one, and nothing where nobody is named."""
    return ("", "C", "B", "A")[min(distinct_accounts(accounts), 3)]
