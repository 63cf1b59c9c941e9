"""Staggered training: group-time effects by hand and by another program, their sums, bands and lotteries."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from readiness.stats.staggered import Floats, GroupTimeEffects, Outcomes, difference, group_time_effects, standard_errors
from readiness.stats.staggered_summaries import (
    Summary,
    by_cohort,
    by_event_time,
    joint_p_value,
    lottery_p_value,
    over_cohorts,
    over_event_times,
    simple_average,
    uniform_critical,
)

BY_HAND = Outcomes(
    values=np.array([[1.0, 2.0, 5.0], [3.0, 3.0, 8.0], [0.0, 1.0, 2.0], [2.0, 5.0, 6.0], [4.0, 4.0, 5.0]]),
    start=np.array([2, 2, 3, 3, 3]),
    cluster=np.arange(5),
)


def drawn() -> Outcomes:
    """Return 240 units over 8 periods, treated from period 2, 4, 6 or never, with effects that grow."""
    rng = np.random.default_rng(7)
    start = np.array([2, 4, 6, 99])[rng.integers(0, 4, 240)]
    periods = np.arange(8)
    effect = np.where(periods >= start[:, None], 0.4 + 0.1 * (periods - start[:, None]), 0)
    y = rng.normal(size=240)[:, None] + 0.3 * periods + rng.normal(0, 0.5, (240, 8)) + effect
    return Outcomes(y, start, np.arange(240))


def value(effects: GroupTimeEffects, g: int, t: int) -> float:
    return float(effects.estimate[(effects.cohort == g) & (effects.period == t)][0])


def errors(summary: Summary, data: Outcomes) -> Floats:
    return standard_errors(summary.influence, data.cluster)


def test_two_groups_and_three_periods_by_hand() -> None:
    """Changes from period 1 to 2: 3 and 5 among the treated, 1, 1 and 1 among the others; 0 to 1: 1, 0 and 1, 3, 0."""
    effects = group_time_effects(BY_HAND)
    assert value(effects, 2, 2) == pytest.approx(4.0 - 1.0)
    assert value(effects, 2, 1) == pytest.approx(0.5 - 4.0 / 3.0)
    error = standard_errors(effects.influence, BY_HAND.cluster)[effects.period == 2]
    assert error[0] == pytest.approx(np.sqrt(2.0 / 2.0))  # variance 2 of two changes, none among the others


def test_the_base_before_treatment_can_be_the_last_period_before_it() -> None:
    universal = group_time_effects(BY_HAND, base="universal")
    assert value(universal, 2, 0) == pytest.approx(-(0.5 - 4.0 / 3.0))
    assert 1 not in universal.period


def test_an_unknown_outcome_leaves_only_its_own_changes_out() -> None:
    values = BY_HAND.values.copy()
    values[3, 0] = np.nan
    effects = group_time_effects(Outcomes(values, BY_HAND.start, BY_HAND.cluster))
    assert value(effects, 2, 2) == pytest.approx(3.0)
    assert value(effects, 2, 1) == pytest.approx(0.5 - 0.5)
    assert effects.n_controls.tolist() == [2, 3]


def test_a_group_of_one_has_no_doubt_that_can_be_told() -> None:
    assert difference(np.array([1.0, 2.0, 3.0]), np.array([True, False, False]), np.array([False, True, True])) is None


@pytest.mark.parametrize(
    ("controls", "base", "expected"),
    [
        ("never", "varying", {1: -0.09484197, 2: -0.04463546, 3: 0.10995208, 4: 0.27522470, 5: 0.48946346, 6: 0.65243814}),
        ("not_yet", "varying", {1: -0.14141643, 2: 0.03250536, 3: 0.03739693, 4: 0.32904225, 5: 0.56114110, 6: 0.65243814}),
        ("never", "universal", {0: 0.02952535, 1: -0.06531662, 2: -0.10995208, 4: 0.27522470, 7: 0.78863631}),
        ("not_yet", "universal", {0: 0.08445922, 1: -0.06990229, 2: -0.03739693, 4: 0.32904225, 7: 0.78863631}),
    ],
)
def test_effects_of_the_middle_cohort_as_diff_diff_3_13_has_them(controls: str, base: str, expected: dict[int, float]) -> None:
    effects = group_time_effects(drawn(), controls=controls, base=base)  # type: ignore[arg-type]
    assert {t: pytest.approx(value(effects, 4, t), abs=1e-7) for t in expected} == expected


def test_summaries_as_diff_diff_3_13_has_them() -> None:
    """Its standard errors divide by n where ours divide by n - 1 in each group, here of 54 to 66 units: ours are 1% larger."""
    data = drawn()
    effects = group_time_effects(data, controls="never")
    event, cohort, simple = by_event_time(effects), by_cohort(effects), simple_average(effects)
    theirs = [0.4185154, 0.56880943, 0.60383854, 0.7373691, 1.01973464, 0.99496341]
    their_errors = [0.07450527, 0.05697311, 0.08447436, 0.08322023, 0.11513683, 0.13032676]
    assert event.estimate[event.at >= 0] == pytest.approx(theirs, abs=1e-7)
    assert errors(event, data)[event.at >= 0] == pytest.approx(their_errors, rel=0.015)
    assert cohort.at.tolist() == [2, 4, 6]
    assert cohort.estimate == pytest.approx([0.68905559, 0.55144065, 0.63550265], abs=1e-7)
    assert errors(cohort, data) == pytest.approx([0.09066007, 0.08640452, 0.10390461], rel=0.015)
    assert simple.estimate[0] == pytest.approx(0.6333151706538436, abs=1e-12)
    assert errors(simple, data)[0] == pytest.approx(0.057333065569876926, rel=0.015)


def test_overall_means_weigh_what_they_say() -> None:
    data = drawn()
    effects = group_time_effects(data)
    event, cohort = by_event_time(effects), by_cohort(effects)
    assert over_event_times(effects).estimate[0] == pytest.approx(event.estimate[event.at >= 0].mean())
    size = [int((data.start == g).sum()) for g in cohort.at]
    assert over_cohorts(effects).estimate[0] == pytest.approx(np.average(cohort.estimate, weights=size))
    assert over_cohorts(effects).n_treated[0] == sum(size)


@pytest.mark.parametrize("summary", [simple_average, over_event_times, over_cohorts])
def test_the_standard_error_is_that_of_drawing_units_anew(summary: object) -> None:
    """The bootstrap knows nothing of influence functions; 400 draws tell a standard error to about 4%."""
    data, rng = drawn(), np.random.default_rng(1)
    found = []
    for _ in range(400):
        at = rng.integers(0, 240, 240)
        found.append(summary(group_time_effects(Outcomes(data.values[at], data.start[at], data.cluster))).estimate[0])  # type: ignore[operator]
    ours = errors(summary(group_time_effects(data)), data)[0]  # type: ignore[operator]
    assert ours == pytest.approx(np.std(found), rel=0.12)


def test_what_was_treated_together_counts_once() -> None:
    data = drawn()
    twice = Outcomes(np.tile(data.values, (2, 1)), np.tile(data.start, 2), np.tile(data.cluster, 2))
    alone = simple_average(group_time_effects(data))
    doubled = simple_average(group_time_effects(twice))
    assert errors(doubled, twice)[0] == pytest.approx(errors(alone, data)[0], rel=0.015)
    by_unit = Outcomes(twice.values, twice.start, np.arange(480))
    assert errors(doubled, by_unit)[0] == pytest.approx(errors(alone, data)[0] / np.sqrt(2), rel=0.015)


def test_a_band_over_one_effect_is_an_interval_and_over_many_is_wider() -> None:
    rng = np.random.default_rng(2)
    units = np.arange(2000)
    one = rng.normal(size=(1, 2000))
    many = rng.normal(size=(10, 2000))
    assert uniform_critical(one, units, 0.9, np.random.default_rng(3), 8_000) == pytest.approx(1.645, abs=0.03)
    # ten independent ones: (2 Phi(z) - 1)^10 = 0.9 at z = 2.560
    assert uniform_critical(many, units, 0.9, np.random.default_rng(3), 8_000) == pytest.approx(2.560, abs=0.04)


def test_joint_probability_of_ten_independent_effects() -> None:
    """The largest of ten at 2.56 standard errors: 1 - 0.9 by chance."""
    influence = np.random.default_rng(4).normal(size=(10, 2000))
    errors = np.sqrt((influence**2).sum(axis=1))
    seen = np.where(np.arange(10) == 3, 2.56, 0.5) * errors
    assert joint_p_value(seen, influence, np.arange(2000), np.random.default_rng(5), 8_000) == pytest.approx(0.1, abs=0.01)
    assert joint_p_value(np.zeros(0), np.zeros((0, 5)), np.arange(5), np.random.default_rng(5)) is None


def test_the_lottery_counts_all_splits() -> None:
    """Six units, three trained: of 20 splits, those with a gap as large as the one seen, counted one by one."""
    change = np.array([5.0, 4.0, 1.0, 0.0, 2.0, 3.0])
    values = np.column_stack([np.zeros(6), change])
    start = np.array([1, 1, 1, 2, 2, 2])
    seen = abs(change[:3].mean() - change[3:].mean())
    gaps = [abs(change[list(s)].mean() - np.delete(change, s).mean()) for s in combinations(range(6), 3)]
    expected = np.mean([gap >= seen - 1e-12 for gap in gaps])
    data = Outcomes(values, start, np.arange(6))
    found = lottery_p_value(data, np.zeros(6, dtype=np.intp), np.random.default_rng(6), 8000)
    assert found == pytest.approx(expected, abs=0.02)


def test_lots_are_drawn_inside_a_stratum() -> None:
    """One treated unit too few in each stratum to swap: with strata of two alike units nothing can change."""
    values = np.array([[0.0, 3.0], [0.0, 3.0], [0.0, 1.0], [0.0, 1.0]])
    data = Outcomes(values, np.array([1, 1, 2, 2]), np.arange(4))
    inside = lottery_p_value(data, np.array([0, 0, 1, 1]), np.random.default_rng(7), 99)
    assert inside == 1.0
    assert lottery_p_value(data, np.zeros(4, dtype=np.intp), np.random.default_rng(7), 999) == pytest.approx(1 / 3, abs=0.05)
