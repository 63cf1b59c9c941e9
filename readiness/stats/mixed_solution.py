"""Mixed solution: the mixed model equations solved at given variance parameters.

In: Equations, relative factors.
Out: Solution: estimates, criterion, posterior variances, joint deviates.

The relative factor of a term is the lower triangle L with covariance of its effects = residual variance * L L'; for a random
intercept it is one number, the ratio of standard deviations. Inside, effects are spherical: L times independent deviates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy import linalg, sparse

from readiness.stats.henderson import Codes, Equations, Floats
from readiness.stats.mixed_arrow import Arrow, factorise
from readiness.stats.mixed_blocks import by_blocks, times_blocks

COLUMNS_AT_ONCE = 4096
SPARSE_PRICE = 50.0
"""How much longer one multiplication takes in a product of sparse matrices than of dense ones."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The equations solved at one set of variance parameters."""

    equations: Equations
    theta: Floats
    """Lower triangles of the relative factors row by row, in the order of `equations.names`."""
    factors: tuple[Floats, ...]
    """The same as (q, q) matrices."""
    criterion: float
    """-2 times the profiled REML log-likelihood."""
    residual_variance: float
    spherical: Floats
    """All unknowns, factors one after another, then the coefficients of the orthonormal fixed columns."""
    big_root: Floats
    """(levels, q, q) inverse Cholesky factor of each level's own block."""
    half_cross: Any
    """(rest, unknowns of the largest) products with it, times its half of the elimination."""
    scale: Any
    """Relative factors of the rest, in the order of the layout: a vector of ratios, or a sparse matrix where there are slopes."""
    arrow: Arrow


@lru_cache
def lower_triangle(width: int) -> tuple[Codes, Codes]:
    """Return rows and columns of a lower triangle, row by row."""
    return np.tril_indices(width)


def relative_factors(theta: Floats, widths: Sequence[int]) -> tuple[Floats, ...]:
    """Return the (q, q) lower triangles from one flat array.

    Source: Bates, Maechler, Bolker & Walker (2015), J. Stat. Software 67(1), section 2.1: relative covariance factor.
    """
    found, at = [], 0
    for width in widths:
        factor = np.zeros((width, width))
        n_here = width * (width + 1) // 2
        factor[lower_triangle(width)] = theta[at : at + n_here]
        found.append(factor)
        at += n_here
    return tuple(found)


def solve(eq: Equations, theta: Floats) -> Solution:
    """Return the solution at the given relative factors, in the order of `eq.names`; zeros are allowed.

    Raises:
        scipy.linalg.LinAlgError: the equations are not positive definite to working precision.

    Source: Bates, Maechler, Bolker & Walker (2015), J. Stat. Software 67(1), section 3.4: profiled REML criterion.
    """
    factors = relative_factors(theta, eq.widths)
    own = factors[0] if factors else np.zeros((1, 1))
    roots = np.linalg.cholesky(own.T @ eq.big_gram @ own + np.eye(own.shape[0]))
    big_root = np.asarray(np.linalg.inv(roots), dtype=np.float64)
    halves = own @ np.swapaxes(big_root, 1, 2)
    half_cross = times_blocks(eq.cross, halves)
    half_y = by_blocks(np.swapaxes(halves, 1, 2), eq.big_y)
    scale = _scale(eq, factors[1:])
    arrow = _reduced(eq, half_cross, scale)
    rhs = _transposed(scale, eq.rest_y - half_cross @ half_y)
    rest = arrow.solve(rhs)
    big = by_blocks(np.swapaxes(big_root, 1, 2), half_y - half_cross.T @ _times(scale, rest))
    rss = max(eq.yy - float(half_y @ half_y) - float(rhs @ rest), eq.least_yy)
    free = eq.n_rows - eq.n_fixed
    own_diagonals = np.concatenate([np.diagonal(roots, axis1=1, axis2=2).ravel(), np.abs(np.diag(eq.triangle))])
    log_det = arrow.log_det + 2.0 * float(np.log(own_diagonals).sum())
    criterion = log_det + free * (1.0 + np.log(2.0 * np.pi * rss / free)) - eq.log_weights
    return Solution(eq, theta, factors, float(criterion), rss / free, _native(eq, big, rest), big_root, half_cross, scale, arrow)


def estimates(sol: Solution) -> Floats:
    """Return every unknown on the scale of y and the caller's columns: factors in the order of the equations, then fixed.

    Source: Henderson (1975), Biometrics 31, 423-447: best linear unbiased prediction.
    """
    unknowns = _original(sol, sol.spherical)
    unknowns[unknowns.size - sol.equations.n_fixed :] += sol.equations.fixed_start
    return unknowns


def fitted(sol: Solution) -> Floats:
    """Return (rows,) fixed part and random effects of every row.

    Source: Henderson (1975), Biometrics 31, 423-447: best linear unbiased prediction.
    """
    eq = sol.equations
    n_random = int(eq.random.edges[-1])
    inside = _per_factor(sol, sol.spherical[:n_random], sol.factors)
    return np.asarray(eq.random.times(inside) + eq.x @ estimates(sol)[n_random:], dtype=np.float64)


