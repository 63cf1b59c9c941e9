"""Unfair items: planted ones are found, fair ones left alone, even where one group is abler; the odds ratio by hand."""

import numpy as np
import pytest

from readiness.stats.dif import dif, mantel_haenszel_delta


def quiz(seed: int, n_each: int, shift: float, planted: int, abler: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    group = np.arange(2 * n_each) >= n_each
    theta, a, d = draw.normal(size=2 * n_each) + abler * group, np.exp(draw.normal(0.1, 0.3, 30)), draw.normal(0, 1, 30)
    unfair = np.zeros(30, dtype=bool)
    unfair[draw.choice(30, planted, replace=False)] = True
    eta = np.outer(theta, a) + d - shift * np.outer(group, unfair)
    return (draw.random(eta.shape) < 1 / (1 + np.exp(-eta))).astype(float), group, unfair


@pytest.mark.parametrize(("n_each", "shift", "abler"), [(200, 1.5, 0.0), (300, 1.2, -0.5), (400, 1.0, 0.0)])
def test_planted_items_are_found_and_few_others(n_each: int, shift: float, abler: float) -> None:
    hits, alarms = [], []
    for seed in range(25):
        rows, group, unfair = quiz(seed, n_each, shift, 3, abler)
        found = dif(rows, group)
        hits.append(found.flagged[unfair].mean())
        alarms.append(found.flagged[~unfair].mean())
        assert (found.delta[unfair] < 0).all()
    assert np.mean(hits) >= 0.95
    assert np.mean(alarms) <= 0.02


def test_a_fair_quiz_is_left_alone_where_one_group_is_abler_and_answers_are_missing() -> None:
    alarms = []
    for seed in range(25):
        rows, group, _ = quiz(seed, 250, 0.0, 0, abler=-1.0)
        rows[np.random.default_rng(seed).random(rows.shape) < 0.2] = np.nan
        alarms.append(dif(rows, group).flagged.mean())
    assert np.mean(alarms) <= 0.02


def test_an_item_that_tells_less_in_one_group_is_found() -> None:
    found = 0
    for seed in range(10):
        rows, group, _ = quiz(seed, 500, 0.0, 0)
        rows[group, 0] = np.random.default_rng(seed).random(500) < rows[group, 0].mean()  # a coin, as easy as before
        found += dif(rows, group).flagged[0]
    assert found >= 9


def test_the_odds_ratio_by_hand() -> None:
    # level 0: others 3 of 4 right, group 1 of 4; level 1: others 4 of 5, group 3 of 5
    y = np.array([1, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0], dtype=float)
    group = np.array([0] * 4 + [1] * 4 + [0] * 5 + [1] * 5, dtype=bool)
    level = np.array([0.0] * 8 + [1.0] * 10)
    ratio = (3 * 3 / 8 + 4 * 2 / 10) / (1 * 1 / 8 + 1 * 3 / 10)
    assert mantel_haenszel_delta(y, group, level) == pytest.approx(-2.35 * np.log(ratio))
    assert np.isnan(mantel_haenszel_delta(y, np.zeros(18, dtype=bool), level))


def test_an_item_that_a_group_never_got_wrong_is_not_judged() -> None:
    rows, group, _ = quiz(1, 40, 0.0, 0)
    rows[group, 2] = 1
    found = dif(rows, group)
    assert np.isnan(found.p_value[2])
    assert not found.flagged[2]
