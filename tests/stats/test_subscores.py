"""Abilities per area: intervals hold the truth, more telling than the whole or the part alone; one area is the plain fit."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from readiness.stats.irt import fit_irt
from readiness.stats.subscores import fit_subscores


def quiz(seed: int, n: int, areas: int, each: int, correlation: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Answers, the abilities behind them and the area of each item."""
    draw = np.random.default_rng(seed)
    shared, own = draw.normal(size=(n, 1)), draw.normal(size=(n, areas))
    theta = np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * own
    area = np.repeat(np.arange(areas), each)
    a, d = np.exp(draw.normal(0.1, 0.3, area.size)), draw.normal(0, 1, area.size)
    right = (draw.random((n, area.size)) < 1 / (1 + np.exp(-(theta[:, area] * a + d)))).astype(float)
    right[draw.random(right.shape) < 0.1] = np.nan
    return right, theta, area


@pytest.mark.parametrize(("n", "areas", "each", "correlation"), [(100, 4, 6, 0.8), (300, 3, 10, 0.5), (40, 3, 6, 0.7)])
def test_bands_hold_the_truth_and_beat_the_whole_quiz(n: int, areas: int, each: int, correlation: float) -> None:
    inside, errors, of_whole, found_r = [], [], [], []
    for seed in range(20):
        right, theta, area = quiz(seed, n, areas, each, correlation)
        found = fit_subscores(right, area)
        inside.append((np.abs(found.ability - theta) < 1.645 * found.ability_se).mean())
        errors.append(((found.ability - theta) ** 2).mean())
        of_whole.append(((fit_irt(right).ability[:, None] - theta) ** 2).mean())
        found_r.append(found.correlation)
    assert 0.87 < np.mean(inside) < 0.93
    assert np.mean(errors) < np.mean(of_whole)
    assert np.mean(found_r) == pytest.approx(correlation, abs=0.12)


def test_posterior_equals_a_plain_sum_over_every_pair_of_abilities() -> None:
    """Two areas: the joint prior is a bivariate normal with the correlation found; summed over a square of abilities."""
    right, _, area = quiz(1, 60, 2, 5, 0.6)
    found = fit_subscores(right, area)
    grid = np.linspace(-6, 6, 121)
    pairs = np.stack(np.meshgrid(grid, grid, indexing="ij"), axis=-1)
    prior = multivariate_normal.pdf(pairs, cov=[[1, found.correlation], [found.correlation, 1]])
    given = []
    for k in (0, 1):
        fit = fit_irt(right[:, area == k])
        p = 1 / (1 + np.exp(-(np.outer(grid, fit.discrimination) + fit.intercept)))
        given.append(np.array([np.prod(np.where(u == 1, p, np.where(u == 0, 1 - p, 1)), axis=1) for u in right[:, area == k]]))
    for i in range(10):
        joint = prior * np.outer(given[0][i], given[1][i])
        for k in (0, 1):
            weight = joint.sum(axis=1 - k) / joint.sum()
            mean = weight @ grid
            assert found.ability[i, k] == pytest.approx(mean, abs=2e-3)
            assert found.ability_se[i, k] == pytest.approx(np.sqrt(weight @ grid**2 - mean**2), abs=2e-3)


def test_one_area_is_the_plain_fit_and_has_no_correlation() -> None:
    right, _, _ = quiz(2, 60, 2, 5, 0.6)
    found, plain = fit_subscores(right, np.zeros(10, dtype=np.intp)), fit_irt(right)
    assert found.ability[:, 0] == pytest.approx(plain.ability)
    assert found.ability_se[:, 0] == pytest.approx(plain.ability_se)
    assert np.isnan(found.correlation)


def test_items_of_no_area_help_but_have_no_column() -> None:
    right, _, area = quiz(3, 200, 3, 6, 0.8)
    outside = np.where(area == 2, -1, area)
    found, alone = fit_subscores(right, outside), fit_subscores(right[:, area < 2], area[area < 2])
    assert found.ability.shape == (200, 2)
    assert found.ability_se.mean() < alone.ability_se.mean()


def test_expected_shares_lie_in_their_band_and_follow_the_answers() -> None:
    right, _, area = quiz(4, 200, 3, 8, 0.5)
    found = fit_subscores(right, area)
    assert ((found.share_low < found.share) & (found.share < found.share_high)).all()
    for k in range(3):
        assert found.share[:, k].mean() == pytest.approx(np.nanmean(right[:, area == k]), abs=0.02)
