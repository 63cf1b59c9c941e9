"""Abilities on known items: by posterior mean, and by weighted likelihood.

In: right, wrong and missing answers; item parameters.
Out: an ability for each person, with its standard error.
"""

from __future__ import annotations

import numpy as np

from readiness.stats.irt.model import NODES, Floats, curves, posterior
from readiness.stats.irt.patterns import Patterns, patterns_of

REACH = 10.0
"""A weighted-likelihood estimate is looked for within this many logits of 0."""


def posterior_ability(correct: Floats, a: Floats, d: Floats, c: Floats) -> tuple[Floats, Floats]:
    """Return the mean and standard deviation of each person's posterior, theta ~ N(0, 1); items of NaN say nothing.

    Source: Bock & Mislevy (1982), Applied Psychological Measurement 6, 431-444.
    """
    known = np.isfinite(a)
    data = patterns_of(correct[:, known])
    post = posterior(data.right, data.wrong, a[known], d[known], c[known])
    mean = post @ NODES
    sd = np.sqrt(np.maximum(post @ NODES**2 - mean**2, 0))
    return mean[data.pattern_of], sd[data.pattern_of]


def weighted_likelihood_ability(correct: Floats, a: Floats, d: Floats, c: Floats) -> tuple[Floats, Floats]:
    """Return each person's weighted-likelihood ability, which nothing pulls to the middle, and its standard error.

    NaN for a person without an answer. The error is 1 / sqrt(information) at the estimate.

    Source: Warm (1989), Psychometrika 54, 427-450.
    """
    known = np.isfinite(a)
    data = patterns_of(correct[:, known])
    a, d, c = a[known], d[known], c[known]
    theta = np.zeros(data.count.size)
    for _ in range(100):
        slope, info = _weighted_slope(theta, data, a, d, c)
        step = np.clip(np.divide(slope, info, out=np.zeros_like(slope), where=info > 0), -1, 1)
        theta = np.clip(theta + step, -REACH, REACH)
        if float(np.abs(step).max(initial=0.0)) < 1e-9:
            break
    info = _weighted_slope(theta, data, a, d, c)[1]
    with np.errstate(divide="ignore"):
        theta, se = np.where(info > 0, theta, np.nan), np.where(info > 0, 1 / np.sqrt(info), np.nan)
    return theta[data.pattern_of], se[data.pattern_of]


def _weighted_slope(theta: Floats, data: Patterns, a: Floats, d: Floats, c: Floats) -> tuple[Floats, Floats]:
    """Return the slope of the log-likelihood plus Warm's J / (2 I), and the information I."""
    at = curves(np.outer(theta, a) + d, c)
    known = data.right + data.wrong
    item_info = known * a**2 * at.p * (1 - at.p) * at.known**2
    info = item_info.sum(axis=1)
    bias = np.divide((item_info * a * (1 - 2 * at.logistic)).sum(axis=1), 2 * info, out=np.zeros_like(info), where=info > 0)
    return ((data.right - known * at.p) * at.known * a).sum(axis=1) + bias, info
