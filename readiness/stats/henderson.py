"""Henderson: the mixed model equations of crossed and nested random intercepts, built once and solved at many variance ratios.

In: response, fixed columns, level codes per factor, weights.
Out: Equations; Solution at given ratios: estimates, criterion, posterior variances, joint deviates.

The largest factor is diagonal in the equations and is eliminated by division; what is left (the other factors and the
fixed columns) is one symmetric system, dense while it is small and sparse above that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse
from scipy.sparse.linalg import splu

from readiness.errors import NotEnoughDataError

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

LARGEST_RATIO = 100.0
"""Upper bound of sd of a factor / residual sd."""
DENSE_AT_MOST = 1500
"""Unknowns left after elimination up to which a dense Cholesky is used."""
DENSE_CROSS_AT_MOST = 200_000
"""Elements up to which the cross products with the eliminated factor are kept dense: it is faster than a thin matrix."""


@dataclass(frozen=True, slots=True)
class Equations:
    """Cross products of one data set; unknowns are the largest factor, then the other factors, then the fixed columns."""

    names: tuple[str, ...]
    """The factors, largest first."""
    sizes: tuple[int, ...]
    n_rows: int
    n_fixed: int
    big_weight: Floats
    """(levels of the largest,) sum of weights per level."""
    cross: Any
    """(rest, levels of the largest): dense array while small, sparse above."""
    rest: Any
    """(rest, rest): dense array, or sparse above DENSE_AT_MOST."""
    big_y: Floats
    rest_y: Floats
    yy: float
    least_yy: float
    """Below this a sum of squares is rounding error."""
    log_weights: float
    fixed_start: Floats
    """Weighted least squares estimate, taken out of y beforehand: it keeps digits."""
    design: Any
    """(rows, unknowns) sparse, each row times the root of its weight."""

    @property
    def is_dense(self) -> bool:
        """Return whether what is left after elimination is solved densely."""
        return isinstance(self.rest, np.ndarray)


@dataclass(frozen=True, slots=True)
class Solution:
    """The equations solved at one set of variance ratios; random effects are in units of their own sd / residual sd."""

    equations: Equations
    ratios: Floats
    criterion: float
    """-2 times the profiled REML log-likelihood."""
    residual_variance: float
    scaled: Floats
    """All unknowns; random ones still to be multiplied by their ratio."""
    big_diagonal: Floats
    scale: Floats
    """(unknowns,) the ratio of each random unknown, 1 for the fixed ones."""
    solve_rest: Callable[[Floats], Floats]


def equations(
    y: Floats, x: Floats, factors: Mapping[str, Codes], weights: Floats, *, dense_at_most: int = DENSE_AT_MOST
) -> Equations:
    """Return the cross products of a weighted mixed model with random intercepts.

    Args:
        y: (rows,) response less any offset.
        x: (rows, p) fixed columns of full rank.
        factors: name -> (rows,) level codes 0.., -1 where the factor is absent on that row.
        weights: (rows,) positive; the residual variance of a row is s2 / weight.
        dense_at_most: unknowns left after elimination up to which they are solved densely.

    Source: Henderson (1975), Biometrics 31, 423-447: mixed model equations.
    """
    (n, p), root = x.shape, np.sqrt(weights)
    sizes = {name: int(codes.max(initial=-1)) + 1 for name, codes in factors.items()}
    names = tuple(sorted((k for k in factors if sizes[k]), key=lambda k: -sizes[k]))
    start = _least_squares(y * root, x * root[:, None])
    residual = (y - x @ start) * root
    parts = [_indicator(factors[name], sizes[name], root) for name in names] + [sparse.csr_array(x * root[:, None])]
    big, others = (parts[0], parts[1:]) if names else (sparse.csr_array((n, 0)), parts)
    others = sparse.hstack(others, format="csr")
    rest, cross = (others.T @ others).tocsc(), (others.T @ big).tocsc()
    is_dense = rest.shape[0] <= dense_at_most
    return Equations(
        names=names,
        sizes=tuple(sizes[name] for name in names),
        n_rows=n,
        n_fixed=p,
        big_weight=np.asarray(big.multiply(big).sum(axis=0), dtype=np.float64).ravel(),
        cross=cross.toarray() if is_dense and cross.shape[0] * cross.shape[1] <= DENSE_CROSS_AT_MOST else cross,
        rest=rest.toarray() if is_dense else rest,
        big_y=big.T @ residual,
        rest_y=others.T @ residual,
        yy=float(residual @ residual),
        least_yy=max(float(weights @ y**2) * 1e-20, float(np.finfo(float).tiny)),
        log_weights=float(np.log(weights).sum()),
        fixed_start=start,
        design=sparse.hstack(parts, format="csr"),
    )


def solve(eq: Equations, ratios: Floats) -> Solution:
    """Return the solution at the given ratios (sd of a factor / residual sd, in the order of `eq.names`; 0 allowed).

    Source: Bates, Maechler, Bolker & Walker (2015), J. Stat. Software 67(1), section 3.4: profiled REML criterion.
    """
    ratio_big = ratios[0] if eq.names else 0.0
    scale = np.concatenate([np.repeat(ratios, eq.sizes), np.ones(eq.n_fixed)])
    n_big = eq.big_weight.size
    rest_scale = scale[n_big:]
    ridge = np.ones(rest_scale.size)
    ridge[rest_scale.size - eq.n_fixed :] = 0.0
    big_diagonal = ratio_big**2 * eq.big_weight + 1.0
    shrink = ratio_big**2 / big_diagonal
    weighted = eq.cross * shrink[None, :]
    if eq.is_dense:
        left = (eq.rest - _full(weighted @ eq.cross.T)) * np.outer(rest_scale, rest_scale) + np.diag(ridge)
        log_det, solve_rest = _dense_factor(left)
    else:
        by_scale = sparse.diags_array(rest_scale)
        left = by_scale @ (eq.rest - weighted @ eq.cross.T) @ by_scale + sparse.diags_array(ridge)
        log_det, solve_rest = _sparse_factor(left.tocsc())
    rhs = rest_scale * (eq.rest_y - eq.cross @ (shrink * eq.big_y))
    rest = solve_rest(rhs)
    big = ratio_big * (eq.big_y - eq.cross.T @ (rest_scale * rest)) / big_diagonal
    rss = max(eq.yy - float(shrink @ eq.big_y**2) - float(rhs @ rest), eq.least_yy)
    free = eq.n_rows - eq.n_fixed
    criterion = float(np.log(big_diagonal).sum()) + log_det + free * (1.0 + np.log(2.0 * np.pi * rss / free)) - eq.log_weights
    return Solution(eq, ratios, criterion, rss / free, np.concatenate([big, rest]), big_diagonal, scale, solve_rest)


def estimates(sol: Solution) -> Floats:
    """Return every unknown on the scale of y: factors in the order of the equations, then the fixed columns.

    Source: Henderson (1975), Biometrics 31, 423-447: best linear unbiased prediction.
    """
    unknowns = sol.scaled * sol.scale
    unknowns[unknowns.size - sol.equations.n_fixed :] += sol.equations.fixed_start
    return unknowns


def inverse_diagonal(sol: Solution) -> Floats:
    """Return the diagonal of the inverse of the (scaled) coefficient matrix: posterior variance / residual variance.

    Source: Henderson (1975), Biometrics 31, 423-447: prediction error variances; block inverse by Schur complement.
    """
    eq = sol.equations
    n_big = eq.big_weight.size
    n_rest = sol.scale.size - n_big
    big_scale = sol.scale[:n_big] / sol.big_diagonal
    cross = eq.cross * sol.scale[n_big:, None] * big_scale[None, :]
    if eq.is_dense:
        inverse = sol.solve_rest(np.eye(n_rest))
        through_big = np.asarray((cross * (cross.T @ inverse).T).sum(axis=0), dtype=np.float64).ravel()
        return np.concatenate([1.0 / sol.big_diagonal + through_big, np.diag(inverse)])
    cross = cross.tocsc()
    through = [_chunk_diagonal(sol, cross[:, at : at + 256].toarray()) for at in range(0, n_big, 256)]
    units = [_chunk_diagonal(sol, np.eye(n_rest, min(256, n_rest - at), -at)) for at in range(0, n_rest, 256)]
    return np.concatenate([1.0 / sol.big_diagonal + np.concatenate(through), *units])


def deviates(sol: Solution, n_draws: int, rng: np.random.Generator) -> Floats:
    """Return (unknowns, draws) joint posterior deviates from the estimates, on the original scale of every unknown.

    Perturb-and-solve: the equations are solved with a right-hand side drawn from their own covariance.

    Source: Papandreou & Yuille (2010), NIPS 23: Gaussian sampling by local perturbations.
    """
    eq = sol.equations
    n_big = eq.big_weight.size
    n_random = sol.scale.size - eq.n_fixed
    noise = sol.scale[:, None] * (eq.design.T @ rng.standard_normal((eq.n_rows, n_draws)))
    noise[:n_random] += rng.standard_normal((n_random, n_draws))
    big_scale = (sol.scale[:n_big] / sol.big_diagonal)[:, None]
    rest_scale = sol.scale[n_big:, None]
    rest = sol.solve_rest(noise[n_big:] - rest_scale * (eq.cross @ (big_scale * noise[:n_big])))
    big = noise[:n_big] / sol.big_diagonal[:, None] - big_scale * (eq.cross.T @ (rest_scale * rest))
    drawn: Floats = np.concatenate([big, rest]) * sol.scale[:, None] * np.sqrt(sol.residual_variance)
    return drawn


def spread_over_ratios(sol: Solution, n_draws: int, uncertain: Mapping[str, float]) -> list[tuple[Solution, int]]:
    """Return solutions over a grid of the uncertain ratios, each with the number of draws that likelihood and prior give it.

    Args:
        sol: the solution at the REML estimate.
        n_draws: to be shared out.
        uncertain: factor -> scale of the half-normal prior of its standard deviation; none gives `sol` every draw.

    Source: Gelman (2006), Bayesian Analysis 1, 515-534: weakly informative priors for group-level standard deviations.
    """
    eq = sol.equations
    at = [eq.names.index(name) for name in eq.names if name in uncertain]
    grids = [_grid(sol, k, uncertain[eq.names[k]], 20 if len(at) == 1 else 12) for k in at]
    points = []
    for combination in product(*grids):
        ratios = sol.ratios.copy()
        ratios[at] = combination
        points.append(solve(eq, ratios) if at else sol)
    surprise = np.array([p.criterion + _prior(p, at, uncertain) for p in points])
    cumulative = np.cumsum(np.exp((surprise.min() - surprise) / 2.0))
    picked = np.searchsorted(cumulative / cumulative[-1], (np.arange(n_draws) + 0.5) / n_draws)
    counts = np.bincount(picked, minlength=len(points))
    return [(point, int(count)) for point, count in zip(points, counts, strict=True) if count]


def _least_squares(y: Floats, x: Floats) -> Floats:
    """Return the coefficients of a plain regression, or refuse columns that the rows cannot tell apart."""
    n, p = x.shape
    if n <= p or np.linalg.matrix_rank(x) < p:
        raise NotEnoughDataError(f"{n} rows cannot tell {p} fixed effects apart")
    return np.linalg.lstsq(x, y, rcond=None)[0].astype(np.float64)


def _indicator(codes: Codes, n_levels: int, root: Floats) -> Any:
    """Return the (rows, levels) sparse indicator of a factor, each row times the root of its weight."""
    present = np.flatnonzero(codes >= 0)
    return sparse.csr_array((root[present], (present, codes[present])), shape=(codes.size, n_levels))


def _full(matrix: Any) -> Floats:
    """Return a matrix as a dense array, whichever way it is kept."""
    full: Floats = matrix if isinstance(matrix, np.ndarray) else matrix.toarray()
    return full


def _chunk_diagonal(sol: Solution, columns: Floats) -> Floats:
    """Return c' A c for each column c, A the inverse of what is left after elimination."""
    summed: Floats = np.einsum("ij,ij->j", columns, sol.solve_rest(columns))
    return summed


