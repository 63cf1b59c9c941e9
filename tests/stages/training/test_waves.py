"""The draw of waves: even in every stratum, fair to each rep, the same whoever else is there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.training.waves import drawn_waves, strata_of, wave_by_day
from readiness.vocabulary import Motion, Rep

KINDS = st.tuples(st.sampled_from("WXYZ"), st.sampled_from(list(Motion)), st.sampled_from(["", "a", "b"]), st.integers(0, 9))


def rep(rep_id: str, territory: str = "T", manager: str = "", motion: Motion = Motion.CONSULTATIVE) -> Rep:
    return Rep(rep_id, rep_id, "", "", "P", territory, manager, motion, "UTC", "en", None)


def field(kinds: list[tuple[str, Motion, str, int]]) -> tuple[list[Rep], dict[str, float]]:
    reps = [rep(f"r{i:02}", territory, manager, motion) for i, (territory, motion, manager, _) in enumerate(kinds)]
    return reps, {r.rep_id: float(k[3]) for r, k in zip(reps, kinds, strict=True)}


def spread(groups: dict[str, str], waves: dict[str, int], n_waves: int) -> int:
    """Return how many reps the fullest wave of any group has more than the emptiest."""
    count = Counter((groups[i], w) for i, w in waves.items())
    return max(
        max(count[g, w] for w in range(1, n_waves + 1)) - min(count[g, w] for w in range(1, n_waves + 1))
        for g in set(groups.values())
    )


def test_waves_split_the_working_days_evenly() -> None:
    days = [date(2019, 5, 13) + timedelta(days=i) for i in range(5)]
    assert list(wave_by_day(days, 2).values()) == [1, 1, 1, 2, 2]
    assert list(wave_by_day(days, 9).values()) == [1, 2, 3, 4, 5]
    assert wave_by_day([], 3) == {}


@given(st.lists(KINDS, min_size=1, max_size=40), st.integers(1, 4), st.integers(0, 9))
def test_waves_differ_by_one_at_most_in_every_stratum(kinds, n_waves, seed) -> None:
    reps, sold = field(kinds)
    strata = strata_of(reps, sold, n_waves)
    waves = drawn_waves(reps, n_waves, "bike", seed, strata)
    assert set(waves) == {r.rep_id for r in reps}
    assert set(waves.values()) <= set(range(1, n_waves + 1))
    assert spread(strata, waves, n_waves) <= 1
    assert min(Counter(strata.values()).values()) >= min(n_waves, len(reps))


@given(st.lists(st.sampled_from("WXYZ"), min_size=1, max_size=40), st.integers(0, 9))
def test_two_waves_differ_by_one_at_most_in_each_territory_and_over_all(territories, seed) -> None:
    reps = [rep(f"r{i}", territory=t) for i, t in enumerate(territories)]
    waves = drawn_waves(reps, 2, "bike", seed)
    assert spread({r.rep_id: r.territory_id for r in reps}, waves, 2) <= 1
    assert spread({r.rep_id: "all" for r in reps}, waves, 2) <= 1


def test_who_sold_most_and_least_are_drawn_apart() -> None:
    """Twelve reps of one territory for two waves: four groups of three by what they sold, none of them all in one wave."""
    reps = [rep(f"r{i:02}") for i in range(12)]
    sold = {r.rep_id: float(i * i) for i, r in enumerate(reps)}
    strata = strata_of(reps, sold, 2)
    assert [strata[f"r{i:02}"] for i in (0, 2, 3, 11)] == [
        f"T, consultative, past sales {n} of 4" for n in (1, 1, 2, 4)
    ]  # fmt: skip
    for seed in range(50):
        waves = drawn_waves(reps, 2, "bike", seed, strata)
        assert all(len({waves[f"r{i:02}"] for i in range(at, at + 3)}) == 2 for at in (0, 3, 6, 9))


def test_small_strata_are_put_together_step_by_step() -> None:
    big = [rep(f"b{i}", "big") for i in range(4)]
    two = [rep("x", "big", motion=Motion.ENTERPRISE), rep("y", "big", motion=Motion.TRANSACTIONAL)]
    alone = [rep("u", "up"), rep("v", "valley", motion=Motion.ENTERPRISE)]
    strata = strata_of([*big, *two, *alone], {}, 2)
    assert {strata[r.rep_id] for r in big} == {"big, consultative"}
    assert (strata["x"], strata["y"]) == ("big, other motions",) * 2
    assert (strata["u"], strata["v"]) == ("small territories",) * 2
    assert strata_of([*big, alone[0]], {}, 2)["u"] == "big, consultative"
    assert strata_of([alone[0]], {}, 2) == {"u": "small territories"}


def test_every_wave_is_as_likely_for_every_rep() -> None:
    """600 draws for three waves: a share has a standard error of 0.019; for the only rep of a territory too."""
    reps = [rep("a", "X"), rep("b", "Y", "m"), rep("c", "Y", "m"), rep("d", "Y"), rep("e", "Z")]
    drawn = [drawn_waves(reps, 3, "bike", seed) for seed in range(600)]
    for r in reps:
        count = Counter(waves[r.rep_id] for waves in drawn)
        assert all(abs(count[w] / 600 - 1 / 3) < 0.08 for w in (1, 2, 3))


def test_the_order_of_the_reps_does_not_matter_and_the_seed_does() -> None:
    reps = [rep(f"r{i:02}", f"T{i % 3}", f"m{i % 4}") for i in range(30)]
    assert drawn_waves(reps, 2, "bike", 1) == drawn_waves(reps[::-1], 2, "bike", 1)
    assert drawn_waves(reps, 2, "bike", 1) != drawn_waves(reps, 2, "bike", 2)
    assert drawn_waves(reps, 2, "bike", 1) != drawn_waves(reps, 2, "car", 1)


def test_teams_are_spread() -> None:
    reps = [rep(f"r{i:02}", f"T{i // 20}", f"m{i // 6}") for i in range(60)]
    waves = drawn_waves(reps, 2, "bike", 1)
    assert spread({r.rep_id: r.manager_id for r in reps}, waves, 2) <= 2


@pytest.mark.parametrize("seed", range(5))
def test_who_joins_later_changes_nobody_s_wave_and_fills_the_emptier_one(seed: int) -> None:
    reps = [rep(f"r{i:02}", f"T{i % 2}") for i in range(11)]
    before = drawn_waves(reps, 2, "bike", seed)
    new = [rep("new", "T0"), replace(reps[0], rep_id="other", territory_id="T1")]
    after = drawn_waves([*new, *reps], 2, "bike", seed, before=before)
    assert {r.rep_id: after[r.rep_id] for r in reps} == before
    assert spread({r.rep_id: r.territory_id for r in [*reps, *new]}, after, 2) <= 1
