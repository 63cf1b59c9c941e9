"""REML fits against published figures, hand calculation and the dense covariance matrix of the same model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import block_diag

from readiness.errors import NotEnoughDataError
from readiness.stats import mixed_layout, mixed_sample
from readiness.stats.henderson import equations
from readiness.stats.mixed_model import fit_mixed
from readiness.stats.mixed_search import reml_theta
from readiness.stats.mixed_solution import deviates, estimates, inverse_blocks, solve

# Davies (1947), Statistical Methods in Research and Production: yield of dyestuff, five samples of each of six batches.
DYESTUFF = np.array(
    """
    1545 1440 1440 1520 1580   1540 1555 1490 1560 1495   1595 1550 1605 1510 1560
    1445 1440 1595 1465 1545   1595 1630 1515 1635 1625   1520 1455 1450 1480 1445
    """.split(),
    dtype=float,
)
# Davies & Goldsmith (1972), Statistical Methods in Research and Production, 4th ed.: zones of 24 plates x 6 penicillin samples.
PENICILLIN = np.array(
    """
    27 23 26 23 23 21   27 23 26 23 23 21   25 21 25 24 24 20   26 23 25 23 23 20   25 22 26 22 23 20   24 22 25 23 22 19
    24 20 23 21 22 19   26 22 26 24 24 21   24 21 24 22 22 20   24 21 24 23 22 19   26 23 26 24 24 21   25 22 26 24 24 20
    26 24 26 24 25 22   26 23 26 23 23 20   26 23 25 24 24 22   25 22 25 23 23 20   25 21 24 23 23 20   25 22 24 23 23 19
    24 21 23 21 21 19   26 23 26 24 24 21   25 21 24 22 22 18   25 22 25 22 22 20   24 21 24 22 24 19   24 21 24 22 21 18
    """.split(),
    dtype=float,
)
# Davies & Goldsmith (1972), the same book: strength of a paste, two tests of each of three casks of each of ten deliveries.
PASTES = np.array(
    """
    62.8 62.6 60.1 62.3 62.7 63.1   60.0 61.4 57.5 56.9 61.1 58.9   58.7 57.5 63.9 63.1 65.4 63.7   57.1 56.4 56.9 58.6 64.7 64.5
    55.1 55.1 54.7 54.2 58.8 57.5   63.4 64.9 59.3 58.1 60.5 60.0   62.5 62.6 61.0 58.7 56.9 57.7   59.2 59.4 65.2 66.0 64.8 64.1
    54.8 54.8 64.0 64.0 57.7 56.8   58.3 59.3 59.2 59.2 58.9 56.6
    """.split(),
    dtype=float,
)
# Belenky et al. (2003), J. Sleep Research 12, 1-12: reaction times of 18 drivers over ten days of short sleep.
SLEEPSTUDY = np.array(
    """
    249.56 258.7047 250.8006 321.4398 356.8519 414.6901 382.2038 290.1486 430.5853 466.3535
    222.7339 205.2658 202.9778 204.7070 207.7161 215.9618 213.6303 217.7272 224.2957 237.3142
    199.0539 194.3322 234.32 232.8416 229.3074 220.4579 235.4208 255.7511 261.0125 247.5153
    321.5426 300.4002 283.8565 285.1330 285.7973 297.5855 280.2396 318.2613 305.3495 354.0487
    287.6079 285 301.8206 320.1153 316.2773 293.3187 290.0750 334.8177 293.7469 371.5811
    234.8606 242.8118 272.9613 309.7688 317.4629 309.9976 454.1619 346.8311 330.3003 253.8644
    283.8424 289.5550 276.7693 299.8097 297.1710 338.1665 332.0265 348.8399 333.36 362.0428
    265.4731 276.2012 243.3647 254.6723 279.0244 284.1912 305.5248 331.5229 335.7469 377.2990
    241.6083 273.9472 254.4907 270.8021 251.4519 254.6362 245.4523 235.3110 235.7541 237.2466
    312.3666 313.8058 291.6112 346.1222 365.7324 391.8385 404.2601 416.6923 455.8643 458.9167
    236.1032 230.3167 238.9256 254.9220 250.7103 269.7744 281.5648 308.1020 336.2806 351.6451
    256.2968 243.4543 256.2046 255.5271 268.9165 329.7247 379.4445 362.9184 394.4872 389.0527
    250.5265 300.0576 269.8939 280.5891 271.8274 304.6336 287.7466 266.5955 321.5418 347.5655
    221.6771 298.1939 326.8785 346.8555 348.7402 352.8287 354.4266 360.4326 375.6406 388.5417
    271.9235 268.4369 257.2424 277.6566 314.8222 317.2135 298.1353 348.1229 340.28 366.5131
    225.2640 234.5235 238.9008 240.4730 267.5373 344.1937 281.1481 347.5855 365.1630 372.2288
    269.8804 272.4428 277.8989 281.7895 279.1705 284.5120 259.2658 304.6306 350.7807 369.4692
    269.4117 273.4740 297.5968 310.6316 287.1726 329.6076 334.4818 343.2199 369.1417 364.1236
    """.split(),
    dtype=float,
)


def ones(n: int) -> np.ndarray:
    return np.ones((n, 1))


def test_dyestuff_equals_the_published_fit_and_the_balanced_anova():
    batch = np.repeat(np.arange(6), 5)
    fit = fit_mixed(DYESTUFF, ones(30), {"batch": batch})
    table = DYESTUFF.reshape(6, 5)
    within = table.var(axis=1, ddof=1).mean()
    between = 5 * table.mean(axis=1).var(ddof=1)
    assert fit.reml_criterion == pytest.approx(319.654277, abs=1e-6)  # lme4's vignette prints 319.7
    assert fit.residual_variance == pytest.approx(within, rel=1e-9)
    assert fit.variances["batch"] == pytest.approx((between - within) / 5, rel=1e-9)
    assert fit.fixed_se[0] == pytest.approx(np.sqrt(between / 30), rel=1e-9)


def test_penicillin_crossed_factors_equal_the_published_fit():
    fit = fit_mixed(PENICILLIN, ones(144), {"plate": np.repeat(np.arange(24), 6), "sample": np.tile(np.arange(6), 24)})
    assert fit.reml_criterion == pytest.approx(330.860589, abs=1e-6)
    assert np.sqrt(fit.variances["plate"]) == pytest.approx(0.846703, abs=5e-5)
    assert np.sqrt(fit.variances["sample"]) == pytest.approx(1.931614, abs=2e-4)
    assert np.sqrt(fit.residual_variance) == pytest.approx(0.549923, abs=2e-5)


def test_pastes_nested_factors_equal_the_published_fit_and_the_nested_anova():
    fit = fit_mixed(PASTES, ones(60), {"batch": np.repeat(np.arange(10), 6), "cask": np.repeat(np.arange(30), 2)})
    assert fit.reml_criterion == pytest.approx(246.990746, abs=1e-6)  # lme4's book prints 246.9907
    table = PASTES.reshape(10, 3, 2)
    within = table.var(axis=2, ddof=1).mean()
    casks = 2 * table.mean(axis=2).var(axis=1, ddof=1).mean()
    batches = 6 * table.mean(axis=(1, 2)).var(ddof=1)
    assert fit.residual_variance == pytest.approx(within, rel=1e-8)
    assert fit.variances["cask"] == pytest.approx((casks - within) / 2, rel=1e-8)
    assert fit.variances["batch"] == pytest.approx((batches - casks) / 6, rel=1e-7)


def test_sleepstudy_random_intercept_equals_the_published_fit():
    days = np.tile(np.arange(10.0), 18)
    fit = fit_mixed(SLEEPSTUDY, np.column_stack([np.ones(180), days]), {"subject": np.repeat(np.arange(18), 10)})
    assert fit.reml_criterion == pytest.approx(1786.465085, abs=1e-6)
    assert fit.variances["subject"] == pytest.approx(1378.17851, rel=1e-7)
    assert fit.residual_variance == pytest.approx(960.45658, rel=1e-7)
    assert fit.fixed == pytest.approx([251.40510, 10.46729], abs=5e-6)
    assert fit.effects["subject"][0] == pytest.approx(40.78371, abs=5e-6)


def test_sleepstudy_random_slopes_equal_the_published_fit():
    days = np.tile(np.arange(10.0), 18)
    x = np.column_stack([np.ones(180), days])
    fit = fit_mixed(SLEEPSTUDY, x, {"subject": np.repeat(np.arange(18), 10)}, slopes={"subject": x})
    # Bates, Maechler, Bolker & Walker (2015), J. Stat. Software 67(1), model fm1, printed with more digits by lme4 1.1-31.
    assert fit.reml_criterion == pytest.approx(1743.628272, abs=1e-6)
    covariance = fit.covariances["subject"]
    assert np.sqrt(np.diag(covariance)) == pytest.approx([24.7406580, 5.9221377], rel=2e-5)
    assert covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]) == pytest.approx(0.065551, abs=1e-5)
    assert np.sqrt(fit.residual_variance) == pytest.approx(25.5917957, rel=1e-6)
    assert fit.fixed == pytest.approx([251.40510485, 10.46728596], abs=1e-7)
    assert fit.fixed_se == pytest.approx([6.824557, 1.545790], abs=2e-6)
    assert fit.effects["subject"][0] == pytest.approx([2.25855, 9.19898], abs=1e-4)
    assert "subject" not in fit.variances
    assert fit.singular == ()


def test_sleepstudy_slopes_apart_from_intercepts_equal_lme4():
    days = np.tile(np.arange(10.0), 18)
    subject = np.repeat(np.arange(18), 10)
    x = np.column_stack([np.ones(180), days])
    fit = fit_mixed(SLEEPSTUDY, x, {"level": subject, "rise": subject}, slopes={"rise": days[:, None]})
    assert fit.reml_criterion == pytest.approx(1743.669294, abs=1e-6)
    assert fit.effects["level"][0] == pytest.approx(1.51266, abs=1e-4)
    assert fit.effects["rise"][0] == pytest.approx(9.32350, abs=1e-4)


@pytest.mark.parametrize(("shift", "unit"), [(2015.0, 1.0), (0.0, 1e6), (0.0, 1e-6), (1e5, 1.0)])
def test_units_and_origin_of_a_slope_change_nothing_but_their_own_figures(shift, unit):
    days = np.tile(np.arange(10.0), 18)
    codes = {"subject": np.repeat(np.arange(18), 10)}
    x = np.column_stack([np.ones(180), (days + shift) * unit])
    fit = fit_mixed(SLEEPSTUDY, x, codes, slopes={"subject": x})
    assert fit.reml_criterion == pytest.approx(1743.628272 + 2.0 * np.log(unit), abs=1e-5)
    assert fit.covariances["subject"][1, 1] * unit**2 == pytest.approx(35.07166, rel=1e-6)
    assert fit.effects["subject"][0, 1] * unit == pytest.approx(9.19898, abs=1e-4)


def test_slopes_that_do_not_differ_are_singular_and_cost_nothing():
    rng = np.random.default_rng(4)
    group, x = np.repeat(np.arange(20), 12), np.tile(np.arange(12.0), 20)
    y = 3 + 0.5 * x + rng.normal(0, 2, 20)[group]
    noise = rng.normal(size=(20, 12))
    columns = np.column_stack([np.ones(12), np.arange(12.0)])
    # Noise without any line in it: lines differ less than chance would have it, so their variance is 0 by hand.
    noise -= noise @ columns @ np.linalg.pinv(columns)
    y += noise.ravel()
    design = np.column_stack([np.ones(240), x])
    fit = fit_mixed(y, design, {"g": group}, slopes={"g": design})
    plain = fit_mixed(y, design, {"g": group})
    assert fit.singular == ("g",)
    assert fit.converged
    assert fit.covariances["g"][1, 1] == pytest.approx(0.0, abs=1e-9)
    assert fit.reml_criterion == pytest.approx(plain.reml_criterion, abs=1e-5)


def test_the_search_does_not_stop_at_a_local_least():
    """Weeks move all products of all regions alike: the product-week factor has to take that up, not the region-week one."""
    rng = np.random.default_rng(1)
    n_regions, n_weeks, n_products, n_times = 30, 13, 10, 2
    region, week, product, _ = (a.ravel() for a in np.indices((n_regions, n_weeks, n_products, n_times)))
    y = 0.3 * np.sin(week) + rng.normal(0, 0.05, (n_regions, n_weeks))[region, week] + rng.normal(size=region.size)
    factors = {"region week": region * n_weeks + week, "product week": product * n_weeks + week}
    fit = fit_mixed(y, ones(y.size), factors)
    for start in ([1.0, 1.0], [1.0, 0.01], [0.01, 1.0], [0.05, 0.3], [0.3, 0.05]):
        eq = fit.solution.equations
        other = solve(eq, reml_theta(eq, np.array(start), radius=0.005).theta)
        assert fit.reml_criterion < other.criterion + 1e-5


@pytest.mark.parametrize("with_slopes", [False, True])
def test_a_sample_of_independent_parts_leads_to_the_same_fit(with_slopes, monkeypatch):
    rng = np.random.default_rng(6)
    n_parts, n_reps, n_accounts, n = 60, 8, 30, 9000
    part = rng.integers(0, n_parts, n)
    rep, account = part * n_reps + rng.integers(0, n_reps, n), part * n_accounts + rng.integers(0, n_accounts, n)
    week = rng.integers(0, 12, n)
    x = np.column_stack([np.ones(n), rng.normal(3, 1, n)])
    y = x[:, 1] + sum(rng.normal(0, sd, 2000)[codes] for sd, codes in ((0.4, rep), (0.7, account), (0.3, week)))
    y += rng.normal(0, 0.3, 2000)[rep] * x[:, 1] + rng.normal(size=n)
    factors = {name: np.unique(v, return_inverse=True)[1] for name, v in (("rep", rep), ("account", account), ("week", week))}
    slopes = {"rep": x} if with_slopes else {}
    whole = fit_mixed(y, x, factors, slopes=slopes)
    monkeypatch.setattr(mixed_sample, "LARGE", 1000)
    monkeypatch.setattr(mixed_sample, "SAMPLE_ROWS", 4500)
    sampled = fit_mixed(y, x, factors, slopes=slopes)
    rough = fit_mixed(y, x, factors, slopes=slopes, sample_only=True)
    assert sampled.n_evaluations != whole.n_evaluations
    assert sampled.reml_criterion == pytest.approx(whole.reml_criterion, abs=1e-6)
    for name in factors:
        assert sampled.covariances[name] == pytest.approx(whole.covariances[name], rel=1e-3, abs=1e-6)
    assert whole.reml_criterion + 0.01 < rough.reml_criterion < whole.reml_criterion + 40
    drawn = rough.draws(400, np.random.default_rng(0))
    assert drawn.effects["rep"].std(axis=0).ravel() == pytest.approx(rough.effect_sds["rep"].ravel(), rel=0.2)


def test_nested_levels_equal_the_balanced_nested_anova():
    rng = np.random.default_rng(5)
    a, b, n = 8, 4, 3
    y = (rng.normal(0, 3, a)[:, None, None] + rng.normal(0, 2, (a, b))[:, :, None] + rng.normal(0, 1, (a, b, n))).ravel()
    fit = fit_mixed(y, ones(a * b * n), {"outer": np.repeat(np.arange(a), b * n), "inner": np.repeat(np.arange(a * b), n)})
    table = y.reshape(a, b, n)
    within = table.var(axis=2, ddof=1).mean()
    inner = n * table.mean(axis=2).var(axis=1, ddof=1).mean()
    outer = b * n * table.mean(axis=(1, 2)).var(ddof=1)
    assert fit.residual_variance == pytest.approx(within, rel=1e-8)
    assert fit.variances["inner"] == pytest.approx((inner - within) / n, rel=1e-8)
    assert fit.variances["outer"] == pytest.approx((outer - inner) / (b * n), rel=1e-8)


def test_batches_that_differ_less_than_chance_get_exactly_zero():
    y = np.tile([1.0, 2.0, 3.0, 4.0], 6)  # every batch has the same mean
    fit = fit_mixed(y, ones(24), {"batch": np.repeat(np.arange(6), 4)})
    assert fit.variances["batch"] == 0.0
    assert not fit.effects["batch"].any()
    assert fit.residual_variance == pytest.approx(y.var(ddof=1))


def dense_oracle(y, x, factors, weights, covariances, s2, slopes):
    """Return criterion, b, BLUPs, cov(b) and prediction error variances from the covariance matrix of y itself."""
    v = np.diag(s2 / weights)
    z, between = {}, {}
    for name, codes in factors.items():
        indicator = (codes[:, None] == np.arange(codes.max() + 1)).astype(float)
        columns = slopes.get(name, np.ones((y.size, 1)))
        z[name] = (indicator[:, :, None] * columns[:, None, :]).reshape(y.size, -1)
        between[name] = np.kron(np.eye(indicator.shape[1]), covariances[name])
        v += z[name] @ between[name] @ z[name].T
    inverse = np.linalg.inv(v)
    cov = np.linalg.inv(x.T @ inverse @ x)
    b = cov @ x.T @ inverse @ y
    p = inverse - inverse @ x @ cov @ x.T @ inverse
    criterion = np.linalg.slogdet(v)[1] - np.linalg.slogdet(cov)[1] + y @ p @ y + (y.size - x.shape[1]) * np.log(2 * np.pi)
    blups = {k: between[k] @ m.T @ p @ y for k, m in z.items()}
    pevs = {k: np.diag(between[k] - between[k] @ m.T @ p @ m @ between[k]) for k, m in z.items()}
    return criterion, b, blups, cov, pevs


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_any_fit_equals_the_dense_covariance_algebra(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(25, 60))
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    factors = {"g": rng.integers(-1, 9, n), "h": rng.integers(0, 4, n), "k": rng.integers(-1, 5, n)}
    weights = rng.uniform(0.2, 5.0, n)
    effect = {name: np.append(rng.normal(0, 1, codes.max() + 1), 0.0) for name, codes in factors.items()}
    y = 100 + x[:, 1] + sum(effect[k][codes] for k, codes in factors.items()) + rng.normal(size=n) / np.sqrt(weights)
    offset = rng.normal(0, 3, n)
    slope = np.column_stack([np.ones(n), rng.normal(50, 5, n)])
    slopes = [{}, {"h": slope}, {"g": slope}, {"g": slope[:, 1:], "k": slope}][seed % 4]
    fit = fit_mixed(y + offset, x, factors, slopes=slopes, weights=weights, offset=offset)
    truth = dense_oracle(y, x, factors, weights, fit.covariances, fit.residual_variance, slopes)
    criterion, b, blups, cov, pevs = truth
    assert fit.reml_criterion == pytest.approx(criterion, abs=1e-6)
    assert fit.fixed == pytest.approx(b, abs=1e-7)
    assert fit.fixed_se == pytest.approx(np.sqrt(np.diag(cov)), rel=1e-7)
    for name in factors:
        assert fit.effects[name].ravel() == pytest.approx(blups[name], abs=1e-6)
        assert fit.effect_sds[name].ravel() ** 2 == pytest.approx(pevs[name], abs=1e-6)
    for name, near in neighbours(fit.covariances):
        moved = dense_oracle(y, x, factors, weights, fit.covariances | {name: near}, fit.residual_variance, slopes)
        assert moved[0] >= criterion - 1e-5


def neighbours(covariances):
    """Yield covariance matrices near the given ones, one direction at a time."""
    for name, covariance in covariances.items():
        values, vectors = np.linalg.eigh(covariance)
        for at in range(values.size):
            for factor in (0.9, 1.1):
                near = values.clip(min=0.0)
                near[at] = max(near[at], 1e-4 * max(near.max(), 0.01)) * factor
                yield name, vectors @ np.diag(near) @ vectors.T


def split_equations(always_dense: int):
    """Return equations of five parts that share nothing but one small factor, with random slopes in two terms."""
    rng = np.random.default_rng(2)
    n = 300
    part = rng.integers(0, 5, n)
    factors = {"g": part * 9 + rng.integers(0, 9, n), "h": part * 4 + rng.integers(0, 4, n), "k": rng.integers(-1, 3, n)}
    slope = np.column_stack([np.ones(n), rng.normal(7, 3, n)])
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    return equations(rng.normal(size=n), x, factors, rng.uniform(0.5, 2, n), {"g": slope, "h": slope}, always_dense=always_dense)


THETA = np.array([0.7, 0.3, 0.5, 1.3, -0.2, 0.4, 0.6])


def two_kinds_of_rows(always_dense: int, names: tuple[str, str]):
    """Return equations in which the two columns of one factor never stand in the same row, as cells and their history do."""
    rng = np.random.default_rng(5)
    part, kind = rng.integers(0, 5, 240), np.repeat([0, 1], 120)
    one, two = part * 9 + rng.integers(0, 9, 240), part * 4 + rng.integers(0, 4, 240)
    of_cells = np.where(kind == 0, one if names[0] == "g" else two, -1)
    both = two if names[0] == "g" else one
    columns = np.column_stack([kind == 0, kind == 1]).astype(float)
    factors = {names[0]: of_cells, names[1]: both}
    y, weights = rng.normal(size=240), rng.uniform(0.5, 2, 240)
    return equations(y, columns, factors, weights, {names[1]: columns}, always_dense=always_dense)


@pytest.mark.parametrize("names", [("g", "h"), ("h", "g")], ids=["in the core", "eliminated"])
def test_columns_of_a_level_that_never_share_a_row_stay_together(names):
    width_first = names == ("h", "g")
    theta = np.array([0.7, -0.5, 0.4, 0.6]) if width_first else np.array([0.6, 0.7, -0.5, 0.4])
    dense, split = (solve(two_kinds_of_rows(n, names), theta) for n in (1000, 0))
    assert split.equations.layout.edges.size > 2
    assert split.criterion == pytest.approx(dense.criterion, rel=1e-10)
    assert estimates(split) == pytest.approx(estimates(dense), abs=1e-9)


@pytest.mark.parametrize("most_work", [5e9, 0.0], ids=["parts", "one sparse core"])
def test_a_core_with_a_border_gives_what_one_dense_matrix_gives(most_work, monkeypatch):
    dense = solve(split_equations(1000), THETA)
    monkeypatch.setattr(mixed_layout, "MOST_WORK", most_work)
    monkeypatch.setattr(mixed_layout, "MOST_PER_UNKNOWN", 0.0)
    monkeypatch.setattr(mixed_layout, "SPARSE_BORDER", 3)
    split = solve(split_equations(0), THETA)
    assert dense.equations.layout.core.size == 0
    assert split.equations.layout.core.size == 40
    assert split.equations.layout.edges.size == (6 if most_work else 2)
    assert split.criterion == pytest.approx(dense.criterion, abs=1e-9)
    assert estimates(split) == pytest.approx(estimates(dense), abs=1e-10)
    for one, other in zip(inverse_blocks(split), inverse_blocks(dense), strict=True):
        assert one == pytest.approx(other, abs=1e-10)
    for sol in (dense, split):
        drawn = np.cov(deviates(sol, 20_000, np.random.default_rng(1)))
        truth = posterior_covariance(sol)
        sds = np.sqrt(np.diag(truth))
        assert np.sqrt(np.diag(drawn)) == pytest.approx(sds, rel=0.025)
        assert drawn / np.outer(sds, sds) == pytest.approx(truth / np.outer(sds, sds), abs=0.04)


def posterior_covariance(sol):
    """Return the covariance of every unknown on the caller's scale: the mixed model equations inverted as one dense matrix."""
    eq = sol.equations
    spread = [np.kron(np.eye(size), factor) for size, factor in zip(eq.sizes, sol.factors, strict=True)]
    outward = [np.kron(np.eye(size), base @ f) for size, base, f in zip(eq.sizes, eq.bases, sol.factors, strict=True)]
    rows = np.hstack([eq.z.toarray() @ block_diag(*spread), eq.root[:, None] * eq.x])
    ridge = np.concatenate([np.ones(eq.z.shape[1]), np.zeros(eq.n_fixed)])
    turn = block_diag(*outward, np.eye(eq.n_fixed))
    return turn @ np.linalg.inv(rows.T @ rows + np.diag(ridge)) @ turn.T * sol.residual_variance


