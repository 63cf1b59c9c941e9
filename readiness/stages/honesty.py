"""Honesty: the limits below which nothing is said, in one place; judgements, each with its reason in docs/methods/honesty.md.

In: nothing.
Out: limits, and whether a figure may be shown.
"""

from __future__ import annotations

import math

LEAST_CELLS, LEAST_ACCOUNTS = 30, 3
"""A rep with fewer cells or accounts gets no verdict and no rank."""
LEAST_RELIABILITY = 0.5
"""Below it more of a contribution is chance than rep: no rank, and nothing is said of a rep whose band holds 0."""
RANKED_RELIABILITY = 0.7
"""Below it a contribution has its band and a verdict, but no rank."""
FEWEST_REPS = 20
"""Reps in a comparison, or trained together, below which nothing is concluded."""
LEAST_GROUP = 5
"""A group of fewer reps is neither named nor compared: it would tell of persons."""
FALSE_SHARE = 0.10
"""Of the differences between groups that are found, at most this share is expected to be found by chance."""
NOT_ENOUGH = "not_enough_data"


def is_judged(verdict: str) -> bool:
    """Return whether there was enough to judge a rep by."""
    return not verdict.startswith(NOT_ENOUGH)


def is_ranked(verdict: str, reliability: float, rank_low: int, rank_high: int) -> bool:
    """Return whether a rank may be shown: enough data, reliable enough, and both ends of its band."""
    return is_judged(verdict) and reliability >= RANKED_RELIABILITY and 0 < rank_low <= rank_high


def is_banded(value: float, low: float, high: float) -> bool:
    """Return whether an estimate stands inside a band that is known."""
    return all(map(math.isfinite, (value, low, high))) and low <= value <= high
