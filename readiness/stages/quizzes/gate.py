"""Gate: how likely a rep's ability is above the cut, and what is missing where that is not sure enough.

In: Standard, the ability of a rep, the items' parameters.
Out: Cut on the scale of ability, Verdict. A raw percentage decides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import betaincc, betaincinv, expit, ndtr, ndtri

from readiness.errors import NotEnoughDataError
from readiness.stages.quizzes.model import Ability, ItemQuality
from readiness.stages.quizzes.standard_setting import Standard, cut_share_of
from readiness.vocabulary import counted

MIN_ANSWERS = 10
"""Fewer answers than this certify nobody, however good: a handful of questions is not the whole message. A judgement."""
REACH = 10.0
"""A cut is looked for within this many standard deviations of the reps."""
MANY = 60
"""Nobody is promised that more answers than this would settle it."""
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(21)


@dataclass(frozen=True, slots=True)
class Cut:
    """The bar as a share right and, where there is a model of the items, as an ability."""

    share: float
    """Of the items below; without a model, of any."""
    share_se: float
    ability: float
    """NaN without a model; infinite where no ability gives that share."""
    ability_se: float
    slopes: tuple[float, ...] = ()
    intercepts: tuple[float, ...] = ()
    """Of the items the cut is a share of."""

    @property
    def has_model(self) -> bool:
        """Say whether the items have parameters."""
        return bool(self.slopes)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rep is above the cut, as far as the answers tell."""

    n_responses: int
    probability: float
    """That the rep is above the cut; NaN without an answer."""
    expected_share: float
    """0..1: of the cut's items; NaN without an answer."""
    missing: str
    """One clause: what a certificate waits for; empty where the answers carry it."""


def cut_of(standard: Standard, qualities: Sequence[ItemQuality]) -> Cut:
    """Return the cut: the ability at which the mean expected share over the rated items is the judges' share.

    Without ratings every item of the model counts. A rated item without parameters is left out, with its ratings. The judges'
    error is carried over by the slope there; that of the items' parameters is not counted.

    Raises:
        NotEnoughDataError: there is a model, and no rated item is in it.

    Source: Kane (1987), Journal of Educational Measurement 24, 333-345.
    """
    rated = set(standard.item_ids)
    modelled = sorted((q for q in qualities if math.isfinite(q.difficulty) and q.discrimination > 0), key=lambda q: q.item_id)
    if not modelled:
        return Cut(standard.cut_share, standard.cut_share_se, math.nan, math.nan)
    kept = [q for q in modelled if q.item_id in rated or not rated]
    if not kept:
        raise NotEnoughDataError("no question the judges rated has enough answers to place the cut on the scale of ability")
    ids = {q.item_id for q in kept}
    share, error = standard.cut_share, standard.cut_share_se
    if rated:
        share, error = cut_share_of([r for r in standard.ratings if r.item_id in ids])
    a = np.array([q.discrimination for q in kept])
    d = -a * np.array([q.difficulty for q in kept])
    ability = _ability_at(share, a, d)
    p = expit(a * ability + d)
    slope = float((a * p * (1 - p)).mean())
    return Cut(share, error, ability, error / slope if error and slope else 0.0, tuple(a.tolist()), tuple(d.tolist()))


def _ability_at(share: float, a: NDArray[np.float64], d: NDArray[np.float64]) -> float:
    def above(ability: float) -> float:
        return float(expit(a * ability + d).mean()) - share

    if above(-REACH) >= 0 or above(REACH) <= 0:
        return -math.inf if above(-REACH) >= 0 else math.inf
    return float(brentq(above, -REACH, REACH, xtol=1e-12))


