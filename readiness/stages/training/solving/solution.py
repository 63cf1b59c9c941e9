"""Solution: the steps from a problem to a timetable with its bound.

In: Problem, seed, work limit.
Out: Solved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from readiness.stages.training.objective import Objective, objective_of
from readiness.stages.training.problem import Problem, Timetable
from readiness.stages.training.solving.candidates import Effort
from readiness.stages.training.solving.ejections import make_way
from readiness.stages.training.solving.exact import exact
from readiness.stages.training.solving.frame import Frame, frame_of
from readiness.stages.training.solving.grouped import components_of
from readiness.stages.training.solving.neighbourhoods import Neighbourhoods, improve, serve, serve_alone
from readiness.stages.training.solving.opening import construct
from readiness.stages.training.solving.seating import Seating

WORK = 280_000
"""Steps, when nothing is said: simplex iterations, and as many as count for a node."""
EVERY_START = Effort(slots=2000, trainers=6, choices=2000, nodes=40)
CLOSE = 1e-4
"""Share of the bound that is not worth searching for."""
WAY_SHARE = 10
"""One of so many steps may go to what is in the way of the last who have no seat, after all others."""
BOUND_WORK = 60_000
"""Steps of the first relaxation, by which everything else is judged."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A timetable, what it costs, and the least that any can cost."""

    timetable: Timetable
    objective: Objective
    bound: float
    gap: float
    """Share of the objective by which a better timetable could be cheaper at most."""
    work: int
    """Steps taken."""


def solve(problem: Problem, *, seed: int, work: int | None = None) -> Solved:
    """Return a timetable that keeps every rule, the same for the same seed and work."""
    frame = frame_of(problem)
    limit = WORK if work is None else work
    small = exact(frame, limit)
    if small is not None and small.proven:
        return _solved(frame, small.seating, small.bound, small.work)
    parts = components_of(frame)
    seating, bound, spent = construct(frame, parts, BOUND_WORK)
    part = np.zeros(len(problem.needs), dtype=np.intp)
    for n, learners in enumerate(parts):
        part[learners] = n
    around = Neighbourhoods(seating, part, np.random.default_rng(seed))
    spent += serve(around, Effort(slots=20), 2)
    enough = objective_of(problem, seating.timetable()).total - bound * (1.0 + CLOSE)
    spent += improve(around, Effort(), limit - spent, enough)
    spent += serve(around, Effort(slots=40, choices=40, nodes=40), 1)
    spent += serve_alone(around, EVERY_START)
    spent += make_way(seating, EVERY_START, limit // WAY_SHARE)
    if small is not None:
        bound, spent = max(bound, small.bound), spent + small.work
        if small.value < objective_of(problem, seating.timetable()).total:
            seating = small.seating
    return _solved(frame, seating, bound, spent)


def _solved(frame: Frame, seating: Seating, bound: float, work: int) -> Solved:
    timetable = seating.timetable()
    objective = objective_of(frame.problem, timetable)
    least = min(bound, objective.total)
    return Solved(timetable, objective, least, 1.0 - least / objective.total if objective.total else 0.0, work)
