"""Beta-binomial shares: what each of a few persons is expected to get right, and how sure that is.

In: how many right of how many, for each person.
Out: BetaBinomialFit: share, interval, and the same on the scale of an ability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, betaln, digamma, expit, polygamma

Floats = NDArray[np.float64]
MEAN_SD, LOG_SIZE_MEAN, LOG_SIZE_SD = 1.5, 2.0, 1.0
"""The weak priors: logit of the mean share ~ N(0, 1.5^2), log of alpha + beta ~ N(2, 1)."""
REACH, STEPS, PASSES = 4.0, 25, 4
"""Alpha and beta are summed out on so many points each way, out to so many standard deviations of what the answers leave open."""
FAINT = 1e-9
"""Points less likely than this beside the likeliest are left out."""


@dataclass(frozen=True, slots=True)
class BetaBinomialFit:
    """Shares ~ Beta(alpha, beta) among the persons, alpha and beta as unsure as the answers leave them; answers binomial."""

    mean: float
    """Expected share of a person nobody has asked yet."""
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
    """Of the answers at the likeliest alpha and beta."""


def fit_beta_binomial(n_right: Floats, n: Floats) -> BetaBinomialFit:
    """Return each person's share, drawn to the mean of all as far as few answers ask for it.

    A person's share is a mixture of Betas, one for each alpha and beta that the answers allow, told by the Beta of the same mean
    and variance. Taking one alpha and beta as known makes the intervals of a handful of persons too short.

    Source: Keats & Lord (1962), Psychometrika 27, 59-72 (model); Gelman et al. (2013), Bayesian Data Analysis, 3rd edition,
        section 5.3 (alpha and beta summed out on a grid).
    """
    pairs, pair_of = np.unique(np.stack([n_right, n], axis=1), axis=0, return_inverse=True)
    count = np.bincount(pair_of.reshape(-1)).astype(float)
    alpha, beta, weight, loglik = _shapes(pairs, count)
    a, b = pairs[:, :1] + alpha, pairs[:, 1:] - pairs[:, :1] + beta
    mean = a / (a + b)
    share, spread = _mixed(mean, mean * (1 - mean) / (a + b + 1), weight)
    scale2 = polygamma(1, alpha) + polygamma(1, beta)
    logit = (digamma(a) - digamma(b) - digamma(alpha) + digamma(beta)) / np.sqrt(scale2)
    ability, variance = (v[pair_of.reshape(-1)] for v in _mixed(logit, (polygamma(1, a) + polygamma(1, b)) / scale2, weight))
    size = share * (1 - share) / spread - 1
    right, wrong = (share * size)[pair_of.reshape(-1)], ((1 - share) * size)[pair_of.reshape(-1)]
    between = float(ability.var(ddof=1)) if ability.size > 1 else float("nan")
    return BetaBinomialFit(
        mean=float(weight @ (alpha / (alpha + beta))),
        share=share[pair_of.reshape(-1)],
        low=betaincinv(right, wrong, 0.05),
        high=betaincinv(right, wrong, 0.95),
        ability=ability,
        ability_se=np.sqrt(variance),
        reliability=between / (between + float(variance.mean())),
        loglik=loglik,
    )


def _shapes(pairs: Floats, count: Floats) -> tuple[Floats, Floats, Floats, float]:
    """Return each alpha and beta that the answers allow, how likely it is, and the log-likelihood of the likeliest.

    The grid is drawn closer around what is likely, pass by pass.
    """
    middle, spread = np.zeros(2), np.ones(2)
    for _ in range(PASSES):
        axes = [np.linspace(m - REACH * s, m + REACH * s, STEPS) for m, s in zip(middle, spread, strict=True)]
        z = np.stack([grid.ravel() for grid in np.meshgrid(*axes)])
        at, size = expit(MEAN_SD * z[0]), np.exp(LOG_SIZE_MEAN + LOG_SIZE_SD * z[1])
        alpha, beta = at * size, (1 - at) * size
        value = count @ (betaln(alpha + pairs[:, :1], beta + pairs[:, 1:] - pairs[:, :1]) - betaln(alpha, beta))
        height = value - 0.5 * (z**2).sum(axis=0)
        weight = np.exp(height - height.max())
        weight /= weight.sum()
        middle = z @ weight
        spread = np.maximum(np.sqrt(((z - middle[:, None]) ** 2) @ weight), REACH * spread / (STEPS - 1))
    kept = weight > FAINT * weight.max()
    return alpha[kept], beta[kept], weight[kept] / weight[kept].sum(), float(value[weight.argmax()])


def _mixed(means: Floats, variances: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of each row's mixture."""
    mean = means @ weight
    return mean, variances @ weight + means**2 @ weight - mean**2
