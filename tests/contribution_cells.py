"""A small table of cells, and what is true of it: sales follow accounts, territories, reps, a product and three indices."""

from __future__ import annotations

import numpy as np
import pandas as pd

N_TERRITORIES, REPS_EACH, ACCOUNTS_EACH, N_WEEKS = 3, 4, 4, 8
COLUMNS = (
    "rep_id", "account_id", "product_id", "territory_id", "week", "sales", "history", "market_index", "in_stock_share",
    "demand_index", "promotion",
)  # fmt: skip


def small_cells(seed: int = 1, *, zeros: float = 0.1, sd_rep: float = 0.3) -> pd.DataFrame:
    """Return 768 cells of 12 reps and 48 accounts; every fifth account goes to the next rep of its territory in week 5."""
    rng = np.random.default_rng(seed)
    n_reps = N_TERRITORIES * REPS_EACH
    rep, level = rng.normal(0, sd_rep, n_reps), rng.normal(0, 0.7, n_reps * ACCOUNTS_EACH)
    place = rng.normal(0, 0.3, N_TERRITORIES)
    account, week, product = (v.ravel() for v in np.indices((level.size, N_WEEKS, 2)))
    first = account // ACCOUNTS_EACH
    territory = first // REPS_EACH
    seller = np.where((account % 5 == 0) & (week >= 4), territory * REPS_EACH + (first + 1) % REPS_EACH, first)
    market, stock, demand = (
        np.exp(rng.normal(0, 0.1, week.size)), rng.uniform(0.4, 1.0, week.size), np.exp(rng.normal(0, 0.2, week.size)),
    )  # fmt: skip
    promotion = (rng.random(week.size) < 0.2) * 1
    usual = 6 + level[account] + place[territory] + 0.5 * product + np.log(stock) + 0.9 * np.log(demand) + 0.8 * np.log(market)
    sales = np.exp(usual + 0.2 * promotion + rep[seller] + rng.normal(0, 0.4, week.size)).round(2)
    history = np.exp(6 + level + place[np.arange(level.size) // ACCOUNTS_EACH // REPS_EACH] + rng.normal(0, 0.2, level.size))
    names = [np.char.mod(form, v) for form, v in (("r%02d", seller), ("a%03d", account), ("p%d", product), ("t%d", territory))]
    values = (
        np.char.mod("2026-W%02d", week + 1), np.where(rng.random(week.size) < zeros, 0.0, sales), history[account].round(2),
        market.round(4), stock.round(4), demand.round(4), promotion,
    )  # fmt: skip
    return pd.DataFrame(dict(zip(COLUMNS, (*names, *values), strict=True)))
