"""Log link: a mixed model for money with many zeros, by penalised quasi-likelihood on the linear solver.

In: money, fixed columns, level codes per factor; offset, priors of coefficients.
Out: LogLinkFit: effects on the log scale, dispersion, linear predictor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from readiness.errors import NotEnoughDataError
from readiness.stats.henderson import Codes, Equations, Floats, equations
from readiness.stats.mixed_model import MixedFit, named_fit
from readiness.stats.mixed_search import Found, reml_theta
from readiness.stats.mixed_solution import Solution, fitted, solve

PQL_TOLERANCE = 1e-11
PQL_SETTLED = 1e-6
PQL_ROUNDS = 120


@dataclass(frozen=True, slots=True)
class LogLinkFit:
    """A fitted log-link model: `mixed` holds effects on the log scale, its residual variance is the dispersion."""

    mixed: MixedFit
    linear_predictor: Floats
    """(rows,) log of the fitted mean, offset included."""
    n_rounds: int
    converged: bool


def fit_log_link(
    y: Floats,
    x: Floats,
    factors: Mapping[str, Codes],
    *,
    offset: Floats | None = None,
    prior: Mapping[int, tuple[float, float]] | None = None,
) -> LogLinkFit:
    """Return the quasi-Poisson log-link fit: log E(y) = offset + x b + random intercepts, Var(y) = dispersion * E(y).

    Penalised quasi-likelihood: a linear mixed model is fitted to the working response, with the mean as weight, until
    nothing moves. y may hold many zeros and a few negative values (returns); its sum must be positive.

    Args:
        y: (rows,) response.
        x: (rows, p) fixed columns.
        factors: name -> (rows,) level codes 0.., -1 where the factor is absent on that row.
        offset: (rows,) known part of the log mean; None is 0.
        prior: column of x -> mean and sd of a normal prior of its coefficient; columns not named have a flat one.

    Raises:
        NotEnoughDataError: y does not sum to more than 0, or too few rows for the fixed columns.

    Source: Breslow & Clayton (1993), J. Amer. Stat. Assoc. 88, 9-25: PQL; McCullagh & Nelder (1989), ch. 9: quasi-likelihood.
    """
    if y.sum() <= 0.0:
        raise NotEnoughDataError("nothing was sold on balance, so no mean can be fitted")
    known = np.zeros(y.size) if offset is None else offset
    usual = np.exp(known) * (y.sum() / np.exp(known).sum())
    eta = np.log((np.maximum(y, 0.0) + usual) / 2.0)
    working = _Working(y, x, factors, known, prior or {})
    sol, eta, rounds, moved = _iterate(working, eta)
    settled = moved < PQL_SETTLED
    found = Found(sol.theta, rounds, settled)
    return LogLinkFit(named_fit(sol, found, factors, posterior_sds=True), eta, rounds, settled)


@dataclass(frozen=True, slots=True)
class _Working:
    """The linear model that stands for a log-link model near a linear predictor."""

    y: Floats
    x: Floats
    factors: Mapping[str, Codes]
    offset: Floats
    prior: Mapping[int, tuple[float, float]]

    def equations(self, eta: Floats, dispersion: float) -> Equations:
        """Return the equations of the working response; a prior is one more row, weighted as its sd is to the residual sd."""
        mean = np.exp(eta)
        at = sorted(self.prior)
        response = np.concatenate([eta - self.offset + (self.y - mean) / mean, [self.prior[k][0] for k in at]])
        weights = np.concatenate([mean, [max(dispersion, 1e-8) / self.prior[k][1] ** 2 for k in at]])
        absent = np.full(len(at), -1, dtype=np.intp)
        factors = {name: np.concatenate([codes, absent]) for name, codes in self.factors.items()}
        return equations(response, np.vstack([self.x, np.eye(self.x.shape[1])[at]]), factors, weights)

    def predictor(self, sol: Solution) -> Floats:
        """Return x b + random effects per row of y."""
        return fitted(sol)[: self.y.size]


def _iterate(working: _Working, eta: Floats) -> tuple[Solution, Floats, int, float]:
    """Return the last solution, its linear predictor, the rounds taken and how far the last one moved."""
    eq = working.equations(eta, 1.0)
    sol = solve(eq, reml_theta(eq).theta)
    moved, searching, rounds = np.inf, True, 1
    while rounds < PQL_ROUNDS:
        step = working.offset + working.predictor(sol) - eta
        moved = float(np.abs(step).max())
        if moved < PQL_TOLERANCE and searching:
            break
        damping = 1.0 if rounds <= PQL_ROUNDS // 3 else 0.5
        eta = np.clip(eta + damping * np.clip(step, -2.0, 2.0), working.offset - 50.0, working.offset + 50.0)
        # The search only has to find the basin and the exact zeros; between its first and last visit Newton steps suffice.
        searching = rounds < 3 or moved < PQL_TOLERANCE
        eq = working.equations(eta, sol.residual_variance)
        sol = solve(eq, reml_theta(eq, sol.theta, radius=0.1, search=searching).theta)
        rounds += 1
    return sol, eta, rounds, moved
