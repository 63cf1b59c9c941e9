"""Item response estimation: Bock and Aitkin's EM, sped up, with or without priors.

In: right, wrong and missing answers, persons x items.
Out: IrtFit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from readiness.errors import NotEnoughDataError
from readiness.stats.irt.information import covariance
from readiness.stats.irt.model import (
    D_SD,
    GUESS_MODE,
    GUESS_WEIGHT,
    LOG_A_MEAN,
    LOG_A_SD,
    NODES,
    Floats,
    IrtFit,
    Model,
    curves,
    log_joint,
    probability,
)
from readiness.stats.irt.patterns import Patterns, patterns_of

BOUND = 25.0
"""Without priors an estimate may run off to infinity; it stops here."""


def fit_irt(correct: Floats, *, model: Model = "2pl", priors: bool = True, max_iter: int = 2000, tol: float = 1e-7) -> IrtFit:
    """Return the logistic model fitted by marginal maximum likelihood or, with priors, posterior mode.

    Args:
        correct: (persons, items), 1 right, 0 wrong, NaN missing (missing at random: it neither helps nor harms).
        model: "1pl" has one discrimination for all items, "2pl" one for each, "3pl" also a chance of guessing for each.
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
    n_answers = np.isfinite(answers).sum(axis=0)
    share = np.where(n_answers > 0, np.nansum(answers, axis=0) / np.maximum(n_answers, 1), np.nan)
    used = np.isfinite(share) if priors else np.isfinite(share) & (share > 0) & (share < 1)
    if not used.any():
        raise NotEnoughDataError("without priors the quiz needs an item that some got right and some got wrong")
    data = patterns_of(answers[:, used])
    x, n_iter, converged = _squarem(
        lambda x: _em_step(x, data, model=model, priors=priors), _start(share[used], model=model, priors=priors), max_iter, tol
    )
    a, d, c = _items(x, model=model, priors=priors)
    post, loglik = _posterior(a, d, c, data)
    mean = post @ NODES
    sd = np.sqrt(np.maximum(post @ NODES**2 - mean**2, 0))
    cov = covariance(a, d, c, data, post, model=model, priors=priors)
    return IrtFit(
        **{name: _spread(values, used) for name, values in _item_columns(a, d, c, cov).items()},
        ability=mean[data.pattern_of],
        ability_se=sd[data.pattern_of],
        loglik=loglik,
        n_parameters=a.size + 1 if model == "1pl" else x.size,
        n_iter=n_iter,
        converged=converged,
        reliability=_reliability(mean, sd, data.count),
    )


def _start(share: Floats, *, model: Model, priors: bool) -> Floats:
    """Return the first parameters: log a (a without priors) for each item, then d, then logit c."""
    known = np.clip(share, 0.02, 0.98)
    blocks = [np.full(share.size, 0.0 if priors else 1.0), logit(known)]
    if model == "3pl":
        blocks[1] = logit(np.clip((known - GUESS_MODE) / (1 - GUESS_MODE), 0.02, 0.98))
        blocks.append(np.full(share.size, logit(GUESS_MODE)))
    return np.concatenate(blocks)


def _items(x: Floats, *, model: Model, priors: bool) -> tuple[Floats, Floats, Floats]:
    """Return a, d and c of the parameters."""
    size = x.size // (3 if model == "3pl" else 2)
    a = np.exp(x[:size]) if priors else x[:size]
    return a, x[size : 2 * size], expit(x[2 * size :]) if model == "3pl" else np.zeros(size)


def _posterior(a: Floats, d: Floats, c: Floats, data: Patterns) -> tuple[Floats, float]:
    joint = log_joint(data.right, data.wrong, a, d, c)
    top = joint.max(axis=1, keepdims=True)
    joint -= top
    np.exp(joint, out=joint)
    total = joint.sum(axis=1, keepdims=True)
    joint /= total
    return joint, float(data.count @ (top + np.log(total))[:, 0])


def _em_step(x: Floats, data: Patterns, *, model: Model, priors: bool) -> tuple[Floats, float]:
    """Return the parameters after one EM step, and the objective before it."""
    a, d, c = _items(x, model=model, priors=priors)
    post, value = _posterior(a, d, c, data)
    if priors:
        u = np.log(a if model != "1pl" else a[:1])
        value -= float(((u - LOG_A_MEAN) ** 2).sum() / (2 * LOG_A_SD**2) + (d**2).sum() / (2 * D_SD**2))
        if model == "3pl":
            value += GUESS_WEIGHT * float((GUESS_MODE * np.log(c) + (1 - GUESS_MODE) * np.log1p(-c)).sum())
    post *= data.count[:, None]
    n_right = data.right.T @ post
    n_all = n_right + data.wrong.T @ post
    for _ in range(3):
        step = _newton(x, n_right, n_all, model=model, priors=priors)
        if model == "3pl":
            step = _uphill(x, step, n_right, n_all, priors=priors)
        x = np.clip(x + step, -BOUND, BOUND)
    return x, value


