"""Mixed Newton: information and steps against matrices written out in full, and against the search without derivatives."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.stats.henderson import equations
from readiness.stats.mixed_newton import average_information, newton_step
from readiness.stats.mixed_search import free_places, moved, reml_theta
from readiness.stats.mixed_solution import relative_factors, solve

THETA = np.array([0.9, 0.2, 0.6, 0.5])


@pytest.fixture(scope="module")
def small():
    rng = np.random.default_rng(0)
    n = 240
    g, h = rng.integers(0, 18, n), rng.integers(0, 12, n)
    x, slope = np.column_stack([np.ones(n), rng.normal(size=n)]), np.column_stack([np.ones(n), rng.normal(size=n)])
    weights = rng.uniform(0.5, 2.0, n)
    y = x @ [1.0, 2.0] + rng.normal(0, 1, 18)[g] + rng.normal(0, 0.5, 18)[g] * slope[:, 1] + rng.normal(0, 0.7, 12)[h]
    y += rng.normal(size=n) / np.sqrt(weights)
    return equations(y, x, {"g": g, "h": h}, weights, {"g": slope}), y, x, weights


def covariance(eq, theta):
    """Return the covariance of the weighted rows / residual variance, written out."""
    z = eq.z.toarray()
    blocks = [np.kron(np.eye(size), factor) for size, factor in zip(eq.sizes, relative_factors(theta, eq.widths), strict=True)]
    outer = np.zeros((z.shape[1], z.shape[1]))
    at = 0
    for block in blocks:
        outer[at : at + len(block), at : at + len(block)] = block
        at += len(block)
    return np.eye(eq.n_rows) + z @ outer @ outer.T @ z.T


def test_average_information_is_that_of_the_matrices_written_out(small):
    eq, y, x, weights = small
    sol = solve(eq, THETA)
    rows, root = x * np.sqrt(weights)[:, None], np.sqrt(weights)
    v = covariance(eq, THETA)
    inverse = np.linalg.inv(v * sol.residual_variance)
    p = inverse - inverse @ rows @ np.linalg.inv(rows.T @ inverse @ rows) @ rows.T @ inverse
    residual = p @ (y * root)
    directions = [v @ residual]
    for unit in np.eye(4) * 1e-6:
        up, down = (covariance(eq, moved(eq, THETA, np.arange(4), sign * unit)) for sign in (1, -1))
        directions.append(sol.residual_variance * (up - down) / 2e-6 @ residual)
    q = np.column_stack(directions)
    whole = q.T @ p @ q / 2.0
    profiled = whole[1:, 1:] - np.outer(whole[1:, 0], whole[1:, 0]) / whole[0, 0]
    assert np.allclose(average_information(sol), profiled, rtol=1e-5, atol=1e-5 * np.abs(profiled).max())


def test_steps_lead_where_the_search_without_derivatives_ends(small):
    eq = small[0]
    theta = THETA
    for _ in range(20):
        theta = moved(eq, theta, np.arange(4), newton_step(solve(eq, theta)))
    assert theta == pytest.approx(reml_theta(eq).theta, abs=1e-6)


def test_a_ratio_of_nought_stays_and_the_others_still_move(small):
    eq = small[0]
    step = newton_step(solve(eq, np.array([0.9, 0.2, 0.6, 0.0])))
    assert step[3] == 0.0
    assert np.all(step[:3] != 0.0)
    assert free_places(eq, np.array([0.9, 0.2, 0.6, 0.0])).tolist() == [0, 1, 2]