def inverse_blocks(sol: Solution) -> list[Floats]:
    """Return per factor (levels, q, q) blocks of the inverse of the coefficient matrix of the spherical unknowns.

    That is posterior variance / residual variance.

    Source: Henderson (1975), Biometrics 31, 423-447: prediction error variances; block inverse by Schur complement.
    """
    eq = sol.equations
    if not eq.names:
        return []
    inner = sol.arrow.quadratic(_columns(_transposed(sol.scale, sol.half_cross)), eq.widths[0])
    found = [np.swapaxes(sol.big_root, 1, 2) @ (inner + np.eye(eq.widths[0])) @ sol.big_root]
    n_rest = eq.order.size
    place = np.empty(n_rest, dtype=np.intp)
    place[eq.order] = np.arange(n_rest)
    at = 0
    for size, width in zip(eq.sizes[1:], eq.widths[1:], strict=True):
        units = place[at : at + size * width]
        columns = sparse.csc_array((np.ones(units.size), (units, np.arange(units.size))), shape=(n_rest, units.size))
        found.append(sol.arrow.quadratic(columns, width))
        at += size * width
    return found


def effect_covariances(sol: Solution, blocks: Sequence[Floats]) -> list[Floats]:
    """Return per factor (levels, q, q) posterior covariances of the effects on the caller's columns, from `inverse_blocks`.

    Source: Henderson (1975), Biometrics 31, 423-447: prediction error variances.
    """
    outward = [base @ factor for base, factor in zip(sol.equations.bases, sol.factors, strict=True)]
    return [m @ block @ m.T * sol.residual_variance for m, block in zip(outward, blocks, strict=True)]


def fixed_covariance(sol: Solution) -> Floats:
    """Return (p, p) covariance of the fixed coefficients.

    Source: Henderson (1975), Biometrics 31, 423-447: sampling variances of fixed effects.
    """
    eq = sol.equations
    corner = sol.arrow.lower[sol.arrow.lower.shape[0] - eq.n_fixed :, sol.arrow.lower.shape[0] - eq.n_fixed :]
    root = linalg.solve_triangular(corner, np.eye(eq.n_fixed), lower=True)
    outward = linalg.solve_triangular(eq.triangle, root.T)
    covariance: Floats = outward @ outward.T * sol.residual_variance
    return covariance


def deviates(sol: Solution, n_draws: int, rng: np.random.Generator) -> Floats:
    """Return (unknowns, draws) joint posterior deviates from the estimates, on the scale of y and the caller's columns.

    Where the roots of all parts are at hand they turn independent deviates into joint ones. A core kept as one sparse matrix
    has none: the equations are then solved with a right-hand side drawn from their own covariance.

    Source: Rue & Held (2005), Gaussian Markov Random Fields, section 2.3: sampling by the Cholesky factor of the precision;
        Papandreou & Yuille (2010), NIPS 23: Gaussian sampling by local perturbations.
    """
    eq = sol.equations
    if eq.layout.is_split:
        rest = sol.arrow.deviates(rng.standard_normal((eq.order.size, n_draws)))
        half = rng.standard_normal((eq.big_y.size, n_draws)) - sol.half_cross.T @ _times(sol.scale, rest)
        solved = _native(eq, by_blocks(np.swapaxes(sol.big_root, 1, 2), half), rest)
    else:
        random, fixed = products(sol, rng.standard_normal((eq.n_rows, n_draws)))
        solved = solved_for(sol, random + rng.standard_normal(random.shape), fixed)
    drawn: Floats = _original(sol, solved) * np.sqrt(sol.residual_variance)
    return drawn


def products(sol: Solution, rows: Floats) -> tuple[Floats, Floats]:
    """Return products of weighted rows, (rows, columns), with the spherical random columns and with the orthonormal fixed ones.

    Source: Henderson (1975), Biometrics 31, 423-447: right-hand sides of the mixed model equations.
    """
    eq = sol.equations
    rooted = eq.root[:, None] * rows
    random = _per_factor(sol, eq.random.products(rooted), [factor.T for factor in sol.factors])
    return random, linalg.solve_triangular(eq.triangle, eq.x.T @ rooted, trans="T")


def solved_for(sol: Solution, random: Floats, fixed: Floats) -> Floats:
    """Return the spherical unknowns, factors one after another, for right-hand sides as `products` gives them.

    Source: Henderson (1975), Biometrics 31, 423-447: mixed model equations.
    """
    eq = sol.equations
    n_big = eq.big_y.size
    half = by_blocks(sol.big_root, random[:n_big])
    rest = np.concatenate([random[n_big:], fixed])[eq.order]
    solved = sol.arrow.solve(rest - _transposed(sol.scale, sol.half_cross @ half))
    big = by_blocks(np.swapaxes(sol.big_root, 1, 2), half - sol.half_cross.T @ _times(sol.scale, solved))
    return _native(eq, big, solved)


