"""Quiz fit: abilities by item response theory where the answers carry it, by shares right where they are few.

In: right, wrong and missing first answers, persons x items.
Out: QuizFit, and the flag of each item.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.errors import NotEnoughDataError
from readiness.stats.beta_binomial import fit_beta_binomial
from readiness.stats.irt import IrtFit, Model, fit_irt, probability

Floats = NDArray[np.float64]
MIN_PERSONS, MIN_ANSWERS = 30, 10
"""Persons a quiz needs, and answers an item needs, before a model of items is fitted."""
MIN_KEY, MIN_FLAG, MIN_WEAK, WEAK = 30, 10, 30, 0.1
"""Answers an item needs before it is called wrongly keyed, before it is called easy or hard, and weak; its item-rest then."""
TOO_EASY, TOO_HARD = 0.95, 0.2
Z90 = 1.6448536269514722
"""Half the width of a 90% band, in standard deviations."""


@dataclass(frozen=True, slots=True)
class QuizFit:
    """Persons, and how they were judged; shares are of all items in the model, or of the person's own where there is none."""

    method: str
    """Such as "2pl with priors", or "beta-binomial"."""
    reason: str
    """Why there is no model of items, or which items it leaves out; "" where there is nothing to say."""
    items: IrtFit | None
    ability: Floats
    ability_se: Floats
    share: Floats
    share_low: Floats
    """At the lower end of the 90% band."""
    share_high: Floats
    reliability: float
    loglik: float
    n_parameters: int
    n_iter: int
    converged: bool


def fit_quiz(correct: Floats, *, model: Model = "2pl", priors: bool = True) -> QuizFit:
    """Return abilities by the model of items, or by the Beta-binomial with fewer than 30 persons or 10 answers an item.

    An item with fewer than 10 answers is left out of the model. Abilities of both kinds are in standard deviations of the
    persons who answered.
    """
    n_answers, n_right = np.isfinite(correct).sum(axis=0), np.nansum(correct, axis=0)
    kept = n_answers >= MIN_ANSWERS
    n_persons = int(np.isfinite(correct).any(axis=1).sum())
    if n_persons == 0:
        raise NotEnoughDataError("there is no answer to fit the quiz to")
    if n_persons < MIN_PERSONS:
        return _by_shares(correct, f"{n_persons} persons answered; a model of the items needs {MIN_PERSONS}")
    if not kept.any():
        return _by_shares(correct, f"no item has {MIN_ANSWERS} answers, which a model of the items needs")
    fit = fit_irt(np.where(kept, correct, np.nan), model=model, priors=priors)
    n_alike = 0 if priors else int((kept & ((n_right == 0) | (n_right == n_answers))).sum())
    return _by_model(fit, f"{model} with priors" if priors else f"{model} without priors", _left_out(int((~kept).sum()), n_alike))


def _left_out(n_few: int, n_alike: int) -> str:
    reasons = [f"items with fewer than {MIN_ANSWERS} answers left out: {n_few}"] if n_few else []
    return "; ".join(reasons + ([f"items that all got right or all wrong left out: {n_alike}"] if n_alike else []))


def expected_shares(items: IrtFit, ability: Floats, ability_se: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the share of the model's items that is expected right: at the abilities, and at both ends of their 90% bands."""
    known = np.isfinite(items.discrimination)
    of = (items.discrimination[known], items.intercept[known], items.guessing[known])
    low, middle, high = (probability(ability + z * ability_se, *of).mean(axis=1) for z in (-Z90, 0.0, Z90))
    return middle, low, high


def _by_model(fit: IrtFit, method: str, reason: str) -> QuizFit:
    return QuizFit(
        method, reason, fit, fit.ability, fit.ability_se, *expected_shares(fit, fit.ability, fit.ability_se),
        fit.reliability, fit.loglik, fit.n_parameters, fit.n_iter, fit.converged,
    )  # fmt: skip


def _by_shares(correct: Floats, reason: str) -> QuizFit:
    fit = fit_beta_binomial(np.nansum(correct, axis=1), np.isfinite(correct).sum(axis=1).astype(float))
    return QuizFit(
        "beta-binomial", reason, None, fit.ability, fit.ability_se, fit.share, fit.low, fit.high,
        fit.reliability, fit.loglik, n_parameters=2, n_iter=0, converged=True,
    )  # fmt: skip


def item_flag(n: int, share: float, rest: float) -> str:
    """Return what is most wrong with an item; a comparison with NaN is false, so an item nobody can judge has no flag."""
    if n >= MIN_KEY and rest < 0:
        return "wrong_key"
    if n >= MIN_FLAG and share > TOO_EASY:
        return "too_easy"
    if n >= MIN_FLAG and share < TOO_HARD:
        return "too_hard"
    return "weak" if n >= MIN_WEAK and rest < WEAK else ""
