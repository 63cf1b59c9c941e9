"""Log link: a mixed model for money with many zeros, by penalised quasi-likelihood on the linear solver.

In: money, fixed columns, level codes per factor; offset, priors of coefficients; rows that are logarithms themselves.
Out: LogLinkFit: effects on the log scale, dispersion and shape of the variance, linear predictor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError
from scipy.optimize import brentq

from readiness.errors import NotEnoughDataError
from readiness.stats.henderson import Codes, Equations, Floats, weighted
from readiness.stats.mixed_layout import Layout
from readiness.stats.mixed_model import MixedFit, named_fit
from readiness.stats.mixed_newton import newton_step, sure_step
from readiness.stats.mixed_search import SAME_CRITERION, Found, best_start, free_places, moved, places, without
from readiness.stats.mixed_solution import Solution, fitted, solve
from readiness.stats.random_terms import RandomTerms, random_terms

PQL_TOLERANCE = 1e-7
"""Change of the linear predictor and of every logarithm of a ratio of standard deviations at which all has settled."""
PQL_SETTLED = 1e-4
"""Change at which a fit that ran out of rounds may still be used."""
PQL_ROUNDS = 120
SHAPE_ROUNDS = range(4, 13)
"""Rounds in which the shape of the variance is estimated anew: before, the means are those of the data; after, it is known."""
SMALL_RATIO = 0.03
"""A ratio of standard deviations that falls below this is tried at 0, and stays there if the criterion does not mind."""
NO_GAIN = 1e-3
HALVINGS = 4
"""Times a step is shortened before a short and sure one is taken."""


@dataclass(frozen=True, slots=True)
class LogLinkFit:
    """A fitted log-link model: `mixed` holds effects on the log scale."""

    mixed: MixedFit
    linear_predictor: Floats
    """(rows,) log of the fitted mean, offset included."""
    response: Floats
    """(rows,) of the last working model, less the offset."""
    weight: Floats
    """(rows,) of the same: mean^2 / variance, up to a factor."""
    dispersion: float
    squared: float
    """Variance of an ordinary row: dispersion * mean + squared * mean^2; where all are logarithms, the first is 0."""
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
    is_log: NDArray[np.bool_] | None = None,
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
        is_log: (rows,) whether y is a logarithm itself, with a normal error; None is nowhere.
        log_sd: (rows,) sd of that error where it is known; 0 where it is the residual's own.

    Raises:
        NotEnoughDataError: y does not sum to more than 0, or too few rows for the fixed columns.

    Source: Breslow & Clayton (1993), J. Amer. Stat. Assoc. 88, 9-25: PQL; McCullagh & Nelder (1989), ch. 9: quasi-likelihood;
        Davidian & Carroll (1987), J. Amer. Stat. Assoc. 82, 1079-1091: pseudo-likelihood for the shape of a variance.
    """
    is_log = np.zeros(y.size, dtype=np.bool_) if is_log is None else is_log
    known = np.zeros(y.size) if offset is None else offset
    errors = np.zeros(y.size) if log_sd is None else log_sd
    unit, eta = (1.0, y) if is_log.all() else _start(y, known, is_log)
    ordinary = np.where(is_log, 0.0, np.log(unit))
    told = _with_priors(x, factors, slopes or {}, sorted(prior or {}))
    working = _Working(
        np.where(is_log, y, y / unit), *told, known - ordinary, prior or {}, is_log, errors, is_shaped and not is_log.all()
    )
    sol, eta, shape, rounds, change = _iterate(working, eta - ordinary)
    settled = change < PQL_SETTLED
    found = Found(sol.theta, rounds, settled)
    mixed = named_fit(sol, found, factors, posterior_sds=True)
    scale = mixed.residual_variance
    noise = (0.0, float(np.expm1(scale))) if is_log.all() else (scale * (1.0 - shape) * unit, scale * shape)
    working_rows = working.response(eta, scale, shape)
    return LogLinkFit(mixed, eta + ordinary, *working_rows, *noise, rounds, settled)


def _start(y: Floats, known: Floats, is_log: NDArray[np.bool_]) -> tuple[float, Floats]:
    """Return the mean of the ordinary rows, and a first linear predictor: half way between each row and the usual."""
    if y[~is_log].sum() <= 0.0:
        raise NotEnoughDataError("nothing was sold on balance, so no mean can be fitted")
    money = np.where(is_log, 0.0, y)
    usual = np.exp(known) * (money.sum() / np.exp(known[~is_log]).sum())
    return float(y[~is_log].mean()), np.where(is_log, y, np.log((np.maximum(money, 0.0) + usual) / 2.0))


def _with_priors(
    x: Floats, factors: Mapping[str, Codes], slopes: Mapping[str, Floats], at: Sequence[int]
) -> tuple[Floats, RandomTerms]:
    """Return fixed columns and random terms with one more row for each fixed column that has a prior."""
    absent = np.full(len(at), -1, dtype=np.intp)
    codes = {name: np.concatenate([known, absent]) for name, known in factors.items()}
    columns = {name: np.vstack([s, np.zeros((len(at), s.shape[1]))]) for name, s in slopes.items() if name in factors}
    return np.vstack([x, np.eye(x.shape[1])[at]]), random_terms(codes, columns, x.shape[0] + len(at))


