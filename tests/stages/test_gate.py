"""Gate: the cut on the scale of ability, the probability of being above it, and the words for what is missing."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta as beta_distribution

from readiness.errors import NotEnoughDataError
from readiness.stages.quizzes.gate import Cut, beta_of, cut_of, percents, probability_above, verdict_of
from readiness.stages.quizzes.model import Ability, ItemQuality
from readiness.stages.quizzes.standard_setting import Rating, standard_of
from readiness.stats.irt import posterior_ability

NAN = math.nan


def quality(item_id: str, difficulty: float, discrimination: float = 1.0) -> ItemQuality:
    return ItemQuality(item_id, 40, 0.5, difficulty, discrimination, 0.3, "")


def rated(shares: dict[str, float]) -> list[Rating]:
    return [
        Rating(judge, item, share + beside) for item, share in shares.items() for judge, beside in (("Ida", -0.05), ("Jo", 0.05))
    ]


def able(ability: float, error: float, n: int = 20) -> Ability:
    return Ability("r", n, ability, error, 0.5, 0.4, 0.6)


def of_shares(right: int, n: int, alpha: float = 3.0, beta: float = 2.0) -> Ability:
    """Return what a Beta-binomial says of a rep, by scipy's own beta."""
    a, b = alpha + right, beta + n - right
    low, high = beta_distribution.ppf([0.05, 0.95], a, b)
    return Ability("r", n, 0.0, 1.0, a / (a + b), float(low), float(high))


def test_items_all_alike_put_the_cut_where_the_logit_says() -> None:
    ratings = rated({"A": 0.7, "B": 0.7})
    cut = cut_of(standard_of(ratings, ["A", "B"], 0.5), [quality("A", 0.4, 2.0), quality("B", 0.4, 2.0), quality("C", -3)])
    assert cut.ability == pytest.approx(0.4 + math.log(0.7 / 0.3) / 2)
    # The judges' means are 0.65 and 0.75: error 0.05. The slope is a p (1 - p).
    assert cut.ability_se == pytest.approx(0.05 / (2 * 0.7 * 0.3))


def test_the_mean_expected_share_at_the_cut_is_the_judges_share() -> None:
    ratings = rated({"A": 0.9, "B": 0.6, "C": 0.3, "D": 0.5})
    qualities = [quality("A", -1, 1.2), quality("B", 0.2, 0.7), quality("C", 1.1, 2), replace(quality("D", 0), difficulty=NAN)]
    cut = cut_of(standard_of(ratings, list("ABCD"), 0.5), qualities)
    assert cut.share == pytest.approx(0.6)  # D has no parameters, so that its ratings do not count here
    shares = [1 / (1 + math.exp(-q.discrimination * (cut.ability - q.difficulty))) for q in qualities[:3]]
    assert sum(shares) / 3 == pytest.approx(0.6)


def test_without_ratings_every_item_counts_and_the_bar_has_no_error() -> None:
    cut = cut_of(standard_of([], ["A"], 0.5), [quality("A", -1), quality("B", 1)])
    assert (cut.ability, cut.ability_se) == (pytest.approx(0, abs=1e-9), 0.0)


def test_ratings_of_items_that_nobody_answered_place_no_cut() -> None:
    with pytest.raises(NotEnoughDataError, match="no question the judges rated"):
        cut_of(standard_of(rated({"A": 0.5}), ["A"], 0.5), [quality("B", 0)])


@pytest.mark.parametrize(("share", "chance"), [(1.0, 0.0), (0.0, 1.0)])
def test_a_bar_nobody_reaches_and_one_everybody_does(share: float, chance: float) -> None:
    cut = cut_of(standard_of([], ["A"], share), [quality("A", 0)])
    assert probability_above(able(3, 0.3), cut) == chance


def test_the_normal_posterior_with_the_error_of_the_cut() -> None:
    cut = Cut(0.7, 0.03, 0.5, 0.4, (1.0,), (0.0,))
    assert probability_above(able(1.0, 0.3), cut) == pytest.approx(NormalDist(0.5, 0.5).cdf(1.0))


def test_the_beta_posterior_is_found_again() -> None:
    assert beta_of(of_shares(14, 18)) == pytest.approx((17, 6), rel=1e-6)
    ability = of_shares(14, 18)
    assert probability_above(ability, Cut(0.7, 0.0, NAN, NAN)) == pytest.approx(beta_distribution.sf(0.7, 17, 6))
    by_hand = quad(lambda c: beta_distribution.sf(c, 17, 6) * NormalDist(0.7, 0.04).pdf(c), 0.4, 1.0)[0]
    assert probability_above(ability, Cut(0.7, 0.04, NAN, NAN)) == pytest.approx(by_hand, abs=1e-6)


