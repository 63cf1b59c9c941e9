"""Log link: a mixed model for money with many zeros, by penalised quasi-likelihood on the linear solver.

In: money, fixed columns, level codes per factor; offset, priors of coefficients; rows that are logarithms themselves.
Out: LogLinkFit: effects on the log scale, dispersion and shape of the variance, linear predictor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from readiness.errors import NotEnoughDataError
from readiness.stats.henderson import Codes, Equations, Floats, equations
from readiness.stats.mixed_model import MixedFit, named_fit
from readiness.stats.mixed_search import Found, reml_descent
from readiness.stats.mixed_solution import Solution, fitted, solve

PQL_TOLERANCE = 1e-9
PQL_SETTLED = 1e-5
THETA_SETTLED = 3e-3
"""Change of a ratio of standard deviations below which it has settled."""
MOST_SEARCHES = 4
SEARCH_ROUNDS = (0, 4, 8, 13)
PQL_ROUNDS = 120
SHAPE_ROUNDS = range(4, 13)
"""Rounds in which the shape of the variance is estimated anew: before, the means are those of the data; after, it is known."""


@dataclass(frozen=True, slots=True)
class LogLinkFit:
    """A fitted log-link model: `mixed` holds effects on the log scale, its residual variance is the dispersion."""

    mixed: MixedFit
    linear_predictor: Floats
    """(rows,) log of the fitted mean, offset included."""
    squared: float
    """Part of the variance that grows with the square of the mean: Var = dispersion * mean + squared * mean^2."""
    n_rounds: int
    converged: bool


def fit_log_link(
    y: Floats,
    x: Floats,
    factors: Mapping[str, Codes],
    *,
    offset: Floats | None = None,
    prior: Mapping[int, tuple[float, float]] | None = None,
    slopes: Mapping[str, Floats] | None = None,
    log_sd: Floats | None = None,
    is_shaped: bool = False,
) -> LogLinkFit:
    """Return the quasi-likelihood log-link fit: log E(y) = offset + x b + random effects.

    Var(y) = dispersion * E(y) * (1 - w + w * E(y)), w from 0 (like counts) to 1 (errors in proportion). Penalised
    quasi-likelihood: a linear mixed model is fitted to the working response, with the mean squared over the variance as weight,
    until nothing moves. y may hold many zeros and a few negative values (returns); its sum must be positive. Inside it is in
    multiples of its mean.

    Args:
        y: (rows,) response.
        x: (rows, p) fixed columns.
        factors: name -> (rows,) level codes 0.., -1 where the factor is absent on that row.
        offset: (rows,) known part of the log mean; None is 0.
        prior: column of x -> mean and sd of a normal prior of its coefficient; columns not named have a flat one.
        slopes: name -> (rows, q) columns whose effects differ by level and vary together; others have an intercept alone.
        is_shaped: whether w is estimated from the squared residuals; else it is 0: quasi-Poisson.
        log_sd: (rows,) 0 for an ordinary row; above 0 where y is a logarithm itself, with a normal error of this sd.

    Raises:
        NotEnoughDataError: y does not sum to more than 0, or too few rows for the fixed columns.

    Source: Breslow & Clayton (1993), J. Amer. Stat. Assoc. 88, 9-25: PQL; McCullagh & Nelder (1989), ch. 9: quasi-likelihood;
        Davidian & Carroll (1987), J. Amer. Stat. Assoc. 82, 1079-1091: pseudo-likelihood for the shape of a variance.
    """
    is_log = np.zeros(y.size, dtype=np.bool_) if log_sd is None else log_sd > 0.0
    if y[~is_log].sum() <= 0.0:
        raise NotEnoughDataError("nothing was sold on balance, so no mean can be fitted")
    unit = float(y[~is_log].mean())
    y = np.where(is_log, y, y / unit)
    known = (np.zeros(y.size) if offset is None else offset) - np.where(is_log, 0.0, np.log(unit))
    money = np.where(is_log, 0.0, y)
    usual = np.exp(known) * (money.sum() / np.exp(known[~is_log]).sum())
    eta = np.where(is_log, y, np.log((np.maximum(money, 0.0) + usual) / 2.0))
    errors = np.zeros(y.size) if log_sd is None else log_sd
    working = _Working(y, x, factors, known, prior or {}, slopes or {}, is_log, errors, is_shaped)
    sol, eta, shape, rounds, moved = _iterate(working, eta)
    settled = moved < PQL_SETTLED
    found = Found(sol.theta, rounds, settled)
    mixed = named_fit(sol, found, factors, posterior_sds=True)
    squared = mixed.residual_variance * shape
    mixed = replace(mixed, residual_variance=mixed.residual_variance * (1.0 - shape) * unit)
    return LogLinkFit(mixed, np.where(is_log, eta, eta + np.log(unit)), squared, rounds, settled)


@dataclass(frozen=True, slots=True)
class _Working:
    """The linear model that stands for a log-link model near a linear predictor."""

    y: Floats
    x: Floats
    factors: Mapping[str, Codes]
    offset: Floats
    prior: Mapping[int, tuple[float, float]]
    slopes: Mapping[str, Floats]
    is_log: NDArray[np.bool_]
    log_sd: Floats
    is_shaped: bool

    def equations(self, eta: Floats, dispersion: float, shape: float) -> Equations:
        """Return the equations of the working response; a prior is one more row, weighted as its sd is to the residual sd."""
        mean = np.exp(np.where(self.is_log, 0.0, eta))
        at = sorted(self.prior)
        scale = max(dispersion, 1e-8)
        answer = np.where(self.is_log, self.y, eta + (self.y - mean) / mean) - self.offset
        weight = mean / (1.0 - shape + shape * mean)
        weight[self.is_log] = scale / self.log_sd[self.is_log] ** 2
        response = np.concatenate([answer, [self.prior[k][0] for k in at]])
        weights = np.concatenate([weight, [scale / self.prior[k][1] ** 2 for k in at]])
        absent = np.full(len(at), -1, dtype=np.intp)
        factors = {name: np.concatenate([codes, absent]) for name, codes in self.factors.items()}
        slopes = {name: np.vstack([s, np.zeros((len(at), s.shape[1]))]) for name, s in self.slopes.items() if name in factors}
        return equations(response, np.vstack([self.x, np.eye(self.x.shape[1])[at]]), factors, weights, slopes)

    def predictor(self, sol: Solution) -> Floats:
        """Return x b + random effects per row of y."""
        return fitted(sol)[: self.y.size]

    def shape(self, eta: Floats) -> float:
        """Return the share of the variance that grows with the square of the mean, by normal pseudo-likelihood.

        It is at most the share of rows above 0: where most are 0, chance of an order is most of the variance.
        """
        most = float((self.y[~self.is_log] > 0.0).mean())
        mean = np.exp(eta[~self.is_log])
        squares = (self.y[~self.is_log] - mean) ** 2

        def slope(share: float) -> float:
            variance = mean * (1.0 - share + share * mean)
            ratio = squares / variance
            return float(((mean - 1.0) * mean / variance * (ratio / max(ratio.mean(), 1e-300) - 1.0)).sum())

        if slope(0.0) <= 0.0:
            return 0.0
        return most if slope(most) >= 0.0 else float(brentq(slope, 0.0, most, xtol=1e-12))


def _iterate(working: _Working, eta: Floats) -> tuple[Solution, Floats, float, int, float]:
    """Return the last solution, its linear predictor, the variance's shape, the rounds taken and how far the last one moved.

    Variances are searched in the first rounds and each time that nothing moves with them held, until they do not move either.
    """
    shape, dispersion = 0.0, 1.0
    theta = np.zeros(0)
    moved, rounds, n_quiet, is_held = np.inf, 0, 0, False
    while True:
        eq = working.equations(eta, dispersion, shape)
        is_quiet = moved < PQL_SETTLED and not is_held
        if rounds in SEARCH_ROUNDS or is_quiet:
            before, theta = theta, reml_descent(eq, theta if rounds else None).theta
            n_quiet += is_quiet
            is_same = rounds > 0 and bool(np.abs(theta - before).max(initial=0.0) < THETA_SETTLED)
            is_held = is_quiet and (is_same or n_quiet == MOST_SEARCHES)
        sol = solve(eq, theta)
        step = working.offset + working.predictor(sol) - eta
        moved = float(np.abs(step).max())
        rounds += 1
        if (is_held and moved < PQL_TOLERANCE) or rounds >= PQL_ROUNDS:
            return sol, eta, shape, rounds, moved
        damping = 1.0 if rounds <= PQL_ROUNDS // 3 else 0.5
        eta = np.clip(eta + damping * np.clip(step, -2.0, 2.0), working.offset - 50.0, working.offset + 50.0)
        dispersion = sol.residual_variance
        if working.is_shaped and rounds in SHAPE_ROUNDS:
            shape = working.shape(eta)