def test_draws_have_the_posterior_mean_and_spread():
    days = np.tile(np.arange(10.0), 18)
    fit = fit_mixed(SLEEPSTUDY, np.column_stack([np.ones(180), days]), {"subject": np.repeat(np.arange(18), 10)})
    drawn = fit.draws(4000, np.random.default_rng(0))
    assert drawn.fixed.mean(axis=0) == pytest.approx(fit.fixed, abs=0.6)
    assert drawn.fixed.std(axis=0) == pytest.approx(fit.fixed_se, rel=0.05)
    assert drawn.effects["subject"].mean(axis=0) == pytest.approx(fit.effects["subject"], abs=0.6)
    assert drawn.effects["subject"].std(axis=0) == pytest.approx(fit.effect_sds["subject"], rel=0.06)
    # In a balanced design the level of a subject is known to s2/10 shrunk, so intercept and effects must lean against each other.
    level = drawn.fixed[:, :1] + drawn.fixed[:, 1:] * 4.5 + drawn.effects["subject"]
    assert (level.std(axis=0) < drawn.effects["subject"].std(axis=0)).all()


def test_draws_of_an_uncertain_variance_spread_wider_with_few_levels():
    fit = fit_mixed(DYESTUFF, ones(30), {"batch": np.repeat(np.arange(6), 5)})
    plain = fit.draws(2000, np.random.default_rng(0)).fixed.std()
    wide = fit.draws(2000, np.random.default_rng(0), uncertain={"batch": 200.0}).fixed.std()
    # The mean of six batches has a t-like posterior with 5 degrees of freedom: sd sqrt(5/3) times the plain one.
    assert 1.1 * plain < wide < 1.6 * plain


def test_the_same_generator_gives_the_same_draws_and_another_gives_others():
    fit = fit_mixed(DYESTUFF, ones(30), {"batch": np.repeat(np.arange(6), 5)})
    first, again, other = (fit.draws(5, np.random.default_rng(s)).fixed for s in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_no_factor_at_all_is_ordinary_least_squares():
    x = np.column_stack([np.ones(180), np.tile(np.arange(10.0), 18)])
    fit = fit_mixed(SLEEPSTUDY, x, {})
    b, rss = np.linalg.lstsq(x, SLEEPSTUDY, rcond=None)[:2]
    assert fit.fixed == pytest.approx(b)
    assert fit.residual_variance == pytest.approx(rss[0] / 178)


def test_fixed_columns_that_cannot_be_told_apart_are_refused():
    with pytest.raises(NotEnoughDataError, match="30 rows cannot tell 2 fixed effects apart"):
        fit_mixed(DYESTUFF, np.ones((30, 2)), {"batch": np.repeat(np.arange(6), 5)})
