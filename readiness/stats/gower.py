"""Gower: how alike things are that have names of kinds and quantities at once, some of them unknown.

In: kinds as codes, quantities as numbers.
Out: likeness 0..1 of every row to some of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def gower_likeness(codes: NDArray[np.int64], quantities: NDArray[np.float64], to: Sequence[int]) -> NDArray[np.float64]:
    """Return how alike each row is to each row of `to`.

    A kind adds 1 where it is the same and 0 where it is not; a quantity adds 1 less the difference as a share of its range over
    all rows. What is unknown in one of both is left out, so that the likeness is the mean over what is known of both.

    Args:
        codes: (rows, kinds), -1 where unknown.
        quantities: (rows, quantities), NaN where unknown.
        to: the rows to compare with.

    Returns:
        (rows, len(to)) likeness 0..1; NaN where nothing is known of both.

    Source: Gower (1971), A general coefficient of similarity and some of its properties, Biometrics 27(4), 857-871.
    """
    others = list(to)
    total = np.zeros((len(codes), len(others)))
    known = np.zeros_like(total)
    for kind in codes.T:
        both = (kind[:, None] >= 0) & (kind[None, others] >= 0)
        total += both & (kind[:, None] == kind[None, others])
        known += both
    for quantity in quantities.T:
        present = quantity[~np.isnan(quantity)]
        spread = float(present.max() - present.min()) if present.size else 0.0
        apart = np.abs(quantity[:, None] - quantity[None, others]) / (spread or 1.0)
        both = ~np.isnan(apart)
        total += np.where(both, 1.0 - apart, 0.0)
        known += both
    return np.divide(total, known, out=np.full_like(total, np.nan), where=known > 0)
