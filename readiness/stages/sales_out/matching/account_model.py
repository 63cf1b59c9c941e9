"""Account model: how sure it is that a customer is an account, from how alike they are.

In: (pairs, FEATURES) of account_pairs.
Out: probabilities.

A choice of one account or none (McFadden 1974, in Frontiers in Econometrics, 105-142), fitted on the development part of
generated noise by `python benchmarks/sales_matching.py fit`, which prints the numbers below. The same program without `fit`
prints what they reach on the rest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

INTERCEPT = -13.929
COEFFICIENTS = {
    "cosine": 0.751, "token_sort_squared": 7.951, "jaro_winkler": 8.580, "partial": 2.579, "cut_off": 0.399, "postal_same": 1.517,
    "postal_differs": -0.708, "city_differs": -4.164, "region_same": 0.117, "region_differs": -0.288, "street_alike": 0.829,
    "street_differs": -0.764, "branch_differs": -1.106, "no_place": -2.157,
}  # fmt: skip
"""By FEATURES, in their order."""
ENOUGH = 0.9
"""From here a likeness counts without a person."""


def probabilities(features: NDArray[np.float64], rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return for each pair how likely it is the one: its odds as a share of those of all pairs of its row and of none."""
    logits = INTERCEPT + features @ np.array(list(COEFFICIENTS.values()))
    odds = np.exp(np.clip(logits, -30, 30))
    totals = np.bincount(rows, weights=odds, minlength=int(rows.max(initial=-1)) + 1)
    return np.asarray(odds / (1 + totals[rows]), dtype=np.float64).round(6)
