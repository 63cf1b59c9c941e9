"""Mixed model: REML fit of crossed and nested random intercepts.

In: response, fixed columns, level codes per factor; weights, offset.
Out: MixedFit: effects, variances, standard errors, joint posterior draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError
from scipy.optimize import minimize

from readiness.stats.henderson import (
    LARGEST_RATIO,
    Codes,
    Equations,
    Floats,
    Solution,
    deviates,
    equations,
    estimates,
    inverse_diagonal,
    solve,
    spread_over_ratios,
)

ZERO_GAIN = 1e-6
"""A variance that lowers the criterion by less than this is reported as 0."""


@dataclass(frozen=True, slots=True)
class Draws:
    """Joint posterior draws: `fixed` (draws, p); `effects` name -> (draws, levels)."""

    fixed: Floats
    effects: dict[str, Floats]


@dataclass(frozen=True, slots=True)
class MixedFit:
    """A fitted linear mixed model."""

    fixed: Floats
    fixed_se: Floats
    variances: dict[str, float]
    """Per factor; 0 exactly where no differences between levels can be seen."""
    residual_variance: float
    reml_criterion: float
    """-2 times the REML log-likelihood."""
    effects: dict[str, Floats]
    """Best linear unbiased predictions per factor and level."""
    effect_sds: dict[str, Floats]
    """Posterior standard deviations of the same; empty where the system is too large and `posterior_sds` was not asked."""
    n_evaluations: int
    converged: bool
    solution: Solution

    def draws(self, n_draws: int, rng: np.random.Generator, *, uncertain: Mapping[str, float] | None = None) -> Draws:
        """Return joint draws of fixed and random effects; the same generator state gives the same draws.

        Args:
            n_draws: how many.
            rng: seeded.
            uncertain: factors whose own variance is drawn too (with few levels it is hardly known), each with the scale
                of the half-normal prior of its standard deviation; None holds every variance at its estimate.

        Source: Papandreou & Yuille (2010), NIPS 23: perturb and solve.
        """
        eq = self.solution.equations
        blocks = []
        for sol, n_here in spread_over_ratios(
            self.solution, n_draws, {k: v for k, v in (uncertain or {}).items() if k in eq.names}
        ):
            step = max(1, 4_000_000 // max(eq.n_rows, 1))
            chunks = [deviates(sol, min(step, n_here - at), rng) for at in range(0, n_here, step)]
            blocks.append(np.concatenate(chunks, axis=1).T + estimates(sol))
        parts = np.split(np.concatenate(blocks), np.cumsum(eq.sizes), axis=1)
        effects = dict(zip(eq.names, parts[:-1], strict=True))
        effects |= {name: np.zeros((n_draws, 0)) for name in self.effects if name not in effects}
        return Draws(parts[-1], effects)


def fit_mixed(
    y: Floats,
    x: Floats,
    factors: Mapping[str, Codes],
    *,
    weights: Floats | None = None,
    offset: Floats | None = None,
    posterior_sds: bool | None = None,
) -> MixedFit:
    """Return the REML fit of y = offset + x b + sum of random intercepts + e.

    Args:
        y: (rows,) response.
        x: (rows, p) fixed columns, the intercept included if wanted.
        factors: name -> (rows,) level codes 0.., -1 where the factor is absent on that row.
        weights: (rows,) positive, residual variance is s2 / weight; None is 1.
        offset: (rows,) known part of the mean; None is 0.
        posterior_sds: whether to work out `effect_sds`; None does so for systems small enough to be dense.

    Raises:
        NotEnoughDataError: not more rows than fixed columns, or fixed columns that cannot be told apart.

    Source: Bates, Maechler, Bolker & Walker (2015), J. Stat. Software 67(1), 1-48: profiled REML criterion;
        Henderson (1975), Biometrics 31, 423-447: the equations.
    """
    eq = equations(y - (0.0 if offset is None else offset), x, factors, np.ones(y.size) if weights is None else weights)
    ratios, n_evaluations, converged = reml_ratios(eq, np.ones(len(eq.names)))
    return named_fit(solve(eq, ratios), n_evaluations, factors, converged=converged, posterior_sds=posterior_sds)


def reml_ratios(eq: Equations, start: Floats, *, radius: float = 0.5, search: bool = True) -> tuple[Floats, int, bool]:
    """Return the ratios (sd of a factor / residual sd) of least REML criterion, evaluations, and whether the search ended itself.

    Args:
        eq: the equations.
        start: one ratio per factor to start from.
        radius: how far the first steps of the search go.
        search: False takes Newton steps from the start only, for ratios known nearly; zeros then stay zeros.

    Source: Patterson & Thompson (1971), Biometrika 58, 545-554: REML. Searched by scipy's COBYQA, then Newton steps on the score.
    """
    ratios, n_evaluations, success = _search(eq, start, radius) if search else (start, 0, True)
    return _refine(eq, ratios), n_evaluations, success


def named_fit(
    sol: Solution, n_evaluations: int, factors: Mapping[str, Codes], *, converged: bool, posterior_sds: bool | None = None
) -> MixedFit:
    """Return the fit as named parts on the scale of y; a factor without levels has variance 0 and no effects.

    Source: Henderson (1975), Biometrics 31, 423-447: predictions and their error variances.
    """
    eq = sol.equations
    edges = np.cumsum(eq.sizes)
    parts = np.split(estimates(sol), edges)
    with_sds = eq.is_dense if posterior_sds is None else posterior_sds
    if with_sds:
        sds = np.sqrt(np.maximum(inverse_diagonal(sol), 0.0) * sol.residual_variance) * sol.scale
        sd_parts = np.split(sds, edges)
        fixed_se = sd_parts[-1]
    else:
        n_rest = sol.scale.size - eq.big_weight.size
        columns = sol.solve_rest(np.eye(n_rest, eq.n_fixed, eq.n_fixed - n_rest))
        fixed_se = np.sqrt(np.diag(columns[n_rest - eq.n_fixed :]) * sol.residual_variance)
        sd_parts = []
    variances = {name: float(r**2 * sol.residual_variance) for name, r in zip(eq.names, sol.ratios, strict=True)}
    effects = dict(zip(eq.names, parts[:-1], strict=True))
    return MixedFit(
        fixed=parts[-1],
        fixed_se=fixed_se,
        variances={name: variances.get(name, 0.0) for name in factors},
        residual_variance=sol.residual_variance,
        reml_criterion=sol.criterion,
        effects={name: effects.get(name, np.zeros(0)) for name in factors},
        effect_sds=dict(zip(eq.names, sd_parts, strict=False)),
        n_evaluations=n_evaluations,
        converged=converged,
        solution=sol,
    )


def _search(eq: Equations, start: Floats, radius: float = 0.5) -> tuple[Floats, int, bool]:
    """Return ratios near the least criterion, evaluations, and whether the search ended by itself."""
    if not eq.names:
        return start, 1, True

    def criterion(ratios: Floats) -> float:
        try:
            return solve(eq, np.clip(ratios, 0.0, LARGEST_RATIO)).criterion
        except LinAlgError:
            return 1e300

    found = minimize(
        criterion,
        start,
        method="COBYQA",
        bounds=[(0.0, LARGEST_RATIO)] * start.size,
        options={"initial_tr_radius": radius, "final_tr_radius": 1e-4, "maxfev": 1000},
    )
    ratios = np.clip(np.asarray(found.x, dtype=np.float64), 0.0, LARGEST_RATIO)
    least = criterion(ratios)
    for at in np.argsort(ratios, kind="stable"):
        without = ratios.copy()
        without[at] = 0.0
        value = criterion(without)
        if value < least + ZERO_GAIN:
            ratios, least = without, min(value, least)
    return ratios, int(found.nfev), bool(found.success)


def _refine(eq: Equations, ratios: Floats) -> Floats:
    """Return the ratios with the score brought to 0, so that the last digits do not depend on the path of the search."""
    if not eq.is_dense:
        return np.array([float(f"{r:.4g}") for r in ratios])
    free = np.flatnonzero(ratios > 0.0)
    if not free.size:
        return ratios
    jacobian = np.empty((free.size, free.size))
    score = _score(eq, ratios, free)
    for column, at in enumerate(free):
        moved = ratios.copy()
        moved[at] *= 1.0 + 1e-4
        jacobian[:, column] = (_score(eq, moved, free) - score) / np.log1p(1e-4)
    for _ in range(12):
        step = np.linalg.lstsq(jacobian, -score, rcond=None)[0]
        tried = ratios.copy()
        tried[free] = np.clip(ratios[free] * np.exp(np.clip(step, -0.5, 0.5)), 1e-6, LARGEST_RATIO)
        tried_score = _score(eq, tried, free)
        if not np.abs(tried_score).max() < np.abs(score).max():
            break
        ratios, score = tried, tried_score
        if np.abs(step).max() < 1e-13:
            break
    return ratios


def _score(eq: Equations, ratios: Floats, free: Codes) -> Floats:
    """Return, per free factor, levels - trace of its posterior variances / own variance - sum of squares / own variance.

    That is half the derivative of the criterion by the log of the ratio.
    """
    sol = solve(eq, ratios)
    edges = np.concatenate([[0], np.cumsum(eq.sizes)])
    posterior = inverse_diagonal(sol)
    squares = sol.scaled**2 / sol.residual_variance
    return np.array([eq.sizes[k] - (posterior + squares)[edges[k] : edges[k + 1]].sum() for k in free], dtype=np.float64)