def _dense_factor(matrix: Floats) -> tuple[float, Callable[[Floats], Floats]]:
    """Return log determinant and solver of a small symmetric positive definite matrix."""
    factor = linalg.cho_factor(matrix, lower=True)

    def solver(rhs: Floats) -> Floats:
        solved: Floats = linalg.cho_solve(factor, rhs)
        return solved

    return 2.0 * float(np.log(np.diag(factor[0])).sum()), solver


def _sparse_factor(matrix: Any) -> tuple[float, Callable[[Floats], Floats]]:
    """Return log determinant and solver of a large sparse one; diagonal pivots are safe as it is positive definite."""
    factor = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})

    def solver(rhs: Floats) -> Floats:
        solved: Floats = factor.solve(rhs)
        return solved

    return float(np.log(np.abs(factor.U.diagonal())).sum()), solver


def _prior(sol: Solution, at: list[int], uncertain: Mapping[str, float]) -> float:
    """Return -2 log half-normal prior density of the uncertain factors' standard deviations, up to a constant."""
    eq = sol.equations
    return sum(float(sol.ratios[k] ** 2 * sol.residual_variance) / uncertain[eq.names[k]] ** 2 for k in at)


def _grid(sol: Solution, at: int, prior_scale: float, n_points: int) -> Floats:
    """Return midpoints of equal steps from 0 to where the ratio has become incredible."""
    ratios = sol.ratios.copy()
    least = sol.criterion
    highest = min(3.0 * prior_scale / float(np.sqrt(sol.residual_variance)), LARGEST_RATIO)
    upper = min(max(float(ratios[at]), 0.02), highest)
    while upper < highest:
        upper = min(upper * 1.25, highest)
        ratios[at] = upper
        if solve(sol.equations, ratios).criterion > least + 10.0:
            break
    grid: Floats = (np.arange(n_points) + 0.5) * upper / n_points
    return grid
