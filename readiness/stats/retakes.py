"""Retakes: how far persons got between a first and a later attempt, and how far they merely remember the questions.

In: right, wrong and missing answers of both attempts, which items the later one met again, item parameters.
Out: Retakes: the gain of each person and of all, the advantage of having seen an item.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from readiness.errors import NotEnoughDataError
from readiness.stats.irt.model import NODES, posterior

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
MIN_NEW = 100
"""Later answers to items not seen before that it takes to tell a gain from memory."""
MEAN_SD, EXPOSURE_SD, LOG_SPREAD, LOG_SPREAD_SD = 1.0, 1.5, -0.7, 0.4
"""The weak priors: gain ~ N(0, 1), exposure ~ N(0, 1.5^2), log of the gains' spread ~ N(-0.7, 0.4^2), 0.5 at its middle."""
SPREADS = np.linspace(-2.5, 0.5, 13)
"""Logs of the spreads that a person's gain is averaged over, each as likely as the answers leave it."""
STEP = 0.02


@dataclass(frozen=True, slots=True)
class Retakes:
    """Later attempts beside first ones, on the scale of the ability."""

    exposure: float
    """How much likelier, in logits, an item is got right for having been seen; NaN where the later attempts met none again."""
    exposure_se: float
    gain: float
    """Mean of the persons' gains."""
    gain_se: float
    spread: float
    """Standard deviation of the gains among the persons."""
    gains: Floats
    """(persons,) posterior mean of each person's gain."""
    gains_se: Floats
    ability: Floats
    """(persons,) ability at the later attempt."""
    ability_se: Floats


def fit_retakes(first: Floats, later: Floats, seen: Bools, a: Floats, d: Floats, c: Floats) -> Retakes:
    """Return what persons gained: P(right) at the later attempt is that of ability + gain, + exposure where the item was seen.

    The items are fixed as the first attempts have them. The prior of a person's later ability is what the first attempt said
    of it, moved by the mean gain and widened by the spread of gains; so that only the worst came back is no gain.

    Args:
        first: (persons, items) of the first attempt, 1 right, 0 wrong, NaN missing.
        later: (persons, items) of the later one.
        seen: (persons, items) whether the person met the item before the later attempt.
        a: (items,) discrimination; NaN where the first attempts say nothing of an item: its answers say nothing here.
        d: (items,) intercept.
        c: (items,) guessing.

    Raises:
        NotEnoughDataError: fewer than 100 later answers are to items not seen before, so that memory could be all of it.

    Source: Andersen (1985), Psychometrika 50, 3-16, and Embretson (1991), Psychometrika 56, 495-515 (items fixed over occasions,
        a gain for each person); the exposure is a linear effect on the logit as in Fischer (1983), Psychometrika 48, 3-26.
    """
    known = np.isfinite(a)
    first, later, seen = first[:, known], later[:, known], seen[:, known]
    a, d, c = a[known], d[known], c[known]
    n_new = int((np.isfinite(later) & ~seen).sum())
    if n_new < MIN_NEW:
        raise NotEnoughDataError(
            f"later attempts hold {n_new} answers to items not seen before; to tell a gain from memory takes {MIN_NEW}"
        )
    before = posterior(*_coded(first), a, d, c)

    def given(exposure: float) -> Floats:
        return _log_likelihood(later, seen, exposure, (a, d, c))

    def cost(x: Floats) -> float:
        value = given(x[1])
        top = value.max(axis=1)
        chance = (before @ _kernel(x[0], np.exp(x[2])) * np.exp(value - top[:, None])).sum(axis=1)
        prior = (x[0] / MEAN_SD) ** 2 + (x[1] / EXPOSURE_SD) ** 2 + ((x[2] - LOG_SPREAD) / LOG_SPREAD_SD) ** 2
        return float(0.5 * prior - (np.log(chance) + top).sum())

    found = minimize(cost, np.array([0.0, 0.0, LOG_SPREAD]), method="L-BFGS-B", bounds=[(-4, 4), (-4, 6), (-2.5, 0.5)])
    gain, exposure, spread = float(found.x[0]), float(found.x[1]), float(np.exp(found.x[2]))
    costs = np.array([cost(np.array([gain, exposure, log_spread])) for log_spread in SPREADS])
    likely = np.exp(costs.min() - costs)
    se = np.sqrt(np.maximum(np.diag(np.linalg.inv(_curvature(cost, found.x))), 0))
    if not bool((np.isfinite(later) & seen).any()):
        exposure = se[1] = float("nan")
    value = given(float(found.x[1]))
    kernels = [_kernel(gain, float(np.exp(log_spread))) for log_spread in SPREADS]
    moved = _moved(before, np.exp(value - value.max(axis=1, keepdims=True)), kernels, likely / likely.sum())
    return Retakes(exposure, float(se[1]), gain, float(se[0]), spread, *moved)


def _coded(correct: Floats) -> tuple[Floats, Floats]:
    return (correct == 1).astype(float), (correct == 0).astype(float)


def _log_likelihood(later: Floats, seen: Bools, exposure: float, items: tuple[Floats, Floats, Floats]) -> Floats:
    """Return (persons, nodes) the log chance of the later answers at each ability."""
    a, d, c = items
    right, wrong = _coded(later)
    value = np.zeros((len(later), NODES.size))
    for met, shift in ((seen, exposure), (~seen, 0.0)):
        eta = np.outer(a, NODES) + d[:, None] + shift
        p = np.log(c[:, None] + (1 - c[:, None]) * expit(eta)) if c.any() else log_expit(eta)
        value += (right * met) @ p + (wrong * met) @ (np.log1p(-c[:, None]) + log_expit(-eta))
    return value


def _kernel(gain: float, spread: float) -> Floats:
    """Return (before, after) the chance of each later ability."""
    value = -0.5 * ((NODES[None, :] - NODES[:, None] - gain) / spread) ** 2
    weight = np.exp(value - value.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True), dtype=np.float64)


def _moved(before: Floats, given: Floats, kernels: list[Floats], weights: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return each person's gain and its error, the later ability and its error, averaged over the kernels."""
    step = NODES[None, :] - NODES[:, None]
    moments = np.zeros((4, len(before)))
    for kernel, weight in zip(kernels, weights, strict=True):
        after = (before @ kernel) * given
        by_step = [((before @ (kernel * step**k)) * given).sum(axis=1) for k in (1, 2)]
        moments += weight * np.stack([*by_step, after @ NODES, after @ NODES**2]) / after.sum(axis=1)
    gain, gain2, ability, ability2 = moments
    return gain, np.sqrt(np.maximum(gain2 - gain**2, 0)), ability, np.sqrt(np.maximum(ability2 - ability**2, 0))


def _curvature(cost: Callable[[Floats], float], x: Floats) -> Floats:
    """Return the matrix of second derivatives, by central differences."""
    steps = STEP * np.eye(x.size)
    return np.array(
        [[(cost(x + e + f) - cost(x + e - f) - cost(x - e + f) + cost(x - e - f)) / (4 * STEP**2) for f in steps] for e in steps]
    )
