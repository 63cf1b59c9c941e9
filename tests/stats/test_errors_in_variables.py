"""A slope on a regressor with known error: by hand, beside least squares, and against a known truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from readiness.errors import NotEnoughDataError
from readiness.stats.errors_in_variables import slope_with_error

X = np.array([0.0, 2.0, 4.0, 1.0, 3.0, 5.0])
CELL = np.array([0, 0, 0, 1, 1, 1])


def test_by_hand() -> None:
    """Squares inside cells: 8 + 8. Error 1 puts 1 - 1/3 into each of six: 4. Cross products: 32. 32 / (16 - 4)."""
    found = slope_with_error(2 * X, X, np.ones(6), CELL, np.arange(6))
    assert found.estimate == pytest.approx(32 / 12)
    assert found.plain == pytest.approx(2.0)
    assert found.reliability == pytest.approx(12 / 16)
    assert found.spread == pytest.approx(np.sqrt(12 / 4))
    assert found.influence.sum() == pytest.approx(0.0)


def test_without_error_it_is_least_squares_with_sandwich_errors_by_rep() -> None:
    rng = np.random.default_rng(1)
    rep, week = np.repeat(np.arange(40), 5), np.tile(np.arange(5), 40)
    territory = rep // 8
    x = rng.normal(size=40)[rep] + 0.1 * rng.normal(size=200)
    y = 0.7 * x + rng.normal(size=40)[rep] + territory + 0.3 * week + rng.normal(size=200)
    cell = (territory * 5 + week).astype(np.intp)
    ours = slope_with_error(y, x, np.zeros(200), cell, rep.astype(np.intp))
    model = smf.ols("y ~ x + C(cell)", pd.DataFrame({"y": y, "x": x, "cell": cell}))
    theirs = model.fit(cov_type="cluster", cov_kwds={"groups": rep, "use_correction": False})
    assert ours.estimate == pytest.approx(theirs.params["x"], rel=1e-9)
    assert ours.degrees == pytest.approx(40 - 5 - 1)  # five territories' means and a slope
    assert ours.standard_error == pytest.approx(theirs.bse["x"] * np.sqrt(40 / 34), rel=1e-9)


@pytest.mark.parametrize("se", [0.3, 0.8])
def test_error_neither_flattens_the_slope_nor_is_it_forgotten_in_the_interval(se: float) -> None:
    """2,000 data sets of 200 reps in 10 territories: truth 0.5 within 3 standard errors of the mean; spread as estimated."""
    rng = np.random.default_rng(2)
    cell, rep = np.repeat(np.arange(10), 20), np.arange(200)
    found = []
    for _ in range(2000):
        x = rng.normal(size=200) + cell / 3
        errors = se * rng.uniform(0.5, 1.5, 200)
        y = 0.5 * x - cell + rng.normal(size=200)
        found.append(slope_with_error(y, x + errors * rng.normal(size=200), errors, cell, rep))
    estimates = np.array([f.estimate for f in found])
    # dividing by a moment that is itself estimated leaves a bias of the order of 1 / reps
    assert estimates.mean() == pytest.approx(0.5, abs=3 * estimates.std() / np.sqrt(2000) + 1.5 / 200)
    assert np.mean([f.standard_error for f in found]) == pytest.approx(estimates.std(), rel=0.06)
    assert np.mean([f.plain for f in found]) < 0.5 - 3 * estimates.std() / np.sqrt(2000)


def test_refusals_say_why() -> None:
    with pytest.raises(NotEnoughDataError, match="same for all"):
        slope_with_error(X, np.ones(6), np.zeros(6), CELL, np.arange(6))
    with pytest.raises(NotEnoughDataError, match="hardly more than its own error"):
        slope_with_error(X, X, np.full(6, 1.9), CELL, np.arange(6))
    with pytest.raises(NotEnoughDataError, match="fewer than 3 reps"):
        slope_with_error(X, X, np.zeros(6), np.arange(6), np.arange(6))
    with pytest.raises(NotEnoughDataError, match="too few reps"):
        slope_with_error(X[:4], X[:4], np.zeros(4), np.array([0, 0, 1, 1]), np.array([0, 1, 1, 2]))


def test_a_row_alone_in_its_cell_says_nothing() -> None:
    with_one = slope_with_error(np.append(2 * X, 99.0), np.append(X, -50.0), np.ones(7), np.append(CELL, 2), np.arange(7))
    without = slope_with_error(2 * X, X, np.ones(6), CELL, np.arange(6))
    assert (with_one.estimate, with_one.degrees) == pytest.approx((without.estimate, without.degrees))
