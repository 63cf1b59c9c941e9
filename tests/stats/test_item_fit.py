"""Item fit against published figures and by simulation; classical statistics by hand and by identity."""

import numpy as np
import pytest

from readiness.stats.classical import alpha
from readiness.stats.irt import fit_irt
from readiness.stats.item_fit import expected_mean_squares, mean_squares, score_fit
from tests.reference_answers import drawn, sample


def test_s_x2_equals_the_published_figures() -> None:
    """LSAT7, two-parameter model: the test suite of R's mirt."""
    rows = sample("lsat7.csv")
    found = score_fit(rows, fit_irt(rows, priors=False), 2)
    assert found.statistic == pytest.approx([4.7494, 14.4511, 1.2704, 5.2374, 0.9411], abs=3e-3)
    assert found.df.tolist() == [2] * 5
    assert found.p_value[1] == pytest.approx(np.exp(-14.4511 / 2), rel=2e-3)  # chi-square of 2 degrees is exponential
    assert found.n_persons.tolist() == [1000] * 5


def test_s_x2_is_as_often_significant_as_it_says() -> None:
    found = [score_fit(rows, fit_irt(rows, priors=False), 2).p_value for rows in (drawn(s, 800, 15)[0] for s in range(12))]
    assert 0.01 < (np.concatenate(found) < 0.05).mean() < 0.10


def test_s_x2_holds_form_by_form() -> None:
    """Two forms of 12 of 18 items: as often significant as it says; an item that those in the middle alone get right is found."""
    p_values = []
    for seed in range(10):
        rows = drawn(seed, 1200, 18)[0]
        rows[:600, :6] = rows[600:, 12:] = np.nan
        found = score_fit(rows, fit_irt(rows, priors=False), 2)
        assert found.n_persons.tolist() == [600] * 6 + [1200] * 6 + [600] * 6
        p_values.append(found.p_value)
    assert 0.01 < (np.concatenate(p_values) < 0.05).mean() < 0.10
    share = np.nanmean(np.delete(rows, 8, axis=1), axis=1)
    rows[:, 8] = np.random.default_rng(1).random(1200) < np.where(np.abs(share - np.median(share)) < 0.15, 0.8, 0.4)
    assert score_fit(rows, fit_irt(rows, priors=False), 2).p_value[8] < 0.001


def test_s_x2_of_two_booklets_is_the_sum_of_each() -> None:
    rows = drawn(1, 400, 8)[0]
    rows[:200, 0] = np.nan
    fit = fit_irt(rows)
    both, one, other = (score_fit(part, fit, 2) for part in (rows, rows[:200], rows[200:]))
    assert both.statistic[1:] == pytest.approx(one.statistic[1:] + other.statistic[1:])
    assert both.df[1:] == pytest.approx(one.df[1:] + other.df[1:] + 2)  # the parameters are taken off once


def test_s_x2_is_silent_where_too_few_answered_the_same_items() -> None:
    rows = drawn(1, 60, 6)[0]
    rows[:, 0] = np.where(np.arange(60) % 2, rows[:, 0], np.nan)
    assert score_fit(rows, fit_irt(rows), 2).n_persons.tolist() == [30, 60, 60, 60, 60, 60]
    rows[np.random.default_rng(1).random(rows.shape) < 0.3] = np.nan
    found = score_fit(rows, fit_irt(rows), 2)
    assert found.n_persons.tolist() == [0] * 6
    assert np.isnan(found.p_value).all()


def test_mean_squares_by_hand() -> None:
    correct, expected = np.array([[1.0, 0], [0, np.nan]]), np.array([[0.8, 0.5], [0.5, 0.5]])
    infit, outfit = mean_squares(correct, expected)
    assert infit == pytest.approx([(0.04 + 0.25) / (0.16 + 0.25), 1])
    assert outfit == pytest.approx([(0.04 / 0.16 + 1) / 2, 1])


def test_mean_squares_are_1_on_a_short_quiz_that_fits_and_more_for_an_item_that_is_guessed() -> None:
    rows, theta, a, d = drawn(3, 4000, 6)
    infit, outfit = expected_mean_squares(rows, fit_irt(rows, model="1pl"))
    truth = 1 / (1 + np.exp(-(np.outer(theta, a) + d)))
    assert infit == pytest.approx(mean_squares(rows, truth)[0], abs=0.12)
    assert infit.mean() == pytest.approx(1, abs=0.02)
    assert outfit.mean() == pytest.approx(1, abs=0.03)
    rows = drawn(3, 4000, 20)[0]
    rows[:, 0] = np.random.default_rng(1).random(4000) < 0.5
    infit, outfit = expected_mean_squares(rows, fit_irt(rows, model="1pl"))
    assert infit[0] == infit.max() > 1.1
    assert outfit[0] == outfit.max() > 1.15


def test_alpha_by_hand_and_by_kuder_and_richardson() -> None:
    rows = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=float)
    # p = .75, .5, .25: sum of pq = .1875 + .25 + .1875 = .625; number right 3, 2, 1, 0 has variance 1.25: 1.5 (1 - .5) = .75
    assert alpha(rows) == pytest.approx(0.75)
    lsat = sample("lsat6.csv")
    p = lsat.mean(axis=0)
    kr20 = 5 / 4 * (1 - (p * (1 - p)).sum() / lsat.sum(axis=1).var())
    assert alpha(lsat) == pytest.approx(kr20)
    assert alpha(lsat) == pytest.approx(0.295, abs=5e-4)  # as R's ltm prints it for these answers


def test_alpha_with_missing_answers_is_near_that_of_all_and_has_no_value_without_variance() -> None:
    whole = drawn(2, 3000, 20)[0]
    gaps = whole.copy()
    gaps[np.random.default_rng(1).random(whole.shape) < 0.3] = np.nan
    assert alpha(gaps) == pytest.approx(alpha(whole), abs=0.01)
    assert np.isnan(alpha(np.ones((5, 3))))
    assert np.isnan(alpha(whole[:, :1]))
    assert np.isnan(alpha(np.full((3, 2), np.nan)))
