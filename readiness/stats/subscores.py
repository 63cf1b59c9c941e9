"""Subscores: an ability for each area of a quiz, from the few items of the area and what the other areas say.

In: right, wrong and missing answers; the area of each item.
Out: Subscores: ability, standard error and expected share per person and area, and how far the areas go together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from readiness.stats.irt import IrtFit, fit_irt
from readiness.stats.irt.model import LOG_WEIGHTS, NODES, log_joint
from readiness.stats.quiz_fit import expected_shares

Floats = NDArray[np.float64]
MOST = 0.99
"""The square root of the correlation stops here: beyond it the areas are one, and the nodes lie too far apart to say more."""
PRIOR_SAME, PRIOR_OTHER = 2.0, 0.5
"""Prior of the correlation r between areas, r^2 (1 - r)^0.5: most likely 0.8, as parts of one quiz mostly are."""


@dataclass(frozen=True, slots=True)
class Subscores:
    """Abilities per area, each N(0, 1) among the persons; (persons, areas)."""

    ability: Floats
    """Mean of the posterior (EAP)."""
    ability_se: Floats
    share: Floats
    """Share of the area's items that is expected right, 0..1."""
    share_low: Floats
    """At the lower end of the 90% band of the ability."""
    share_high: Floats
    correlation: float
    """Between the abilities of any two areas, 0..1; NaN with one area."""


def fit_subscores(correct: Floats, area: NDArray[np.intp]) -> Subscores:
    """Return an ability for each area 0, 1, ...; items of area -1 tell of the person, but have no ability of their own.

    The abilities of a person's areas are normal, any two with the same correlation r: theta_k = sqrt(r) g + sqrt(1 - r) e_k.
    So the prior of an area is what the other areas say of the person, and the answers of the area come on top: none is
    counted twice. The items of an area are calibrated by themselves (parameters from one calibration of the whole quiz make
    intervals a little off where areas differ); then r is the likeliest one, the items taken as known.

    Args:
        correct: (persons, items), 1 right, 0 wrong, NaN missing; every area needs an answer.
        area: (items,) the area of each item.

    Source: Wainer et al. (2001), in Thissen & Wainer, Test Scoring, chapter 9 (augmented scores); de la Torre & Song (2009),
        Applied Psychological Measurement 33, 620-639 (higher-order model); Gibbons & Hedeker (1992), Psychometrika 57, 423-436
        (areas are independent given g, so that two sums stand for K).
    """
    areas = sorted({int(k) for k in area})
    fits = [fit_irt(correct[:, area == k]) for k in areas]
    given = [_likelihood(correct[:, area == k], fit) for k, fit in zip(areas, fits, strict=True)]
    if len(areas) == 1:
        return _subscores(areas, fits, [given[0] * np.exp(LOG_WEIGHTS)], float("nan"))

    def cost(root: float) -> float:
        return -_loglik(given, root) - PRIOR_SAME * 2 * float(np.log(root)) - PRIOR_OTHER * float(np.log1p(-(root**2)))

    root = float(minimize_scalar(cost, bounds=(0.05, MOST), method="bounded", options={"xatol": 1e-4}).x)
    return _subscores(areas, fits, _posteriors(given, root), root**2)


def _likelihood(correct: Floats, fit: IrtFit) -> Floats:
    """Return (persons, nodes) how likely the answers are at each ability, the largest being 1."""
    known = np.isfinite(fit.discrimination)
    right, wrong = (correct[:, known] == 1).astype(float), (correct[:, known] == 0).astype(float)
    value = log_joint(right, wrong, fit.discrimination[known], fit.intercept[known], fit.guessing[known]) - LOG_WEIGHTS
    return np.asarray(np.exp(value - value.max(axis=1, keepdims=True)), dtype=np.float64)


def _kernel(root: float) -> Floats:
    """Return (g, theta) the chance of an area's ability, given what the areas share."""
    value = -0.5 * (NODES[None, :] - root * NODES[:, None]) ** 2 / (1 - root**2)
    weight = np.exp(value - value.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True), dtype=np.float64)


def _loglik(given: list[Floats], root: float) -> float:
    to_shared = _kernel(root).T
    joint = np.exp(LOG_WEIGHTS) * np.prod([g @ to_shared for g in given], axis=0)
    return float(np.log(joint.sum(axis=1)).sum())


def _posteriors(given: list[Floats], root: float) -> list[Floats]:
    kernel = _kernel(root)
    shared = [g @ kernel.T for g in given]
    out = []
    for k, own in enumerate(given):
        others = [s for j, s in enumerate(shared) if j != k]
        out.append(own * ((np.exp(LOG_WEIGHTS) * np.prod(others, axis=0)) @ kernel))
    return out


def _subscores(areas: list[int], fits: list[IrtFit], posteriors: list[Floats], correlation: float) -> Subscores:
    """Return what posteriors, which need not add up to 1, say of each area that is to have an ability of its own."""
    rows: list[tuple[Floats, Floats, Floats, Floats, Floats]] = []
    for k, fit, p in zip(areas, fits, posteriors, strict=True):
        if k >= 0:
            weight = p / p.sum(axis=1, keepdims=True)
            mean = weight @ NODES
            sd = np.sqrt(np.maximum(weight @ NODES**2 - mean**2, 0))
            rows.append((mean, sd, *expected_shares(fit, mean, sd)))
    ability, ability_se, share, low, high = (np.stack(column, axis=1) for column in zip(*rows, strict=True))
    return Subscores(ability, ability_se, share, low, high, correlation)
