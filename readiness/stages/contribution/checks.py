"""Checks: what tells reps from the accounts they were given, and whether two halves of the data agree.

In: the table of cells.
Out: a count, a correlation.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from readiness.stages.contribution import fit_contributions
from readiness.stages.contribution.cells import Floats

LEAST_REPS = 10
"""Reps in both halves below which their agreement says nothing."""
MOST_CELLS = 20_000
"""Cells up to which the halves are fitted: they take about as long again as the whole."""


def moved_accounts(cells: pd.DataFrame) -> int:
    """Return how many accounts were served by more than one rep."""
    return int((_named(cells).groupby("account_id")["rep_id"].nunique() > 1).sum())


def split_half(cells: pd.DataFrame, *, seed: int) -> float | None:
    """Return the correlation of reps' effects fitted to alternate accounts of each rep; None where it would say nothing.

    It says how well the figures repeat themselves, not whether they are right: what is wrong in both halves repeats itself too.
    """
    if len(cells) > MOST_CELLS:
        return None
    first = _named(cells).sort_values(["account_id", "period", "rep_id"], kind="stable").drop_duplicates("account_id")
    of_rep = first.sort_values(["rep_id", "account_id"], kind="stable")["account_id"]
    is_even = cells["account_id"].isin(set(of_rep.iloc[::2])).to_numpy()
    halves = [_effects(cells[side], seed) for side in (is_even, ~is_even)]
    both = sorted(halves[0].keys() & halves[1].keys())
    one, other = (np.array([half[rep_id] for rep_id in both]) for half in halves)
    if len(both) < LEAST_REPS or not np.ptp(one) or not np.ptp(other):
        return None
    return _correlation(one, other)


def _effects(cells: pd.DataFrame, seed: int) -> dict[str, float]:
    """Return the effect of each rep; none where no model can be fitted."""
    if cells.empty:
        return {}
    fit = fit_contributions(cells, seed=seed, n_draws=1)
    return {rep.rep_id: rep.effect for rep in fit.reps} if fit.converged else {}


def _correlation(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def _named(cells: pd.DataFrame) -> pd.DataFrame:
    return cells[(cells["rep_id"] != "") & (cells["account_id"] != "")]
