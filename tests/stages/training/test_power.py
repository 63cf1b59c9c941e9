"""Power before anybody is trained: by hand, by what measurement itself would say, and in words."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest

from readiness.stages.link import link
from readiness.stages.training.power import Design, power_of, power_sentences, usual_spread
from readiness.stats.stepped_wedge import Spread
from tests.link_worlds import panel_frame

LAUNCH = date(2026, 1, 5)
YEAR = date(2027, 1, 3)
SPREAD = Spread(0.14, 0.19)


def design(starts: list[int], n: list[int], weeks: int = 52) -> Design:
    """Return waves that begin so many weeks after the launch, below 0 before it."""
    days = {w: LAUNCH + timedelta(weeks=k) for w, k in enumerate(starts, start=1)}
    return Design(dict(enumerate(n, start=1)), days, LAUNCH, LAUNCH + timedelta(weeks=weeks, days=-1))


def test_early_and_late_by_hand() -> None:
    """200 reps before the launch, 200 in the 25th week: six periods of four weeks lie between.

    Var = (.14^2 + .19^2 / 6) (1/200 + 1/200); 5% more is .0488 on the log scale.
    """
    found = power_of(design([-8, 24], [200, 200]), SPREAD)
    error = math.sqrt((0.14**2 + 0.19**2 / 6) / 100)
    at = math.log(1.05) / error - 1.959964
    assert found.power == pytest.approx(0.5 * (1 + math.erf(at / math.sqrt(2))), abs=1e-6)
    assert found.detectable == pytest.approx(math.exp(2.8 * error) - 1)
    assert (found.n_reps, found.n_waves, found.n_periods, found.why_none) == (400, 2, 13, "")


def test_two_waves_after_the_launch_by_hand() -> None:
    """In the third and the seventh period: each of four periods less the one before, their mean against the later wave's.

    Var = .19^2 (1/4 + 1) (1/100 + 1/150): the mean of four periods, and the one before.
    """
    found = power_of(design([8, 24], [100, 150]), SPREAD)
    error = 0.19 * math.sqrt(1.25 * (1 / 100 + 1 / 150))
    assert found.detectable == pytest.approx(math.exp(2.8 * error) - 1)
    assert found.best > found.power


@pytest.mark.parametrize(
    ("starts", "n", "weeks", "why"),
    [
        ([-8, -4], [200, 200], 52, "every wave is trained before sales begin"),
        ([-8], [200], 52, "every wave is trained before sales begin"),
        ([0, 1], [200, 200], 52, "every wave is trained before sales begin"),
        ([8, 9], [200, 200], 52, "never is one wave trained and another one not"),
        ([60, 70], [200, 200], 52, "never is one wave trained and another one not"),
        ([-8, 24], [19, 300], 52, "a wave to compare has fewer than 20 reps"),
        ([-8, 24], [300, 19], 52, "a wave to compare has fewer than 20 reps"),
        ([-8, 24], [300, 200], 0, "no sales are measured"),
    ],
)
def test_where_nothing_will_be_concluded_the_reason_is_said(starts, n, weeks, why) -> None:
    found = power_of(design(starts, n, weeks), SPREAD)
    assert (found.power, found.detectable, found.best) == (0.0, None, 0.0)
    assert found.why_none.startswith(why)
    assert power_sentences(found)[0].startswith(f"As planned, sales will not show what training does: {why}")


def test_the_first_week_counts_as_before_for_measurement_too() -> None:
    """A wave in the launch's own first period has nothing before it; measurement leaves it out in the same way."""
    assert power_of(design([2, 24], [200, 200]), SPREAD).power == power_of(design([-8, 24], [200, 200]), SPREAD).power


def test_what_would_raise_it_does() -> None:
    before = power_of(design([-8, -4], [200, 200]), SPREAD)
    assert [c.what.split(" weeks")[0] for c in before.changes] == ["train the last wave 16", "wait 12"]
    held = power_of(design([-8, 16], [200, 200]), SPREAD)
    assert before.changes[0].power == pytest.approx(held.power)
    after = power_of(design([8, 20], [80, 80]), SPREAD)
    assert after.power < 0.8
    assert all(c.power > after.power and c.detectable < after.detectable for c in after.changes)
    assert any(c.what.startswith("train one wave more") for c in after.changes)
    more = after.more_reps
    assert more is not None
    assert power_of(design([8, 20], [80 + more // 2 + 1] * 2), SPREAD).power == pytest.approx(0.8, abs=0.005)
    assert power_of(design([8, 20], [2000, 2000]), SPREAD).changes == ()


def test_more_of_everything_sees_more() -> None:
    powers = [power_of(design([8, 8 + gap], [n, n]), SPREAD).power for n in (50, 100, 200) for gap in (4, 12, 24)]
    grid = np.array(powers).reshape(3, 3)
    assert (np.diff(grid, axis=0) > 0).all() and (np.diff(grid, axis=1) > 0).all()
    assert usual_spread(25).within == pytest.approx(usual_spread(1).within / 5)


@pytest.mark.parametrize(("starts", "weeks"), [([-8, 24], 52), ([8, 20, 36], 52)])
def test_measurement_itself_sees_it_as_often(starts: list[int], weeks: int) -> None:
    """70 launches through the link, by lot: how often the estimate is beyond 1.96 of its own errors; se of a share .06."""
    n = [90] * len(starts)
    found = power_of(design(starts, n, weeks), SPREAD, effect=0.06)
    rng = np.random.default_rng(11)
    first = np.repeat([max(k, 0) // 4 for k in starts], n)
    hits, estimates = 0, []
    for seed in range(70):
        rep = rng.normal(0, SPREAD.between, (first.size, 1))
        y = rep + rng.normal(0, SPREAD.within, (first.size, 13)) + math.log(1.06) * (np.arange(13) >= first[:, None])
        rows = panel_frame(
            y, np.where(first == 0, 0, first), np.zeros(first.size), np.ones(first.size), rng.permutation(first.size) // 30, 4
        )
        row = next(e for e in link(rows, seed=seed, assigned="random").estimates if e.estimand == "training_simple")
        assert row.estimate is not None and row.standard_error is not None
        hits += abs(row.estimate) > 1.96 * row.standard_error
        estimates.append(row.estimate)
    assert hits / 70 == pytest.approx(found.power, abs=0.13)
    assert np.mean(estimates) == pytest.approx(math.log(1.06), abs=0.009)


def test_it_is_told_plainly() -> None:
    first, second, *_ = power_sentences(power_of(design([-8, 24], [200, 200]), SPREAD))
    assert first == (
        "If training brings a change of 5% in sales-out, measurement will show it in about 86 of 100 launches like this."
        " The smallest change it would show four times in five is 4.6%."
    )
    assert "400 reps in 2 waves and 13 periods of four weeks" in second
