"""Rasch model by conditional likelihood: items free of any assumption about how able the persons are.

In: right, wrong and missing answers, persons x items.
Out: RaschFit: easiness of the items, and the abilities that follow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from readiness.errors import NotEnoughDataError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RaschFit:
    """P(right) = 1 / (1 + exp(-(ability + easiness))); the easinesses add up to 0."""

    easiness: Floats
    easiness_se: Floats
    ability: Floats
    """Maximum likelihood; NaN where all of a person's answers are right, or all wrong."""
    ability_se: Floats
    loglik: float
    """Conditional on each person's number right."""
    n_iter: int
    converged: bool


@dataclass(frozen=True, slots=True)
class _Booklet:
    """Persons who answered the same items."""

    items: NDArray[np.intp]
    right: Floats
    """(items,) how many of the persons got each item right."""
    scores: Floats
    """(items + 1,) how many of the persons got 0, 1, ... right."""


def fit_rasch(correct: Floats, *, max_iter: int = 100, tol: float = 1e-9) -> RaschFit:
    """Return the Rasch model fitted by conditional maximum likelihood, by Newton's method.

    Args:
        correct: (persons, items), 1 right, 0 wrong, NaN missing.
        max_iter: Newton steps at most.
        tol: largest change of an easiness at which the fit stops.

    Raises:
        NotEnoughDataError: an item that all got right or all wrong among persons with some right and some wrong.

    Source: Andersen (1972), JRSS B 34, 42-54 (conditional likelihood); Fischer (1974), Einfuehrung in die Theorie
        psychologischer Tests, chapter 14 (elementary symmetric functions, here by summation).
    """
    answers = np.asarray(correct, dtype=np.float64)
    booklets = _booklets(answers)
    easiness = np.zeros(answers.shape[1])
    converged, n_iter = False, 0
    while n_iter < max_iter and not converged:
        n_iter += 1
        _, gradient, info = _likelihood(easiness, booklets)
        step = np.linalg.pinv(info, hermitian=True) @ gradient
        step = np.clip(step - step.mean(), -2, 2)
        easiness, converged = easiness + step, bool(np.abs(step).max() < tol)
    loglik, _, info = _likelihood(easiness, booklets)
    cov = np.linalg.pinv(info, hermitian=True)  # the information has no say in the sum, so this is the one with sum 0
    ability, ability_se = _abilities(answers, easiness)
    return RaschFit(easiness, np.sqrt(np.diag(cov)), ability, ability_se, loglik, n_iter, converged)


def symmetric_functions(weights: Floats) -> Floats:
    """Return the elementary symmetric functions of order 0, 1, ... of the last axis.

    Source: Fischer (1974), as above: each weight is joined to those before it.
    """
    out = np.zeros((*weights.shape[:-1], weights.shape[-1] + 1))
    out[..., 0] = 1.0
    for k in range(weights.shape[-1]):
        out[..., 1:] += out[..., :-1] * weights[..., k, None]
    return out


def _booklets(answers: Floats) -> list[_Booklet]:
    known = np.isfinite(answers)
    total, n_known = np.where(known, answers, 0).sum(axis=1), known.sum(axis=1)
    telling = (total > 0) & (total < n_known)
    answers, known, total = answers[telling], known[telling], total[telling]
    designs, design_of = np.unique(known, axis=0, return_inverse=True)
    out = []
    for k, design in enumerate(designs):
        mine = design_of.reshape(-1) == k
        right = answers[mine][:, design].sum(axis=0)
        scores = np.bincount(total[mine].astype(int), minlength=int(design.sum()) + 1).astype(float)
        out.append(_Booklet(np.flatnonzero(design), right, scores))
    right = np.where(known, answers, 0).sum(axis=0)
    if not out or bool(((right == 0) | (right == known.sum(axis=0))).any()):
        raise NotEnoughDataError("the Rasch model needs items that some got right and some got wrong")
    return out


def _likelihood(easiness: Floats, booklets: list[_Booklet]) -> tuple[float, Floats, Floats]:
    """Return the conditional log-likelihood, its gradient and the information."""
    size = easiness.size
    value, gradient, info = 0.0, np.zeros(size), np.zeros((size, size))
    for b in booklets:
        weights = np.exp(easiness[b.items])
        n = weights.size
        whole = symmetric_functions(weights)
        without = np.where(np.eye(n, dtype=bool), 0.0, weights)  # weight 0 is an item left out
        one = symmetric_functions(without)[:, :n] * weights[:, None]
        two = np.stack([symmetric_functions(np.where(np.eye(n, dtype=bool)[j], 0.0, without)) for j in range(n)])
        two = two[:, :, : n - 1] * np.multiply.outer(weights, weights)[:, :, None]
        r = np.arange(1, n)
        p = one[:, : n - 1] / whole[1:n]
        both = np.zeros((n, n, n - 1))
        both[:, :, 1:] = two[:, :, : n - 2] / whole[2:n]
        both[np.arange(n), np.arange(n)] = p
        value += float(b.right @ easiness[b.items] - b.scores[r] @ np.log(whole[r]))
        gradient[b.items] += b.right - p @ b.scores[r]
        info[np.ix_(b.items, b.items)] += both @ b.scores[r] - (p * b.scores[r]) @ p.T
    return value, gradient, info


def _abilities(answers: Floats, easiness: Floats) -> tuple[Floats, Floats]:
    """Return each person's ability by maximum likelihood, and its standard error."""
    known = np.isfinite(answers)
    total, n_known = np.where(known, answers, 0).sum(axis=1), known.sum(axis=1)
    theta = np.zeros(total.size)
    for _ in range(100):
        p = expit(theta[:, None] + easiness) * known
        info = (p * (1 - p)).sum(axis=1)
        step = np.clip((total - p.sum(axis=1)) / np.maximum(info, 1e-12), -1, 1)
        theta = theta + step
        if float(np.abs(step[(total > 0) & (total < n_known)]).max(initial=0.0)) < 1e-10:
            break
    telling = (total > 0) & (total < n_known)
    return np.where(telling, theta, np.nan), np.where(telling, 1 / np.sqrt(np.maximum(info, 1e-300)), np.nan)
