"""Few answers fall back to shares, with intervals that hold; wrong keys are found."""

import numpy as np
import pytest
from scipy.integrate import simpson
from scipy.special import betaln, digamma, polygamma
from scipy.stats import beta

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


@pytest.mark.parametrize(("n_persons", "least", "most"), [(5, 0.87, 0.93), (10, 0.87, 0.93), (17, 0.87, 0.93), (29, 0.87, 0.93)])
def test_shares_hold_the_truth_as_often_as_they_say(n_persons: int, least: float, most: float) -> None:
    inside = []
    for seed in range(150):
        draw = np.random.default_rng(seed)
        truth, n = draw.beta(7, 3, n_persons), draw.integers(5, 25, n_persons)
        fit = fit_beta_binomial(draw.binomial(n, truth).astype(float), n.astype(float))
        inside.append(((fit.low < truth) & (truth < fit.high)).mean())
    assert least < np.mean(inside) < most


def test_shares_and_abilities_are_those_of_a_plain_sum_over_alpha_and_beta() -> None:
    """Every alpha and beta on a fine grid, each person's integrals by quadrature."""
    right, n = np.array([9.0, 5, 2, 7]), np.array([10.0, 10, 10, 10])
    fit = fit_beta_binomial(right, n)
    x, grid = np.linspace(1e-6, 1 - 1e-6, 2001), np.linspace(-5, 5, 61)
    logit = np.log(x / (1 - x))
    total, sums = 0.0, np.zeros((4, 4))
    for z in grid:
        for v in grid:
            mean, size = 1 / (1 + np.exp(-1.5 * z)), np.exp(2 + v)
            a, b = mean * size, (1 - mean) * size
            log_prior = (a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - betaln(a, b)
            posts = np.exp(log_prior + right[:, None] * np.log(x) + (n - right)[:, None] * np.log1p(-x))
            given = simpson(posts, x=x)
            weight = np.exp(-0.5 * (z**2 + v**2)) * given.prod()
            middle = digamma(a) - digamma(b)
            scaled = (logit - middle) / np.sqrt(polygamma(1, a) + polygamma(1, b))
            moments = [simpson(posts * f, x=x) / given for f in (x, x**2, scaled, scaled**2)]
            if np.isfinite(moments).all():
                total += weight
                sums += weight * np.array(moments)
    share, share2, ability, ability2 = sums / total
    assert fit.share == pytest.approx(share, abs=2e-3)
    assert fit.ability == pytest.approx(ability, abs=0.02)
    assert fit.ability_se == pytest.approx(np.sqrt(ability2 - ability**2), rel=0.02)
    size = share * (1 - share) / (share2 - share**2) - 1
    assert fit.low == pytest.approx(beta.ppf(0.05, share * size, (1 - share) * size), abs=4e-3)
    assert fit.high == pytest.approx(beta.ppf(0.95, share * size, (1 - share) * size), abs=4e-3)


def test_many_persons_find_alpha_and_beta() -> None:
    draw = np.random.default_rng(1)
    n = draw.integers(5, 60, 20_000)
    fit = fit_beta_binomial(draw.binomial(n, draw.beta(7, 3, n.size)).astype(float), n.astype(float))
    assert fit.mean == pytest.approx(0.7, abs=0.003)
    order = np.argsort(n)
    assert fit.share[order[0]] != fit.share[order[-1]]
    whole = n.size / 2
    assert 0.67 < np.mean(fit.share[: int(whole)]) < 0.73


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
