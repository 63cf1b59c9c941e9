"""Regularity: whether accounts order by the calendar, so that cells without a sale tell of nobody.

In: cells.
Out: a judgement.
"""

from __future__ import annotations

import polars as pl

MOST_SPREAD = 0.5
"""Of the spread that chance would give accounts' numbers of cells with a sale; below it they are too alike for chance."""
LEAST_ACCOUNTS = 50
"""With fewer, chance alone may make them so alike."""


def spread(cells: pl.DataFrame) -> tuple[float, int]:
    """Return how unequally accounts order, 1 being by chance, and of how many accounts.

    sum((n - m p)^2) / sum(m p (1 - p)), n of an account's m cells with a sale, p the share over all: the index of dispersion of
    binomial counts (Cochran 1954, Biometrics 10, 417-451). Where every cell or none has a sale it is 1: nothing can be told.

    Args:
        cells: rep_id, account_id, product_id, block, amount_minor; those of nobody are left out.
    """
    place = ("account_id", "product_id", "block")
    sold = cells.filter(pl.col("rep_id") != "").group_by(place).agg((pl.col("amount_minor").max() > 0).alias("sold"))
    by_account = sold.group_by("account_id").agg(pl.col("sold").sum().alias("n"), pl.len().alias("m")).sort("account_id")
    n, m = by_account["n"].to_numpy().astype(float), by_account["m"].to_numpy().astype(float)
    share = n.sum() / max(m.sum(), 1.0)
    chance = (m * share * (1.0 - share)).sum()
    return (float(((n - m * share) ** 2).sum() / chance) if chance > 0.0 else 1.0), by_account.height


def is_by_calendar(cells: pl.DataFrame) -> bool:
    """Return whether accounts order far more alike than chance would have it."""
    found, n_accounts = spread(cells)
    return n_accounts >= LEAST_ACCOUNTS and found < MOST_SPREAD
