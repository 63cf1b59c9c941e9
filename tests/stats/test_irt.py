"""Item response theory against published fits, against a plain numerical integral, and on very few answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import simpson
from scipy.stats import norm

from readiness.errors import NotEnoughDataError
from readiness.stats.classical import item_rest
from readiness.stats.irt import fit_irt, probability

# Bock & Lieberman (1970), Psychometrika 35, 179-197: two sections of the Law School Admission Test, 1,000 persons, 5 items;
# persons for each pattern from 00000 to 11111, the first item being the first digit.
LSAT6 = "3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298"
LSAT7 = "12 19 1 7 3 19 3 17 10 5 3 7 7 23 8 28 7 39 11 34 14 51 15 90 6 25 7 35 18 136 32 308"


def persons(counts: str) -> np.ndarray:
    patterns = [[int(c) for c in f"{k:05b}"] for k in range(32)]
    return np.repeat(np.array(patterns, dtype=float), [int(c) for c in counts.split()], axis=0)


def integral(rows: np.ndarray, a: np.ndarray, d: np.ndarray) -> float:
    """The marginal log-likelihood by Simpson's rule on a fine grid, person by person; shares nothing with the code tested."""
    grid = np.linspace(-9, 9, 1201)
    p = 1 / (1 + np.exp(-(np.multiply.outer(grid, a) + d)))
    patterns, counts = np.unique(np.nan_to_num(rows, nan=-1), axis=0, return_counts=True)
    given = [np.prod(np.where(u < 0, 1.0, np.where(u == 1, p, 1 - p)), axis=1) for u in patterns]
    return float(sum(n * np.log(simpson(g * norm.pdf(grid), x=grid)) for n, g in zip(counts, given, strict=True)))


# Published: R package ltm, functions ltm() and rasch(); Rizopoulos (2006), Journal of Statistical Software 17(5).
def test_lsat7_equals_the_published_fit() -> None:
    fit = fit_irt(persons(LSAT7), priors=False)
    assert fit.converged
    assert fit.loglik == pytest.approx(-2658.805114, abs=1e-5)
    assert fit.discrimination == pytest.approx([0.9875, 1.0808, 1.7075, 0.7650, 0.7357], abs=5e-4)
    assert fit.intercept == pytest.approx([1.856, 0.808, 1.805, 0.486, 1.8545], abs=5e-4)
    assert fit.discrimination_se == pytest.approx([0.177, 0.169, 0.321, 0.134, 0.151], abs=6e-4)
    assert (fit.ability[0], fit.ability_se[0]) == pytest.approx((-1.86978, 0.6927), abs=1e-4)
    assert fit.n_parameters == 10


@pytest.mark.parametrize(("counts", "loglik"), [(LSAT6, -2466.9376), (LSAT7, -2664.9009)])
def test_one_discrimination_equals_the_published_fit(counts: str, loglik: float) -> None:
    fit = fit_irt(persons(counts), model="1pl", priors=False)
    assert fit.loglik == pytest.approx(loglik, abs=1e-4)
    assert np.ptp(fit.discrimination) == 0
    assert fit.n_parameters == 6


def test_lsat6_equals_the_published_fit() -> None:
    fit = fit_irt(persons(LSAT6), priors=False)
    assert fit.loglik == pytest.approx(-2466.653377, abs=1e-5)
    assert fit.difficulty == pytest.approx([-3.3588, -1.3701, -0.2797, -1.8664, -3.1259], abs=1e-3)


# Published: summary() of ltm's fits to LSAT6; 21 Gauss-Hermite points there, so the last digit differs.
def test_lsat6_standard_errors_equal_the_published_ones() -> None:
    two, one = fit_irt(persons(LSAT6), priors=False), fit_irt(persons(LSAT6), model="1pl", priors=False)
    assert two.discrimination_se == pytest.approx([0.2581, 0.1867, 0.2326, 0.1852, 0.2100], abs=2e-3)
    assert two.difficulty_se == pytest.approx([0.8669, 0.3073, 0.0997, 0.4341, 0.8700], abs=0.01)
    assert two.discrimination == pytest.approx([0.8254, 0.7229, 0.8905, 0.6886, 0.6575], abs=2e-3)
    assert one.discrimination_se == pytest.approx([0.0694] * 5, abs=2e-4)
    assert one.difficulty == pytest.approx([-3.6153, -1.3224, -0.3176, -1.7301, -2.7802], abs=2e-3)
    assert one.difficulty_se == pytest.approx([0.3266, 0.1422, 0.0977, 0.1691, 0.2510], abs=1e-3)


def test_likelihood_with_missing_answers_equals_a_plain_integral() -> None:
    rows = persons(LSAT7)[::7]
    rows[np.random.default_rng(1).random(rows.shape) < 0.2] = np.nan
    fit = fit_irt(rows, priors=False)
    assert fit.loglik == pytest.approx(integral(rows, fit.discrimination, fit.intercept), abs=1e-6)
    nudged = integral(rows, fit.discrimination + 0.02, fit.intercept - 0.02)
    assert nudged < fit.loglik  # it is a maximum


