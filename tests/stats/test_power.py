"""How much longer or larger: the answer, put back into the variance, gives the error that was asked for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from readiness.stats.power import DETECTABLE, periods_needed, units_needed


def test_detectable_is_power_of_four_fifths_at_five_percent() -> None:
    assert pytest.approx(norm.ppf(0.975) + norm.ppf(0.8), abs=0.005) == DETECTABLE


def test_units_by_hand() -> None:
    """An error of 0.1 sees 0.28; to see 0.14 takes four times as many."""
    assert units_needed(50, 0.1, 0.14) == 150
    assert units_needed(50, 0.1, 0.3) == 0
    assert units_needed(50, 0.1, 0.0) is None


def test_periods_that_have_nothing_in_common_average_out() -> None:
    parts = np.kron(np.eye(4), np.ones((1, 5)))  # four periods, each moved by units of its own
    error = float(np.sqrt((parts.mean(axis=0) ** 2).sum()))
    assert periods_needed(parts, error, DETECTABLE * error / 2) == 4 * 4 - 4
    assert periods_needed(parts, error, DETECTABLE * error) == 0


def test_doubt_common_to_all_periods_stays() -> None:
    parts = np.ones((4, 5))
    error = float(np.sqrt((parts.mean(axis=0) ** 2).sum()))
    assert periods_needed(parts, error, DETECTABLE * error * 0.9) is None
    assert periods_needed(parts, error, 0.0) is None


def test_the_answer_put_back_gives_the_error_asked_for() -> None:
    """Half of the variance is common: V(T) = 1 + 4 / T, so V(4) = 2 and V = 1.25 takes 16 periods in all."""
    common, own = np.ones((4, 1)), 2.0 * np.eye(4)
    parts = np.hstack([common, own])
    assert periods_needed(parts, np.sqrt(2.0), DETECTABLE * np.sqrt(1.25)) == 12
