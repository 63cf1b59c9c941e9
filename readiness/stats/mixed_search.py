"""Mixed search: variance parameters of least REML criterion.

In: Equations.
Out: relative factors, evaluations, whether the search ended by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.linalg import LinAlgError
from scipy.optimize import minimize

from readiness.stats.henderson import Codes, Equations, Floats
from readiness.stats.mixed_solution import Solution, inverse_blocks, lower_triangle, relative_factors, solve

LARGEST_RATIO = 1e4
"""Upper bound of sd of a factor / residual sd."""
ZERO_GAIN = 1e-6
"""A variance that lowers the criterion by less than this is reported as 0."""


SAME_CRITERION = 1e-7
"""Criteria nearer to each other than this differ by rounding."""
STARTS = (1.0, 0.3, 0.1)
"""Ratios tried to start from: one alone may lead to a local least."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where the search ended."""

    theta: Floats
    """Lower triangles of the relative factors row by row."""
    n_evaluations: int = 0
    converged: bool = True


@dataclass(frozen=True, slots=True)
class Places:
    """Which parameter is which."""

    factor: Codes
    row: Codes
    column: Codes
    is_diagonal: np.ndarray[tuple[int], np.dtype[np.bool_]]


@lru_cache
def places(widths: tuple[int, ...]) -> Places:
    """Return factor, row and column of every parameter.

    Source: Bates, Maechler, Bolker & Walker (2015), J. Stat. Software 67(1), section 2.1: relative covariance factor.
    """
    rows, columns = (
        np.concatenate([lower_triangle(width)[side] for width in widths] or [np.zeros(0, dtype=np.intp)]) for side in (0, 1)
    )
    factor = np.repeat(np.arange(len(widths)), [width * (width + 1) // 2 for width in widths])
    return Places(factor, rows, columns, rows == columns)


def reml_theta(eq: Equations, start: Floats | None = None, *, radius: float = 0.5, search: bool = True) -> Found:
    """Return the relative factors of least REML criterion.

    Args:
        eq: the equations.
        start: the parameters to start from; None starts from the best of a few.
        radius: how far the first steps of the search go; without a start, relative to where they begin.
        search: False takes Newton steps from the start only, for parameters known nearly; zeros then stay zeros.

    Source: Patterson & Thompson (1971), Biometrika 58, 545-554: REML. Searched by scipy's COBYQA, then Newton steps on the score.
    """
    begin = best_start(eq) if start is None else start
    reach = radius * (float(begin.max(initial=0.0)) if start is None else 1.0)
    found = _search(eq, begin, reach) if search else Found(begin)
    if not eq.layout.is_split:
        return Found(np.array([float(f"{value:.4g}") for value in found.theta]), found.n_evaluations, found.converged)
    return Found(refined(eq, found.theta), found.n_evaluations, found.converged)


def best_start(eq: Equations) -> Floats:
    """Return the multiple of identical relative factors with the least criterion: one start alone may lead to a local least."""
    unit = places(eq.widths).is_diagonal.astype(np.float64)
    found: Floats = min((unit * ratio for ratio in STARTS), key=lambda theta: solve(eq, theta).criterion)
    return found


def _search(eq: Equations, start: Floats, radius: float) -> Found:
    """Return parameters near the least criterion."""
    if not eq.names:
        return Found(start, 1)
    where = places(eq.widths)
    # The criterion does not know the sign of a column of L: only single ratios need a bound, slopes would get stuck at theirs.
    lowest = np.where(np.array(eq.widths)[where.factor] == 1, 0.0, -LARGEST_RATIO)

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
        options={
            "initial_tr_radius": radius,
            "final_tr_radius": 1e-4 if max(eq.widths) == 1 else 1e-6,
            "maxfev": 1000 * start.size,
        },
    )
    theta = _upright(eq, np.clip(np.asarray(found.x, dtype=np.float64), lowest, LARGEST_RATIO))
    least = criterion(theta)
    for at in [k for k in np.argsort(theta, kind="stable") if where.is_diagonal[k]]:
        fewer = without(eq, theta, int(where.factor[at]), int(where.row[at]))
        value = criterion(fewer)
        if value < least + ZERO_GAIN:
            theta, least = fewer, min(value, least)
    return Found(theta, int(found.nfev), bool(found.success))


def _upright(eq: Equations, theta: Floats) -> Floats:
    """Return the same covariances with no diagonal element below 0."""
    return _flat([factor * np.where(np.diag(factor) < 0.0, -1.0, 1.0) for factor in relative_factors(theta, eq.widths)])


def without(eq: Equations, theta: Floats, of_factor: int, at: int) -> Floats:
    """Return the parameters with one effect told by those before it; the effects after it keep their covariances.

    Source: Golub & Van Loan (2013), Matrix Computations, 4th ed., section 5.2: QR keeps the products of the rows.
    """
    factors = list(relative_factors(theta, eq.widths))
    lower = factors[of_factor]
    after = np.asarray(np.linalg.qr(lower[at + 1 :, at:].T, mode="r"), dtype=np.float64).T
    lower[at:, at] = 0.0
    lower[at + 1 :, at + 1 :] = after * np.where(np.diag(after) < 0.0, -1.0, 1.0)
    return _flat(factors)


def _flat(factors: Sequence[Floats]) -> Floats:
    return np.concatenate([factor[lower_triangle(factor.shape[0])] for factor in factors])


def refined(eq: Equations, theta: Floats, *, least_step: float = 1e-13) -> Floats:
    """Return the parameters with the score brought to 0, so that the last digits do not depend on the path of the search.

    Args:
        eq: the equations.
        theta: parameters near the least criterion; factors that are singular there stay as they are.
        least_step: where to stop, relative to the parameters.

    Source: Broyden (1965), Math. Comp. 19, 577-593: the derivative is mended by what each step shows.
    """
    free = free_places(eq, theta)
    if not free.size:
        return theta
    score, criterion = _score(eq, theta)
    slope = _slope(eq, theta, free, score[free])
    for _ in range(12):
        step = _downhill(slope, score[free])
        if not step.any():
            break
        tried = moved(eq, theta, free, step)
        tried_score, tried_criterion = _score(eq, tried)
        change = tried_score[free] - score[free]
        slope = slope + np.outer(change - slope @ step, step) / (step @ step)
        gain = criterion - tried_criterion
        if gain < -SAME_CRITERION or (gain < SAME_CRITERION and not np.abs(tried_score).max() < np.abs(score).max()):
            break
        theta, score, criterion = tried, tried_score, tried_criterion
        if np.abs(step).max() < least_step:
            break
    return theta


def _downhill(slope: Floats, score: Floats) -> Floats:
    """Return the Newton step, turned round where the criterion bends downwards, and not too long."""
    values, vectors = np.linalg.eigh((slope + slope.T) / 2.0)
    curvature = np.maximum(np.abs(values), 1e-10 * np.abs(values).max() + np.finfo(float).tiny)
    step: Floats = np.clip(-vectors @ ((vectors.T @ score) / curvature), -0.5, 0.5)
    return step


def free_places(eq: Equations, theta: Floats) -> Codes:
    """Return the parameters of the factors that are not singular.

    Source: Bates, Maechler, Bolker & Walker (2015), J. Stat. Software 67(1), section 2.1: relative covariance factor.
    """
    regular = [bool(np.all(np.diag(factor) > 0.0)) for factor in relative_factors(theta, eq.widths)]
    return np.flatnonzero(np.array(regular, dtype=np.bool_)[places(eq.widths).factor]) if regular else np.zeros(0, dtype=np.intp)


def moved(eq: Equations, theta: Floats, free: Codes, step: Floats) -> Floats:
    """Return the parameters after a step: diagonal ones times its exponential, others plus itself.

    Source: Pinheiro & Bates (1996), Statistics and Computing 6, 289-296: log-Cholesky parameters.
    """
    tried = theta.copy()
    diagonal = places(eq.widths).is_diagonal[free]
    tried[free] = np.where(diagonal, np.clip(theta[free] * np.exp(step), 1e-6, LARGEST_RATIO), theta[free] + step)
    return tried


def _slope(eq: Equations, theta: Floats, free: Codes, score: Floats) -> Floats:
    """Return the derivative of the score by the steps of the free parameters, by differences."""
    width = np.log1p(1e-4)
    columns = [(_score(eq, moved(eq, theta, free, unit))[0][free] - score) / width for unit in np.eye(free.size) * width]
    return np.column_stack(columns)


def reml_score(eq: Equations, theta: Floats) -> Floats:
    """Return half the derivative of the criterion by every parameter's step; 0 for those of singular factors.

    With L the relative factor, C the posterior variances and u the effects, both in spherical units, it is the lower triangle
    of L^-T (levels I - sum C - sum u u' / s2), each diagonal element times its own parameter.

    Source: Patterson & Thompson (1971), Biometrika 58, 545-554: REML; derived here for spherical units.
    """
    return _score(eq, theta)[0]


def _score(eq: Equations, theta: Floats) -> tuple[Floats, float]:
    """Return score and criterion."""
    sol = solve(eq, theta)
    return score_at(sol), sol.criterion


def score_at(sol: Solution) -> Floats:
    """Return `reml_score` of a solution.

    Source: Patterson & Thompson (1971), Biometrika 58, 545-554: REML.
    """
    eq = sol.equations
    found, at = [], 0
    for factor, size, posterior in zip(sol.factors, eq.sizes, inverse_blocks(sol), strict=True):
        width = factor.shape[0]
        effects = sol.spherical[at : at + size * width].reshape(size, width)
        at += size * width
        inner = size * np.eye(width) - posterior.sum(axis=0) - effects.T @ effects / sol.residual_variance
        diagonal = np.diag(factor)
        slope = np.linalg.solve(factor.T, inner) if np.all(diagonal > 0.0) else np.zeros((width, width))
        slope[np.diag_indices(width)] *= diagonal
        found.append(slope[lower_triangle(width)])
    return np.concatenate(found)
