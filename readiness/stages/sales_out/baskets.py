"""Baskets: which products an account could buy, so that what it did not buy counts as nothing sold.

In: which account bought which product; the accounts' segments.
Out: account x product pairs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WIDE_SHARE = 0.9
"""Of the accounts of a segment buy no more products than its usual basket holds."""


def baskets(bought: NDArray[np.bool_], segments: Sequence[str]) -> NDArray[np.bool_]:
    """Return accounts x products: what each account bought, filled up to its segment's usual basket.

    The basket holds as many products as WIDE_SHARE of the segment's accounts do not exceed, one at least, those most accounts buy
    first. So an account that bought little counts with what it might have bought: how many cells it has does not depend on how
    well it was sold to.
    """
    groups = np.array(segments, dtype=np.str_)
    found = bought.copy()
    n_products = bought.shape[1]
    for group in np.unique(groups):
        mine = groups == group
        widths = bought[mine].sum(axis=1)
        width = max(1, int(np.quantile(widths, WIDE_SHARE, method="higher")))
        rank = np.empty(n_products, dtype=np.intp)
        rank[np.argsort(-bought[mine].sum(axis=0), kind="stable")] = np.arange(n_products)
        place = np.argsort(np.argsort(np.where(bought[mine], -1, rank), axis=1, kind="stable"), axis=1)
        found[mine] |= place < width
    return found
