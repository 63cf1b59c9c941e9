"""Plans of launches of a usual size: rules, bounds, work; sessions that teams need, by hand."""

from dataclasses import fields, replace

import numpy as np
import pytest

from benchmarks.training_instances import instance
from readiness.stages.training.problem import Module, Offering, Prices, Problem
from readiness.stages.training.solving import solution as solving_solution
from readiness.stages.training.solving import solve
from readiness.stages.training.solving.ejections import make_way
from readiness.stages.training.solving.frame import frame_of
from readiness.stages.training.solving.neighbourhoods import Neighbourhoods, serve_alone
from readiness.stages.training.solving.seating import Seating
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


AT_FIRST, LATER = 0, 1


def in_the_way(free: list[list[bool]], can: list[list[bool]]) -> Problem:
    """Learner i needs module i, which lasts one of two half hours; a session has one seat and costs ten units."""
    n = len(free)
    return Problem(
        modules=tuple(Module(f"m{i}", 1, 1) for i in range(n)),
        offerings=tuple(Offering(i, "en") for i in range(n)),
        starts=np.arange(2),
        group=np.arange(n),
        needs=np.eye(n, dtype=np.bool_),
        takes=np.ones((n, n), dtype=np.bool_),
        free=np.array(free),
        value=np.full((n, 2), UNIT),
        travel=np.zeros((n, n)),
        trainer_free=np.ones((len(can), 2), dtype=np.bool_),
        trainer_day=np.zeros((len(can), 2), dtype=np.int64),
        trainer_most=np.full(len(can), 2),
        can=np.array(can),
        trainer_price=np.zeros(len(can)),
        rooms=np.zeros((0, 2), dtype=np.int64),
        team=np.zeros(n, dtype=np.intp),
        team_most=np.array([n]),
        prices=Prices(20.0, SESSION, 1000.0),
        wave=np.zeros(n, dtype=np.int64),
        start_wave=np.zeros(2, dtype=np.int64),
    )


def held(problem: Problem, sessions: list[tuple[int, int, int]]) -> Seating:
    """Each learner but the last sits in a session of his own module: module, start, trainer."""
    seating = Seating(frame_of(problem))
    for module, start, trainer in sessions:
        seating.sit(np.array([module]), seating.open_session(module, start, trainer))
    return seating


ANY, FIRST = [True, True], [True, False]
WAYS = [
    # One trainer; the first learner can come later.
    ([ANY, FIRST], [[True, True]], [(0, AT_FIRST, 0)], 0),
    # The first learner cannot, and only trainer 1 could teach him instead; the second one, whom that trainer has, can come later.
    ([FIRST, ANY, FIRST], [[True, False, True], [True, True, False]], [(0, AT_FIRST, 0), (1, AT_FIRST, 1)], 0),
    # Nobody can come later.
    ([FIRST, FIRST], [[True, True]], [(0, AT_FIRST, 0)], 1),
]


@pytest.mark.parametrize(("free", "can", "sessions", "unserved"), WAYS)
def test_who_has_no_seat_gets_one_where_others_can_move_for_him(free, can, sessions, unserved):
    """His trainer is taken at his only hour: alone he finds nothing, with one move or two everybody is served."""
    problem = in_the_way(free, can)
    seating = held(problem, sessions)
    around = Neighbourhoods(seating, np.zeros(len(free), dtype=np.intp), np.random.default_rng(1))
    serve_alone(around, solving_solution.EVERY_START)
    assert cost_of(problem, seating.timetable()).n_unserved == 1
    make_way(seating, solving_solution.EVERY_START, 100_000)
    assert faults_of(problem, seating.timetable()) == []
    n_served = len(free) - unserved
    assert cost_of(problem, seating.timetable()).total == n_served * (UNIT + SESSION) + unserved * 1000.0


def test_no_way_is_looked_for_without_work():
    """The plan stays as it is."""
    free, can, sessions, _ = WAYS[0]
    seating = held(in_the_way(free, can), sessions)
    assert make_way(seating, solving_solution.EVERY_START, 0) == 0
    assert seating.timetable().seat_learner.tolist() == [0]
