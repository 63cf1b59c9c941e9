"""Item response theory: how hard and how telling each item is, and where each person stands.

In: right, wrong and missing answers, persons x items.
Out: IrtFit: item parameters and abilities, each with its standard error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit, logsumexp

from readiness.errors import NotEnoughDataError

Floats = NDArray[np.float64]
Model = Literal["1pl", "2pl"]
NODES = np.linspace(-6.0, 6.0, 61)
"""Where the N(0, 1) ability is summed; wide enough that a person with every answer right lies inside."""
LOG_WEIGHTS: Floats = -0.5 * NODES**2 - logsumexp(-0.5 * NODES**2)
LOG_A_MEAN, LOG_A_SD, D_SD = 0.1, 0.35, 2.0
"""The weakly informative priors: log a ~ N(0.1, 0.35^2), d ~ N(0, 2^2)."""
BOUND = 25.0
"""Without priors an estimate may run off to infinity; it stops here."""


@dataclass(frozen=True, slots=True)
class IrtFit:
    """Items and persons on one logit scale: P(right) = 1 / (1 + exp(-(a theta + d))), theta ~ N(0, 1).

    Item arrays hold NaN for an item the data say nothing about. `loglik` is the marginal log-likelihood, priors left out.
    """

    discrimination: Floats
    discrimination_se: Floats
    intercept: Floats
    intercept_se: Floats
    difficulty: Floats
    """b = -d / a: the ability that gets the item right half of the time."""
    difficulty_se: Floats
    ability: Floats
    """Mean of the posterior (EAP); 0 for a person without an answer."""
    ability_se: Floats
    """Standard deviation of the posterior; 1 for a person without an answer."""
    loglik: float
    n_parameters: int
    n_iter: int
    converged: bool
    reliability: float
    """Share of the variance of theta that the answers reveal, 0..1; NaN with fewer than 2 persons."""


@dataclass(frozen=True, slots=True)
class _Data:
    """Answers by distinct pattern, so that equal persons cost once and the order of rows changes nothing."""

    right: Floats
    wrong: Floats
    count: Floats
    pattern_of: NDArray[np.intp]
    """For each person the row of its pattern."""


def fit_irt(correct: Floats, *, model: Model = "2pl", priors: bool = True, max_iter: int = 2000, tol: float = 1e-7) -> IrtFit:
    """Return the one- or two-parameter logistic model fitted by marginal maximum likelihood or, with priors, posterior mode.

    Args:
        correct: (persons, items), 1 right, 0 wrong, NaN missing (missing at random: it neither helps nor harms).
        model: "1pl" has one discrimination for all items, "2pl" one for each.
        priors: keep few answers from giving absurd items; off is plain marginal maximum likelihood.
        max_iter: EM steps at most.
        tol: largest change of a parameter at which the fit stops.

    Raises:
        NotEnoughDataError: nobody answered anything, or without priors no item has both right and wrong answers.

    Source: Bock & Aitkin (1981), Psychometrika 46, 443-459 (EM); Mislevy (1986), Psychometrika 51, 177-195 (priors on
        items); Varadhan & Roland (2008), Scandinavian Journal of Statistics 35, 335-353 (SQUAREM); Louis (1982), JRSS B 44,
        226-233 (standard errors).
    """
    answers = np.asarray(correct, dtype=np.float64)
    if answers.ndim != 2 or not np.isfinite(answers).any():
        raise NotEnoughDataError("there is no answer to fit the quiz to")
    share = np.array([np.nan if not np.isfinite(c).any() else float(np.nanmean(c)) for c in answers.T])
    used = np.isfinite(share) if priors else np.isfinite(share) & (share > 0) & (share < 1)
    if not used.any():
        raise NotEnoughDataError("without priors the quiz needs an item that some got right and some got wrong")
    data = _patterns(answers[:, used])
    start = np.clip(share[used], 0.02, 0.98)
    a, d = np.ones(start.size), np.log(start / (1 - start))

    def step(x: Floats) -> tuple[Floats, float]:
        return _em_step(x, data, model=model, priors=priors)

    x, n_iter, converged = _squarem(step, np.concatenate([np.log(a) if priors else a, d]), max_iter, tol)
    a, d = (np.exp(x[: a.size]) if priors else x[: a.size]), x[a.size :]
    post, loglik = _posterior(a, d, data)
    mean = post @ NODES
    sd = np.sqrt(np.maximum(post @ NODES**2 - mean**2, 0))
    cov = _covariance(a, d, data, post, model=model, priors=priors)
    ability, ability_se = mean[data.pattern_of], sd[data.pattern_of]
    return IrtFit(
        **{name: _spread(values, used) for name, values in _item_columns(a, d, cov).items()},
        ability=ability,
        ability_se=ability_se,
        loglik=loglik,
        n_parameters=int(a.size * 2 if model == "2pl" else a.size + 1),
        n_iter=n_iter,
        converged=converged,
        reliability=_reliability(ability, ability_se),
    )


def probability(ability: Floats, discrimination: Floats, intercept: Floats) -> Floats:
    """Return (persons, items) the chance of a right answer, 0..1.

    Source: Birnbaum (1968), in Lord & Novick, Statistical Theories of Mental Test Scores, chapter 17.
    """
    return np.asarray(expit(np.outer(ability, discrimination) + intercept), dtype=np.float64)


def item_rest(correct: Floats) -> Floats:
    """Return (items,) the correlation of each item with the share right of the person's other items; NaN where constant.

    Args:
        correct: (persons, items), 1 right, 0 wrong, NaN missing.

    Source: Nunnally & Bernstein (1994), Psychometric Theory, 3rd edition, chapter 8 (corrected item-total correlation).
    """
    known = np.isfinite(correct)
    right = np.where(known, correct, 0.0)
    n_other = known.sum(axis=1, keepdims=True) - known
    rest = np.where(n_other > 0, (right.sum(axis=1, keepdims=True) - right) / np.maximum(n_other, 1), np.nan)
    out = np.full(correct.shape[1], np.nan)
    for j in range(correct.shape[1]):
        both = known[:, j] & np.isfinite(rest[:, j])
        x, y = right[both, j], rest[both, j]
        if x.size > 2 and np.ptp(x) > 0 and np.ptp(y) > 1e-12:
            out[j] = float(np.corrcoef(x, y)[0, 1])
    return out


def _patterns(answers: Floats) -> _Data:
    coded = np.where(np.isfinite(answers), answers, -1).astype(np.int8)
    rows, pattern_of, count = np.unique(coded, axis=0, return_inverse=True, return_counts=True)
    return _Data((rows == 1).astype(float), (rows == 0).astype(float), count.astype(float), pattern_of.reshape(-1))


def _posterior(a: Floats, d: Floats, data: _Data) -> tuple[Floats, float]:
    eta = np.outer(a, NODES) + d[:, None]
    joint = data.right @ log_expit(eta) + data.wrong @ log_expit(-eta) + LOG_WEIGHTS
    top = joint.max(axis=1, keepdims=True)
    np.exp(joint - top, out=joint)
    total = joint.sum(axis=1, keepdims=True)
    return joint / total, float(data.count @ (top + np.log(total))[:, 0])


def _em_step(x: Floats, data: _Data, *, model: Model, priors: bool) -> tuple[Floats, float]:
    """Return the parameters after one EM step, and the objective before it; x holds a (log a with priors), then d."""
    size = x.size // 2
    u, d = x[:size].copy(), x[size:].copy()
    post, value = _posterior(np.exp(u) if priors else u, d, data)
    if priors:
        u_once = u if model == "2pl" else u[:1]
        value -= float(((u_once - LOG_A_MEAN) ** 2).sum() / (2 * LOG_A_SD**2) + (d**2).sum() / (2 * D_SD**2))
    weighted = post * data.count[:, None]
    n_right = data.right.T @ weighted
    n_all = n_right + data.wrong.T @ weighted
    for _ in range(3):
        u, d = _newton(u, d, n_right, n_all, model=model, priors=priors)
    return np.concatenate([u, d]), value


def _newton(u: Floats, d: Floats, n_right: Floats, n_all: Floats, *, model: Model, priors: bool) -> tuple[Floats, Floats]:
    """Return one scoring step for every item at once; with one common discrimination the d are eliminated first."""
    a = np.exp(u) if priors else u
    p = expit(np.outer(a, NODES) + d[:, None])
    miss, info = n_right - n_all * p, n_all * p * (1 - p)
    slope = a if priors else np.ones_like(a)  # d a / d u
    g_u, g_d = (miss @ NODES) * slope, miss.sum(axis=1)
    h_uu, h_ud, h_dd = (info @ NODES**2) * slope**2, (info @ NODES) * slope, info.sum(axis=1)
    prior = (1 / LOG_A_SD**2, 1 / D_SD**2) if priors else (0.0, 0.0)
    g_d, h_dd = g_d - prior[1] * d, h_dd + prior[1] + 1e-12
    reduced_g, reduced_h = g_u - h_ud * g_d / h_dd, h_uu - h_ud**2 / h_dd
    if model == "1pl":
        reduced_g, reduced_h = np.full(u.size, reduced_g.sum()), np.full(u.size, reduced_h.sum())
    reduced_g, reduced_h = reduced_g - prior[0] * (u - LOG_A_MEAN if priors else u), reduced_h + prior[0] + 1e-12
    step_u = np.clip(reduced_g / reduced_h, -1, 1)
    step_d = np.clip((g_d - h_ud * step_u) / h_dd, -1, 1)
    return np.clip(u + step_u, -BOUND, BOUND), np.clip(d + step_d, -BOUND, BOUND)


def _squarem(step: Callable[[Floats], tuple[Floats, float]], x: Floats, max_iter: int, tol: float) -> tuple[Floats, int, bool]:
    """Return the fixed point of an EM map, extrapolated where that does not lower the objective."""
    for n_iter in range(3, max_iter + 1, 3):
        x1, value = step(x)
        x2, _ = step(x1)
        r, v = x1 - x, x2 - 2 * x1 + x
        if float(np.abs(x2 - x1).max()) < tol:
            return x2, n_iter, True
        alpha = -min(max(float(np.linalg.norm(r)) / max(float(np.linalg.norm(v)), 1e-300), 1.0), 64.0)
        leap = np.clip(x - 2 * alpha * r + alpha**2 * v, -BOUND, BOUND)
        x3, reached = step(leap)
        x = x3 if reached >= value else x2
    return x, max_iter, False


def _covariance(a: Floats, d: Floats, data: _Data, post: Floats, *, model: Model, priors: bool) -> Floats:
    """Return the (2 items, 2 items) covariance of a and d: inverse of the information of what was observed."""
    size = a.size
    p = expit(np.outer(a, NODES) + d[:, None])
    known = data.right + data.wrong
    weighted = post * data.count[:, None]
    complete = (known.T @ weighted) * p * (1 - p)
    blocks = np.zeros((3, size, size))  # sums over nodes of theta^2, theta, 1 times the cross-products of the scores
    for q, theta in enumerate(NODES):
        score = data.right - known * p[:, q]
        cross = score.T @ (score * weighted[:, q, None])
        blocks += np.array([theta**2, theta, 1.0])[:, None, None] * cross
    theta_score = data.right * (post @ NODES)[:, None] - known * (post @ (NODES * p).T)
    mean_score = np.hstack([theta_score, data.right - known * (post @ p.T)])
    lost = np.block([[blocks[0], blocks[1]], [blocks[1], blocks[2]]]) - mean_score.T @ (mean_score * data.count[:, None])
    whole = [np.diag(complete @ NODES**k) for k in (2, 1, 0)]
    info = np.block([[whole[0], whole[1]], [whole[1], whole[2]]]) - lost
    to_full = np.eye(2 * size) if model == "2pl" else np.vstack([np.zeros((size, size + 1)), np.eye(size, size + 1, k=1)])
    if model == "1pl":  # one discrimination stands for all of them
        to_full[:size, 0] = 1.0
    info = to_full.T @ info @ to_full
    if priors:
        gradient = (mean_score * data.count[:, None]).sum(axis=0) @ to_full
        _add_priors(info, gradient, a if model == "2pl" else a[:1])
    return np.asarray(to_full @ np.linalg.pinv(info, hermitian=True) @ to_full.T, dtype=np.float64)


def _add_priors(info: Floats, gradient: Floats, a: Floats) -> None:
    """Change an information matrix in (a, d) to that of the posterior, taken in log a and brought back to a."""
    n = a.size
    info[:n, :n] += np.diag(-gradient[:n] / a + 1 / (LOG_A_SD * a) ** 2)
    info[np.arange(n, info.shape[0]), np.arange(n, info.shape[0])] += 1 / D_SD**2


def _item_columns(a: Floats, d: Floats, cov: Floats) -> dict[str, Floats]:
    n = a.size
    var_a, var_d, both = np.diag(cov)[:n], np.diag(cov)[n:], np.diag(cov[:n, n:])
    with np.errstate(divide="ignore", invalid="ignore"):
        b = -d / a
        b_se = np.sqrt(np.maximum(var_d + b**2 * var_a + 2 * b * both, 0)) / np.abs(a)
    return {
        "discrimination": a,
        "discrimination_se": np.sqrt(np.maximum(var_a, 0)),
        "intercept": d,
        "intercept_se": np.sqrt(np.maximum(var_d, 0)),
        "difficulty": b,
        "difficulty_se": b_se,
    }


def _spread(values: Floats, used: NDArray[np.bool_]) -> Floats:
    out = np.full(used.size, np.nan)
    out[used] = values
    return out


def _reliability(ability: Floats, ability_se: Floats) -> float:
    if ability.size < 2:
        return float("nan")
    between = float(ability.var(ddof=1))
    return between / (between + float((ability_se**2).mean()))