@given(st.integers(1, 60), st.floats(0.5, 20), st.floats(0.5, 20), st.floats(0.05, 0.95), st.sampled_from([0.0, 0.03]))
def test_more_right_of_as_many_never_lower_the_probability_by_shares(
    n: int, a: float, b: float, cut: float, error: float
) -> None:
    chances = [probability_above(of_shares(k, n, a, b), Cut(cut, error, NAN, NAN)) for k in range(n + 1)]
    assert all(later >= before - 1e-6 for before, later in itertools.pairwise(chances))


@given(st.integers(0, 10_000), st.integers(3, 30), st.sampled_from([0.0, 0.2]))
def test_one_more_right_answer_never_lowers_the_probability_by_the_model(seed: int, n: int, error: float) -> None:
    """The posterior's error moves too, so that far from the cut the last digits may; no decision does."""
    draw = np.random.default_rng(seed)
    a, b = np.exp(draw.normal(0.2, 0.4, n)), draw.normal(-0.3, 1, n)
    staircase = np.tril(np.ones((n + 1, n)), -1)[:, draw.permutation(n)]
    mean, sd = posterior_ability(staircase, a, -a * b, np.zeros(n))
    cut = cut_of(standard_of([], [], 0.7), [quality(str(j), b[j], a[j]) for j in range(n)])
    cut = replace(cut, ability_se=error)
    chances = [probability_above(able(float(m), float(s)), cut) for m, s in zip(mean, sd, strict=True)]
    assert all(later >= before - 2e-5 for before, later in itertools.pairwise(chances))
    for confidence in (0.5, 0.8, 0.95, 0.999):
        passes = [chance >= confidence for chance in chances]
        assert passes == sorted(passes)


CUT = Cut(0.7, 0.0, 0.0, 0.0, (1.0,), (math.log(7 / 3),))


def test_what_is_missing_in_words() -> None:
    said = {
        verdict_of(None, CUT, 0.8).missing: "no quiz answered yet",
        verdict_of(able(1, 0.3, n=1), CUT, 0.8).missing: "1 answer so far; a certificate needs at least 10",
        verdict_of(able(1, 0.3), CUT, 0.8).missing: "",
        verdict_of(
            able(-1, 0.3), CUT, 0.8
        ).missing: "below the cut: expected to get about 46% of the questions right, and 70% is asked",
        verdict_of(
            able(-0.001, 0.3), CUT, 0.8
        ).missing: "below the cut: expected to get about 69.98% of the questions right, and 70.00% is asked",
    }
    assert list(said) == list(said.values())


def test_more_answers_of_the_same_sort_bring_the_certainty_that_is_asked() -> None:
    ability, error, n = 0.3, 0.45, 20
    missing = verdict_of(able(ability, error, n), CUT, 0.8).missing
    more = int(re.search(r"about (\d+) more answers like those given", missing)[1])  # type: ignore[index]

    def chance(answers: int) -> float:
        per_answer = (1 / error**2 - 1) / n  # the prior knows 1
        return NormalDist(0, math.sqrt(1 / (1 + per_answer * answers))).cdf(ability)

    assert chance(n + more) >= 0.8 > chance(n + more - 1)


def test_nobody_is_promised_what_answers_cannot_bring() -> None:
    ends = ": too close to the cut (70%) for a few more answers to tell"
    assert verdict_of(able(0.01, 0.3), CUT, 0.8).missing.endswith(f"but only 51% sure where 80% is asked{ends}")
    assert verdict_of(able(0.3, 0.3), replace(CUT, ability_se=1.0), 0.8).missing.endswith(ends)


def test_shares_right_alone_say_how_many_more() -> None:
    missing = verdict_of(of_shares(12, 15), Cut(0.7, 0.0, NAN, NAN), 0.8).missing
    more = int(re.search(r"about (\d+) more answers? like", missing)[1])  # type: ignore[index]
    mean, size = 15 / 20, 20 + more
    wanted = (mean - 0.7) / NormalDist().inv_cdf(0.8)
    assert math.sqrt(mean * (1 - mean) / (size + 1)) <= wanted < math.sqrt(mean * (1 - mean) / size)


def test_percents_are_told_apart() -> None:
    assert percents(0.46, 0.7) == ("46%", "70%")
    assert percents(0.6996, 0.7) == ("69.96%", "70.00%")
    assert percents(0.7, 0.7) == ("70%", "70%")
