"""What practice does for a made-up field whose law of forgetting is known, and is not the one that practice reckons with."""

from __future__ import annotations

import math

import pytest

from tests.practice_field import outcome


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_practised_claims_are_remembered_better_on_launch_day_than_the_others(seed: int) -> None:
    found = outcome(seed)
    assert math.isclose(found.unpractised, found.as_known, abs_tol=1e-12)
    assert found.practised > found.unpractised + 0.5
    assert found.n_questions <= 60 * 35 * 5  # people, working days between the training and the launch, questions a day


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_number_of_questions_soon_after_the_training_is_worse(seed: int) -> None:
    spaced, early = outcome(seed), outcome(seed, how="early")
    assert early.n_questions == pytest.approx(spaced.n_questions, rel=0.15)
    assert spaced.practised > early.practised + 0.1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_peak_before_the_launch_is_worth_its_questions(seed: int) -> None:
    with_peak, without = outcome(seed), outcome(seed, how="no_peak")
    assert with_peak.practised > without.practised + 0.03
    assert with_peak.n_questions < without.n_questions * 1.15
