"""Item information: how sure the item parameters are.

In: item parameters, answer patterns and the posterior of each.
Out: the covariance of the estimates.
"""

from __future__ import annotations

import numpy as np

from readiness.stats.irt.model import D_SD, GUESS_WEIGHT, LOG_A_SD, NODES, Curves, Floats, Model, curves
from readiness.stats.irt.patterns import Patterns

MANY_ITEMS = 100
"""With more items, and twenty patterns a parameter, persons' scores are squared instead: the same in large samples."""


def covariance(a: Floats, d: Floats, c: Floats, data: Patterns, post: Floats, *, model: Model, priors: bool) -> Floats:
    """Return the covariance of a, d and, in the three-parameter model, logit c: inverse of the information observed.

    Source: Louis (1982), JRSS B 44, 226-233, I = E[B | y] - E[S S' | y] + E[S | y] E[S | y]' summed over persons.
    """
    at = curves(np.outer(a, NODES) + d[:, None], c[:, None])
    slopes = np.stack([at.known * NODES, at.known, np.broadcast_to(at.guessed, at.p.shape)][: 3 if model == "3pl" else 2])
    known = data.right + data.wrong
    score = np.hstack([data.right * (post @ s.T) - known * (post @ (s * at.p).T) for s in slopes])
    weighted = post * data.count[:, None]
    squared = score.T @ (score * data.count[:, None])
    if a.size > MANY_ITEMS and data.count.size > 20 * squared.shape[0]:
        info = squared
    else:
        info = _complete(at, c, data, weighted, len(slopes)) - _lost(at, slopes, data, weighted) + squared
    to_full = np.eye(info.shape[0])
    if model == "1pl":  # one discrimination stands for all of them
        to_full = np.vstack([np.zeros((a.size, a.size + 1)), np.eye(a.size, a.size + 1, k=1)])
        to_full[: a.size, 0] = 1.0
    info = to_full.T @ info @ to_full
    if priors:
        gradient = (data.count @ score) @ to_full
        info += np.diag(_prior_curvature(a if model != "1pl" else a[:1], c, gradient))
    return np.asarray(to_full @ np.linalg.pinv(info, hermitian=True) @ to_full.T, dtype=np.float64)


def _complete(at: Curves, c: Floats, data: Patterns, weighted: Floats, n_kinds: int) -> Floats:
    """Return the expected curvature with minus sign, E[B | y], were the abilities known."""
    n_right, n_wrong = data.right.T @ weighted, data.wrong.T @ weighted
    q, spread = 1 - at.p, at.logistic * (1 - at.logistic)
    c = c[:, None]
    eta = n_right * ((q * at.known) ** 2 - q * at.known * (1 - 2 * at.logistic)) + n_wrong * spread
    mixed = n_right * (q**2 * at.known * at.guessed + q * at.guessed * at.logistic)
    guess = n_right * ((q * at.guessed) ** 2 - q * at.guessed * (1 - 2 * c)) + n_wrong * c * (1 - c)
    kinds = [
        [eta * NODES**2, eta * NODES, mixed * NODES],
        [eta * NODES, eta, mixed],
        [mixed * NODES, mixed, guess],
    ]
    return np.block([[np.diag(k.sum(axis=1)) for k in row[:n_kinds]] for row in kinds[:n_kinds]])


def _lost(at: Curves, slopes: Floats, data: Patterns, weighted: Floats) -> Floats:
    """Return E[S S' | y]: the squares of the scores, were the abilities known, over what they may be."""
    n_kinds, n_items = slopes.shape[:2]
    known = data.right + data.wrong
    out = np.zeros((n_kinds, n_items, n_kinds, n_items))
    for k in range(NODES.size):
        miss = data.right - known * at.p[:, k]
        cross = miss.T @ (miss * weighted[:, k, None])
        out += slopes[:, :, None, None, k] * cross[None, :, None, :] * slopes[None, None, :, :, k]
    return out.reshape(n_kinds * n_items, n_kinds * n_items)


def _prior_curvature(a: Floats, c: Floats, gradient: Floats) -> Floats:
    """Return what the priors add to the information in a, d and logit c; that of a is taken in log a and brought back."""
    of_a = -gradient[: a.size] / a + 1 / (LOG_A_SD * a) ** 2
    of_d = np.full(c.size, 1 / D_SD**2)
    return np.concatenate([of_a, of_d, GUESS_WEIGHT * c * (1 - c)])[: gradient.size]
