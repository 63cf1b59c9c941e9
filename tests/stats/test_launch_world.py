"""Launch worlds against the identities and moments that the recipe promises."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from readiness.stats.launch_world import NOT_ASKED, SCENES, WEEKS_A_PERIOD, WorldOptions, draw_answers, simulate_launch

SMALL = WorldOptions(n_reps=24, n_territories=3)
FIRM = replace(SMALL, return_share=0.0, missing_share=0.0)


def world(seed: int = 1, options: WorldOptions = SMALL):
    return simulate_launch(options, np.random.default_rng(seed))


def same(one, other) -> bool:
    """Say whether two dataclasses of arrays are equal to the last bit."""
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))


@pytest.mark.parametrize("scene", SCENES)
def test_lines_cells_and_reps_hold_the_same_money(scene):
    w = world(options=replace(SMALL, **SCENES[scene]))
    cells = w.cells()
    assert cells.sold.sum() == pytest.approx(w.cents.sum() / 100, abs=0.005)
    assert cells.reported.sum() == pytest.approx(w.cents[w.is_reported].sum() / 100, abs=0.005)
    by_rep = np.bincount(w.line_rep, weights=w.cents / 100, minlength=24)
    assert np.bincount(cells.rep, weights=cells.sold, minlength=24) == pytest.approx(by_rep, abs=0.005)
    assert np.bincount(cells.rep, weights=cells.expected, minlength=24) == pytest.approx(w.expected_money)
    assert np.bincount(cells.rep, weights=cells.contribution, minlength=24) == pytest.approx(w.contribution_money)


def test_what_is_added_is_the_difference_between_the_rep_and_the_average_rep_of_the_period():
    w = world(2)
    by_hand = np.zeros(24)
    for account, reps in enumerate(w.served.rep):
        for period, rep in enumerate(reps):
            logs = [w.reps.effect[j] + w.options.training_effect * (period >= w.trained_from[j]) for j in range(24)]
            by_hand[rep] += w.mean[account, period] * (np.exp(logs[rep]) - np.exp(np.mean(logs)))
    assert w.contribution_money == pytest.approx(by_hand)


def test_the_same_seed_gives_the_same_world_and_another_seed_another():
    one, again, other = world(5), world(5), world(6)
    assert same(one.orders, again.orders)
    assert same(one.reps, again.reps)
    assert not np.array_equal(one.reps.ability, other.reps.ability)
    assert one.orders.money.sum() != other.orders.money.sum()


def test_abilities_effects_and_books_have_the_moments_of_the_recipe():
    options = WorldOptions(n_reps=400, n_territories=40, accounts_per_rep=1, n_periods=3)
    worlds = [world(seed, options) for seed in range(30)]
    ability, effect, book = (np.concatenate([getattr(w.reps, name) for w in worlds]) for name in ("ability", "effect", "book"))
    n = ability.size
    # Territories share their market's part of an ability: a mean of N(0, .09) over 1200 of them beside N(0, .91) over 12000.
    assert abs(ability.mean()) < 4 * np.sqrt(0.09 / 1200 + 0.91 / n)
    assert ability.std() == pytest.approx(1.0, abs=0.02)
    assert np.polyfit(ability, effect, 1)[0] == pytest.approx(0.06, abs=4 * 0.10 / np.sqrt(n))
    assert effect.std() == pytest.approx(np.hypot(0.06, 0.10), rel=4 / np.sqrt(2 * n))
    assert np.corrcoef(book, effect)[0, 1] == pytest.approx(-0.2, abs=4 / np.sqrt(n))
    market = np.concatenate([w.places.market[w.reps.territory] for w in worlds])
    assert np.corrcoef(ability, market)[0, 1] == pytest.approx(0.3, abs=0.08)


@pytest.mark.parametrize("zero_share", [None, 0.59])
def test_sales_come_out_at_their_expectation_over_many_worlds(zero_share):
    ratios = []
    for seed in range(40):
        w = world(seed, replace(SMALL, zero_share=zero_share, return_share=0.0))
        ratios.append(w.cents.sum() / 100 / (w.expected_money + w.contribution_money).sum())
    assert np.mean(ratios) == pytest.approx(1.0, abs=4 * np.std(ratios) / np.sqrt(len(ratios)))
    assert np.std(ratios) < 0.2


def test_the_share_of_empty_cells_is_the_one_asked_for():
    for asked in (0.3, 0.59, 0.85):
        shares = [world(seed, replace(FIRM, zero_share=asked)).zero_share for seed in range(8)]
        assert np.mean(shares) == pytest.approx(asked, abs=0.03)


def test_steady_accounts_have_as_many_orders_as_asked():
    options = replace(FIRM, out_of_stock_share=0.0)
    orders = world(3, options).orders
    assert set(np.bincount(orders.account)) == {20}
    half = world(3, replace(options, n_periods=6)).orders
    assert set(np.bincount(half.account)) == {round(20 * 6 / 13)}


def test_nothing_is_sold_in_a_week_without_stock():
    w = world(4, replace(FIRM, out_of_stock_share=0.3))
    o = w.orders
    stock = w.places.stock[w.accounts.territory[o.account], o.product, o.week]
    assert (w.places.stock == 0.0).mean() == pytest.approx(0.3, abs=0.03)
    assert (stock > 0.0).all()
    assert (o.week // WEEKS_A_PERIOD == o.period).all()


def test_accounts_stay_in_their_territory_and_with_people_who_are_at_work():
    w = world(7, replace(SMALL, n_reps=60, hire_share=0.3, handover_share=0.5))
    rep, period = w.served.rep, np.arange(w.options.n_periods)
    assert (w.reps.territory[rep] == w.accounts.territory[:, None]).all()
    assert (w.reps.hired[rep] <= period).all()
    assert (w.reps.hired > 0).any()
    assert (rep[:, 1:] != rep[:, :-1]).any(axis=1).mean() > 0.4
    still = world(7, replace(SMALL, **SCENES["no-handoff"])).served.rep
    assert (still == still[:, :1]).all()


def test_what_comes_back_is_a_line_sold_before():
    w = world(8, replace(SMALL, return_share=0.2))
    o = w.orders
    sold = {(a, p, t, -m) for a, p, t, m in zip(o.account, o.product, o.period, o.money, strict=True) if m > 0}
    back = [(a, p, t, m) for a, p, t, m in zip(o.account, o.product, o.period, o.money, strict=True) if m < 0]
    assert len(back) / len(sold) == pytest.approx(0.2, abs=0.04)
    assert set(back) <= sold


def test_waves_by_lot_say_nothing_of_the_spell_before_and_waves_after_a_bad_spell_do():
    gaps = {"lot": [], "bad_spell": []}
    for by, found in gaps.items():
        for seed in range(12):
            w = world(seed, replace(FIRM, n_reps=60, trained_by=by, training_effect=0.0, hire_share=0.0))
            cells, start = w.cells(), w.options.n_periods // 3
            spell = (cells.period >= start - 2) & (cells.period < start)
            sold, due = (
                np.bincount(cells.rep[spell], weights=column[spell], minlength=60)
                for column in (cells.sold, cells.expected + cells.contribution)
            )
            beside = np.log(sold / due)
            found.append(beside[w.trained_from == start].mean() - beside[w.trained_from > start].mean())
    assert abs(np.mean(gaps["lot"])) < 4 * np.std(gaps["lot"]) / np.sqrt(12)
    assert np.mean(gaps["bad_spell"]) < -0.2


def test_training_lifts_what_is_sold_after_it_and_nothing_before():
    plain, lifted = (world(9, replace(FIRM, training_effect=effect)) for effect in (0.0, 0.3))
    is_after = plain.orders.period >= plain.trained_from[plain.line_rep]
    ratio = lifted.orders.money / plain.orders.money
    assert ratio[is_after] == pytest.approx(np.exp(0.3))
    assert ratio[~is_after] == pytest.approx(1.0)


def test_who_is_hired_inside_the_window_is_trained_after_that():
    w = world(10, replace(SMALL, n_reps=200, hire_share=0.5))
    hired = w.reps.hired > 0
    assert hired.sum() > 50
    assert (w.trained_from[hired] > w.reps.hired[hired]).all()


def test_answers_follow_the_chances_and_a_wrong_answer_is_never_the_key():
    rng = np.random.default_rng(11)
    ability = np.repeat([-2.0, 0.0, 2.0], 4000)
    n_options, key = np.array([2, 4, 4, 5]), np.array([1, 0, 3, 2])
    chosen, chance = draw_answers(ability, n_options, key, 3, 0.25, rng)
    asked = chosen != NOT_ASKED
    assert (asked.sum(axis=1) == 3).all()
    assert (chosen[asked] >= 0).all()
    assert (chosen < n_options).all()
    for group in (slice(0, 4000), slice(4000, 8000), slice(8000, 12000)):
        for item in range(4):
            right = (chosen[group, item] == key[item])[asked[group, item]]
            assert right.mean() == pytest.approx(chance[group, item].mean(), abs=4 * 0.5 / np.sqrt(right.size))
    assert (chance >= 0.25).all()
    assert (np.diff(chance[::4000], axis=0) > 0).all()
