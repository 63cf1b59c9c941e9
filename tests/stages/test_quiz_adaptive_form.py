"""The adaptive form: areas in turn by the blueprint, an end when sure enough, the bank's expected share by hand."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from readiness.stages.quizzes import Item, ItemQuality
from readiness.stages.quizzes.adaptive_form import TARGET_SE, UNMEASURED, estimate, expected_share, next_asked, tellings
from readiness.stages.quizzes.policy import LEVELS
from readiness.stages.quizzes.sitting import Given, ShownItem, Telling, dealt

T0 = datetime(2024, 2, 1, tzinfo=UTC)
KINDS = ("limit", "need", "situation")
SHARES = {"recall": 0.2, "understand": 0.3, "apply": 0.5}


def bank(n: int = 60, a: float = 1.5) -> tuple[dict[str, Item], list[ShownItem]]:
    items = {f"i{k:02}": Item(f"i{k:02}", "q", KINDS[k % 3], "s", ("a", "b", "c"), 0, "f", "m", "B") for k in range(n)}
    shown = dealt(list(items), items, "seed", is_adaptive=True)
    spread = {i: -2 + 4 * k / (n - 1) for k, i in enumerate(sorted(items))}
    return items, [replace(i, telling=Telling(a, spread[i.item_id], LEVELS.index(items[i.item_id].level), 0.0)) for i in shown]


def take(shown: list[ShownItem], theta: float, seed: int, most: int = 40) -> tuple[list[ShownItem], dict[str, Given]]:
    """Sit as a rep of this ability does, answering at random by the model."""
    draw, given = np.random.default_rng(seed), {}
    while item_id := next_asked(shown, given, SHARES, most, f"s{seed}"):
        n = sum(i.place > 0 for i in shown) + 1
        shown = [replace(i, place=n) if i.item_id == item_id else i for i in shown]
        item = next(i for i in shown if i.item_id == item_id)
        assert item.telling
        p = 1 / (1 + math.exp(-item.telling.discrimination * (theta - item.telling.difficulty)))
        chosen = item.correct if draw.random() < p else (item.correct + 1) % 3
        given[item_id] = Given(item_id, chosen, n, T0)
    return shown, given


def test_it_stops_when_sure_enough_and_holds_the_blueprint() -> None:
    items, shown = bank()
    for seed in range(5):
        asked, given = take(shown, theta=0.5, seed=seed)
        assert estimate(asked, given)[1] <= TARGET_SE
        before = dict(list(given.items())[:-1])
        assert estimate(asked, before)[1] > TARGET_SE
        levels = Counter(items[i].level for i in given)
        assert all(abs(levels[level] - share * len(given)) <= 1 for level, share in SHARES.items())


def test_it_never_asks_more_than_the_form_is_long_nor_twice() -> None:
    _, shown = bank(a=0.3)
    asked, given = take(shown, theta=0, seed=1, most=7)
    assert len(given) == 7
    assert sorted(i.place for i in asked if i.place) == list(range(1, 8))
    _, few = bank(4, a=0.3)
    assert len(take(few, theta=0, seed=1)[1]) == 4


def test_estimates_find_the_ability() -> None:
    """Mean error over 60 sittings at theta 1: the prior draws an estimate of error .5 to .75 at least; it is not past 1."""
    _, shown = bank()
    found = [estimate(*take(shown, theta=1.0, seed=s))[0] for s in range(60)]
    assert 0.65 < float(np.mean(found)) < 1.1
    assert estimate(shown, {}) == (0.0, 1.0)


def test_expected_share_of_the_bank_by_hand() -> None:
    _, shown = bank(4, a=1.0)
    by_hand = sum(1 / (1 + math.exp(i.telling.difficulty)) for i in shown if i.telling) / 4
    assert expected_share(shown, {}) == pytest.approx(by_hand)
    assert expected_share([], {}) == 0


def test_what_was_not_measured_is_taken_for_average() -> None:
    items, _ = bank(3)
    quality = [
        ItemQuality("i00", 50, 0.7, -1.0, 1.4, 0.3, ""),
        ItemQuality("i01", 5, 0.7, math.nan, math.nan, 0.3, ""),
        ItemQuality("i02", 50, 0.7, 0.2, -0.5, -0.3, "wrong_key"),
    ]
    found = tellings(list(items.values()), quality, {"i00": 3}, 12)
    assert found["i00"] == Telling(1.4, -1.0, 0, 0.25)
    assert found["i01"] == Telling(*UNMEASURED, 1, 0.0)
    assert found["i02"] == Telling(*UNMEASURED, 2, 0.0)
