"""The adaptive quiz: as sure as a fixed one with far fewer items, its content balanced, no item worn out."""

import numpy as np
import pytest

from readiness.stats.adaptive import Bank, Rules, information, next_item, sit
from readiness.stats.irt import posterior_ability


def bank(n_items: int = 160, seed: int = 1) -> Bank:
    draw = np.random.default_rng(seed)
    a, b = np.exp(draw.normal(0.1, 0.3, n_items)), draw.normal(0, 1.2, n_items)
    return Bank(a, -a * b, np.zeros(n_items), np.arange(n_items) % 4, np.full(4, 0.25))


@pytest.mark.parametrize("n_fixed", [20, 32, 40])
def test_at_most_six_in_ten_items_for_the_same_standard_error(n_fixed: int) -> None:
    of = bank()
    draw = np.random.default_rng(n_fixed)
    theta = draw.normal(size=150)
    p = 1 / (1 + np.exp(-(np.outer(theta, of.discrimination) + of.intercept)))
    right = (draw.random(p.shape) < p).astype(float)
    form = np.arange(n_fixed)  # a quarter of it from each area
    fixed, sd = posterior_ability(right[:, form], of.discrimination[form], of.intercept[form], of.guessing[form])
    target = float((sd**2).mean() ** 0.5)
    asked, used, errors = np.zeros(160), [], []
    for i in range(150):
        rules = Rules(target_se=target, max_items=n_fixed)
        found = sit(of, lambda j, i=i: bool(right[i, j]), asked / max(i, 1), draw.random(n_fixed), rules)
        used.append(len(found.items))
        errors.append((found.ability - theta[i], found.ability_se))
        asked[list(found.items)] += 1
        assert len(set(found.items)) == len(found.items)
        assert np.ptp(np.bincount(of.area[list(found.items)], minlength=4)) <= 1
    assert np.mean(used) <= 0.6 * n_fixed
    errors = np.array(errors)
    assert (errors[:, 1] ** 2).mean() ** 0.5 <= target
    assert (errors[:, 0] ** 2).mean() ** 0.5 < 1.15 * ((fixed - theta) ** 2).mean() ** 0.5
    assert asked.max() / 150 <= 0.52


def test_information_is_the_curvature_of_the_expected_log_likelihood() -> None:
    of = Bank(np.array([1.3]), np.array([-0.4]), np.array([0.2]), np.zeros(1, dtype=int), np.ones(1))

    def chance(theta: float) -> float:
        return 0.2 + 0.8 / (1 + np.exp(-(1.3 * theta - 0.4)))

    slope = (chance(0.7 + 1e-5) - chance(0.7 - 1e-5)) / 2e-5
    assert information(0.7, of)[0] == pytest.approx(slope**2 / (chance(0.7) * (1 - chance(0.7))), rel=1e-6)


def test_the_next_item_is_of_the_area_that_is_behind_telling_and_fresh() -> None:
    of = Bank(np.array([2.0, 1.9, 1.0, 2.0]), np.zeros(4), np.zeros(4), np.array([0, 0, 0, 1]), np.array([0.6, 0.4]))
    one = Rules(0.3, 4, spread=1)
    none = np.zeros(4)
    assert next_item(of, [], 0.0, none, 0.9, one) == 0
    assert next_item(of, [0], 0.0, none, 0.9, one) == 3
    assert next_item(of, [0, 3], 0.0, none, 0.9, one) == 1
    assert next_item(of, [], 0.0, np.array([0.6, 0, 0, 0]), 0.9, one) == 1
    assert next_item(of, [], 0.0, np.ones(4), 0.9, one) == 0  # all are worn out: the best of them
    assert next_item(of, [], 0.0, none, 0.5, Rules(0.3, 4, spread=2)) == 1
    assert next_item(of, [3], 0.0, none, 0.0, one) == 0
    assert next_item(of, [0, 1, 2], 0.0, none, 0.0, one) == 3  # the other area has none left
