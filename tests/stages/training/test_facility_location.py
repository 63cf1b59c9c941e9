"""Warehouses as a training plan: what the planner finds is the optimum that the textbook's formulation proves."""

from pathlib import Path
from runpy import run_path

import pytest

from readiness.stages.training.solving import solve
from tests.timetable_checker import cost_of, faults_of, malformed

BENCH = run_path(str(Path(__file__).resolve().parents[3] / "benchmarks" / "facility_location.py"))

# Two sites for 4 units each, three customers of 2. A unit of the first costs 1 from the left site and 5 from the right, of the
# second 2 and 2, of the third 6 and 1. One site cannot serve 6 units. Both open: 10 + 7 and 2 * (1 + 2 + 1).
BY_HAND = """2 3
4 10
4 7
2 2 10
2 4 4
2 12 2
"""


def test_sites_are_read_and_planned_as_a_hand_would(tmp_path):
    (tmp_path / "cap1.txt").write_text(BY_HAND)
    (tmp_path / "capopt.txt").write_text("Data file  Optimal solution value\ncap1  25.0\ncapa  1.0 (capacity 8000)\n")
    [(name, sites, best)] = BENCH["instances"](tmp_path)
    assert (name, best, BENCH["proven"](sites)) == ("cap1", 25.0, 25.0)
    solved = solve(BENCH["problem_of"](sites), seed=1)
    assert (solved.objective.total, solved.objective.travel, solved.objective.trainers) == (25.0, 8.0, 17.0)


@pytest.mark.parametrize(("seed", "n_sites", "n_customers"), [(1, 5, 10), (2, 10, 30), (3, 16, 50)])
def test_the_optimum_of_drawn_sites_is_found_and_proven(seed, n_sites, n_customers):
    sites = BENCH["drawn"](seed, n_sites, n_customers)
    problem, best = BENCH["problem_of"](sites), BENCH["proven"](sites)
    solved = solve(problem, seed=1)
    assert malformed(problem) == faults_of(problem, solved.timetable) == []
    assert cost_of(problem, solved.timetable).total == pytest.approx(best, rel=1e-9)
    assert solved.objective.total == pytest.approx(best, rel=1e-9)
    assert solved.bound == pytest.approx(best, rel=1e-6)


def test_sites_of_different_capacity_are_refused(tmp_path):
    (tmp_path / "cap1.txt").write_text(BY_HAND.replace("4 7", "5 7", 1))
    with pytest.raises(ValueError, match="differ in capacity"):
        BENCH["problem_of"](BENCH["read"](tmp_path / "cap1.txt"))
