"""Fairness in worlds where it is known who is treated otherwise, if anybody."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from scipy.stats import ttest_ind

from readiness.stages.contribution import ContributionFit, RepContribution
from readiness.stages.fairness import TENURES, Fairness, GroupFairness, fairness, tenure
from readiness.stages.rep_readiness import RepReadiness
from readiness.stages.report.trust import UNTESTED, fairness_notes
from readiness.vocabulary import Motion, Rep

DAY = date(2026, 1, 15)
SD = 0.12


def rep(k: int, channel: str, rng: np.random.Generator) -> Rep:
    hired = None if k % 10 == 0 else date(2019 + int(rng.integers(7)), 1 + int(rng.integers(12)), 3)
    partner, motion = f"p{rng.integers(4)}", (Motion.CONSULTATIVE, Motion.TRANSACTIONAL)[int(rng.integers(2))]
    return Rep(f"r{k:03}", "", "", channel, partner, f"t{k // 8}", "", motion, "UTC", ("en", "de")[int(rng.integers(2))], hired)


def sold(rep_id: str, effect: float, reliability: float, verdict: str) -> RepContribution:
    money = (0.0,) * 12
    return RepContribution(rep_id, 5, 60, *money[:4], *money[:6], 0, 0, 0.0, 0.0, reliability, verdict, effect)


def world(seed: int, n: int = 80, *, bias: float = 0.0, unready: float = 0.0) -> tuple[list[Rep], Fairness]:
    """Reps of channels a, b and c; those of b sell less by `bias` on the log scale, and are ready less often by `unready`."""
    rng = np.random.default_rng(seed)
    reps = [rep(k, str(rng.choice(["a", "b", "c"], p=[0.6, 0.3, 0.1])), rng) for k in range(n)]
    is_b = np.array([r.channel == "b" for r in reps])
    se = rng.uniform(0.06, 0.2, n)
    reliability = SD**2 / (SD**2 + se**2)
    effect = reliability * (rng.normal(0.0, SD, n) - bias * is_b + rng.normal(0.0, se))
    reach = 1.645 * SD * np.sqrt(1.0 - reliability)
    sides = np.where(
        effect - reach > 0, "above the average", np.where(effect + reach < 0, "below the average", "like the average")
    )
    verdicts = np.where(reliability < 0.5, "not_enough_data: too few", sides)
    fit = ContributionFit(
        tuple(sold(r.rep_id, *v) for r, *v in zip(reps, effect.tolist(), reliability.tolist(), verdicts.tolist(), strict=True)),
        (), (), n, 0.0, converged=True, notes=(),
    )  # fmt: skip
    ready = rng.random(n) < 0.5 - unready * is_b
    judged = [
        RepReadiness(r.rep_id, 70.0, 60.0, 80.0, 0.7, "ready" if is_ready else "developing", "")
        for r, is_ready in zip(reps, ready.tolist(), strict=True)
    ]
    return reps, fairness(reps, fit, judged, as_of=DAY)


def group(found: Fairness, by: str, name: str) -> GroupFairness:
    return next(g for g in found.groups if (g.by, g.group) == (by, name))


def test_where_all_are_alike_one_report_in_ten_at_most_raises_an_alarm() -> None:
    alarms = [any(g.found for g in world(seed)[1].groups) for seed in range(200)]
    assert np.mean(alarms) <= 0.10


def test_intervals_hold_the_true_difference_nine_times_in_ten() -> None:
    held = []
    for seed in range(200):
        difference = group(world(seed, bias=0.1)[1], "channel", "b").difference
        assert difference is not None
        held.append(difference.low <= -0.1 <= difference.high)
    assert 0.85 <= np.mean(held) <= 0.95


def test_a_channel_that_is_harder_to_sell_in_is_found_and_named_with_its_counts() -> None:
    found = [group(world(seed, bias=0.25)[1], "channel", "b") for seed in range(40)]
    assert np.mean(["contribution" in g.found for g in found]) >= 0.9
    _, one = world(1, bias=0.25)
    b = group(one, "channel", "b")
    notes = fairness_notes(one, {"b": "Bike shops"})
    note = next(n for n in notes if "Bike shops" in n)
    assert note.startswith("Reps of channel Bike shops are put at \N{MINUS SIGN}")
    assert f"{b.mine.n_below} of {b.mine.n_judged} called below the average against {b.rest.n_below} of {b.rest.n_judged}" in note
    assert note.endswith("do not compare reps across it before that is settled.")


def test_a_channel_that_is_ready_less_often_is_found() -> None:
    found = [group(world(seed, unready=0.5)[1], "channel", "b") for seed in range(40)]
    assert np.mean(["ready" in g.found for g in found]) >= 0.9


def test_with_equal_reliabilities_the_test_is_welchs() -> None:
    rng = np.random.default_rng(5)
    reps = [rep(k, "ab"[k % 3 == 0], rng) for k in range(40)]
    effects = rng.normal(0.0, 0.1, 40)
    fit = ContributionFit(
        tuple(sold(r.rep_id, e, 0.8, "like the average") for r, e in zip(reps, effects.tolist(), strict=True)),
        (), (), 40, 0.0, converged=True, notes=(),
    )  # fmt: skip
    b = group(fairness(reps, fit, [], as_of=DAY), "channel", "b")
    mine = np.array([r.channel == "b" for r in reps])
    oracle = ttest_ind(effects[mine] / 0.8, effects[~mine] / 0.8, equal_var=False)
    assert dict(b.p_values)["contribution"] == pytest.approx(oracle.pvalue)
    low, high = oracle.confidence_interval(0.90)
    assert b.difference is not None
    assert (b.difference.low, b.difference.high) == pytest.approx((low, high))


def test_a_group_of_four_is_neither_named_nor_tested() -> None:
    rng = np.random.default_rng(1)
    reps = [rep(k, "few" if k < 4 else "many", rng) for k in range(30)]
    found = fairness(reps, None, [], as_of=DAY)
    assert "few" not in {g.group for g in found.groups}
    assert not group(found, "channel", "many").p_values
    assert ("channel", 1, 4) in found.small
    notes = fairness_notes(found, {})
    assert "Channel: 1 group of fewer than 5 reps (4 reps in all) is not shown by name." in notes
    assert notes[-1] == UNTESTED


@pytest.mark.parametrize(
    ("hired", "said"),
    [
        (None, TENURES[3]), (date(2025, 1, 16), TENURES[0]), (date(2025, 1, 15), TENURES[1]), (date(2023, 1, 15), TENURES[1]),
        (date(2022, 12, 15), TENURES[2]), (date(2030, 1, 1), TENURES[0]),
    ],
)  # fmt: skip
def test_tenure_is_told_by_whole_months(hired: date | None, said: str) -> None:
    assert tenure(hired, DAY) == said


def test_without_anybody_or_anything_known_it_says_so() -> None:
    assert fairness([], None, [], as_of=DAY) == Fairness(
        (), 0, (), ("channel", "tenure", "territory", "motion", "partner", "language")
    )
    notes = fairness_notes(fairness([], None, [], as_of=DAY), {})
    assert any("nothing could be compared" in note for note in notes)
    assert not any(math.isnan(p) for g in world(3)[1].groups for _, p in g.p_values)


def test_what_a_wave_adds_is_the_same_mean_as_that_of_a_group_of_the_same_reps() -> None:
    rng = np.random.default_rng(5)
    reps = [rep(k, "ab"[k % 2], rng) for k in range(40)]
    effects = rng.normal(0.0, 0.1, 40)
    fit = ContributionFit(
        tuple(sold(r.rep_id, e, 0.8, "like the average") for r, e in zip(reps, effects.tolist(), strict=True)),
        (), (), 40, 0.0, converged=True, notes=(),
    )  # fmt: skip
    wave_of = {r.rep_id: 1 if r.channel == "a" else 2 for r in reps} | {reps[0].rep_id: 3}
    found = fairness(reps, fit, [], as_of=DAY, wave_of=wave_of)
    assert [wave for wave, _ in found.waves] == [1, 2]  # the third has one rep
    assert found.waves[1][1] == group(found, "channel", "b").effect
    assert fairness(reps, fit, [], as_of=DAY).waves == ()