def _newton(x: Floats, n_right: Floats, n_all: Floats, *, model: Model, priors: bool) -> Floats:
    """Return the scoring step of every item at once; the discrimination, which items may share, is stepped first."""
    a, d, c = _items(x, model=model, priors=priors)
    at = curves(np.outer(a, NODES) + d[:, None], c[:, None])
    slopes = [at.known * NODES * (a[:, None] if priors else 1.0), at.known, at.guessed][: x.size // a.size]
    miss, weight = n_right - n_all * at.p, n_all * at.p * (1 - at.p)
    gradient = np.stack([(miss * s).sum(axis=1) for s in slopes], axis=1)
    info = np.stack([np.stack([(weight * s * t).sum(axis=1) for t in slopes], axis=1) for s in slopes], axis=1)
    prior_gradient, prior_info = _prior_slopes(x.reshape(-1, a.size).T, c, priors=priors)
    info += np.eye(len(slopes)) * (prior_info + 1e-12)[:, :, None]
    shared = model == "1pl"
    gradient += prior_gradient * ([0.0, 1.0] if shared else 1.0)
    rest = np.linalg.solve(info[:, 1:, 1:], np.stack([info[:, 1:, 0], gradient[:, 1:]], axis=2))
    g = gradient[:, 0] - (info[:, 0, 1:] * rest[:, :, 1]).sum(axis=1)
    h = info[:, 0, 0] - (info[:, 0, 1:] * rest[:, :, 0]).sum(axis=1)
    if shared:  # one prior for the one discrimination
        g = np.full(a.size, g.sum() + prior_gradient[0, 0])
        h = np.full(a.size, h.sum() - (a.size - 1) * prior_info[0, 0])
    first = np.clip(g / np.maximum(h, 1e-12), -1, 1)
    others = np.clip(rest[:, :, 1] - rest[:, :, 0] * first[:, None], -1, 1)
    return np.asarray(np.concatenate([first[:, None], others], axis=1).T.ravel(), dtype=np.float64)


def _uphill(x: Floats, step: Floats, n_right: Floats, n_all: Floats, *, priors: bool) -> Floats:
    """Return the step, halved for each item that it would make less likely: with guessing the likelihood is not concave."""

    def height(at: Floats) -> Floats:
        a, d, c = _items(at, model="3pl", priors=priors)
        p = np.clip(probability(NODES, a, d, c).T, 1e-300, 1 - 1e-16)
        value = (n_right * np.log(p) + (n_all - n_right) * np.log1p(-p)).sum(axis=1)
        if priors:
            value -= (at[: a.size] - LOG_A_MEAN) ** 2 / (2 * LOG_A_SD**2) + d**2 / (2 * D_SD**2)
            value += GUESS_WEIGHT * (GUESS_MODE * np.log(c) + (1 - GUESS_MODE) * np.log1p(-c))
        return np.asarray(value, dtype=np.float64)

    now = height(x)
    for _ in range(8):
        worse = np.tile(height(np.clip(x + step, -BOUND, BOUND)) < now - 1e-12 * np.abs(now), 3)
        if not worse.any():
            break
        step = np.where(worse, step / 2, step)
    return step


def _prior_slopes(x: Floats, c: Floats, *, priors: bool) -> tuple[Floats, Floats]:
    """Return (items, parameters) the gradient of the log prior, and its curvature."""
    if not priors:
        return np.zeros_like(x), np.zeros_like(x)
    gradient = [(LOG_A_MEAN - x[:, 0]) / LOG_A_SD**2, -x[:, 1] / D_SD**2, GUESS_WEIGHT * (GUESS_MODE - c)]
    info = [np.full(c.size, 1 / LOG_A_SD**2), np.full(c.size, 1 / D_SD**2), GUESS_WEIGHT * c * (1 - c)]
    return np.stack(gradient[: x.shape[1]], axis=1), np.stack(info[: x.shape[1]], axis=1)


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


def _item_columns(a: Floats, d: Floats, c: Floats, cov: Floats) -> dict[str, Floats]:
    n = a.size
    var_a, var_d, var_g = (np.maximum(np.diag(cov)[k * n : (k + 1) * n], 0) for k in range(3))
    both = np.diag(cov[:n, n : 2 * n])
    with np.errstate(divide="ignore", invalid="ignore"):
        b = -d / a
        b_se = np.sqrt(np.maximum(var_d + b**2 * var_a + 2 * b * both, 0)) / np.abs(a)
    return {
        "discrimination": a,
        "discrimination_se": np.sqrt(var_a),
        "intercept": d,
        "intercept_se": np.sqrt(var_d),
        "guessing": c,
        "guessing_se": c * (1 - c) * np.sqrt(var_g) if var_g.size else np.zeros(n),
        "difficulty": b,
        "difficulty_se": b_se,
    }


def _spread(values: Floats, used: NDArray[np.bool_]) -> Floats:
    out = np.full(used.size, np.nan)
    out[used] = values
    return out


def _reliability(mean: Floats, sd: Floats, count: Floats) -> float:
    n = float(count.sum())
    if n < 2:
        return float("nan")
    between = float(count @ (mean - count @ mean / n) ** 2) / (n - 1)
    return between / (between + float(count @ sd**2) / n)
