"""Adaptive quiz: the next item to ask, and when to stop.

In: items of known parameters, what was asked and answered, draws from outside.
Out: the place of the next item; Sitting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stats.irt import curves, posterior_ability

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bank:
    """Items of known parameters; `area` is the place of each item's content in `share`, what a quiz is to hold of each."""

    discrimination: Floats
    intercept: Floats
    guessing: Floats
    area: NDArray[np.intp]
    share: Floats


@dataclass(frozen=True, slots=True)
class Rules:
    """When to stop, and how to spare items."""

    target_se: float
    max_items: int
    spread: int = 4
    """The next item is drawn from this many of the most telling ones."""
    max_exposure: float = 0.5
    """An item that a larger share of earlier sittings asked is left out while its area has another."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one person was asked, and where that puts them."""

    items: tuple[int, ...]
    ability: float
    ability_se: float


def information(ability: float, bank: Bank) -> Floats:
    """Return (items,) how much an answer would tell about an ability near this one.

    Source: Birnbaum (1968), in Lord & Novick, Statistical Theories of Mental Test Scores, chapter 20.
    """
    at = curves(bank.discrimination * ability + bank.intercept, bank.guessing)
    return np.asarray(bank.discrimination**2 * at.p * (1 - at.p) * at.known**2, dtype=np.float64)


def next_item(bank: Bank, asked: Sequence[int], ability: float, exposure: Floats, draw: float, rules: Rules) -> int:
    """Return the place of the next item: from the area furthest behind its share, one of the most telling, not worn out.

    Args:
        bank: the items; at least one must be left.
        asked: places of the items asked so far.
        ability: the estimate so far.
        exposure: (items,) share of earlier sittings that asked each item.
        draw: uniform in [0, 1).
        rules: how to spare items.

    Source: Kingsbury & Zara (1989), Applied Measurement in Education 2, 359-375 (areas in turn; a draw among the best);
        Revuelta & Ponsoda (1998), Journal of Educational Measurement 35, 311-327 (restricted exposure).
    """
    left = np.ones(bank.area.size, dtype=bool)
    left[list(asked)] = False
    so_far = np.bincount(bank.area[list(asked)], minlength=bank.share.size) if asked else np.zeros(bank.share.size)
    behind = bank.share - so_far / max(len(asked), 1)
    has_items = np.bincount(bank.area[left], minlength=bank.share.size) > 0
    left &= bank.area == int(np.argmax(np.where(has_items, behind, -np.inf)))
    fresh = left & (exposure <= rules.max_exposure)
    places = np.flatnonzero(fresh if fresh.any() else left)
    best = places[np.argsort(-information(ability, bank)[places], kind="stable")][: rules.spread]
    return int(best[int(draw * best.size)])


def sit(bank: Bank, answer: Callable[[int], bool], exposure: Floats, draws: Sequence[float], rules: Rules) -> Sitting:
    """Return one sitting: items asked until the ability is as sure as the rules ask, or none may follow; a draw for each."""
    asked: list[int] = []
    given = np.full((1, bank.area.size), np.nan)
    ability, se = 0.0, 1.0
    while se > rules.target_se and len(asked) < min(rules.max_items, bank.area.size):
        place = next_item(bank, asked, ability, exposure, draws[len(asked)], rules)
        asked.append(place)
        given[0, place] = float(answer(place))
        mine = sorted(asked)
        means, sds = posterior_ability(given[:, mine], bank.discrimination[mine], bank.intercept[mine], bank.guessing[mine])
        ability, se = float(means[0]), float(sds[0])
    return Sitting(tuple(asked), ability, se)
