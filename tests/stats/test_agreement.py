"""Agreement of judges: a published table, a calculation by hand, and what holds for any ratings."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stats.agreement import intraclass, mean_of_judges

SHROUT_AND_FLEISS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float).T
"""Their table 2, judges x targets."""


def test_the_table_of_shrout_and_fleiss() -> None:
    one, mean = intraclass(SHROUT_AND_FLEISS)
    assert (round(one, 2), round(mean, 2)) == (0.29, 0.62)


def test_mean_and_error_by_hand() -> None:
    # Judges' means 0.5, 0.6, 0.7: mean 0.6, standard deviation 0.1, over the root of 3.
    ratings = np.array([[0.4, 0.6], [0.6, 0.6], [0.8, 0.6]])
    mean, error = mean_of_judges(ratings)
    assert mean == pytest.approx(0.6)
    assert error == pytest.approx(0.1 / math.sqrt(3))


def test_a_judge_who_left_things_out_by_hand() -> None:
    # Without the first judge 0.6 and 0.7, without the second 0.5 and 0.8, without the third 0.5 and 0.75.
    ratings = np.array([[0.4, 0.8], [0.6, 0.7], [0.6, math.nan]])
    mean, error = mean_of_judges(ratings)
    without = [(0.6 + 0.7) / 2, (0.5 + 0.8) / 2, (0.5 + 0.75) / 2]
    middle = statistics.fmean(without)
    assert mean == pytest.approx((1.6 / 3 + 0.75) / 2)
    assert error == pytest.approx(math.sqrt(2 / 3 * sum((w - middle) ** 2 for w in without)))


def test_one_judge_alone_has_no_error() -> None:
    assert math.isnan(mean_of_judges(np.array([[0.4, 0.8], [0.6, math.nan]]))[1])


def test_perfect_and_unknown_agreement() -> None:
    assert intraclass(np.array([[0.2, 0.5, 0.9]] * 4)) == pytest.approx((1.0, 1.0))
    assert all(math.isnan(x) for x in intraclass(np.array([[0.2, 0.5]])))
    assert all(math.isnan(x) for x in intraclass(np.full((3, 4), 0.7)))


shares = st.floats(0, 1).map(lambda x: round(x, 3))


@given(st.integers(2, 5).flatmap(lambda k: st.lists(st.lists(shares, min_size=k, max_size=k), min_size=2, max_size=6)))
def test_where_everybody_rated_everything_it_is_the_error_of_a_mean(rows: list[list[float]]) -> None:
    mean, error = mean_of_judges(np.array(rows))
    own = [statistics.fmean(r) for r in rows]
    assert mean == pytest.approx(statistics.fmean(own))
    assert error == pytest.approx(statistics.stdev(own) / math.sqrt(len(rows)), abs=1e-9)
