"""Gower's likeness against a calculation by hand, and what must hold for any rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stats.gower import gower_likeness

ROWS = st.lists(st.tuples(st.integers(-1, 2), st.integers(-1, 2), st.none() | st.floats(-5, 5)), min_size=1, max_size=8)


def test_by_hand() -> None:
    """Two kinds and one quantity that ranges over 10 - 2 = 8.

    0 and 1: same, not the same, 1 - |10 - 8| / 8 = 3/4: (1 + 0 + 3/4) / 3.
    0 and 2: the first kind of 2 is unknown; same, 1 - 8/8. 0 and 3: all that is known of 3 is its second kind: not the same.
    """
    codes = np.array([[0, 1], [0, 2], [-1, 1], [-1, 0]])
    quantities = np.array([[10.0], [8.0], [2.0], [np.nan]])
    found = gower_likeness(codes, quantities, [0, 1])
    assert found[:, 0] == pytest.approx([1.0, 1.75 / 3, 0.5, 0.0])
    assert found[2, 1] == pytest.approx((0 + 0.25) / 2)


def test_nothing_known_of_both_is_not_a_likeness_of_zero() -> None:
    found = gower_likeness(np.array([[0], [-1]]), np.array([[np.nan], [3.0]]), [0])
    assert found[0, 0] == 1
    assert np.isnan(found[1, 0])


@given(ROWS)
def test_a_row_is_wholly_like_itself_and_likeness_goes_both_ways(rows: list[tuple[int, int, float | None]]) -> None:
    codes = np.array([r[:2] for r in rows])
    quantities = np.array([[np.nan if r[2] is None else r[2]] for r in rows])
    found = gower_likeness(codes, quantities, range(len(rows)))
    for i, row in enumerate(rows):
        assert found[i, i] == 1 or (row[0] == row[1] == -1 and row[2] is None)
    assert np.array_equal(found, found.T, equal_nan=True)
    assert np.all(np.isnan(found) | ((found >= 0) & (found <= 1)))
