"""Mixed Newton: one step of the variance parameters towards the least REML criterion, from one solution.

In: Solution.
Out: step of every parameter; average information on them.
"""

from __future__ import annotations

import numpy as np

from readiness.stats.henderson import Floats
from readiness.stats.mixed_search import free_places, places, score_at
from readiness.stats.mixed_solution import Solution, inverse_blocks, lower_triangle, products, solved_for

LONGEST = 1.0
"""Step of a parameter at most."""


def newton_step(sol: Solution) -> Floats:
    """Return the step of every parameter (logarithms of diagonal ones) to the least criterion; 0 for singular factors.

    The second derivative is taken as its average information: the mean of what is observed and what is expected, which needs
    no traces.

    Source: Gilmour, Thompson & Cullis (1995), Biometrics 51, 1440-1450: average information REML.
    """
    step = np.zeros(sol.theta.size)
    free = free_places(sol.equations, sol.theta)
    if free.size:
        score, information = score_at(sol)[free], average_information(sol)[np.ix_(free, free)]
        values, vectors = np.linalg.eigh(information)
        values = np.maximum(values, 1e-8 * values.max() + np.finfo(float).tiny)
        step[free] = -vectors @ ((vectors.T @ score) / values)
        # Each factor by itself: one that vanishes asks for a step without end, and must not hold up the others.
        longest = np.zeros(len(sol.factors))
        np.maximum.at(longest, places(sol.equations.widths).factor, np.abs(step))
        step /= np.maximum(longest / LONGEST, 1.0)[places(sol.equations.widths).factor]
    return step


def sure_step(sol: Solution) -> Floats:
    """Return the parameters after one step that always lowers the criterion, though slowly.

    The new covariance of a factor is the mean of u u' plus its posterior covariance.

    Source: Laird & Ware (1982), Biometrics 38, 963-974: REML by the EM algorithm.
    """
    eq = sol.equations
    found, at = [], 0
    for factor, size, posterior in zip(sol.factors, eq.sizes, inverse_blocks(sol), strict=True):
        width = factor.shape[0]
        effects = sol.spherical[at : at + size * width].reshape(size, width)
        at += size * width
        mean = (posterior.sum(axis=0) + effects.T @ effects / sol.residual_variance) / size
        found.append((factor @ np.linalg.cholesky(mean))[lower_triangle(width)])
    return np.concatenate([*found, np.zeros(0)])


def average_information(sol: Solution) -> Floats:
    """Return (parameters, parameters) average information on the steps of the parameters, the residual variance profiled out.

    With P y the residuals after fixed effects, weighted by the inverse of the covariance V of the rows, and q = dV/dparameter
    P y, it is half of q' P q.

    Source: Gilmour, Thompson & Cullis (1995), Biometrics 51, 1440-1450: average information REML.
    """
    eq = sol.equations
    rows, by_residual = directions(sol)
    random, fixed = products(sol, rows)
    solved = solved_for(sol, random, fixed)
    inner = rows.T @ rows - np.vstack([random, fixed]).T @ solved
    free = eq.n_rows - eq.n_fixed
    information: Floats = inner / (2.0 * sol.residual_variance) - 2.0 * np.outer(by_residual, by_residual) / free
    return (information + information.T) / 2.0


def directions(sol: Solution) -> tuple[Floats, Floats]:
    """Return (rows, parameters) q of each parameter, and half of y' P q.

    Source: Gilmour, Thompson & Cullis (1995), Biometrics 51, 1440-1450: working variates.
    """
    eq = sol.equations
    where = places(eq.widths)
    columns, by_residual = [], []
    starts = eq.random.edges
    for at, (f, i, j) in enumerate(zip(where.factor, where.row, where.column, strict=True)):
        factor, width = sol.factors[f], eq.widths[f]
        lower = np.zeros((width, width))
        lower[i, j] = factor[i, j] if where.is_diagonal[at] else 1.0
        effects = sol.spherical[starts[f] : starts[f + 1]].reshape(-1, width)
        if not np.all(np.diag(factor) > 0.0):
            columns.append(np.zeros(eq.n_rows))
            by_residual.append(0.0)
            continue
        outward = np.linalg.solve(factor.T, effects.T).T  # products of the columns with P y, times the residual variance
        moved = effects @ lower.T + outward @ (factor @ lower.T).T
        columns.append(eq.root * eq.random.term_times(int(f), moved.ravel()))
        by_residual.append(float((outward * (effects @ lower.T)).sum()) / sol.residual_variance)
    return np.column_stack(columns), np.array(by_residual)
