"""Standard errors of variances, in balanced tables by hand and beside how the estimates scatter."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.stats.mixed_errors import variance_errors
from readiness.stats.mixed_model import fit_mixed
from tests.stats.test_mixed_model import DYESTUFF, PENICILLIN, SLEEPSTUDY, ones


def test_one_factor_in_balance_has_the_errors_of_its_mean_squares():
    fit = fit_mixed(DYESTUFF, ones(30), {"batch": np.repeat(np.arange(6), 5)})
    table = DYESTUFF.reshape(6, 5)
    within, between = table.var(axis=1, ddof=1).mean(), 5 * table.mean(axis=1).var(ddof=1)
    # The variance of a mean square with k degrees of freedom is 2 E(mean square)^2 / k.
    [batch], residual = variance_errors(fit.solution)
    assert batch is not None
    assert np.sqrt(batch[0, 0]) == pytest.approx(np.sqrt(2 / 25 * (between**2 / 5 + within**2 / 24)), rel=1e-7)
    assert residual == pytest.approx(within * np.sqrt(2 / 24), rel=1e-7)


def test_two_crossed_factors_in_balance_have_the_errors_of_their_mean_squares():
    fit = fit_mixed(PENICILLIN, ones(144), {"plate": np.repeat(np.arange(24), 6), "sample": np.tile(np.arange(6), 24)})
    table = PENICILLIN.reshape(24, 6)
    plate, sample = 6 * table.mean(axis=1).var(ddof=1), 24 * table.mean(axis=0).var(ddof=1)
    rest = table - table.mean(axis=1)[:, None] - table.mean(axis=0) + table.mean()
    error = (rest**2).sum() / (23 * 5)
    found, residual = variance_errors(fit.solution)
    by_hand = [np.sqrt(2 / 36 * (plate**2 / 23 + error**2 / 115)), np.sqrt(2 / 576 * (sample**2 / 5 + error**2 / 115))]
    assert [float(np.sqrt(f[0, 0])) for f in found if f is not None] == pytest.approx(by_hand, rel=1e-6)
    assert residual == pytest.approx(error * np.sqrt(2 / 115), rel=1e-6)


def test_intercepts_and_slopes_in_balance_have_the_errors_of_a_wishart_matrix():
    days = np.tile(np.arange(10.0), 18)
    x = np.column_stack([np.ones(180), days])
    fit = fit_mixed(SLEEPSTUDY, x, {"subject": np.repeat(np.arange(18), 10)}, slopes={"subject": x})
    # Each subject's own regression line has covariance G + s2 (X'X)^-1; 18 of them scatter with 17 degrees of freedom.
    inverse = np.linalg.inv(x[:10].T @ x[:10])
    lines = fit.covariances["subject"] + fit.residual_variance * inverse
    pairs = [(0, 0), (1, 0), (1, 1)]
    wishart = [[(lines[i, k] * lines[j, m] + lines[i, m] * lines[j, k]) / 17 for k, m in pairs] for i, j in pairs]
    own = np.array([inverse[i, j] for i, j in pairs])
    [found], residual = variance_errors(fit.solution)
    # Left over are 18 * 8 degrees of freedom; its error enters every element of G.
    assert residual == pytest.approx(fit.residual_variance * np.sqrt(2 / 144), rel=1e-5)
    assert found == pytest.approx(np.array(wishart) + residual**2 * np.outer(own, own), rel=1e-4)


def test_a_variance_of_0_has_no_such_error():
    y = np.tile([1.0, 2.0, 3.0, 4.0], 6)
    fit = fit_mixed(y, ones(24), {"batch": np.repeat(np.arange(6), 4)})
    found, residual = variance_errors(fit.solution)
    assert found == (None,)
    assert residual == pytest.approx(y.var(ddof=1) * np.sqrt(2 / 23))
