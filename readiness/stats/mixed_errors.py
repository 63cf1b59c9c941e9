"""Mixed errors: how well variances and covariances of random effects are known.

In: Solution at the least REML criterion.
Out: covariance matrices of the estimated variances.
"""

from __future__ import annotations

import numpy as np

from readiness.stats.henderson import Codes, Floats
from readiness.stats.mixed_newton import average_information, directions
from readiness.stats.mixed_search import free_places, places
from readiness.stats.mixed_solution import Solution, lower_triangle


def variance_errors(sol: Solution) -> tuple[tuple[Floats | None, ...], float]:
    """Return how well each factor's variances are known, and the standard error of the residual variance.

    Per factor it is the (m, m) covariance matrix of the m elements of its covariance matrix's lower triangle, row by row, on the
    caller's columns; None where it is singular: an estimate at its bound has no such error. A few levels tell a variance so badly
    that its distribution is far from normal.

    Source: Gilmour, Thompson & Cullis (1995), Biometrics 51, 1440-1450: average information; errors by the delta method.
    """
    eq = sol.equations
    free, n = free_places(eq, sol.theta), eq.n_rows - eq.n_fixed
    joint = _joint(sol, free, n)
    where = places(eq.widths)
    found: list[Floats | None] = []
    for f, (factor, base) in enumerate(zip(sol.factors, eq.bases, strict=True)):
        mine = np.flatnonzero(where.factor[free] == f)
        if not mine.size:
            found.append(None)
            continue
        lower = lower_triangle(factor.shape[0])
        jacobian = np.zeros((lower[0].size, free.size + 1))
        for at in mine:
            i, j = where.row[free[at]], where.column[free[at]]
            turn = np.zeros_like(factor)
            turn[i, j] = factor[i, j] if i == j else 1.0
            jacobian[:, at] = _outer(base, turn @ factor.T + factor @ turn.T)[lower]
        jacobian[:, -1] = _outer(base, factor @ factor.T)[lower]
        found.append(jacobian @ joint @ jacobian.T * sol.residual_variance**2)
    return tuple(found), float(np.sqrt(joint[-1, -1])) * sol.residual_variance


def _joint(sol: Solution, free: Codes, n: int) -> Floats:
    """Return the covariance matrix of the free parameters and the logarithm of the residual variance, which comes last."""
    inverse = np.linalg.pinv(average_information(sol)[np.ix_(free, free)], hermitian=True)
    by_residual = directions(sol)[1][free] if free.size else np.zeros(0)
    across = -2.0 / n * inverse @ by_residual
    corner = 2.0 / n * (1.0 - across @ by_residual)
    return np.block([[inverse, across[:, None]], [across[None, :], np.array([[corner]])]])


def _outer(base: Floats, inner: Floats) -> Floats:
    """Return a covariance matrix on the caller's columns."""
    turned: Floats = base @ inner @ base.T
    return turned
