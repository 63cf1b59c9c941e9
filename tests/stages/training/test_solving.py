"""Plans of launches of a usual size: rules, bounds, work; sessions that teams need, by hand."""

from dataclasses import fields, replace

import numpy as np
import pytest

from benchmarks.training_instances import instance
from readiness.stages.training.problem import Module, Offering, Prices, Problem
from readiness.stages.training.solving import solution as solving_solution
from readiness.stages.training.solving import solve
from tests.timetable_checker import cost_of, faults_of

SESSION, UNIT = 10.0, 1.0


def one_team(n_learners: int, team_most: int, seats: int = 12) -> Problem:
    """So many of one team, any hour of ten days, one trainer: an hour costs each of them one unit."""
    n_bins = 80
    return Problem(
        modules=(Module("m", 1, seats),),
        offerings=(Offering(0, "en"),),
        starts=np.arange(n_bins),
        group=np.zeros(n_learners, dtype=np.intp),
        needs=np.ones((n_learners, 1), dtype=np.bool_),
        takes=np.ones((1, 1), dtype=np.bool_),
        free=np.ones((n_learners, n_bins), dtype=np.bool_),
        value=np.full((1, n_bins), UNIT),
        travel=np.zeros((1, 1)),
        trainer_free=np.ones((1, n_bins), dtype=np.bool_),
        trainer_day=np.arange(n_bins)[None, :] // 8,
        trainer_most=np.array([8]),
        can=np.ones((1, 1), dtype=np.bool_),
        trainer_price=np.zeros(1),
        rooms=np.zeros((0, n_bins), dtype=np.int64),
        team=np.ones(n_learners, dtype=np.intp),
        team_most=np.array([n_learners, team_most]),
        prices=Prices(20.0, SESSION, 1000.0),
        wave=np.zeros(n_learners, dtype=np.int64),
        start_wave=np.zeros(n_bins, dtype=np.int64),
    )


@pytest.mark.parametrize(("n", "most", "sessions"), [(4, 2, 2), (5, 2, 3), (7, 1, 7), (30, 30, 3), (25, 12, 3)])
def test_as_many_sessions_as_seats_and_teams_need_and_proven(n, most, sessions):
    """12 seats; a team of 5 that can spare 2 at a time needs 3 sessions; everybody's hour costs one unit."""
    solved = solve(one_team(n, most), seed=1)
    assert len(solved.timetable.start) == sessions
    assert solved.objective.total == n * UNIT + sessions * SESSION
    assert solved.gap <= 1e-6


@pytest.fixture(scope="module")
def hundred():
    return instance(100, 3)


def test_a_hundred_learners_are_all_served_near_the_bound(hundred):
    solved = solve(hundred, seed=3)
    assert faults_of(hundred, solved.timetable) == []
    assert solved.objective.n_unserved == 0
    assert solved.objective.total == pytest.approx(cost_of(hundred, solved.timetable).total)
    assert solved.bound <= solved.objective.total * (1 - solved.gap) + 1e-6
    assert solved.gap <= 0.05
    assert solved.objective.total <= 0.95 * 16_127  # published, of the best of several greedy plans


def test_little_work_breaks_no_rule_and_more_of_it_costs_no_more(hundred):
    little, more = (solve(hundred, seed=1, work=work) for work in (1, 30_000))
    assert faults_of(hundred, little.timetable) == []
    assert more.objective.total <= little.objective.total
    again = solve(hundred, seed=1, work=1)
    assert all(
        getattr(again.timetable, f.name).tobytes() == getattr(little.timetable, f.name).tobytes()
        for f in fields(little.timetable)
    )


def test_the_long_way_is_as_good_as_the_programme_that_is_proven(monkeypatch):
    """Without the programme learner by learner, classes and neighbourhoods come to the same cost, and their bound is below it."""
    problem = replace(one_team(9, 4), free=np.arange(80)[None, :] % 9 != np.arange(9)[:, None])
    proven = solve(problem, seed=1)
    assert proven.gap <= 1e-6
    monkeypatch.setattr(solving_solution, "exact", lambda *_: None)
    longer = solve(problem, seed=1)
    assert longer.objective.total == pytest.approx(proven.objective.total)
    assert longer.bound <= proven.objective.total + 1e-6