@dataclass(frozen=True, slots=True)
class _Working:
    """The linear model that stands for a log-link model near a linear predictor."""

    y: Floats
    x: Floats
    """Fixed columns; a row more for each prior."""
    random: RandomTerms
    """Of the same rows."""
    offset: Floats
    prior: Mapping[int, tuple[float, float]]
    is_log: NDArray[np.bool_]
    log_sd: Floats
    is_shaped: bool

    def equations(self, eta: Floats, dispersion: float, shape: float, layout: Layout | None) -> Equations:
        """Return the equations of the working response; a prior is one more row, weighted as its sd is to the residual sd.

        `layout` is that of an earlier round; None in the first.
        """
        at = sorted(self.prior)
        scale = max(dispersion, 1e-8)
        answer, weight = self.response(eta, scale, shape)
        response = np.concatenate([answer, [self.prior[k][0] for k in at]])
        weights = np.concatenate([weight, [scale / self.prior[k][1] ** 2 for k in at]])
        return weighted(self.random, response, self.x, weights, layout=layout)

    def response(self, eta: Floats, dispersion: float, shape: float) -> tuple[Floats, Floats]:
        """Return working response less the offset, and weight, of every row of y."""
        mean = np.exp(np.where(self.is_log, 0.0, eta))
        answer = np.where(self.is_log, self.y, eta + (self.y - mean) / mean) - self.offset
        weight = np.where(self.is_log, 1.0, mean / (1.0 - shape + shape * mean))
        is_known = self.is_log & (self.log_sd > 0.0)
        weight[is_known] = dispersion / self.log_sd[is_known] ** 2
        return answer, weight

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

    Every round takes one Newton step of the variances and one step of the means, so that both settle together.
    """
    shape, dispersion = 0.0, 1.0
    theta = np.zeros(0)
    layout = None
    for rounds in range(1, PQL_ROUNDS + 1):
        eq = working.equations(eta, dispersion, shape, layout)
        layout = eq.layout
        damping = 1.0 if rounds <= PQL_ROUNDS // 3 else 0.5
        try:
            before = theta if rounds > 1 else best_start(eq)
            sol = _lower(solve(eq, before), damping, may_drop=rounds > SHAPE_ROUNDS.start)
        except LinAlgError:  # the means have run away
            if rounds == 1:
                raise NotEnoughDataError("no mean can be fitted to figures like these") from None
            return sol, eta, shape, rounds, np.inf
        theta = sol.theta
        step = working.offset + working.predictor(sol) - eta
        change = max(float(np.abs(step).max()), float(np.abs(theta - before).max(initial=0.0)))
        if change < PQL_TOLERANCE:
            theta = _dropped(sol, places(eq.widths).is_diagonal)
        if rounds == PQL_ROUNDS or (change < PQL_TOLERANCE and np.array_equal(theta, sol.theta)):
            break
        eta = np.clip(eta + damping * np.clip(step, -2.0, 2.0), working.offset - 50.0, working.offset + 50.0)
        dispersion = sol.residual_variance
        if working.is_shaped and rounds in SHAPE_ROUNDS:
            shape = working.shape(eta)
    return sol, eta, shape, rounds, change


def _lower(sol: Solution, damping: float, *, may_drop: bool) -> Solution:
    """Return the solution after one Newton step of the ratios, shortened until the criterion falls."""
    eq = sol.equations
    turn = damping * newton_step(sol)
    if may_drop:
        fewer = _dropped(sol, places(eq.widths).is_diagonal & (sol.theta < SMALL_RATIO) & (turn < 0.0))
        if not np.array_equal(fewer, sol.theta):
            return solve(eq, fewer)
    if np.abs(turn).max(initial=0.0) < PQL_TOLERANCE / 10.0:
        return sol
    free = free_places(eq, sol.theta)
    for _ in range(HALVINGS):
        with suppress(LinAlgError):  # too far: the equations are singular there
            tried = solve(eq, moved(eq, sol.theta, free, turn[free]))
            if tried.criterion < sol.criterion + SAME_CRITERION:
                return tried
        turn = turn / 2.0
    return solve(eq, sure_step(sol))


def _dropped(sol: Solution, which: NDArray[np.bool_]) -> Floats:
    """Return the parameters with those ratios at 0 that the criterion does not need, the smallest first until one is needed."""
    eq, theta, least = sol.equations, sol.theta, sol.criterion
    where = places(eq.widths)
    for at in [k for k in np.argsort(theta, kind="stable") if which[k] and theta[k] > 0.0]:
        fewer = without(eq, theta, int(where.factor[at]), int(where.row[at]))
        value = solve(eq, fewer).criterion
        if value > least + NO_GAIN:
            break
        theta, least = fewer, min(value, least)
    return theta
