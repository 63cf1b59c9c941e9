"""By period: what each rep added in each period, not pulled towards the average, for comparing reps with other figures.

In: Cells, Model.
Out: RepPeriod.
"""

from __future__ import annotations

import numpy as np

from readiness.stages.contribution.cells import Cells
from readiness.stages.contribution.model import Model
from readiness.stages.contribution.outcome import RepPeriod
from readiness.stats.henderson import Equations, Floats
from readiness.stats.mixed_search import places
from readiness.stats.mixed_solution import estimates, fitted, solve

FREE_RATIO = 30.0
"""Sd of a free effect / residual sd: so large that nothing pulls the effect to 0."""
FREE = ("rep", "book")
"""A book that is pulled to 0 would leave part of what was inherited with the rep."""


def by_period(cells: Cells, model: Model) -> tuple[RepPeriod, ...]:
    """Return log contribution and information by rep and period, in their order; none where reps cannot be told apart.

    The model is solved once more with rep and book free and all else as fitted; to the rep's effect comes the mean of what is
    left over in the period's cells, weighted as in the fit.
    """
    eq = model.fit.mixed.solution.equations
    if "rep" not in eq.names:
        return ()
    sol = solve(eq, _freed(eq, model.fit.mixed.solution.theta))
    at = int(np.sum([size * width for size, width in zip(eq.sizes, eq.widths, strict=True)][: eq.names.index("rep")], dtype=int))
    rep_effect = estimates(sol)[at : at + eq.sizes[eq.names.index("rep")]]
    cell = np.flatnonzero(cells.in_fit)
    left = (model.fit.response - fitted(sol)[: model.fit.response.size])[: cell.size]
    rep, period = cells.codes["rep"][cell], cells.codes["period"][cell]
    mine = np.flatnonzero((rep >= 0) & (period >= 0))
    key = rep[mine] * len(cells.period_names) + period[mine]
    weight = model.fit.weight[: cell.size][mine] / sol.residual_variance
    found, place = np.unique(key, return_inverse=True)
    total = np.bincount(place, weights=weight)
    mean = np.bincount(place, weights=weight * left[mine]) / total
    of_rep, of_period = np.divmod(found, len(cells.period_names))
    return tuple(
        RepPeriod(cells.rep_ids[r], cells.period_names[p], float(rep_effect[r] + m), float(w))
        for r, p, m, w in zip(of_rep, of_period, mean, total, strict=True)
    )


def _freed(eq: Equations, theta: Floats) -> Floats:
    """Return the parameters with rep and book free."""
    freed = theta.copy()
    factor = places(eq.widths).factor
    for name in FREE:
        if name in eq.names:
            freed[factor == eq.names.index(name)] = FREE_RATIO
    return freed
