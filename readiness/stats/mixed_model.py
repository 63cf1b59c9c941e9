"""Mixed model: REML fit of crossed and nested random intercepts and slopes.

In: response, fixed columns, level codes per factor; columns of random slopes, weights, offset.
Out: MixedFit: effects, variances, standard errors, joint posterior draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from readiness.stats.henderson import Codes, Equations, Floats, equations
from readiness.stats.mixed_draws import spread_over_ratios
from readiness.stats.mixed_sample import sampled_theta
from readiness.stats.mixed_search import Found, reml_theta
from readiness.stats.mixed_solution import (
    Solution,
    deviates,
    effect_covariances,
    estimates,
    fixed_covariance,
    inverse_blocks,
    solve,
)

AT_ONCE = 4_000_000
"""Numbers drawn at a time."""


@dataclass(frozen=True, slots=True)
class Draws:
    """Joint posterior draws: `fixed` (draws, p); `effects` name -> (draws, levels), or (draws, levels, q)."""

    fixed: Floats
    effects: dict[str, Floats]
    centre: MixedFit | None = None
    """The fit with estimates, variances and posterior sds averaged over what uncertain variances may be; None where none are."""


@dataclass(frozen=True, slots=True)
class MixedFit:
    """A fitted linear mixed model."""

    fixed: Floats
    fixed_se: Floats
    variances: dict[str, float]
    """Per factor of one column; 0 exactly where no differences between levels can be seen."""
    covariances: dict[str, Floats]
    """Per factor (q, q), of the effects on its columns; for an intercept alone its variance."""
    residual_variance: float
    reml_criterion: float
    """-2 times the REML log-likelihood."""
    effects: dict[str, Floats]
    """Best linear unbiased predictions per factor: (levels,), or (levels, q) with several columns."""
    effect_sds: dict[str, Floats]
    """Posterior standard deviations of the same; empty where they were not worked out."""
    singular: tuple[str, ...]
    """Factors whose effects have a variance of 0, or vary in fewer directions than they have columns."""
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

        Source: Rue & Held (2005), Gaussian Markov Random Fields, section 2.3; Papandreou & Yuille (2010), NIPS 23.
        """
        eq = self.solution.equations
        blocks = []
        spread = spread_over_ratios(self.solution, n_draws, uncertain or {})
        for sol, n_here in spread:
            step = max(1, AT_ONCE // (int(eq.random.edges[-1]) + 1 if eq.layout.is_split else eq.n_rows))
            chunks = [deviates(sol, min(step, n_here - at), rng) for at in range(0, n_here, step)]
            blocks.append(np.concatenate(chunks, axis=1).T + estimates(sol))
        parts = _named(eq, np.concatenate(blocks))
        empty = {name: np.zeros((n_draws, 0)) for name in self.effects if name not in eq.names}
        drawn = Draws(parts[-1], dict(zip(eq.names, parts[:-1], strict=True)) | empty)
        return replace(drawn, centre=self._averaged(spread, drawn)) if uncertain else drawn

    def _averaged(self, spread: Sequence[tuple[Solution, int]], drawn: Draws) -> MixedFit:
        """Return the fit averaged over solutions, each with its share of the draws."""
        eq = self.solution.equations
        total = sum(n for _, n in spread)
        mean = np.sum([estimates(sol) * (n / total) for sol, n in spread], axis=0)
        parts = _named(eq, mean[None, :])
        variances = {
            name: sum(float(sol.factors[at][0, 0] ** 2 * sol.residual_variance) * n for sol, n in spread) / total
            for at, name in enumerate(eq.names)
            if eq.widths[at] == 1
        }
        return replace(
            self,
            fixed=parts[-1][0],
            effects=self.effects | {name: part[0] for name, part in zip(eq.names, parts[:-1], strict=True)},
            variances=self.variances | variances,
            effect_sds=self.effect_sds | {name: drawn.effects[name].std(axis=0) for name in eq.names},
        )


def fit_mixed(
    y: Floats,
    x: Floats,
    factors: Mapping[str, Codes],
    *,
    slopes: Mapping[str, Floats] | None = None,
    weights: Floats | None = None,
    offset: Floats | None = None,
    posterior_sds: bool | None = None,
    sample_only: bool = False,
) -> MixedFit:
    """Return the REML fit of y = offset + x b + sum of random intercepts and slopes + e.

    Args:
        y: (rows,) response.
        x: (rows, p) fixed columns, the intercept included if wanted.
        factors: name -> (rows,) level codes 0.., -1 where the factor is absent on that row.
        slopes: name -> (rows, q) columns whose effects differ by level and vary together; a factor not named has a random
            intercept alone. Columns that vary by themselves are factors of their own with the same codes.
        weights: (rows,) positive, residual variance is s2 / weight; None is 1.
        offset: (rows,) known part of the mean; None is 0.
        posterior_sds: whether to work out `effect_sds`; None does so but for very large systems without independent parts.
        sample_only: take the variances of a large data set from a sample of its independent parts as they are.

    Raises:
        NotEnoughDataError: not more rows than fixed columns, or fixed columns that cannot be told apart.

    Source: Bates, Maechler, Bolker & Walker (2015), J. Stat. Software 67(1), 1-48: profiled REML criterion;
        Henderson (1975), Biometrics 31, 423-447: the equations.
    """
    response = y if offset is None else y - offset
    weight = np.ones(y.size) if weights is None else weights
    eq = equations(response, x, factors, weight, slopes)
    found = sampled_theta(eq, response, factors, weight, slopes or {}, sample_only=sample_only)
    if found is None:
        found = reml_theta(eq)
    return named_fit(solve(eq, found.theta), found, factors, posterior_sds=posterior_sds)


def named_fit(sol: Solution, found: Found, factors: Mapping[str, Codes], *, posterior_sds: bool | None = None) -> MixedFit:
    """Return the fit as named parts on the scale of y; a factor without levels has variance 0 and no effects.

    Source: Henderson (1975), Biometrics 31, 423-447: predictions and their error variances.
    """
    eq = sol.equations
    parts = _named(eq, estimates(sol)[None, :])
    with_sds = eq.layout.is_split if posterior_sds is None else posterior_sds
    sds = {}
    if with_sds:
        for name, covariance in zip(eq.names, effect_covariances(sol, inverse_blocks(sol)), strict=True):
            found_sds = np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 0.0))
            sds[name] = found_sds[:, 0] if found_sds.shape[1] == 1 else found_sds
    covariances = {
        name: base @ factor @ factor.T @ base.T * sol.residual_variance
        for name, base, factor in zip(eq.names, eq.bases, sol.factors, strict=True)
    }
    effects = {name: part[0] for name, part in zip(eq.names, parts[:-1], strict=True)}
    covariances = {name: covariances.get(name, np.zeros((1, 1))) for name in factors}
    return MixedFit(
        fixed=parts[-1][0],
        fixed_se=np.sqrt(np.diag(fixed_covariance(sol))),
        variances={name: float(found[0, 0]) for name, found in covariances.items() if found.size == 1},
        covariances=covariances,
        residual_variance=sol.residual_variance,
        reml_criterion=sol.criterion,
        effects={name: effects.get(name, np.zeros(0)) for name in factors},
        effect_sds=sds,
        singular=tuple(name for name, factor in zip(eq.names, sol.factors, strict=True) if not np.all(np.diag(factor) > 0.0)),
        n_evaluations=found.n_evaluations,
        converged=found.converged,
        solution=sol,
    )


def _named(eq: Equations, rows: Floats) -> list[Floats]:
    """Return rows of unknowns cut up: per factor (rows, levels) or (rows, levels, q), then the fixed columns."""
    lengths = [size * width for size, width in zip(eq.sizes, eq.widths, strict=True)]
    parts = np.split(rows, np.cumsum(lengths), axis=1)
    shaped = [
        part if width == 1 else part.reshape(part.shape[0], -1, width) for part, width in zip(parts[:-1], eq.widths, strict=True)
    ]
    return [*shaped, parts[-1]]
