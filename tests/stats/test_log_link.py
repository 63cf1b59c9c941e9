"""The log-link model against the quasi-Poisson estimating equations, its sum identity, a change of currency and known truth."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.errors import NotEnoughDataError
from readiness.stats.log_link import fit_log_link


def money(seed: int, n_groups: int = 40, per_group: int = 25, sd: float = 0.5):
    """Return zero-heavy money of groups whose log means differ by a known effect."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(n_groups), per_group)
    x = np.column_stack([np.ones(group.size), rng.normal(size=group.size)])
    offset = np.log(rng.choice([4.0, 5.0], group.size))
    effect = rng.normal(0, sd, n_groups)
    orders = rng.poisson(np.exp(-2.4 + 0.5 * x[:, 1] + offset + effect[group]))
    y = np.array([rng.gamma(2.0 * k, 600.0) if k else 0.0 for k in orders])
    return y, x, group, offset, effect


def test_without_random_effects_it_solves_the_quasi_poisson_equations():
    y, x, _, offset, _ = money(1)
    fit = fit_log_link(y, x, {}, offset=offset)
    mean = np.exp(offset + x @ fit.mixed.fixed)
    assert fit.converged
    assert x.T @ (y - mean) == pytest.approx([0.0, 0.0], abs=1e-6 * y.sum())  # McCullagh & Nelder's score
    dispersion = ((y - mean) ** 2 / mean).sum() / (y.size - 2)  # Pearson's
    assert fit.dispersion == pytest.approx(dispersion, rel=1e-8)
    information = (x * mean[:, None]).T @ x / dispersion
    assert fit.mixed.fixed_se == pytest.approx(np.sqrt(np.diag(np.linalg.inv(information))), rel=1e-8)


def test_fitted_money_adds_up_to_the_money_and_truth_is_found_among_zeros():
    y, x, group, offset, effect = money(2)
    fit = fit_log_link(y, x, {"group": group}, offset=offset)
    assert (y == 0).mean() > 0.5
    assert np.exp(fit.linear_predictor).sum() == pytest.approx(y.sum(), rel=1e-8)
    assert np.corrcoef(fit.mixed.effects["group"], effect)[0, 1] > 0.8
    assert np.sqrt(fit.mixed.variances["group"]) == pytest.approx(0.5, abs=0.15)
    assert fit.mixed.fixed[1] == pytest.approx(0.5, abs=3 * fit.mixed.fixed_se[1])


def test_another_currency_moves_the_intercept_and_nothing_else():
    y, x, group, offset, _ = money(3, n_groups=12)
    one, other = (fit_log_link(scale * y, x, {"group": group}, offset=offset) for scale in (1.0, 150.0))
    assert other.mixed.fixed - one.mixed.fixed == pytest.approx([np.log(150.0), 0.0], abs=1e-6)
    assert other.mixed.effects["group"] == pytest.approx(one.mixed.effects["group"], abs=1e-6)
    assert other.dispersion == pytest.approx(150.0 * one.dispersion, rel=1e-6)


def test_a_prior_holds_a_slope_the_more_the_tighter_it_is():
    y, x, group, offset, _ = money(4, n_groups=12)
    slopes = [
        fit_log_link(y, x, {"group": group}, offset=offset, prior={1: (2.0, sd)}).mixed.fixed[1] for sd in (1e-4, 0.1, 100.0)
    ]
    free = fit_log_link(y, x, {"group": group}, offset=offset).mixed.fixed[1]
    assert slopes[0] == pytest.approx(2.0, abs=1e-3)
    assert free < slopes[1] < slopes[0]
    assert slopes[2] == pytest.approx(free, abs=1e-3)


def test_a_return_here_and_there_is_taken():
    y, x, group, offset, _ = money(5, n_groups=12)
    y[np.argsort(y)[:3]] = -500.0
    fit = fit_log_link(y, x, {"group": group}, offset=offset)
    assert fit.converged
    assert np.exp(fit.linear_predictor).sum() == pytest.approx(y.sum(), rel=1e-8)


def test_nothing_sold_is_refused():
    with pytest.raises(NotEnoughDataError, match="nothing was sold"):
        fit_log_link(np.zeros(10), np.ones((10, 1)), {})
