"""The Rasch model by conditional likelihood, against R's eRm and against counting every possible set of answers."""

from itertools import product

import numpy as np
import pytest
from scipy.special import expit

from readiness.errors import NotEnoughDataError
from readiness.stats.item_fit import mean_squares
from readiness.stats.rasch import fit_rasch, symmetric_functions
from tests.reference_answers import drawn, of_margins, reference

N_RIGHT = "76 47 62 33 22 48 60 61 57 25 33 54 19 12 53 34 53 44 31 60 65 66 60 46 30 70 44 40 31 61"
N_PERSONS = "0 1 1 1 3 1 5 5 3 5 6 4 6 6 7 6 5 8 3 2 5 6 4 1 1 1 4 0 0 0 0"


def test_erms_example_by_its_margins() -> None:
    """RM(raschdat1) of eRm 1.0-2; the conditional likelihood depends on the margins alone."""
    fit = fit_rasch(of_margins(N_RIGHT, N_PERSONS))
    assert fit.loglik == pytest.approx(-1434.481812, abs=1e-5)
    assert fit.easiness[:5] == pytest.approx([1.565270, 0.051172, 0.782190, -0.650232, -1.300579], abs=1e-4)
    assert fit.easiness_se[:5] == pytest.approx([0.249042, 0.216314, 0.221992, 0.227692, 0.254425], abs=1e-4)
    assert fit.easiness.sum() == pytest.approx(0, abs=1e-9)
    assert fit.converged


def test_erms_example_with_missing_answers_and_fit() -> None:
    rows = reference("raschdat1.csv")
    fit = fit_rasch(rows)
    infit, outfit = mean_squares(rows, expit(fit.ability[:, None] + fit.easiness))
    assert infit[:5] == pytest.approx([0.955985, 1.068227, 0.949765, 0.888350, 1.117591], abs=1e-4)
    assert outfit[:5] == pytest.approx([0.819598, 0.997539, 0.990307, 0.842223, 1.088920], abs=1e-4)
    rows[:20, :5] = rows[49:60, 19:22] = np.nan
    fit = fit_rasch(rows)
    assert fit.loglik == pytest.approx(-1371.053779, abs=1e-5)
    assert fit.easiness[:5] == pytest.approx([1.501110, 0.110867, 0.888547, -0.674890, -1.313720], abs=1e-4)
    assert fit.easiness_se[:5] == pytest.approx([0.294431, 0.232985, 0.254451, 0.238751, 0.262928], abs=1e-4)


def test_the_likelihood_counts_every_set_of_answers_with_the_same_number_right() -> None:
    right, _, _, _ = drawn(1, 60, 5, missing=0.15)
    fit = fit_rasch(right)

    def loglik(easiness: np.ndarray) -> float:
        total = 0.0
        for row in right:
            known = np.isfinite(row)
            e, r = easiness[known], int(np.nansum(row))
            ways = sum(np.exp(np.dot(u, e)) for u in product((0, 1), repeat=e.size) if sum(u) == r)
            total += float(row[known] @ e - np.log(ways))
        return total

    assert fit.loglik == pytest.approx(loglik(fit.easiness))
    for j in range(5):
        for by in (-0.02, 0.02):
            assert loglik(fit.easiness + np.where(np.arange(5) == j, by, 0)) < fit.loglik


def test_symmetric_functions_by_hand() -> None:
    assert symmetric_functions(np.array([2.0, 3.0, 5.0])).tolist() == [1, 10, 31, 30]


def test_abilities_solve_their_equation_and_extremes_have_none() -> None:
    rows = np.vstack([drawn(6, 50, 8)[0], np.ones(8), np.zeros(8)])
    fit = fit_rasch(rows)
    assert np.isnan(fit.ability[-2:]).all()
    told = np.isfinite(fit.ability)
    expected = 1 / (1 + np.exp(-(fit.ability[told, None] + fit.easiness)))
    assert expected.sum(axis=1) == pytest.approx(rows[told].sum(axis=1))
    assert fit.ability_se[told] == pytest.approx((expected * (1 - expected)).sum(axis=1) ** -0.5)


@pytest.mark.parametrize("rows", [np.ones((4, 3)), np.array([[1.0, 0, 1], [1, 1, 0]]), np.full((2, 2), np.nan)])
def test_items_without_both_answers_are_refused(rows: np.ndarray) -> None:
    with pytest.raises(NotEnoughDataError):
        fit_rasch(rows)
