from __future__ import annotations

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.contribution import ContributionFit, RepContribution
from readiness.stages.follow_ups import adding, places, quadrant
from readiness.stages.follow_ups.quadrants import share_above
from readiness.stages.rep_readiness import RepReadiness
from readiness.stages.report import reading


def sold(low: float, middle: float, high: float, verdict: str = "like the average") -> RepContribution:
    return RepContribution("a", 9, 90, 0, 0, 0, 0, 0, 0, middle, low, high, 0, 1, 2, 0, 0, 0.5, verdict)


def ready(low: float, middle: float, high: float, status: str) -> RepReadiness:
    return RepReadiness("a", middle, low, high, 0.7, status, "", bar=70)


def fit(*reps: RepContribution) -> ContributionFit:
    return ContributionFit(reps, (), (), 1, 0, converged=True, notes=())


def test_adding_is_told_from_the_band() -> None:
    ends = ((1, 9), (-9, -1), (-1, 1), (0, 5), (-5, 0))
    assert [adding(sold(low, (low + high) / 2, high)) for low, high in ends] == ["yes", "no", "unclear", "unclear", "unclear"]
    assert adding(None) == adding(sold(1, 5, 9, "not_enough_data: 2 accounts")) == "not_enough_data"


@pytest.mark.parametrize(
    ("status", "added", "expected"),
    [
        ("ready", "yes", "ready_and_adding"),
        ("ready", "no", "ready_not_adding"),
        ("not_ready", "yes", "adding_not_ready"),
        ("developing", "yes", "adding_not_ready"),
        ("developing", "no", "neither"),
        ("ready", "unclear", "ready_unclear"),
        ("not_ready", "unclear", "not_ready_unclear"),
        ("not_enough_data", "yes", "not_enough_data"),
        ("ready", "not_enough_data", "not_enough_data"),
    ],
)
def test_quadrants(status: str, added: str, expected: str) -> None:
    assert quadrant(status, added) == expected


@given(st.floats(-100, 100), st.floats(0.5, 50), st.floats(-100, 100))
def test_an_even_band_is_that_of_a_normal_distribution(middle: float, sd: float, limit: float) -> None:
    """The 90% band of a normal distribution, and its share above a limit, by the standard library."""
    peer = NormalDist(middle, sd)
    found = share_above(limit, middle, peer.inv_cdf(0.05), peer.inv_cdf(0.95))
    assert found == pytest.approx(1 - peer.cdf(limit), abs=1e-9)


@pytest.mark.parametrize(("middle", "low", "high"), [(5, 0, 30), (5, 0, 6)])
def test_a_band_that_ends_at_the_limit_is_certain_to_nine_tenths_however_lopsided(middle: float, low: float, high: float) -> None:
    assert share_above(low, middle, low, high) == pytest.approx(0.95)
    assert share_above(high, middle, low, high) == pytest.approx(0.05)
    assert share_above(middle, middle, low, high) == pytest.approx(0.5)


def test_without_a_band_it_is_certain() -> None:
    assert [share_above(limit, 5, 5, 5) for limit in (4, 5, 6)] == [1, 1, 0]


def test_places_by_hand() -> None:
    """Readiness 80 with the band's low end at the bar: P = 0.95. Added 0 in an even band: P = 0.5."""
    (between,) = places([ready(70, 80, 90, "ready")], fit(sold(-10, 0, 10)))
    assert between.probabilities == pytest.approx((0.475, 0.475, 0.025, 0.025))
    assert (between.most_likely, between.is_sure, reading(between)) == (None, False, "Between the areas")
    # 10 of a half band of 20 is 0.8224 standard deviations: 0.7946 above zero; 0.95 of that is 0.7548.
    (likely,) = places([ready(70, 80, 90, "ready")], fit(sold(-10, 10, 30)))
    assert likely.most_likely == ("ready_and_adding", pytest.approx(0.7548, abs=1e-4))
    assert reading(likely) == "Most likely ready and adding (75%)"
    (sure,) = places([ready(40, 50, 60, "not_ready")], fit(sold(-30, -20, -10)))
    assert (sure.is_sure, reading(sure)) == (True, "Neither yet (99%)")
    (developing,) = places([ready(60, 71, 82, "developing")], fit(sold(10, 20, 30)))
    assert not developing.is_sure


@given(
    st.tuples(*[st.floats(0, 100)] * 3).map(sorted),
    st.tuples(*[st.floats(-1e6, 1e6)] * 3).map(sorted),
)
def test_the_four_add_up_and_agree_with_the_words(index: list[float], added: list[float]) -> None:
    status = "ready" if index[0] >= 70 else "not_ready" if index[2] < 70 else "developing"
    (place,) = places([ready(*index, status)], fit(sold(*added)))
    assert math.fsum(place.probabilities) == pytest.approx(1)
    assert all(0 <= p <= 1 for p in place.probabilities)
    if place.is_sure:
        assert place.most_likely is not None
        assert place.most_likely[0] == place.quadrant
        assert place.most_likely[1] >= 0.95**2 - 1e-9


def test_nobody_is_placed_on_too_little() -> None:
    rows = [ready(70, 80, 90, "ready")]
    assert places(rows, None) == ()
    assert places(rows, fit(sold(1, 2, 3, "not_enough_data: 2 accounts"))) == ()
    assert places([ready(70, 80, 90, "not_enough_data")], fit(sold(1, 2, 3))) == ()