def probability_above(ability: Ability, cut: Cut) -> float:
    """Return how likely the rep is above the cut: a normal posterior of the ability, or the beta posterior of the share.

    The cut's own error is part of it.

    Source: Rudner (2001), Practical Assessment, Research & Evaluation 7(14); Keats & Lord (1962), Psychometrika 27, 59-72.
    """
    if cut.has_model:
        if math.isinf(cut.ability):
            return float(cut.ability < 0)
        return float(ndtr((ability.ability - cut.ability) / math.hypot(ability.standard_error, cut.ability_se)))
    a, b = beta_of(ability)
    shares = np.clip(cut.share + cut.share_se * _NODES, 0, 1)
    return float((betaincc(a, b, shares) * _WEIGHTS).sum() / _WEIGHTS.sum())


def beta_of(ability: Ability) -> tuple[float, float]:
    """Return alpha and beta of the rep's share right: the one beta with this mean and this lower end of the 90% band."""
    mean, low = ability.expected_share, ability.expected_share_low

    def above(log_size: float) -> float:
        size = math.exp(log_size)
        return float(betaincinv(mean * size, (1 - mean) * size, 0.05)) - low

    size = math.exp(brentq(above, -6, 20)) if above(-6) * above(20) < 0 else math.exp(20)
    return mean * size, (1 - mean) * size


def verdict_of(ability: Ability | None, cut: Cut, confidence: float) -> Verdict:
    """Return whether the answers carry a certificate, or what is missing in words."""
    if ability is None or not ability.n_responses:
        return Verdict(0, math.nan, math.nan, "no quiz answered yet")
    n, chance = ability.n_responses, probability_above(ability, cut)
    share = ability.expected_share
    if cut.has_model:
        share = float(expit(np.array(cut.slopes) * ability.ability + np.array(cut.intercepts)).mean())
    if n < MIN_ANSWERS:
        return Verdict(n, chance, share, f"{counted(n, 'answer')} so far; a certificate needs at least {MIN_ANSWERS}")
    return Verdict(n, chance, share, "" if chance >= confidence else _missing(ability, cut, share, chance, confidence))


def _missing(ability: Ability, cut: Cut, share: float, chance: float, confidence: float) -> str:
    """Return why a rep with enough answers is not certified."""
    expected, wanted = percents(share, cut.share)
    if share <= cut.share:
        return f"below the cut: expected to get about {expected} of the questions right, and {wanted} is asked"
    sure, needed = percents(chance, confidence)
    more = _answers_more(ability, cut, confidence)
    so_far = f"above the cut as far as can be told, but only {sure} sure where {needed} is asked"
    if more and more <= MANY:
        return f"{so_far}: about {counted(more, 'more answer')} like those given would show it"
    return f"{so_far}: too close to the cut ({cut.share:.0%}) for a few more answers to tell"


def _answers_more(ability: Ability, cut: Cut, confidence: float) -> int | None:
    """Return how many more answers would bring the error down to what the confidence asks, the estimate staying where it is.

    None where the judges' own error is too large for any number to do it, or nothing is known of what an answer brings.
    """
    z = float(ndtri(confidence))
    n = ability.n_responses
    if cut.has_model:
        wanted = ((ability.ability - cut.ability) / z) ** 2 - cut.ability_se**2 if z else math.inf
        per_answer = (1 / ability.standard_error**2 - 1) / n  # 1 is what the prior N(0, 1) knows
        if wanted <= 0 or per_answer <= 0:
            return None
        return max(1, math.ceil((1 / wanted - 1) / per_answer - n))
    a, b = beta_of(ability)
    mean = ability.expected_share
    wanted = ((mean - cut.share) / z) ** 2 - cut.share_se**2 if z else math.inf
    return max(1, math.ceil(mean * (1 - mean) / wanted - 1 - (a + b))) if wanted > 0 else None


def percents(one: float, other: float) -> tuple[str, str]:
    """Return two shares in percent, with as many decimals as it takes to tell them apart, two at most."""
    for digits in range(3):
        words = f"{one:.{digits}%}", f"{other:.{digits}%}"
        if words[0] != words[1] or one == other:
            break
    return words
