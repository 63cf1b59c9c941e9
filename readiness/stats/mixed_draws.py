"""Mixed draws: solutions over what a variance may be when few levels tell it.

In: the solution at the REML estimate.
Out: solutions on a grid, each with its number of draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np

from readiness.stats.henderson import Floats
from readiness.stats.mixed_solution import Solution, solve

LARGEST_RATIO = 100.0
"""Where the grid of a ratio ends at the latest."""


def spread_over_ratios(sol: Solution, n_draws: int, uncertain: Mapping[str, float]) -> list[tuple[Solution, int]]:
    """Return solutions over a grid of the uncertain ratios, each with the number of draws that likelihood and prior give it.

    Args:
        sol: the solution at the REML estimate.
        n_draws: to be shared out.
        uncertain: factor with a random intercept alone -> scale of the half-normal prior of its standard deviation; none
            gives `sol` every draw.

    Source: Gelman (2006), Bayesian Analysis 1, 515-534: weakly informative priors for group-level standard deviations.
    """
    eq = sol.equations
    places = np.cumsum([0, *(width * (width + 1) // 2 for width in eq.widths)])
    scales = {
        int(places[k]): uncertain[name]
        for k, name in enumerate(eq.names)
        if name in uncertain and eq.widths[k] == 1
    }  # fmt: skip
    at = list(scales)
    grids = [_grid(sol, k, scale, 20 if len(at) == 1 else 12) for k, scale in scales.items()]
    points = []
    for combination in product(*grids):
        theta = sol.theta.copy()
        theta[at] = combination
        points.append(solve(eq, theta) if at else sol)
    surprise = np.array([p.criterion + _prior(p, scales) for p in points])
    cumulative = np.cumsum(np.exp((surprise.min() - surprise) / 2.0))
    picked = np.searchsorted(cumulative / cumulative[-1], (np.arange(n_draws) + 0.5) / n_draws)
    counts = np.bincount(picked, minlength=len(points))
    return [(point, int(count)) for point, count in zip(points, counts, strict=True) if count]


def _prior(sol: Solution, scales: Mapping[int, float]) -> float:
    """Return -2 log half-normal prior density of the uncertain factors' standard deviations, up to a constant."""
    return sum(float(sol.theta[k] ** 2 * sol.residual_variance) / scale**2 for k, scale in scales.items())


def _grid(sol: Solution, at: int, prior_scale: float, n_points: int) -> Floats:
    """Return midpoints of equal steps from 0 to where the ratio has become incredible."""
    theta = sol.theta.copy()
    least = sol.criterion
    highest = min(3.0 * prior_scale / float(np.sqrt(sol.residual_variance)), LARGEST_RATIO)
    upper = min(max(float(theta[at]), 0.02), highest)
    while upper < highest:
        upper = min(upper * 1.25, highest)
        theta[at] = upper
        if solve(sol.equations, theta).criterion > least + 10.0:
            break
    grid: Floats = (np.arange(n_points) + 0.5) * upper / n_points
    return grid
