"""Mixed search: variance parameters of least REML criterion.

In: Equations.
Out: relative factors, evaluations, whether the search ended by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError
from scipy.optimize import minimize

from readiness.stats.henderson import Codes, Equations, Floats
from readiness.stats.mixed_solution import inverse_blocks, relative_factors, solve

LARGEST_RATIO = 100.0
"""Upper bound of sd of a factor / residual sd."""
ZERO_GAIN = 1e-6
"""A variance that lowers the criterion by less than this is reported as 0."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where the search ended."""

    theta: Floats
    """Lower triangles of the relative factors row by row."""
    n_evaluations: int
    converged: bool


@dataclass(frozen=True, slots=True)
class Places:
    """Which parameter is which."""

    factor: Codes
    row: Codes
    column: Codes
    is_diagonal: np.ndarray[tuple[int], np.dtype[np.bool_]]


def places(widths: Sequence[int]) -> Places:
    """Return factor, row and column of every parameter.

    Source: Bates, Maechler, Bolker & Walker (2015), J. Stat. Software 67(1), section 2.1: relative covariance factor.
    """
    rows, columns = (
        np.concatenate([np.tril_indices(width)[side] for width in widths] or [np.zeros(0, dtype=np.intp)]) for side in (0, 1)
    )
    factor = np.repeat(np.arange(len(widths)), [width * (width + 1) // 2 for width in widths])
    return Places(factor, rows, columns, rows == columns)


def start_at(widths: Sequence[int]) -> Floats:
    """Return relative factors that are all the identity.

    Source: Bates, Maechler, Bolker & Walker (2015), J. Stat. Software 67(1), section 3.2: starting values.
    """
    return places(widths).is_diagonal.astype(np.float64)


def reml_theta(eq: Equations, start: Floats, *, radius: float = 0.5, search: bool = True) -> Found:
    """Return the relative factors of least REML criterion.

    Args:
        eq: the equations.
        start: the parameters to start from.
        radius: how far the first steps of the search go.
        search: False takes Newton steps from the start only, for parameters known nearly; zeros then stay zeros.

    Source: Patterson & Thompson (1971), Biometrika 58, 545-554: REML. Searched by scipy's COBYQA, then Newton steps on the score.
    """
    found = _search(eq, start, radius) if search else Found(start, 0, True)
    if not eq.layout.is_split:
        return Found(np.array([float(f"{value:.4g}") for value in found.theta]), found.n_evaluations, found.converged)
    return Found(refined(eq, found.theta, None), found.n_evaluations, found.converged)


def _search(eq: Equations, start: Floats, radius: float) -> Found:
    """Return parameters near the least criterion."""
    if not eq.names:
        return Found(start, 1, True)
    diagonal = places(eq.widths).is_diagonal
    lowest = np.where(diagonal, 0.0, -LARGEST_RATIO)

    def criterion(theta: Floats) -> float:
        try:
            return solve(eq, np.clip(theta, lowest, LARGEST_RATIO)).criterion
        except LinAlgError:
            return 1e300

    found = minimize(
        criterion,
        start,
        method="COBYQA",
        bounds=list(zip(lowest, np.full(start.size, LARGEST_RATIO), strict=True)),
        options={"initial_tr_radius": radius, "final_tr_radius": 1e-4 if diagonal.all() else 1e-6, "maxfev": 1000 * start.size},
    )
    theta = np.clip(np.asarray(found.x, dtype=np.float64), lowest, LARGEST_RATIO)
    least = criterion(theta)
    for at in [k for k in np.argsort(theta, kind="stable") if diagonal[k]]:
        without = _without(eq, theta, int(at))
        value = criterion(without)
        if value < least + ZERO_GAIN:
            theta, least = without, min(value, least)
    return Found(theta, int(found.nfev), bool(found.success))


def _without(eq: Equations, theta: Floats, at: int) -> Floats:
    """Return the parameters with one column of a relative factor at 0."""
    where = places(eq.widths)
    column = (where.factor == where.factor[at]) & (where.column == where.column[at])
    return np.where(column, 0.0, theta)


def refined(eq: Equations, theta: Floats, jacobian: Floats | None) -> Floats:
    """Return the parameters with the score brought to 0, so that the last digits do not depend on the path of the search.

    Args:
        eq: the equations.
        theta: parameters near the least criterion; factors that are singular there stay as they are.
        jacobian: derivative of the score, known nearly; None differentiates it here.

    Source: Broyden (1965), Math. Comp. 19, 577-593: the derivative is mended by what each step shows.
    """
    free = free_parameters(eq, theta)
    if not free.size:
        return theta
    score = reml_score(eq, theta)[free]
    slope = score_slope(eq, theta) if jacobian is None else jacobian
    for _ in range(12):
        step = np.clip(np.linalg.lstsq(slope, -score, rcond=None)[0], -0.5, 0.5)
        tried = moved(eq, theta, free, step)
        tried_score = reml_score(eq, tried)[free]
        if not np.abs(tried_score).max() < np.abs(score).max():
            break
        if jacobian is not None:
            slope = slope + np.outer(tried_score - score - slope @ step, step) / (step @ step)
        theta, score = tried, tried_score
        if np.abs(step).max() < (1e-13 if jacobian is None else 1e-5):
            break
    return theta


def free_parameters(eq: Equations, theta: Floats) -> Codes:
    """Return the parameters of the factors that are not singular.

    Source: Bates, Maechler, Bolker & Walker (2015), J. Stat. Software 67(1), section 2.1: relative covariance factor.
    """
    regular = [bool(np.all(np.diag(factor) > 0.0)) for factor in relative_factors(theta, eq.widths)]
    return np.flatnonzero(np.array(regular, dtype=np.bool_)[places(eq.widths).factor]) if regular else np.zeros(0, dtype=np.intp)


def moved(eq: Equations, theta: Floats, free: Codes, step: Floats) -> Floats:
    """Return the parameters after a step: diagonal ones by its exponential, others by itself.

    Source: Pinheiro & Bates (1996), Statistics and Computing 6, 289-296: log-Cholesky parametrisation.
    """
    tried = theta.copy()
    diagonal = places(eq.widths).is_diagonal[free]
    tried[free] = np.where(diagonal, np.clip(theta[free] * np.exp(step), 1e-6, LARGEST_RATIO), theta[free] + step)
    return tried


def score_slope(eq: Equations, theta: Floats) -> Floats:
    """Return the derivative of the score of the free parameters by their steps, by differences.

    Source: Patterson & Thompson (1971), Biometrika 58, 545-554: REML.
    """
    free = free_parameters(eq, theta)
    score, width = reml_score(eq, theta)[free], np.log1p(1e-4)
    columns = [(reml_score(eq, moved(eq, theta, free, unit))[free] - score) / width for unit in np.eye(free.size) * width]
    return np.column_stack(columns)


def reml_score(eq: Equations, theta: Floats) -> Floats:
    """Return half the derivative of the criterion by every parameter's step; 0 for those of singular factors.

    With L the relative factor, C the posterior variances and u the effects, both in spherical units, it is the lower triangle
    of L^-T (levels I - sum C - sum u u' / s2), each diagonal element times its own parameter.

    Source: Patterson & Thompson (1971), Biometrika 58, 545-554: REML; derived here for spherical units.
    """
    sol = solve(eq, theta)
    found, at = [], 0
    for factor, size, posterior in zip(sol.factors, eq.sizes, inverse_blocks(sol), strict=True):
        width = factor.shape[0]
        effects = sol.spherical[at : at + size * width].reshape(size, width)
        at += size * width
        inner = size * np.eye(width) - posterior.sum(axis=0) - effects.T @ effects / sol.residual_variance
        diagonal = np.diag(factor)
        slope = np.linalg.solve(factor.T, inner) if np.all(diagonal > 0.0) else np.zeros((width, width))
        slope[np.diag_indices(width)] *= diagonal
        found.append(slope[np.tril_indices(width)])
    return np.concatenate(found)