def _reduced(eq: Equations, half_cross: Any, scale: Any) -> Arrow:
    """Return the factorised matrix of what is left after elimination of the largest factor."""
    n_core = eq.layout.core.size
    core_cross, border_cross = half_cross[:n_core], half_cross[n_core:]
    border, core_border = eq.border.copy(), eq.core_border.copy()
    if isinstance(border_cross, np.ndarray):
        border -= border_cross @ border_cross.T
    else:
        _subtract_products(border, core_border, border_cross.tocsc(), core_cross.tocsc())
    core = eq.core - core_cross @ core_cross.T if n_core else eq.core
    n_random = eq.order.size - eq.n_fixed - n_core
    ridge = np.concatenate([np.ones(n_random), np.zeros(eq.n_fixed)])
    if isinstance(scale, np.ndarray):
        a, b = scale[:n_core], scale[n_core:]
        if n_core:
            core = sparse.diags_array(a) @ core @ sparse.diags_array(a)
        core_border, border = a[:, None] * core_border * b, b[:, None] * border * b
    else:
        one, two = scale[:n_core, :n_core], scale[n_core:, n_core:]
        core = one.T @ core @ one
        core_border, border = one.T @ (two.T @ core_border.T).T, two.T @ (two.T @ border).T
    if n_core:
        core = core + sparse.eye_array(n_core)
    border[np.diag_indices_from(border)] += ridge
    return factorise(eq.layout, core, core_border, border)


def _subtract_products(border: Floats, core_border: Floats, border_cross: Any, core_cross: Any) -> None:
    """Subtract the border's products with itself and with the core: sparse where most are nought, else dense piece by piece."""
    n_border, n_big = border_cross.shape
    lengths = np.diff(border_cross.indptr).astype(np.float64)
    if SPARSE_PRICE * float(lengths @ lengths) < float(n_border) ** 2 * n_big:
        border -= (border_cross @ border_cross.T).toarray()
        core_border -= (core_cross @ border_cross.T).toarray()
        return
    for at in range(0, n_big, COLUMNS_AT_ONCE):
        chunk = border_cross[:, at : at + COLUMNS_AT_ONCE].toarray()
        border -= chunk @ chunk.T
        core_border -= core_cross[:, at : at + COLUMNS_AT_ONCE] @ chunk.T


def _scale(eq: Equations, factors: Sequence[Floats]) -> Any:
    """Return the relative factors of the rest in the order of the layout."""
    if all(factor.shape[0] == 1 for factor in factors):
        ratios = np.array([factor[0, 0] for factor in factors])
        return np.concatenate([np.repeat(ratios, eq.sizes[1:]), np.ones(eq.n_fixed)])[eq.order]
    place = np.argsort(eq.order)
    fixed = np.arange(place.size - eq.n_fixed, place.size)
    rows, columns, values, at = [fixed], [fixed], [np.ones(eq.n_fixed)], 0
    for size, factor in zip(eq.sizes[1:], factors, strict=True):
        row, column = np.nonzero(factor)
        starts = at + factor.shape[0] * np.arange(size)[:, None]
        rows.append((starts + row).ravel())
        columns.append((starts + column).ravel())
        values.append(np.tile(factor[row, column], size))
        at += size * factor.shape[0]
    places = (place[np.concatenate(rows)], place[np.concatenate(columns)])
    return sparse.csr_array((np.concatenate(values), places), shape=(place.size, place.size))


def _times(scale: Any, values: Floats) -> Floats:
    scaled: Floats = (scale * values.T).T if isinstance(scale, np.ndarray) else scale @ values
    return scaled


def _transposed(scale: Any, values: Any) -> Any:
    """Return the transposed scale times values, dense or sparse."""
    if not isinstance(scale, np.ndarray):
        return scale.T @ values
    return (scale * values.T).T if isinstance(values, np.ndarray) else sparse.diags_array(scale) @ values


def _columns(matrix: Any) -> Any:
    """Return a matrix in a form whose columns are quickly picked."""
    return matrix if isinstance(matrix, np.ndarray) else matrix.tocsc()


def _parts(eq: Equations, random: Floats) -> list[Floats]:
    """Return the random unknowns factor by factor."""
    return np.split(random, eq.random.edges[1:])[: len(eq.sizes)]


def _per_factor(sol: Solution, random: Floats, matrices: Sequence[Floats]) -> Floats:
    """Return each factor's unknowns times a matrix of its own."""
    parts = _parts(sol.equations, random)
    return np.concatenate([*(by_blocks(m, part) for m, part in zip(matrices, parts, strict=True)), random[:0]])


def _original(sol: Solution, unknowns: Floats) -> Floats:
    """Return spherical unknowns on the scale of y and the caller's columns."""
    eq = sol.equations
    outward = [base @ factor for base, factor in zip(eq.bases, sol.factors, strict=True)]
    n_random = int(eq.random.edges[-1])
    return np.concatenate(
        [_per_factor(sol, unknowns[:n_random], outward), linalg.solve_triangular(eq.triangle, unknowns[n_random:])]
    )


def _native(eq: Equations, big: Floats, rest: Floats) -> Floats:
    """Return the unknowns with the factors one after another, the fixed columns last."""
    unordered = np.empty_like(rest)
    unordered[eq.order] = rest
    return np.concatenate([big, unordered])
