"""Contribution: inherited books, hand-overs, shared credit, reports that did not come, cells without stock, logarithms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from readiness.stages.contribution import fit_contributions
from readiness.stats.mixed_model import fit_mixed

SOME_ZEROS = 0.15


def launch(seed: int, *, noise: float = 0.3, moved: float = 0.3, zeros: float = 0.0, history_sd: float = 0.2):
    """Return cells of 8 territories x 5 reps x 8 accounts x 10 periods, each rep's true effect and the book each inherited."""
    rng = np.random.default_rng(seed)
    n_reps = 40
    home = np.repeat(np.arange(8), 5)
    effect, book = rng.normal(0, 0.2, n_reps), rng.normal(0, 0.6, n_reps)
    first = np.repeat(np.arange(n_reps), 8)
    level = book[first] + rng.normal(0, 0.4, first.size)
    history = 100 * np.exp(level + rng.normal(0, history_sd, first.size))
    heir = home[first] * 5 + rng.integers(0, 5, first.size)
    moves = rng.random(first.size) < moved
    account, period = np.repeat(np.arange(first.size), 10), np.tile(np.arange(10), first.size)
    rep = np.where(moves[account] & (period >= 5), heir[account], first[account])
    market = rng.normal(0, 0.3, (8, 10))[home[first[account]], period]
    log_sales = np.log(100) + level[account] + market + effect[rep] + rng.normal(0, noise, account.size)
    sales = np.exp(log_sales) * (rng.random(account.size) >= zeros) / (1 - zeros)
    cells = pd.DataFrame(
        {
            "rep_id": np.char.mod("r%02d", rep), "account_id": np.char.mod("a%03d", account),
            "territory_id": np.char.mod("t%d", home[first[account]]), "period": np.char.mod("2026-%02d", period + 1),
            "sales": sales, "weeks": 1.0, "history": history[account], "first_rep_id": np.char.mod("r%02d", first[account]),
        }
    )  # fmt: skip
    return cells, effect - effect.mean(), book


def values(fit, field: str) -> np.ndarray:
    return np.array([getattr(rep, field) for rep in fit.reps])


@pytest.mark.parametrize("zeros", [0.0, SOME_ZEROS])
def test_an_inherited_book_is_not_credited_to_the_heir(zeros):
    cells, effect, book = launch(1, zeros=zeros)
    fit = fit_contributions(cells, seed=1)
    raw = cells.groupby("rep_id")["sales"].sum().to_numpy()
    assert spearmanr(raw, book).statistic > 0.6
    assert abs(spearmanr(values(fit, "effect"), book).statistic) < 0.35
    assert spearmanr(values(fit, "effect"), effect).statistic > 0.6


def test_who_first_served_an_account_is_read_from_its_first_cells_where_nobody_says():
    cells, _, _ = launch(2)
    said, read = fit_contributions(cells, seed=1), fit_contributions(cells.drop(columns="first_rep_id"), seed=1)
    assert values(read, "effect") == pytest.approx(values(said, "effect"), abs=1e-9)


def test_sales_that_are_never_nought_are_fitted_as_logarithms():
    """The oracle is the linear mixed model of log sales, which is held against lme4 elsewhere."""
    cells, _, _ = launch(3, moved=0.5)
    plain = cells.drop(columns=["history", "first_rep_id"])
    codes = {name: np.unique(plain[name], return_inverse=True)[1] for name in ("rep_id", "account_id", "territory_id", "period")}
    first = plain.sort_values("period", kind="stable").groupby("account_id")["rep_id"].first()
    codes["book"] = np.unique(plain["account_id"].map(first), return_inverse=True)[1]
    codes["local"] = codes["territory_id"] * 10 + codes["period"]
    expected = fit_mixed(np.log(plain["sales"].to_numpy()), np.ones((len(plain), 1)), codes)
    fit = fit_contributions(plain, seed=1)
    # With 40 reps their variance is hardly known and estimates are averaged over what it may be: near, not equal.
    assert values(fit, "effect") == pytest.approx(expected.effects["rep_id"], abs=0.03)
    assert np.corrcoef(values(fit, "effect"), expected.effects["rep_id"])[0, 1] > 0.999
    assert dict(fit.variances)["rep"] == pytest.approx(expected.variances["rep_id"], rel=2e-3)
    assert dict(fit.variances)["dispersion"] == 0.0


