"""Differential item functioning: items that are harder for one group than for equally able persons of another.

In: right, wrong and missing answers; which persons are of the group.
Out: Dif: size, p value and flag of each item.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit
from scipy.stats import chi2, false_discovery_control

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
DELTA, SHARE = 1.0, 0.035
"""From here a difference matters: on the delta scale (Holland & Thayer), or as a share explained (Jodoin & Gierl)."""
MIN_GROUP = 250
"""Answers a group and the others need before a launch's report tests an item; fewer leave much unseen."""
FALSE_SHARE = 0.1
"""Of the items found, at most this share is expected to be found by chance."""


@dataclass(frozen=True, slots=True)
class Dif:
    """One number an item; NaN where a group has no right or no wrong answer."""

    delta: Floats
    """-2.35 log of the Mantel-Haenszel odds ratio: below 0 the item is harder for the group."""
    p_value: Floats
    """The smaller of two tests of the logistic regression, doubled: shifted, and telling in another degree."""
    explained: Floats
    """Share of Nagelkerke's R squared that the group adds."""
    flagged: Bools


def dif(correct: Floats, group: Bools) -> Dif:
    """Return how much each item favours either group among persons alike on the other items.

    An item counts as flagged if it is significant with the false discovery rate held at 10% and large by either measure. Flagged
    items leave the score that persons are matched on, and all are judged once more.

    Source: Mantel & Haenszel (1959), JNCI 22, 719-748; Holland & Thayer (1988), in Wainer & Braun, Test Validity; Swaminathan &
        Rogers (1990), Journal of Educational Measurement 27, 361-370; Jodoin & Gierl (2001), Applied Measurement in Education
        14, 329-349; Benjamini & Hochberg (1995), JRSS B 57, 289-300.
    """
    found = _once(correct, group, np.ones(correct.shape[1], dtype=bool))
    if found.flagged.any() and not found.flagged.all():
        return _once(correct, group, ~found.flagged)
    return found


def _once(correct: Floats, group: Bools, anchor: Bools) -> Dif:
    n_items = correct.shape[1]
    delta, p_value, explained = (np.full(n_items, np.nan) for _ in range(3))
    for j in range(n_items):
        matched = anchor.copy()
        matched[j] = True  # the item itself is part of the score (Holland & Thayer)
        seen = np.isfinite(correct[:, matched])
        n_seen = seen.sum(axis=1)
        mine = np.isfinite(correct[:, j])
        share = np.nansum(correct[mine][:, matched], axis=1) / n_seen[mine]
        y, of_group = correct[mine, j], group[mine]
        if all(0 < y[of_group == g].sum() < (of_group == g).sum() for g in (False, True)):
            delta[j] = mantel_haenszel_delta(y, of_group, np.round(share * matched.sum()))
            p_value[j], explained[j] = _logistic(y, of_group, share)
    flagged = np.zeros(n_items, dtype=bool)
    judged = np.isfinite(p_value)
    if judged.any():
        sure = false_discovery_control(p_value[judged]) < FALSE_SHARE
        flagged[judged] = sure & ((np.abs(delta[judged]) >= DELTA) | (explained[judged] >= SHARE))
    return Dif(delta, p_value, explained, flagged)


def mantel_haenszel_delta(y: Floats, group: Bools, level: Floats) -> float:
    """Return -2.35 log of the common odds ratio of a right answer, others against the group, over levels of score."""
    up, down = 0.0, 0.0
    for value in np.unique(level):
        here = level == value
        others, mine = y[here & ~group], y[here & group]
        n = others.size + mine.size
        up += float(others.sum() * (mine.size - mine.sum())) / n
        down += float((others.size - others.sum()) * mine.sum()) / n
    return float(-2.35 * np.log(up / down)) if up > 0 and down > 0 else float("nan")


def _logistic(y: Floats, group: Bools, share: Floats) -> tuple[float, float]:
    """Return the p value of group and group x score, and what they add to Nagelkerke's R squared."""
    spread = float(share.std()) or 1.0
    score, member = (share - share.mean()) / spread, group.astype(float)
    null = _fitted(np.ones((y.size, 1)), y)
    small = _fitted(np.column_stack([np.ones(y.size), score]), y)
    shifted = _fitted(np.column_stack([np.ones(y.size), score, member]), y)
    large = _fitted(np.column_stack([np.ones(y.size), score, member, member * score]), y)
    top = -np.expm1(2 * null / y.size)
    explained = (np.exp(2 * (null - small) / y.size) - np.exp(2 * (null - large) / y.size)) / top
    gains = np.maximum([shifted - small, large - shifted], 0.0)
    return min(1.0, 2 * float(chi2.sf(2 * gains, 1).min())), float(explained)


def _fitted(x: Floats, y: Floats) -> float:
    """Return the log-likelihood of a logistic regression, by Newton's method with the faintest of ridges."""
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        p = expit(x @ beta)
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(beta.size), x.T @ (y - p) - 1e-6 * beta)
        beta = beta + np.clip(step, -2, 2)
        if float(np.abs(step).max()) < 1e-8:
            break
    eta = x @ beta
    return float((y * log_expit(eta) + (1 - y) * log_expit(-eta)).sum())
