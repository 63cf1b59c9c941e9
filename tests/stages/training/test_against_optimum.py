"""Plans beside the cheapest there is.

Tiny problems by looking at every timetable, small ones by an integer program, middling ones by rules and bounds.
"""

from dataclasses import fields
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.stages.training.objective import objective_of
from readiness.stages.training.problem import Timetable
from readiness.stages.training.solving import solve
from tests.timetable_checker import Cost, cost_of, faults_of, malformed
from tests.timetable_optimum import Search, optimum
from tests.timetable_program import least_cost
from tests.training_worlds import MIDDLE, TINY, Size, world

SEEDS = st.integers(0, 2**32)
PAIR = Size(learners=2, groups=2, modules=2, trainers=2, starts=3, bins=6, day=3)
SMALL = Size(learners=10, groups=4, modules=3, trainers=3, starts=10, bins=20, day=10, places=2, teams=3)
WORK = 2_000
"""A little: rules are kept however little is done."""
SLACK = 1e-6


def parts(cost):
    return [getattr(cost, f.name) for f in fields(Cost)]


def same_bytes(one: Timetable, other: Timetable) -> bool:
    return all(getattr(one, f.name).tobytes() == getattr(other, f.name).tobytes() for f in fields(Timetable))


def every_timetable(problem):
    """Yield all there are, broken rules and all."""
    search = Search(problem)
    for row in product(*search.choices):
        held = sorted({c for choice in row for c in choice.cells})
        seats = [(r, held.index(c)) for r, choice in enumerate(row) for c in choice.cells]
        o, s, k = (np.array([c[i] for c in held], dtype=np.intp) for i in range(3))
        who, where = (np.array([seat[i] for seat in seats], dtype=np.intp) for i in range(2))
        yield Timetable(offering=o, start=s, trainer=k, seat_learner=who, seat_session=where)


@settings(max_examples=60)
@given(SEEDS)
def test_the_search_for_the_optimum_misses_nothing(seed):
    problem = world(seed, PAIR)
    cheapest = min(cost_of(problem, t).total for t in every_timetable(problem) if not faults_of(problem, t))
    best, found = optimum(problem)
    assert best == pytest.approx(cheapest)
    assert faults_of(problem, found) == []
    assert cost_of(problem, found).total == pytest.approx(best)


@settings(max_examples=60)
@given(SEEDS)
def test_the_search_and_the_integer_program_agree(seed):
    problem = world(seed, TINY)
    assert least_cost(problem) == pytest.approx(optimum(problem)[0])


@settings(max_examples=150)
@given(SEEDS, st.integers(0, 3))
def test_a_tiny_problem_is_solved_to_the_optimum_and_proven(world_seed, seed):
    problem = world(world_seed, TINY)
    best, _ = optimum(problem)
    solved = solve(problem, seed=seed)
    assert faults_of(problem, solved.timetable) == []
    assert parts(solved.objective) == pytest.approx(parts(cost_of(problem, solved.timetable)))
    assert solved.objective.total == pytest.approx(best)
    assert solved.bound <= best + SLACK
    assert solved.gap == pytest.approx(0.0, abs=SLACK)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(SEEDS)
def test_the_bound_of_a_small_problem_is_below_its_optimum_and_the_plan_is_not(seed):
    problem = world(seed, SMALL)
    best = least_cost(problem)
    solved = solve(problem, seed=1)
    cost = cost_of(problem, solved.timetable)
    assert faults_of(problem, solved.timetable) == []
    assert parts(solved.objective) == pytest.approx(parts(cost))
    assert solved.bound - SLACK <= best <= cost.total + SLACK


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(SEEDS)
def test_a_middling_plan_breaks_no_rule_and_costs_no_less_than_its_bound(seed):
    problem = world(seed, MIDDLE)
    solved = solve(problem, seed=1, work=WORK)
    cost = cost_of(problem, solved.timetable)
    assert malformed(problem) == faults_of(problem, solved.timetable) == []
    assert parts(solved.objective) == pytest.approx(parts(cost))
    assert parts(objective_of(problem, solved.timetable)) == pytest.approx(parts(cost))
    assert solved.bound <= cost.total + SLACK
    assert solved.gap >= 0


@pytest.mark.parametrize("world_seed", [1, 2, 3])
def test_the_same_seed_and_work_give_the_same_bytes(world_seed):
    problem = world(world_seed, MIDDLE)
    once, again = (solve(problem, seed=5, work=WORK) for _ in range(2))
    assert same_bytes(once.timetable, again.timetable)
    assert (once.bound, once.gap, once.work) == (again.bound, again.gap, again.work)
