"""Answer patterns: equal persons once, so that they cost once and the order of rows changes nothing.

In: right, wrong and missing answers, persons x items.
Out: Patterns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Distinct rows of answers and how many persons gave each; `right` and `wrong` are 0 where an answer is missing."""

    right: Floats
    wrong: Floats
    count: Floats
    pattern_of: NDArray[np.intp]
    """For each person the row of its pattern."""


def patterns_of(answers: Floats) -> Patterns:
    """Return the distinct rows of answers, 1 right, 0 wrong, NaN missing, in a fixed order."""
    coded = np.where(np.isfinite(answers), answers, -1).astype(np.int8)
    rows, pattern_of, count = np.unique(coded, axis=0, return_inverse=True, return_counts=True)
    return Patterns((rows == 1).astype(float), (rows == 0).astype(float), count.astype(float), pattern_of.reshape(-1))
