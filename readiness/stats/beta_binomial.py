"""Beta-binomial shares: what each of a few persons is expected to get right, and how sure that is.

In: how many right of how many, for each person.
Out: BetaBinomialFit: share, interval, and the same on the scale of an ability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betaincinv, betaln, digamma, expit, polygamma

Floats = NDArray[np.float64]
MEAN_SD, LOG_SIZE_MEAN, LOG_SIZE_SD = 1.5, 2.0, 1.0
"""The weak priors: logit of the mean share ~ N(0, 1.5^2), log of alpha + beta ~ N(2, 1)."""


@dataclass(frozen=True, slots=True)
class BetaBinomialFit:
    """Shares ~ Beta(alpha, beta) among the persons; right answers binomial."""

    alpha: float
    beta: float
    share: Floats
    low: Floats
    """Lower end of the 90% interval."""
    high: Floats
    ability: Floats
    """Expected logit of the share, in standard deviations of the persons from their middle."""
    ability_se: Floats
    reliability: float
    """Share of the variance of that logit that the answers reveal, 0..1; NaN with fewer than 2 persons."""
    loglik: float
    n_iter: int
    converged: bool


def fit_beta_binomial(n_right: Floats, n: Floats) -> BetaBinomialFit:
    """Return each person's share, drawn to the mean of all as far as few answers ask for it.

    Source: Keats & Lord (1962), Psychometrika 27, 59-72; the maximum of the posterior of alpha and beta is taken as known.
    """

    def loglik(x: Floats) -> float:
        alpha, beta = _shape(x)
        return float((betaln(alpha + n_right, beta + n - n_right) - betaln(alpha, beta)).sum())

    def cost(x: Floats) -> float:
        return float(0.5 * (x[0] / MEAN_SD) ** 2 + 0.5 * ((x[1] - LOG_SIZE_MEAN) / LOG_SIZE_SD) ** 2) - loglik(x)

    found = minimize(cost, np.array([0.0, LOG_SIZE_MEAN]), method="L-BFGS-B", bounds=[(-8, 8), (-3, 8)])
    alpha, beta = _shape(found.x)
    a, b = alpha + n_right, beta + n - n_right
    middle, scale = float(digamma(alpha) - digamma(beta)), float(np.sqrt(polygamma(1, alpha) + polygamma(1, beta)))
    ability = (digamma(a) - digamma(b) - middle) / scale
    ability_se = np.sqrt(polygamma(1, a) + polygamma(1, b)) / scale
    between = float(ability.var(ddof=1)) if ability.size > 1 else float("nan")
    return BetaBinomialFit(
        alpha=alpha,
        beta=beta,
        share=a / (a + b),
        low=betaincinv(a, b, 0.05),
        high=betaincinv(a, b, 0.95),
        ability=ability,
        ability_se=ability_se,
        reliability=between / (between + float((ability_se**2).mean())),
        loglik=loglik(found.x),
        n_iter=int(found.nit),
        converged=bool(found.success),
    )


def _shape(x: Floats) -> tuple[float, float]:
    mean, size = float(expit(x[0])), float(np.exp(x[1]))
    return mean * size, (1 - mean) * size
