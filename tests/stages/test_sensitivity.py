"""Sensitivity in worlds where it is known which input is wrong, if any."""

from __future__ import annotations

import math

import pytest
from scipy.stats import spearmanr

from readiness.stages.contribution import ContributionFit, fit_contributions
from readiness.stages.report.trust import fragile_words, sensitivity_notes
from readiness.stages.sensitivity import LeaveOut, Sensitivity, sensitivity
from tests.trust_worlds import N_PERIODS, N_REPS, PARTNERS, world

SEED = 1


def found_in(seed: int, factor_of: dict[str, float] | None = None) -> tuple[ContributionFit, Sensitivity]:
    cells, partner_of = world(seed, factor_of)
    fit = fit_contributions(cells, seed=SEED)
    found = sensitivity(cells, fit, partner_of, seed=SEED)
    assert found is not None
    return fit, found


@pytest.fixture(scope="module")
def sound() -> list[tuple[ContributionFit, Sensitivity]]:
    return [found_in(seed) for seed in (0, 2)]


def test_every_input_is_left_out_once(sound: list[tuple[ContributionFit, Sensitivity]]) -> None:
    _, found = sound[0]
    tried = [(r.left_out.kind, r.left_out.name) for r in found.refits]
    assert sorted(tried) == sorted(
        [("covariate", "market_index"), ("history", "history")]
        + [("partner", name) for name in PARTNERS]
        + [("period", f"2024-{k + 1:02d}-01") for k in range(N_PERIODS)]
    )
    assert (found.not_tried, found.notes) == ((), ())
    assert [r.rep_id for r in found.reps] == [f"r{k:02d}" for k in range(N_REPS)]


def test_a_refit_is_the_fit_of_the_cells_that_remain() -> None:
    """What the stage says of one partner is what a person finds who takes its rows out by hand and fits again."""
    cells, partner_of = world(3)
    fit = fit_contributions(cells, seed=SEED)
    found = sensitivity(cells, fit, partner_of, seed=SEED)
    assert found is not None
    refit = next(r for r in found.refits if r.left_out == LeaveOut("partner", "p1"))
    rest = cells[cells["account_id"].map(partner_of) != "p1"]
    by_hand = {r.rep_id: r for r in fit_contributions(rest, seed=SEED, n_draws=200).reps}
    pairs = [(r.contribution_money, r.expected_money * (math.exp(by_hand[r.rep_id].effect) - 1.0)) for r in fit.reps]
    assert refit.n_cells == len(rest)
    assert refit.agreement == pytest.approx(spearmanr(*zip(*pairs, strict=True)).statistic)
    sides = [[(r.contribution_low > 0) - (r.contribution_high < 0) for r in (whole, by_hand[whole.rep_id])] for whole in fit.reps]
    assert refit.n_verdicts_changed == sum(before != after for before, after in sides)
    inside = [r.contribution_low <= money <= r.contribution_high for r, (_, money) in zip(fit.reps, pairs, strict=True)]
    assert refit.n_outside_band == inside.count(False)


def test_where_nothing_is_wrong_few_verdicts_hang_on_one_input(sound: list[tuple[ContributionFit, Sensitivity]]) -> None:
    called = [r for _, found in sound for r in found.reps if r.verdict.startswith(("above", "below"))]
    assert len(called) >= 15
    assert sum(r.is_fragile for r in called) <= 0.10 * len(called)


def test_without_history_most_verdicts_turn_and_that_is_said_but_not_held_against_them(
    sound: list[tuple[ContributionFit, Sensitivity]],
) -> None:
    for _, found in sound:
        turned = [r for r in found.reps if LeaveOut("history", "history") in r.turned_by]
        assert turned
        assert all(LeaveOut("history", "history") not in r.hangs_on for r in found.reps)
        notes = " ".join(sensitivity_notes(found, {}))
        assert f"{len(turned)} of the" in notes
        assert "has to be right" in notes


