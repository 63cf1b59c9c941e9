"""Power of staggered starts: against closed formulas, full matrices, the estimator itself, and draws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stats.staggered import Outcomes, group_time_effects, level_effects
from readiness.stats.staggered_summaries import simple_average
from readiness.stats.stepped_wedge import Spread, best_variance, power_at, spread_of, staggered_weights, weighted_variance


def closed_form(treated: np.ndarray, sigma2: float, tau2: float) -> float:
    """Hussey & Hughes (2007), eq. 8, of a clusters x periods matrix of noughts and ones."""
    n, n_periods = treated.shape
    u, w, v = treated.sum(), (treated.sum(axis=0) ** 2).sum(), (treated.sum(axis=1) ** 2).sum()
    above = n * sigma2 * (sigma2 + n_periods * tau2)
    return float(above / ((n * u - w) * sigma2 + (u**2 + n * n_periods * u - n_periods * w - n * v) * tau2))


def matrix_of(start: list[int], sizes: list[int], n_periods: int) -> np.ndarray:
    return np.repeat((np.arange(n_periods) >= np.array(start)[:, None]).astype(float), sizes, axis=0)


def test_two_arms_seen_once_are_a_difference_of_two_means() -> None:
    variance = best_variance(np.array([0, 1]), np.array([30, 50]), Spread(0.3, 0.4).covariance(1))
    assert variance == pytest.approx((0.3**2 + 0.4**2) * (1 / 30 + 1 / 50))


def test_two_arms_seen_often_are_a_difference_of_means_over_periods() -> None:
    """Parallel arms: var = (between^2 + within^2 / T) (1/n1 + 1/n0); the two ways agree, for there is no time before."""
    start, n = np.array([0, 7]), np.array([30, 50])
    expected = (0.3**2 + 0.4**2 / 7) * (1 / 30 + 1 / 50)
    covariance = Spread(0.3, 0.4).covariance(7)
    assert best_variance(start, n, covariance) == pytest.approx(expected)
    assert weighted_variance(staggered_weights(start, n, 7, levels=True), n, covariance) == pytest.approx(expected)


def test_before_and_after_by_hand() -> None:
    """Two periods, one wave in the second, one never: the difference of two changes, var = 2 within^2 (1/n1 + 1/n0)."""
    start, n = np.array([1, 2]), np.array([40, 60])
    weights = staggered_weights(start, n, 2)
    assert weights.tolist() == [[-1.0, 1.0], [1.0, -1.0]]
    found = weighted_variance(weights, n, Spread(0.5, 0.2).covariance(2))
    assert found == pytest.approx(2 * 0.2**2 * (1 / 40 + 1 / 60))


def test_published_sums_of_a_design_with_a_period_before() -> None:
    """Five clusters, three of them from the second of three periods, two from the third: U = 8, V = 14, W = 34 (Teerenstra)."""
    treated = matrix_of([1, 2], [3, 2], 3)
    assert (treated.sum(), (treated.sum(axis=1) ** 2).sum(), (treated.sum(axis=0) ** 2).sum()) == (8, 14, 34)
    for between, within in ((0.1, 0.15), (0.0, 1.0), (2.0, 0.1)):
        found = best_variance(np.array([1, 2]), np.array([3, 2]), Spread(between, within).covariance(3))
        assert found == pytest.approx(closed_form(treated, within**2, between**2))


@given(
    st.lists(st.integers(0, 6), min_size=2, max_size=5, unique=True),
    st.lists(st.integers(1, 9), min_size=5, max_size=5),
    st.floats(0.0, 2.0),
    st.floats(0.1, 2.0),
)
def test_best_is_the_closed_form_where_correlation_does_not_decay(start, sizes, between, within) -> None:
    treated = matrix_of(start, sizes[: len(start)], 6)
    found = best_variance(np.array(start), np.array(sizes[: len(start)]), Spread(between, within).covariance(6))
    if len({min(s, 6) for s in start}) > 1:
        assert found == pytest.approx(closed_form(treated, within**2, between**2), rel=1e-8)


@pytest.mark.parametrize("persistence", [0.0, 0.5, 0.9])
def test_best_is_generalised_least_squares_with_all_matrices_written_out(persistence: float) -> None:
    start, sizes, n_periods = [1, 3, 4, 6], [3, 2, 4, 1], 6
    treated = matrix_of(start, sizes, n_periods)
    n = treated.shape[0]
    one = np.array([[0.4**2 + 0.3**2 * persistence ** abs(i - j) for j in range(n_periods)] for i in range(n_periods)])
    design = np.column_stack([np.tile(np.eye(n_periods), (n, 1)), treated.ravel()])
    inverse = np.linalg.inv(np.kron(np.eye(n), one))
    expected = np.linalg.inv(design.T @ inverse @ design)[-1, -1]
    assert best_variance(np.array(start), np.array(sizes), Spread(0.4, 0.3, persistence).covariance(n_periods)) == pytest.approx(
        expected
    )


@given(
    st.lists(st.integers(1, 8), min_size=2, max_size=4, unique=True),
    st.lists(st.integers(2, 6), min_size=4, max_size=4),
    st.integers(0, 99),
)
def test_weights_are_those_of_the_estimator_itself(start, sizes, seed) -> None:
    sizes = sizes[: len(start)]
    of_rep = np.repeat(np.arange(len(start)), sizes)
    values = np.random.default_rng(seed).normal(size=(of_rep.size, 7))
    starts = np.minimum(np.array(start), 7)
    effects = group_time_effects(Outcomes(values, starts[of_rep].astype(np.intp), np.arange(of_rep.size)))
    merged = np.unique(starts)
    n = np.array([int((starts[of_rep] == g).sum()) for g in merged])
    weights = staggered_weights(merged, n, 7)
    if (effects.event_time >= 0).any():
        mean = np.array([values[starts[of_rep] == g].mean(axis=0) for g in merged])
        assert (weights * mean).sum() == pytest.approx(float(simple_average(effects).estimate[0]))
    else:
        assert not weights.any()


def test_weights_of_levels_are_those_of_the_estimator_itself() -> None:
    values = np.random.default_rng(1).normal(size=(30, 5))
    start = np.repeat([0, 2, 4, 5], [8, 7, 9, 6]).astype(np.intp)
    effects = level_effects(Outcomes(values, start, np.arange(30)))
    mean = np.array([values[start == g].mean(axis=0) for g in (0, 2, 4, 5)])
    weights = staggered_weights(np.array([0, 2, 4, 5]), np.array([8, 7, 9, 6]), 5, levels=True)
    assert (weights * mean).sum() == pytest.approx(float(simple_average(effects).estimate[0]))


@pytest.mark.parametrize(("start", "levels"), [([2, 5, 8], False), ([0, 5], True)])
def test_draws_spread_as_reckoned(start: list[int], levels: bool) -> None:
    """2,000 draws of the estimator: their standard deviation has a standard error of 1.6%."""
    rng, spread, sizes, n_periods = np.random.default_rng(3), Spread(0.14, 0.2, 0.4), [12, 15, 9][: len(start)], 9
    root = np.linalg.cholesky(spread.covariance(n_periods))
    of_rep = np.repeat(start, sizes).astype(np.intp)
    found = []
    for _ in range(2000):
        data = Outcomes(rng.normal(size=(of_rep.size, n_periods)) @ root.T, of_rep, np.arange(of_rep.size))
        effects = level_effects(data) if levels else group_time_effects(data, base="universal")
        found.append(float(simple_average(effects).estimate[0]))
    n = np.array(sizes)
    reckoned = math.sqrt(
        weighted_variance(staggered_weights(np.array(start), n, n_periods, levels=levels), n, spread.covariance(n_periods))
    )
    assert np.std(found) == pytest.approx(reckoned, rel=0.06)
    assert best_variance(np.array(start), n, spread.covariance(n_periods)) <= reckoned**2


def test_nothing_to_compare_has_no_power() -> None:
    covariance = Spread(0.1, 0.2).covariance(6)
    for start in ([0, 0], [6, 6]):
        assert math.isinf(best_variance(np.array(start), np.array([30, 30]), covariance))
    for start in ([0, 3], [6, 6], [0, 0]):
        assert math.isinf(
            weighted_variance(staggered_weights(np.array(start), np.array([30, 30]), 6), np.array([30, 30]), covariance)
        )
    assert power_at(0.05, math.inf) == 0.0


def test_power_by_the_normal_table() -> None:
    """2.80 standard errors show in 80% of cases; none in 5%; 1.96 in a half."""
    assert power_at(2.8016, 1.0) == pytest.approx(0.8, abs=1e-4)
    assert power_at(0.0, 1.0) == pytest.approx(0.05, abs=1e-6)
    assert power_at(-1.959964, 1.0) == pytest.approx(0.5, abs=1e-4)


def test_spread_is_found_again() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(0, 0.3, (400, 1)) + rng.normal(0, 0.2, (400, 12)) + rng.normal(0, 1, 12)
    found = spread_of(values)
    assert (found.between, found.within) == (pytest.approx(0.3, rel=0.1), pytest.approx(0.2, rel=0.05))
