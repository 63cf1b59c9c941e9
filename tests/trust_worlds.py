"""Trust worlds: cells of reps whose effect is known, through partners one of whom may report a multiple of what was sold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

N_REPS, N_TERRITORIES, ACCOUNTS_A_REP, N_PERIODS = 16, 4, 9, 6
PARTNERS = ("p0", "p1", "p2")


def world(seed: int, factor_of: Mapping[str, float] | None = None) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return cells and each account's partner; drawn by lot, so that reps depend on a partner more or less.

    Args:
        seed: of the world.
        factor_of: partner -> what its reports since the launch are multiplied by.
    """
    rng = np.random.default_rng(seed)
    rep_of = np.repeat(np.arange(N_REPS), ACCOUNTS_A_REP)
    partner_of = rng.integers(len(PARTNERS), size=rep_of.size)
    territory_of = rep_of // (N_REPS // N_TERRITORIES)
    effect = rng.normal(0.0, 0.35, N_REPS)
    worth = rng.normal(0.0, 0.6, rep_of.size)
    history = 500.0 * np.exp(worth + rng.normal(0.0, 0.1, rep_of.size))
    market = np.exp(rng.normal(0.0, 0.1, (N_TERRITORIES, N_PERIODS)))
    account, period = np.repeat(np.arange(rep_of.size), N_PERIODS), np.tile(np.arange(N_PERIODS), rep_of.size)
    usual = 2000.0 * np.exp(worth[account]) * market[territory_of[account], period]
    sales = usual * np.exp(effect[rep_of[account]] + rng.normal(0.0, 0.3, account.size))
    factor = np.array([(factor_of or {}).get(name, 1.0) for name in PARTNERS])
    cells = pd.DataFrame(
        {
            "rep_id": [f"r{k:02d}" for k in rep_of[account]],
            "account_id": [f"a{k:03d}" for k in account],
            "territory_id": [f"t{k}" for k in territory_of[account]],
            "period": [f"2024-{k + 1:02d}-01" for k in period],
            "sales": sales * factor[partner_of[account]],
            "weeks": 4.0,
            "history": history[account],
            "market_index": market[territory_of[account], period],
        }
    )
    return cells, {f"a{k:03d}": PARTNERS[partner_of[k]] for k in range(rep_of.size)}