@pytest.mark.parametrize("seed", [0, 2])
def test_the_partner_whose_reports_are_wrong_moves_most(seed: int) -> None:
    bad = PARTNERS[seed % 3]
    _, found = found_in(seed, {bad: 4.0})
    moves = {r.left_out.name: r.mean_move for r in found.refits if r.left_out.kind != "history"}
    assert max(moves, key=lambda name: moves[name]) == bad
    agreement = {r.left_out.name: r.agreement for r in found.refits if r.left_out.kind == "partner"}
    assert min(agreement, key=lambda name: agreement[name] or 0.0) == bad


def test_a_verdict_that_comes_from_one_period_hangs_on_it_and_says_so() -> None:
    cells, partner_of = world(2)
    cells.loc[(cells["rep_id"] == "r05") & (cells["period"] == "2024-03-01"), "sales"] *= 20.0
    fit = fit_contributions(cells, seed=SEED)
    found = sensitivity(cells, fit, partner_of, seed=SEED)
    assert found is not None
    rep = found.reps[5]
    assert (rep.rep_id, rep.verdict, rep.is_fragile) == ("r05", "above the average", True)
    assert rep.hangs_on == (LeaveOut("period", "2024-03-01"),)
    assert next(r for r in found.refits if r.left_out == rep.hangs_on[0]).largest_mover == "r05"
    words = "Fragile: hangs on the period from 1 March 2024. Without it this would not stand."
    assert fragile_words(rep, {}) == words
    for other in (r for r in found.reps if not r.is_fragile):
        is_close = any(left_out.kind != "history" for left_out in other.turned_by)
        assert fragile_words(other, {}).startswith("Close to the line") == is_close


def test_ranges_hold_the_contribution_and_name_who_made_their_ends(sound: list[tuple[ContributionFit, Sensitivity]]) -> None:
    for fit, found in sound:
        for rep, whole in zip(found.reps, fit.reps, strict=True):
            assert rep.lowest <= rep.contribution_money == whole.contribution_money <= rep.highest
            assert (rep.lowest_without is None) == (rep.lowest == rep.contribution_money)
            assert (rep.highest_without is None) == (rep.highest == rep.contribution_money)
            farthest = max(rep.contribution_money - rep.lowest, rep.highest - rep.contribution_money)
            assert (rep.moved_most_by is None) == (farthest == 0.0)


def test_a_budget_takes_covariates_and_the_largest_partner_first_and_names_the_rest() -> None:
    cells, partner_of = world(0)
    fit = fit_contributions(cells, seed=SEED)
    found = sensitivity(cells, fit, partner_of, seed=SEED, most_cells=3 * len(cells))
    assert found is not None
    sold = cells["sales"].groupby(cells["account_id"].map(partner_of)).sum()
    kinds = [(r.left_out.kind, r.left_out.name) for r in found.refits]
    assert kinds == [("covariate", "market_index"), ("history", "history"), ("partner", sold.idxmax())]
    assert sum(r.n_cells for r in found.refits) <= 3 * len(cells)
    assert {u.kind for u in found.not_tried} == {"partner", "period"}
    assert any(note.startswith("Not tried, because") for note in sensitivity_notes(found, {}))


def test_nothing_to_leave_out_and_nobody_to_judge_are_said() -> None:
    cells, _ = world(0)
    one = cells[cells["period"] == "2024-01-01"]
    fit = fit_contributions(one, seed=SEED)
    found = sensitivity(one, fit, {}, seed=SEED)
    if fit.converged:
        assert found is not None
        assert found.refits == ()
        assert "Nobody has enough data" in found.notes[0]
    nothing = fit_contributions(one.assign(sales=0.0), seed=SEED)
    assert sensitivity(one, nothing, {}, seed=SEED) is None
    assert sensitivity_notes(None, {})[0].startswith("No model stands behind")
    many = sensitivity(cells, fit_contributions(cells, seed=SEED), {}, seed=SEED, most_cells=0)
    assert many is not None
    assert (many.refits, many.notes) == ((), ("All sales came by one way, so no partner could be left out.",))
    assert not any(r.is_fragile for r in many.reps)
