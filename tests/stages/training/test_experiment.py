"""The experiment: who can be drawn, how even it came out, who kept to it, what it cost."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.training.experiment import (
    NOT_DRAWN,
    ONE_WAVE,
    balance,
    cost_of_draw,
    draw_sentences,
    experiment_of,
    held_of,
    lots_of,
    open_waves,
    undrawn,
    wave_held,
)
from readiness.stages.training.objective import Objective, objective_of
from readiness.stages.training.problem import NO_WAVE, Problem, Timetable
from readiness.stages.training.records import Drawn, Enrolment, Session, TrainingPlan, Unserved
from readiness.vocabulary import Motion, Rep
from tests.training_worlds import TINY, world

DAYS = {date(2026, 3, 2) + timedelta(days=i): 1 + i // 5 for i in range(10)}


def rep(rep_id: str, territory: str = "T", hired_on: date | None = None, motion: Motion = Motion.CONSULTATIVE) -> Rep:
    return Rep(rep_id, rep_id, "", "", "P", territory, "m", motion, "UTC", "en", hired_on)


def comes(p: Problem, learner: int, module: int, wave: int) -> bool:
    """Say, half hour by half hour, whether some session of the module in the wave is open to a learner."""
    n = p.modules[module].n_bins
    for start in p.starts.tolist():
        if p.start_wave[start] != wave or start + n > p.free.shape[1]:
            continue
        hours = range(start, start + n)
        for o, offering in enumerate(p.offerings):
            if offering.module != module or not p.takes[p.group[learner], o] or not all(p.free[learner, b] for b in hours):
                continue
            room = offering.place < 0 or all(p.rooms[offering.place, b] > 0 for b in hours)
            able = [k for k in range(len(p.can)) if p.can[k, o] and p.trainer_most[k] >= n]
            if room and any(all(p.trainer_free[k, b] for b in hours) for k in able):
                return True
    return False


@given(st.integers(0, 400))
def test_open_waves_are_those_with_a_session_for_every_need(seed: int) -> None:
    problem = world(seed, TINY)
    found = open_waves(problem, 2)
    for i in range(len(problem.group)):
        for w in (1, 2):
            needs = np.flatnonzero(problem.needs[i]).tolist()
            assert found[i, w - 1] == all(comes(problem, i, m, w) for m in needs)


def test_who_cannot_be_in_every_wave_is_given_one_and_the_reason_said() -> None:
    reps = [
        rep("a"),
        rep("b"),
        rep("late", hired_on=date(2026, 3, 9)),
        rep("away"),
        rep("nowhere"),
        rep("last", hired_on=date(2026, 3, 6)),
    ]
    draw = experiment_of(reps, DAYS, "bike", 1, open_to={"away": [1], "nowhere": []})
    by_rep = {d.rep_id: d for d in draw}
    assert [d.rep_id for d in draw] == [r.rep_id for r in reps]
    assert set(lots_of(draw)) == {"a", "b", "last"}
    assert (by_rep["late"].wave, by_rep["late"].why) == (2, "hired on 2026-03-09, after wave 1 has ended")
    assert (by_rep["away"].wave, by_rep["away"].why) == (
        1, "in wave 2 there is no session this rep could come to for everything needed",
    )  # fmt: skip
    assert (by_rep["nowhere"].wave, by_rep["nowhere"].why) == (
        NO_WAVE, "in no wave is there a session this rep could come to for everything needed",
    )  # fmt: skip
    assert by_rep["late"].stratum == "" and by_rep["a"].stratum == "T, consultative"


def test_one_wave_is_no_draw() -> None:
    assert experiment_of([rep("a")], dict.fromkeys(DAYS, 1), "bike", 1) == ()
    assert experiment_of([rep("a")], {}, "bike", 1) == ()
    assert draw_sentences((), 1) == (ONE_WAVE,)
    assert draw_sentences((), 2) == (NOT_DRAWN,)


def test_what_was_drawn_before_stays() -> None:
    reps = [rep(f"r{i}") for i in range(9)]
    before = experiment_of(reps, DAYS, "bike", 1, open_to={"r0": [2]})
    after = experiment_of([rep("new"), *reps], DAYS, "bike", 1, before=before)
    assert after[1:] == before
    waves = lots_of(after)
    assert sum(w == 1 for w in waves.values()) in (4, 5)


def test_balance_by_hand() -> None:
    """Sales 1, 3 in wave 1 and 5, 7 in wave 2: means 2 and 6, sd of all four sqrt(20 / 3)."""
    reps = [rep("a", "X"), rep("b", "Y"), rep("c", "X"), rep("d", "Y")]
    draw = [Drawn("a", 1), Drawn("b", 1), Drawn("c", 2), Drawn("d", 2), Drawn("e", 2, why="hired late")]
    rows = {b.what: b for b in balance(draw, [*reps, rep("e")], {"a": 1.0, "b": 3.0, "c": 5.0, "d": 7.0, "e": 999.0})}
    assert rows["past sales"].difference == pytest.approx(4 / math.sqrt(20 / 3))
    assert rows["past sales"].by_wave == ((1, 2.0), (2, 6.0))
    assert rows["territory X"].difference == 0.0
    assert "consultative" not in rows  # all alike
    assert balance([Drawn("a", 1)], reps) == ()


def test_strata_make_waves_more_alike_than_a_plain_draw() -> None:
    """Mean gap in past sales over 40 seeds, 60 reps, beside what lots without strata give: sd sqrt(2/30) = .26, mean .21."""
    rng = np.random.default_rng(1)
    reps = [rep(f"r{i:02}", f"T{i % 4}") for i in range(60)]
    sold = {r.rep_id: float(v) for r, v in zip(reps, rng.lognormal(0, 1, 60), strict=True)}
    gaps = [
        next(
            b.difference
            for b in balance(experiment_of(reps, DAYS, "bike", s, past_sales=sold), reps, sold)
            if b.what == "past sales"
        )
        for s in range(40)
    ]
    assert np.mean(gaps) < 0.12


def session(name: str, wave: int) -> Session:
    start = datetime(2026, 3, 2 + 7 * (wave - 1), 9, tzinfo=UTC)
    return Session(name, "T", "t", "en", start, start + timedelta(hours=1), 9, wave, name[:1])


def test_who_kept_the_wave_and_why_not() -> None:
    sessions = (session("m1", 1), session("m2", 2), session("n1", 1), session("n2", 2))
    seats = [("a", "m1", 1), ("a", "n1", 1), ("b", "m1", 1), ("b", "n2", 2), ("d", "m2", 2), ("e", "m2", 2), ("f", "m2", 2)]
    draw = (
        Drawn("a", 1, "T"),
        Drawn("b", 1, "T"),
        Drawn("c", 2, "T"),
        Drawn("d", 1, "T"),
        Drawn("e", 2, "", "hired late"),
        Drawn("f", 2, "T"),
    )
    plan = TrainingPlan(
        sessions, tuple(Enrolment(r, s, w, s[:1]) for r, s, w in seats), (Unserved("f", "no trainer", "n"),), draw=draw
    )
    found = {h.rep_id: (h.wave, h.kept, h.why) for h in held_of(plan)}
    assert found == {
        "a": (1, True, ""),
        "b": (1, False, "1 of 2 seats in wave 2"),
        "c": (2, False, "no seat"),
        "d": (1, False, "1 of 1 seat in wave 2"),
        "e": (None, False, "given, not drawn: hired late"),
        "f": (2, False, "no seat for 1 module"),
    }


def test_the_wave_of_a_timetable_is_that_of_all_its_seats() -> None:
    problem = world(5, TINY)
    p = replace(problem, group=np.zeros(4, dtype=np.intp), start_wave=np.repeat([1, 2], 5))
    table = Timetable(
        np.zeros(3, dtype=np.intp),
        np.array([0, 3, 7]),
        np.zeros(3, dtype=np.intp),
        np.array([0, 0, 1, 1, 2]),
        np.array([0, 1, 1, 2, 2]),
    )
    assert wave_held(p, table).tolist() == [1, NO_WAVE, 2, NO_WAVE]


def test_what_the_draw_costs_by_hand() -> None:
    """1,300 units with the draw of which 100 for seats off it, 1,000 without: 200 units are 10 hours at 20 an hour."""
    kept = Objective(1000.0, 0.0, 200.0, 0.0, 100.0, 0.0, 0)
    free = Objective(900.0, 0.0, 100.0, 0.0, 0.0, 0.0, 0)
    cost = cost_of_draw(kept, free, 20.0, 50)
    assert (cost.hours, cost.share, cost.n_more_unserved) == (10.0, pytest.approx(0.2), 0)
    assert str(cost) == (
        "Keeping the waves as drawn costs about 10.0 selling hours: 12 minutes a rep, 20% more than the plan without lots."
        " With randomise: no in training.yaml nothing is drawn."
    )
    assert "nothing that the search could see" in str(cost_of_draw(free, free, 20.0, 50))
    missing = cost_of_draw(replace(kept, unserved=5000.0, n_unserved=1), free, 20.0, 50)
    assert missing.hours == 10.0 and "1 module more without a seat" in str(missing)


@given(st.integers(0, 60))
def test_without_the_draw_no_seat_is_off_it(seed: int) -> None:
    problem = world(seed, TINY)
    nobody = Timetable(*(np.zeros(0, dtype=np.intp) for _ in range(5)))
    assert objective_of(undrawn(problem), nobody) == objective_of(problem, nobody)
    assert (undrawn(problem).wave == NO_WAVE).all() and undrawn(problem).prices.off_wave == 0.0


def test_what_was_drawn_is_said() -> None:
    draw = [Drawn("a", 1, "X"), Drawn("b", 2, "X"), Drawn("c", 2, "", "hired late")]
    first, second = draw_sentences(draw, 2)
    assert first == "Lots drew 2 waves for 2 reps, evenly within 1 group of like territory, motion and past sales."
    assert second.startswith("1 rep could not be drawn and was given a wave; ")