@pytest.mark.parametrize("priors", [True, False])
def test_standard_errors_are_the_curvature_of_the_objective(priors: bool) -> None:
    rows = persons(LSAT7)[::5, :3]
    fit = fit_irt(rows, priors=priors)

    def objective(x: np.ndarray) -> float:
        a, d = np.exp(x[:3]), x[3:]
        prior = -0.5 * (((x[:3] - 0.1) / 0.35) ** 2).sum() - 0.5 * ((d / 2) ** 2).sum() if priors else 0.0
        return integral(rows, a, d) + float(prior)

    x, h = np.concatenate([np.log(fit.discrimination), fit.intercept]), 0.01
    e = np.eye(6) * h
    hessian = [
        [
            (objective(x + e[i] + e[j]) - objective(x + e[i] - e[j]) - objective(x - e[i] + e[j]) + objective(x - e[i] - e[j]))
            / (4 * h * h)
            for j in range(6)
        ]
        for i in range(6)
    ]
    se = np.sqrt(np.diag(np.linalg.inv(-np.array(hessian))))
    assert fit.discrimination_se == pytest.approx(se[:3] * fit.discrimination, rel=2e-3)
    assert fit.intercept_se == pytest.approx(se[3:], rel=2e-3)


def test_order_of_persons_changes_nothing() -> None:
    rows = persons(LSAT7)
    order = np.random.default_rng(3).permutation(len(rows))
    one, two = fit_irt(rows), fit_irt(rows[order])
    assert one.loglik == two.loglik
    assert (one.ability[order] == two.ability).all()


@pytest.mark.parametrize(("n_persons", "n_items"), [(17, 24), (30, 10), (1, 1), (3, 40)])
def test_few_answers_stay_sane_with_priors(n_persons: int, n_items: int) -> None:
    draw = np.random.default_rng(n_persons)
    theta, b = draw.normal(size=n_persons), draw.normal(size=n_items)
    right = (draw.random((n_persons, n_items)) < 1 / (1 + np.exp(b - theta[:, None]))).astype(float)
    right[:, 0] = 1.0  # an item all got right
    fit = fit_irt(right)
    assert fit.converged
    assert ((fit.discrimination > 0.3) & (fit.discrimination < 3)).all()
    assert (np.abs(fit.difficulty) < 6).all()
    assert ((fit.ability_se > 0) & (fit.ability_se <= 1)).all()


def test_abilities_cover_the_truth_as_often_as_they_say() -> None:
    inside, total = 0, 0
    for seed in range(20):
        draw = np.random.default_rng(seed)
        theta, a, d = draw.normal(size=40), np.exp(draw.normal(0.1, 0.3, 15)), draw.normal(0, 1.2, 15)
        right = (draw.random((40, 15)) < 1 / (1 + np.exp(-(np.outer(theta, a) + d)))).astype(float)
        right[draw.random(right.shape) < 0.2] = np.nan
        fit = fit_irt(right)
        inside += int((np.abs(fit.ability - theta) < 1.645 * fit.ability_se).sum())
        total += 40
    assert 0.85 < inside / total < 0.93


def test_nothing_known_stays_nothing_known() -> None:
    rows = np.array([[1, 0, np.nan], [0, 1, np.nan], [np.nan] * 3], dtype=float)
    with_priors = fit_irt(rows)
    assert (with_priors.ability[2], with_priors.ability_se[2]) == pytest.approx((0, 1), abs=1e-6)
    assert np.isnan(with_priors.discrimination[2])
    assert np.isnan(with_priors.difficulty_se[2])


def test_an_item_without_information_has_no_estimate() -> None:
    rows = persons(LSAT7)[::20]
    with_constant = np.hstack([rows, np.ones((len(rows), 1)), np.full((len(rows), 1), np.nan)])
    plain, more = fit_irt(rows, priors=False), fit_irt(with_constant, priors=False)
    assert np.isnan(more.discrimination[5:]).all()
    assert more.loglik == pytest.approx(plain.loglik)


@pytest.mark.parametrize("rows", [np.full((3, 2), np.nan), np.zeros((0, 4)), np.zeros((4, 0))])
def test_no_answers_are_refused(rows: np.ndarray) -> None:
    with pytest.raises(NotEnoughDataError):
        fit_irt(rows)


def test_without_priors_constant_items_are_refused() -> None:
    with pytest.raises(NotEnoughDataError):
        fit_irt(np.ones((5, 3)), priors=False)


def test_item_rest_by_hand() -> None:
    rows = np.array([[1, 1, 1], [1, 1, 0], [0, 1, 0], [0, 0, 1]], dtype=float)
    # rests of item 1: 1, .5, .5, .5; of item 2: 1, .5, 0, .5; of item 3: 1, 1, .5, 0
    assert item_rest(rows) == pytest.approx([1 / 3**0.5, 0, -1 / 11**0.5], abs=1e-9)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_more_right_answers_never_mean_less_ability(seed: int) -> None:
    draw = np.random.default_rng(seed)
    rows = (draw.random((12, 6)) < 0.6).astype(float)
    fit = fit_irt(rows)
    for i in range(12):
        for j in range(12):
            if (rows[i] >= rows[j]).all():
                assert fit.ability[i] >= fit.ability[j] - 1e-9


def test_probability_is_half_at_the_difficulty() -> None:
    assert probability(np.array([1.5]), np.array([2.0]), np.array([-3.0]))[0, 0] == pytest.approx(0.5)
