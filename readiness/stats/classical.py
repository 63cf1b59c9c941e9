"""Classical test theory: how hard, telling and consistent items are, without a model of ability.

In: right, wrong and missing answers, persons x items.
Out: item-rest correlations, reliability.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def item_rest(correct: Floats) -> Floats:
    """Return (items,) the correlation of each item with the share right of the person's other items; NaN where constant.

    Args:
        correct: (persons, items), 1 right, 0 wrong, NaN missing.

    Source: Nunnally & Bernstein (1994), Psychometric Theory, 3rd edition, chapter 8 (corrected item-total correlation).
    """
    known = np.isfinite(correct)
    right = np.where(known, correct, 0.0)
    n_other = known.sum(axis=1, keepdims=True) - known
    rest = np.where(n_other > 0, (right.sum(axis=1, keepdims=True) - right) / np.maximum(n_other, 1), np.nan)
    out = np.full(correct.shape[1], np.nan)
    for j in range(correct.shape[1]):
        both = known[:, j] & np.isfinite(rest[:, j])
        x, y = right[both, j], rest[both, j]
        if x.size > 2 and np.ptp(x) > 0 and np.ptp(y) > 1e-12:
            out[j] = float(np.corrcoef(x, y)[0, 1])
    return out


def alpha(correct: Floats) -> float:
    """Return Cronbach's alpha, for right and wrong answers Kuder and Richardson's formula 20; NaN where nothing varies.

    k / (k - 1) (1 - sum of item variances / sum of all covariances). With missing answers each covariance is over the persons
    who answered both items.

    Source: Cronbach (1951), Psychometrika 16, 297-334; Kuder & Richardson (1937), Psychometrika 2, 151-160.
    """
    known = np.isfinite(correct)
    right, seen = np.where(known, correct, 0.0), known.astype(float)
    n = seen.T @ seen
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = right.T @ seen / n
        covariance = (right.T @ right / n - mean * mean.T) * n / (n - 1)
    if not np.isfinite(covariance).all() or covariance.sum() <= 0 or correct.shape[1] < 2:
        return float("nan")
    k = correct.shape[1]
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))
