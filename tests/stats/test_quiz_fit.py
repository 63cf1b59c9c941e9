"""Few answers fall back to shares, with intervals that hold; wrong keys are found."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import beta as beta_function

from readiness.errors import NotEnoughDataError
from readiness.stats.beta_binomial import fit_beta_binomial
from readiness.stats.classical import item_rest
from readiness.stats.quiz_fit import fit_quiz, item_flag
from tests.reference_answers import drawn


def test_thirty_persons_have_a_model_and_fewer_have_shares() -> None:
    rows = drawn(1, 30, 12)[0]
    assert (fit_quiz(rows).method, fit_quiz(rows).reason) == ("2pl with priors", "")
    few = fit_quiz(rows[:29])
    assert (few.method, few.reason) == ("beta-binomial", "29 persons answered; a model of the items needs 30")
    assert few.items is None
    assert (few.share_low < few.share).all()
    assert (few.share < few.share_high).all()


def test_items_with_few_answers_are_left_out() -> None:
    rows = drawn(2, 40, 5)[0]
    rows[9:, 4] = np.nan
    fit = fit_quiz(rows, priors=False)
    assert fit.items is not None
    assert np.isnan(fit.items.discrimination[4])
    assert fit.reason == "items with fewer than 10 answers left out: 1"
    rows[:, 0] = 1
    assert fit_quiz(rows, priors=False).reason.endswith("items that all got right or all wrong left out: 1")
    rows[9:] = np.nan
    assert fit_quiz(np.vstack([rows] * 1)).method == "beta-binomial"
    thin = np.full((40, 8), np.nan)
    thin[np.arange(40), np.arange(40) % 8] = 1.0
    assert fit_quiz(thin).reason == "no item has 10 answers, which a model of the items needs"


def test_nothing_answered_is_refused() -> None:
    with pytest.raises(NotEnoughDataError):
        fit_quiz(np.full((40, 3), np.nan))


def test_shares_hold_the_truth_as_often_as_they_say() -> None:
    inside = []
    for seed in range(150):
        draw = np.random.default_rng(seed)
        truth, n = draw.beta(7, 3, 17), draw.integers(5, 25, 17)
        fit = fit_beta_binomial(draw.binomial(n, truth).astype(float), n.astype(float))
        inside.append((fit.low < truth) & (truth < fit.high))
    assert 0.86 < np.mean(inside) < 0.93


def test_ability_is_the_expected_logit_in_standard_deviations() -> None:
    fit = fit_beta_binomial(np.array([9.0, 5, 2, 7]), np.array([10.0, 10, 10, 10]))

    def moments(a: float, b: float) -> tuple[float, float]:
        def times(f):
            return quad(lambda x: f(np.log(x / (1 - x))) * x ** (a - 1) * (1 - x) ** (b - 1) / beta_function(a, b), 0, 1)[0]

        mean = times(lambda t: t)
        return mean, times(lambda t: (t - mean) ** 2) ** 0.5

    middle, scale = moments(fit.alpha, fit.beta)
    mean, sd = moments(fit.alpha + 9, fit.beta + 1)
    assert fit.ability[0] == pytest.approx((mean - middle) / scale, rel=1e-5)
    assert fit.ability_se[0] == pytest.approx(sd / scale, rel=1e-5)
    assert fit.share[0] == pytest.approx((fit.alpha + 9) / (fit.alpha + fit.beta + 10))


@pytest.mark.parametrize("whole_turn", [True, False])
def test_wrong_keys_are_found(whole_turn: bool) -> None:
    """The key is the opposite, or names one of three wrong options; 3 of 30 items, 200 persons."""
    hits, alarms = [], []
    for seed in range(60):
        rows = drawn(seed, 200, 30)[0]
        draw = np.random.default_rng(seed)
        bad = np.isin(np.arange(30), draw.choice(30, 3, replace=False))
        rows[:, bad] = (1 - rows[:, bad]) * (whole_turn | (draw.random((200, 3)) < 1 / 3))
        flags = np.array([item_flag(200, s, r) for s, r in zip(rows.mean(axis=0), item_rest(rows), strict=True)])
        hits.append((flags[bad] == "wrong_key").mean())
        alarms.append((flags[~bad] == "wrong_key").mean())
    assert np.mean(hits) >= 0.95
    assert np.mean(alarms) <= 0.02


@pytest.mark.parametrize(
    ("n", "share", "rest", "flag"),
    [
        (29, 0.5, -0.5, ""), (30, 0.5, -0.01, "wrong_key"), (10, 0.96, 0.2, "too_easy"), (9, 0.96, 0.2, ""),
        (10, 0.19, 0.2, "too_hard"), (30, 0.5, 0.09, "weak"), (30, 0.5, np.nan, ""),
    ],
)  # fmt: skip
def test_flags(n: int, share: float, rest: float, flag: str) -> None:
    assert item_flag(n, share, rest) == flag
