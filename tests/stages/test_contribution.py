"""Contribution against worlds whose truth is known, and against identities that hold in every world."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.errors import NotEnoughDataError
from readiness.stages.contribution import additive_split, fit_contributions

PRICE = 1500.0


def world(seed: int, *, territories: int = 6, reps: int = 4, accounts: int = 10, periods: int = 11, spread: float = 0.4):
    """Return cells of a made world, zeros most of them, and the money each rep truly added.

    Reps inherit books and territories of very different worth, which raw sales-out credits to them.
    """
    rng = np.random.default_rng(seed)
    territory_of = np.repeat(np.arange(territories), reps)
    rep_of = np.repeat(np.arange(territories * reps), accounts)
    effect = rng.normal(0, spread, territory_of.size)
    worth = rng.normal(0, 0.7, rep_of.size) + np.repeat(rng.normal(0, 0.7, territory_of.size), accounts)
    history = 400 * np.exp(worth + rng.normal(0, 0.2, rep_of.size))
    market = np.exp(rng.normal(0, 0.3, (territories, 1)) + rng.normal(0, 0.1, (territories, periods)))
    stock = 1 / (1 + np.exp(-(1.7 + rng.normal(0, 1, (territories, periods)))))
    demand = np.exp(rng.normal(0, 0.2, (territories, periods)))
    account, period = np.repeat(np.arange(rep_of.size), periods), np.tile(np.arange(periods), rep_of.size)
    rep = rep_of[account]
    at = (territory_of[rep], period)
    usual = 0.35 * np.exp(worth[account]) * market[at] * stock[at] * demand[at] ** 0.9
    orders = rng.poisson(usual * np.exp(effect[rep]))
    sales = np.array([rng.gamma(1.2 * k, PRICE / 1.2) if k else 0.0 for k in orders])
    cells = pd.DataFrame(
        {
            "rep_id": [f"rep-{k:02d}" for k in rep],
            "account_id": [f'Müller & Søn "{k}" 🚲' for k in account],
            "territory_id": [f"t{k}" for k in at[0]],
            "period": [f"2024-{k + 1:02d}-01" for k in period],
            "sales": sales,
            "weeks": 4.0,
            "history": history[account],
            "market_index": market[at],
            "in_stock_share": stock[at],
            "demand_index": demand[at],
        }
    )
    return cells, np.bincount(rep, weights=PRICE * usual * np.expm1(effect[rep]))


def ranks(values) -> np.ndarray:
    return np.argsort(np.argsort(values))


def spearman(one, other) -> float:
    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


def money(fit, field: str) -> np.ndarray:
    return np.array([getattr(rep, field) for rep in fit.reps])


@pytest.fixture(scope="module")
def fitted():
    worlds = [world(seed) for seed in range(6)]
    return [(cells, truth, fit_contributions(cells, seed=7)) for cells, truth in worlds]


def assert_identities(fit, cells) -> None:
    sold = cells.assign(rep_id=cells["rep_id"].astype(str)).groupby("rep_id")["sales"].sum()
    total = max(float(cells["sales"].abs().sum()), 1.0)
    for rep in fit.reps:
        parts = rep.legacy_money + rep.market_money + rep.availability_money + rep.demand_money
        assert parts == pytest.approx(rep.expected_money, abs=1e-9 * total)
        rest = rep.expected_money + rep.contribution_money + rep.unexplained_money
        assert rest == pytest.approx(rep.sales_out_money, abs=1e-9 * total)
        assert rep.sales_out_money == pytest.approx(sold[rep.rep_id], abs=1e-9 * total)
        assert rep.contribution_low <= rep.contribution_money <= rep.contribution_high


def test_contribution_follows_the_truth_where_raw_sales_out_does_not(fitted):
    adjusted = np.mean([spearman(money(fit, "contribution_money"), truth) for _, truth, fit in fitted])
    raw = np.mean([spearman(money(fit, "sales_out_money"), truth) for _, truth, fit in fitted])
    assert all((cells["sales"] == 0).mean() > 0.6 for cells, _, _ in fitted)
    assert adjusted > 0.6
    assert adjusted > raw + 0.3


def test_bands_hold_the_truth_about_as_often_as_they_say(fitted):
    inside = [(money(f, "contribution_low") <= t) & (t <= money(f, "contribution_high")) for _, t, f in fitted]
    assert 0.8 <= np.mean(inside) <= 0.98


def test_verdicts_are_right_far_more_often_than_wrong(fitted):
    right, wrong = 0, 0
    for _, truth, fit in fitted:
        for rep, true in zip(fit.reps, truth, strict=True):
            if rep.verdict in ("above the average", "below the average"):
                right += (rep.verdict == "above the average") == (true > 0)
                wrong += (rep.verdict == "above the average") != (true > 0)
    assert right >= 10
    assert wrong <= right / 10


def test_slopes_are_near_the_true_elasticities(fitted):
    for name, true in {"availability": 1.0, "demand": 0.9, "market": 1.0}.items():
        estimates = [next((b, se) for k, b, se in fit.coefficients if k == name) for _, _, fit in fitted]
        mean, error = np.mean([b for b, _ in estimates]), np.sqrt(np.sum([se**2 for _, se in estimates])) / len(estimates)
        assert mean == pytest.approx(true, abs=3 * error)


def test_money_adds_up_for_every_rep_and_over_all_of_them(fitted):
    for cells, _, fit in fitted:
        assert_identities(fit, cells)
        # The fitted means of all cells sum to what was sold: what is unexplained is only passed between reps.
        assert money(fit, "unexplained_money").sum() == pytest.approx(0.0, abs=1e-7 * cells["sales"].sum())
        assert fit.converged


def test_empty_shelves_cost_the_reps_who_had_them(fitted):
    _, _, fit = fitted[0]
    slope = next(b for name, b, _ in fit.coefficients if name == "availability")
    assert slope > 0
    assert (money(fit, "availability_money") < 0).all()  # no territory was fully stocked throughout


def test_rows_in_any_order_give_the_same_result(fitted):
    cells, _, fit = fitted[0]
    assert fit_contributions(cells.sample(frac=1.0, random_state=3), seed=7) == fit  # to the last bit


def test_ranks_and_probabilities_agree_with_the_estimates(fitted):
    for _, _, fit in fitted:
        n = len(fit.reps)
        ranked = [rep for rep in fit.reps if rep.reliability >= 0.5]
        assert all(1 <= rep.rank_low <= rep.rank_high <= n for rep in ranked)
        assert all((rep.rank_low, rep.rank_high) == (0, 0) for rep in fit.reps if rep not in ranked)
        assert money(fit, "p_top_fifth").sum() == pytest.approx(-(-n // 5))
        assert money(fit, "p_bottom_fifth").sum() == pytest.approx(-(-n // 5))
        middle = [-rep.rank_low - rep.rank_high for rep in ranked]
        assert len(ranked) < 8 or spearman(middle, [rep.contribution_money for rep in ranked]) > 0.7
        assert all(0.0 <= rep.reliability <= 1.0 for rep in fit.reps)


def test_a_covariate_nobody_knows_is_left_out_and_named():
    cells, _ = world(1, territories=3, reps=3, accounts=6, periods=8)
    fit = fit_contributions(cells.assign(in_stock_share=np.nan).drop(columns="demand_index"), seed=1)
    names = [name for name, _, _ in fit.coefficients]
    assert "market" in names
    assert not {"availability", "demand"} & set(names)
    assert not money(fit, "availability_money").any()
    assert not money(fit, "demand_money").any()
    assert any(note.startswith("availability left out") for note in fit.notes)
    assert any(note.startswith("demand left out") for note in fit.notes)


def test_a_covariate_that_never_changes_or_repeats_another_is_left_out_and_named():
    cells, _ = world(1, territories=3, reps=3, accounts=6, periods=8)
    fit = fit_contributions(cells.assign(in_stock_share=0.9, demand_index=cells["market_index"]), seed=1)
    assert "availability left out: it is the same in every cell." in fit.notes
    assert "market left out: the others already tell it." in fit.notes


def test_the_only_rep_is_measured_but_not_judged():
    cells, _ = world(2, territories=1, reps=1, periods=12)
    fit = fit_contributions(cells, seed=1)
    (rep,) = fit.reps
    assert rep.verdict == "not_enough_data: there is no other rep to compare with"
    assert (rep.contribution_money, rep.rank_low, rep.rank_high, rep.p_top_fifth) == (0.0, 0, 0, 0.0)
    assert_identities(fit, cells)


def test_a_rep_with_few_cells_gets_no_rank_and_the_others_keep_theirs():
    cells, _ = world(3, territories=2, reps=3, accounts=6, periods=8)
    few = cells["rep_id"].eq("rep-00") & ~cells["account_id"].isin(
        sorted(cells.loc[cells["rep_id"].eq("rep-00"), "account_id"])[:16]
    )
    fit = fit_contributions(cells[~few], seed=1)
    short, *others = fit.reps
    assert short.verdict == "not_enough_data: 2 of the 3 accounts needed, 16 of the 30 account-periods needed"
    assert (short.rank_low, short.rank_high, short.p_top_fifth, short.p_bottom_fifth) == (0, 0, 0.0, 0.0)
    assert all(0.0 < rep.p_top_fifth + rep.p_bottom_fifth < 2.0 for rep in others)
    assert all((1 <= rep.rank_low <= rep.rank_high <= 5) == (rep.reliability >= 0.5) for rep in others)


def test_territory_of_one_rep_each_is_said_not_hidden():
    cells, _ = world(1, territories=5, reps=1, accounts=6, periods=8)
    fit = fit_contributions(cells, seed=1)
    assert any(note.startswith("territory left out: each rep has one territory to itself") for note in fit.notes)
    assert "territory" not in dict(fit.variances)


def test_reps_who_do_not_differ_are_all_near_zero_and_none_is_called_above_or_below():
    cells, _ = world(4, territories=2, reps=2, accounts=4, periods=10)
    rng = np.random.default_rng(1)
    pattern = np.repeat([0.0, 300.0, 900.0], [24, 8, 8])  # every rep sold the same, spread over accounts and periods by chance
    same = cells.drop(columns=["history", "market_index", "in_stock_share", "demand_index"])
    fit = fit_contributions(same.assign(sales=np.concatenate([rng.permutation(pattern) for _ in range(4)])), seed=1)
    assert dict(fit.variances)["rep"] == 0.0
    assert (np.abs(money(fit, "contribution_money")) < 0.01 * money(fit, "expected_money")).all()
    assert not {rep.verdict for rep in fit.reps} & {"above the average", "below the average"}
    assert any(note.startswith("No rep differences detectable") for note in fit.notes)


def test_cells_of_nobody_inform_the_market_and_count_for_nobody():
    cells, _ = world(5, territories=3, reps=3, accounts=6, periods=8)
    vacant = cells["rep_id"].eq("rep-04")
    fit = fit_contributions(cells.assign(rep_id=cells["rep_id"].where(~vacant, None)), seed=1)
    assert [rep.rep_id for rep in fit.reps] == [f"rep-{k:02d}" for k in range(9) if k != 4]
    assert f"{vacant.sum()} cells name no rep: they inform the market, and count for nobody." in fit.notes
    assert fit.n_cells == len(cells)


@pytest.mark.parametrize(
    ("sales", "reason"),
    [
        (0.0, "nothing was sold on balance"),
        (-5.0, "nothing was sold on balance"),
    ],
)
def test_without_sales_the_reps_are_listed_and_nothing_is_claimed(sales, reason):
    cells = world(1, territories=2, reps=2, accounts=3, periods=4)[0].assign(sales=sales)
    fit = fit_contributions(cells, seed=1)
    assert {rep.verdict for rep in fit.reps} == {f"not_enough_data: {reason}"}
    assert not money(fit, "expected_money").any()
    assert not fit.converged
    assert_identities(fit, cells)


def test_a_handful_of_sales_is_too_little_for_a_model():
    cells, _ = world(1, territories=2, reps=2, accounts=3, periods=4)
    cells["sales"] = np.where(np.arange(len(cells)) % 16 == 0, 500.0, 0.0)
    fit = fit_contributions(cells, seed=1)
    assert {rep.verdict for rep in fit.reps} == {"not_enough_data: 3 of the 10 account-periods with a sale needed"}
    assert_identities(fit, cells)


def test_returns_as_large_as_the_sales_leave_nothing_to_be_told():
    cells, _ = world(1, territories=2, reps=2, accounts=5, periods=6)
    cells.loc[cells.index[7], "sales"] -= 0.97 * cells["sales"].sum()
    fit = fit_contributions(cells, seed=1)
    assert {rep.verdict for rep in fit.reps} == {
        "not_enough_data: no model settles on these sales: one cell alone holds 49% of them"
    }
    assert_identities(fit, cells)


def test_no_cells_at_all_is_an_error():
    with pytest.raises(NotEnoughDataError, match="no sales-out"):
        fit_contributions(world(1, territories=1, reps=1, accounts=1, periods=1)[0][:0], seed=1)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_money_adds_up_in_any_ragged_world(seed):
    rng = np.random.default_rng(seed)
    cells, _ = world(seed, territories=int(rng.integers(1, 4)), reps=int(rng.integers(1, 4)), accounts=3, periods=6)
    cells = cells.sample(frac=rng.uniform(0.4, 1.0), random_state=seed)
    for column in rng.choice(["history", "market_index", "in_stock_share", "demand_index"], 2):
        cells.loc[rng.random(len(cells)) < rng.random(), column] = rng.choice([np.nan, 0.0])
    cells.loc[rng.random(len(cells)) < 0.05, "sales"] = -700.0
    fit = fit_contributions(cells, seed=1, n_draws=50)
    assert_identities(fit, cells)
    assert np.isfinite(
        [getattr(rep, field) for rep in fit.reps for field in ("legacy_money", "contribution_high", "reliability")]
    ).all()


@given(
    st.lists(st.floats(0.001, 1e7), min_size=1, max_size=5),
    st.lists(st.floats(-4, 4), min_size=3, max_size=3),
)
def test_the_additive_split_is_exact_and_takes_the_side_of_its_factor(base, factors):
    level = np.array(base)
    parts = additive_split(level, tuple(np.full(level.size, f) for f in factors))
    assert np.sum(parts, axis=0) == pytest.approx(level * np.expm1(np.sum(factors)), rel=1e-9, abs=1e-9 * level.max())
    assert all((np.sign(part) == np.sign(f)).all() for part, f in zip(parts, factors, strict=True) if abs(f) > 1e-6)


def test_the_additive_split_of_two_factors_equals_the_hand_calculation():
    # From 100 to 100 * 2 * 1.5 = 300: L = 200 / ln 3 = 182.0478; shares L ln 2 = 126.1859 and L ln 1.5 = 73.8141.
    doubled, half_more = additive_split(np.array([100.0]), (np.log([2.0]), np.log([1.5])))
    assert doubled[0] == pytest.approx(126.1859507, abs=1e-6)
    assert half_more[0] == pytest.approx(73.8140493, abs=1e-6)
