"""Timetable program: every rule of a small problem as rows of one integer program, learner by learner, for HiGHS to solve.

In: a Problem of a dozen learners.
Out: least_cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from readiness.stages.training.problem import NO_TEAM, NO_WAVE, ONLINE, Problem

Terms = dict[int, float]
"""Column -> coefficient."""


@dataclass(frozen=True)
class Cell:
    """A session that could be held, and its column."""

    offering: int
    module: int
    place: int
    trainer: int
    start: int
    end: int
    column: int


@dataclass
class Program:
    """Columns with their costs, and rows `sum <= most`, all whole and between 0 and 1."""

    cost: list[float] = field(default_factory=list)
    rows: list[tuple[Terms, float]] = field(default_factory=list)

    def column(self, cost: float) -> int:
        self.cost.append(float(cost))
        return len(self.cost) - 1

    def at_most(self, most: float, plus: Iterable[int], minus: Iterable[int] = (), times: float = 1.0) -> None:
        terms: Terms = dict.fromkeys(plus, 1.0) | dict.fromkeys(minus, -times)
        if terms:
            self.rows.append((terms, float(most)))

    def solved(self) -> float:
        entries = [(i, j, v) for i, (terms, _) in enumerate(self.rows) for j, v in terms.items()]
        i, j, v = (list(part) for part in zip(*entries, strict=True))
        matrix = csr_array((v, (i, j)), shape=(len(self.rows), len(self.cost)))
        rules = LinearConstraint(matrix, ub=[most for _, most in self.rows])
        whole = np.ones(len(self.cost))
        found = milp(self.cost, constraints=rules, bounds=Bounds(0, 1), integrality=whole, options={"mip_rel_gap": 0.0})
        if found.status != 0:
            raise AssertionError(found.message)
        return float(found.fun)


def least_cost(problem: Problem) -> float:
    """Return the least that a timetable costs."""
    if not problem.needs.any():
        return 0.0
    program = Program()
    cells = _cells(problem, program)
    seats: dict[tuple[int, int], list[tuple[int, Cell]]] = defaultdict(list)
    for r in range(len(problem.group)):
        for m in range(len(problem.modules)):
            if problem.needs[r, m]:
                seats[r, m] = [
                    (program.column(_price(problem, r, c)), c) for c in cells if c.module == m and _can_sit(problem, r, c)
                ]
                missing = program.column(problem.prices.unserved)
                program.at_most(-1, (), [missing, *(x for x, _ in seats[r, m])])
                program.at_most(1, [x for x, _ in seats[r, m]])
    _full(problem, program, cells, seats)
    _trainers_and_places(problem, program, cells)
    _learners(problem, program, seats)
    return program.solved()


def _cells(p: Problem, program: Program) -> list[Cell]:
    found = []
    for o, offering in enumerate(p.offerings):
        n_bins = p.modules[offering.module].n_bins
        for k in np.flatnonzero(p.can[:, o]):
            for start in p.starts.tolist():
                if start + n_bins <= p.free.shape[1] and p.trainer_free[k, start : start + n_bins].all():
                    column = program.column(p.prices.session + p.trainer_price[k] * n_bins)
                    found.append(Cell(o, offering.module, offering.place, int(k), start, start + n_bins, column))
    return found


def _can_sit(p: Problem, r: int, c: Cell) -> bool:
    return bool(p.takes[p.group[r], c.offering] and p.free[r, c.start : c.end].all())


def _price(p: Problem, r: int, c: Cell) -> float:
    off = p.wave[r] != NO_WAVE and p.wave[r] != p.start_wave[c.start]
    return float(p.value[p.group[r], c.start : c.end].sum() + p.travel[p.group[r], c.offering] + off * p.prices.off_wave)


def _full(p: Problem, program: Program, cells: list[Cell], seats: dict[tuple[int, int], list[tuple[int, Cell]]]) -> None:
    taken: dict[int, list[int]] = defaultdict(list)
    for some in seats.values():
        for x, c in some:
            taken[c.column].append(x)
            program.at_most(0, [x], [c.column])
    for c in cells:
        program.at_most(0, taken[c.column], [c.column], times=p.modules[c.module].seats)


def _trainers_and_places(p: Problem, program: Program, cells: list[Cell]) -> None:
    for b in range(p.free.shape[1]):
        during = [c for c in cells if c.start <= b < c.end]
        for k in range(len(p.can)):
            program.at_most(1, [c.column for c in during if c.trainer == k])
        for place in range(len(p.rooms)):
            program.at_most(p.rooms[place, b], [c.column for c in during if c.place == place != ONLINE])
    for k in range(len(p.can)):
        for day in np.unique(p.trainer_day[k]):
            on = {c.column: float((p.trainer_day[k, c.start : c.end] == day).sum()) for c in cells if c.trainer == k}
            program.rows.append(({j: n for j, n in on.items() if n}, float(p.trainer_most[k])))


def _learners(p: Problem, program: Program, seats: dict[tuple[int, int], list[tuple[int, Cell]]]) -> None:
    teams: dict[int, list[tuple[int, Cell]]] = defaultdict(list)
    for r in range(len(p.group)):
        own = [seat for m in range(len(p.modules)) for seat in seats[r, m]]
        if p.team[r] != NO_TEAM:
            teams[int(p.team[r])] += own
        for b in range(p.free.shape[1]):
            program.at_most(1, [x for x, c in own if c.start <= b < c.end])
        for m, module in enumerate(p.modules):
            for earlier in module.after:
                if p.needs[r, earlier] and p.needs[r, m]:
                    _in_order(program, seats[r, earlier], seats[r, m])
    for team, own in teams.items():
        for b in range(p.free.shape[1]):
            program.at_most(p.team_most[team], [x for x, c in own if c.start <= b < c.end])


def _in_order(program: Program, first: list[tuple[int, Cell]], then: list[tuple[int, Cell]]) -> None:
    """Say that who has begun the second by some half hour has ended the first by then."""
    for at in sorted({c.start for _, c in then}):
        program.at_most(0, [x for x, c in then if c.start <= at], [x for x, c in first if c.end <= at])