@pytest.mark.parametrize("zeros", [0.0, SOME_ZEROS])
def test_what_a_rep_added_by_period_is_not_pulled_to_the_average(zeros):
    """Without noise in sales and history every difference between reps of a territory comes out as it is."""
    cells, effect, _ = launch(4, noise=0.02, history_sd=0.02)
    if zeros:
        cells.loc[cells.index[::50], "sales"] = 0.0
        cells.loc[cells.index[25::50], "sales"] *= 2.0  # so that nobody's mean moves
    fit = fit_contributions(cells, seed=1)
    found = pd.DataFrame(
        [(p.rep_id, p.period, p.effect, p.weight) for p in fit.periods], columns=["rep", "period", "effect", "w"]
    )
    by_rep = found.groupby("rep")["effect"].mean().to_numpy()
    within = np.repeat(np.arange(8), 5)
    centred = [v - (np.bincount(within, v) / 5)[within] for v in (by_rep, effect)]
    slope = float(centred[0] @ centred[1] / (centred[1] @ centred[1]))
    assert slope == pytest.approx(1.0, abs=0.1 if zeros else 0.02)
    assert list(found[["rep", "period"]].itertuples(index=False)) == sorted(found[["rep", "period"]].itertuples(index=False))
    assert (found["w"] > 0).all()
    assert len(found) == cells.groupby(["rep_id", "period"]).ngroups


def test_reports_that_did_not_come_widen_the_bands_and_nothing_else():
    cells, _, _ = launch(5)
    whole = fit_contributions(cells, seed=1)
    some = fit_contributions(cells.assign(reported_share=np.where(cells["rep_id"] == "r07", 0.25, 1.0)), seed=1)
    at = [rep.rep_id for rep in whole.reps].index("r07")
    one, other = whole.reps[at], some.reps[at]
    assert other.effect == one.effect
    for side in ("effect_low", "effect_high"):
        assert getattr(other, side) - one.effect == pytest.approx(2.0 * (getattr(one, side) - one.effect))
    assert (1 - other.reliability) == pytest.approx(min(1.0, 4 * (1 - one.reliability)))
    assert values(some, "effect_low")[:at].tolist() == values(whole, "effect_low")[:at].tolist()


def test_a_rep_who_shares_accounts_is_not_held_against_whole_ones():
    cells, _, _ = launch(6, moved=0.0)
    shared = cells["rep_id"] == "r03"
    split = cells.assign(credit_share=np.where(shared, 0.5, 1.0), sales=np.where(shared, 0.5, 1.0) * cells["sales"])
    other = cells[shared].assign(rep_id="r99", credit_share=0.5, sales=0.5 * cells.loc[shared, "sales"])
    both = fit_contributions(pd.concat([split, other]), seed=1)
    ignored = fit_contributions(pd.concat([split, other]).drop(columns="credit_share"), seed=1)
    whole = fit_contributions(cells, seed=1)
    by_id = [{rep.rep_id: rep.effect for rep in fit.reps} for fit in (whole, both, ignored)]
    assert abs(by_id[1]["r03"] - by_id[0]["r03"]) < 0.08
    assert by_id[2]["r03"] < by_id[0]["r03"] - 0.08


def test_a_cell_with_nothing_in_stock_counts_in_money_and_tells_nothing():
    cells, _, _ = launch(7)
    stock = np.where(cells["period"] == "2026-03", 0.01, 0.9)
    empty = cells.assign(in_stock_share=stock, sales=np.where(stock < 0.05, 1.0, cells["sales"]))
    fit = fit_contributions(empty, seed=1)
    without = fit_contributions(empty[stock >= 0.05], seed=1)
    assert values(fit, "effect") == pytest.approx(values(without, "effect"), abs=1e-6)
    assert values(fit, "sales_out_money").sum() == pytest.approx(empty["sales"].sum())
    assert any("less than 5% in stock count, but tell nothing" in note for note in fit.notes)
