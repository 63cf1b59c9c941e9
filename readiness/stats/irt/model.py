"""Item response model: the chance of a right answer, its priors, and what a fit says.

In: abilities, item parameters.
Out: probabilities and their slopes; IrtFit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit, logsumexp

Floats = NDArray[np.float64]
Model = Literal["1pl", "2pl", "3pl"]
NODES = np.linspace(-6.0, 6.0, 61)
"""Where the N(0, 1) ability is summed; wide enough that a person with every answer right lies inside."""
LOG_WEIGHTS: Floats = -0.5 * NODES**2 - logsumexp(-0.5 * NODES**2)
LOG_A_MEAN, LOG_A_SD, D_SD = 0.1, 0.35, 2.0
"""The weakly informative priors: log a ~ N(0.1, 0.35^2), d ~ N(0, 2^2)."""
GUESS_MODE, GUESS_WEIGHT = 0.2, 20.0
"""c ~ Beta(5, 17): most likely one in five, as sure as after 20 guesses."""


@dataclass(frozen=True, slots=True)
class IrtFit:
    """Items and persons on one logit scale: P(right) = c + (1 - c) / (1 + exp(-(a theta + d))), theta ~ N(0, 1).

    Item arrays hold NaN for an item the data say nothing about. `loglik` is the marginal log-likelihood, priors left out.
    """

    discrimination: Floats
    discrimination_se: Floats
    intercept: Floats
    intercept_se: Floats
    guessing: Floats
    """c, the share right among persons who know nothing; 0 unless the model is "3pl"."""
    guessing_se: Floats
    difficulty: Floats
    """b = -d / a: the ability half way between guessing and certainty."""
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
class Curves:
    """Each item along the ability, arrays that broadcast over (items, nodes).

    The slopes of P are in units of P(1-P): dP/d(eta) = P(1-P) `known`, dP/d(logit c) = P(1-P) `guessed`.
    """

    logistic: Floats
    """1 / (1 + exp(-eta)), eta = a theta + d."""
    p: Floats
    known: Floats
    guessed: Floats


def curves(eta: Floats, c: Floats) -> Curves:
    """Return the chance of a right answer and its slopes, of eta = a theta + d and of guessing c.

    Source: Birnbaum (1968), in Lord & Novick, Statistical Theories of Mental Test Scores, chapter 17.
    """
    logistic = expit(eta)
    p = np.maximum(c + (1 - c) * logistic, np.finfo(float).tiny)
    return Curves(logistic, p, np.where(c > 0, logistic / p, 1.0), c / p)


def probability(ability: Floats, discrimination: Floats, intercept: Floats, guessing: Floats | float = 0.0) -> Floats:
    """Return (persons, items) the chance of a right answer, 0..1.

    Source: Birnbaum (1968), in Lord & Novick, Statistical Theories of Mental Test Scores, chapter 17.
    """
    chance = np.asarray(guessing, dtype=np.float64)
    return np.asarray(chance + (1 - chance) * expit(np.outer(ability, discrimination) + intercept), dtype=np.float64)


def log_joint(right: Floats, wrong: Floats, a: Floats, d: Floats, c: Floats) -> Floats:
    """Return (persons, nodes) the log chance of the answers and of the ability at each node."""
    eta = np.outer(a, NODES) + d[:, None]
    log_p = log_expit(eta)
    log_q = log_expit(-eta)
    if c.any():
        log_p, log_q = np.log(c[:, None] + (1 - c[:, None]) * expit(eta)), np.log1p(-c[:, None]) + log_q
    return np.asarray(right @ log_p + wrong @ log_q + LOG_WEIGHTS, dtype=np.float64)


def posterior(right: Floats, wrong: Floats, a: Floats, d: Floats, c: Floats) -> Floats:
    """Return (persons, nodes) how likely each node is to be the person's ability; rows add up to 1."""
    joint = log_joint(right, wrong, a, d, c)
    out = np.exp(joint - joint.max(axis=1, keepdims=True))
    return np.asarray(out / out.sum(axis=1, keepdims=True), dtype=np.float64)
