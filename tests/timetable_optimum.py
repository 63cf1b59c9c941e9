"""Timetable optimum: the cheapest timetable of a tiny problem, found by looking at all of them.

In: a Problem of a few learners.
Out: optimum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np

from readiness.stages.training.problem import NO_TEAM, NO_WAVE, ONLINE, Problem, Timetable

Cell = tuple[int, int, int]
"""Offering, start, trainer: a session that could be held."""


@dataclass(frozen=True)
class Choice:
    """What one learner does: the session of each module needed, or none."""

    cells: tuple[Cell, ...]
    cost: float
    """Of this learner's time, way, wave and modules not had."""
    least: float
    """The same and the learner's share of each session, were it full."""


@dataclass
class Search:
    """Depth first, a learner at a time; a branch ends where even full sessions could not make it the cheapest."""

    problem: Problem
    best: float = np.inf
    found: dict[int, Choice] = field(default_factory=dict)
    chosen: dict[int, Choice] = field(default_factory=dict)

    @cached_property
    def cells(self) -> list[Cell]:
        p = self.problem
        every = product(range(len(p.offerings)), p.starts.tolist(), range(len(p.can)))
        return [c for c in every if p.can[c[2], c[0]] and self._fits(c) and all(p.trainer_free[c[2], b] for b in self.bins(c))]

    def _fits(self, cell: Cell) -> bool:
        return cell[1] + self.module(cell).n_bins <= self.problem.free.shape[1]

    def module(self, cell: Cell):
        return self.problem.modules[self.problem.offerings[cell[0]].module]

    def bins(self, cell: Cell) -> range:
        return range(cell[1], cell[1] + self.module(cell).n_bins)

    def opening(self, cell: Cell) -> float:
        return self.problem.prices.session + self.problem.trainer_price[cell[2]] * self.module(cell).n_bins

    @cached_property
    def choices(self) -> list[list[Choice]]:
        return [sorted(self._choices(r), key=lambda c: c.least) for r in range(len(self.problem.group))]

    @cached_property
    def rest(self) -> list[tuple[float, float]]:
        """Return the least that the learners from each on cost, without sessions and with."""
        sums = [(0.0, 0.0)]
        for some in reversed(self.choices):
            sums.append((sums[-1][0] + min(c.cost for c in some), sums[-1][1] + min(c.least for c in some)))
        return sums[::-1]

    def _choices(self, r: int) -> Iterator[Choice]:
        p, g = self.problem, self.problem.group[r]
        needed = [m for m in range(len(p.modules)) if p.needs[r, m]]
        fit = [c for c in self.cells if p.takes[g, c[0]] and all(p.free[r, b] for b in self.bins(c))]
        for row in product(*([None, *(c for c in fit if p.offerings[c[0]].module == m)] for m in needed)):
            at = {m: c for m, c in zip(needed, row, strict=True) if c is not None}
            if not self._in_order(needed, at) or self._twice(at):
                continue
            cost = p.prices.unserved * (len(needed) - len(at))
            for c in at.values():
                cost += sum(p.value[g, b] for b in self.bins(c)) + p.travel[g, c[0]]
                cost += p.prices.off_wave * (p.wave[r] != NO_WAVE and p.wave[r] != p.start_wave[c[1]])
            share = sum(self.opening(c) / min(self.module(c).seats, len(p.group)) for c in at.values())
            yield Choice(tuple(at.values()), float(cost), float(cost + share))

    def _in_order(self, needed: list[int], at: dict[int, Cell]) -> bool:
        for m, c in at.items():
            for earlier in self.problem.modules[m].after:
                if earlier in needed and (earlier not in at or self.bins(at[earlier]).stop > c[1]):
                    return False
        return True

    def _twice(self, at: dict[int, Cell]) -> bool:
        half_hours = [b for c in at.values() for b in self.bins(c)]
        return len(set(half_hours)) < len(half_hours)

    def may(self, r: int, choice: Choice, opened: dict[Cell, int]) -> bool:
        """Return whether the choice can stand beside those of the learners before."""
        p = self.problem
        new = [c for c in choice.cells if c not in opened]
        if any(opened.get(c, 0) >= self.module(c).seats for c in choice.cells):
            return False
        held = [*opened, *new]
        for c in new:
            same = [o for o in held if o[2] == c[2]]
            taught = [b for o in same for b in self.bins(o)]
            days = [p.trainer_day[c[2], b] for b in taught]
            if len(set(taught)) < len(taught) or any(days.count(d) > p.trainer_most[c[2]] for d in days):
                return False
            place = p.offerings[c[0]].place
            there = [b for o in held if p.offerings[o[0]].place == place for b in self.bins(o)]
            if place != ONLINE and any(there.count(b) > p.rooms[place, b] for b in self.bins(c)):
                return False
        return self._team_may(r, choice)

    def _team_may(self, r: int, choice: Choice) -> bool:
        p = self.problem
        if p.team[r] == NO_TEAM:
            return True
        mates = [other for other in range(r) if p.team[other] == p.team[r]]
        out = [b for other in mates for c in self.chosen[other].cells for b in self.bins(c)]
        return all(out.count(b) < p.team_most[p.team[r]] for c in choice.cells for b in self.bins(c))

    def go(self, r: int, paid: float, least: float, opened: dict[Cell, int]) -> None:
        if r == len(self.problem.group):
            self.best, self.found = paid, dict(self.chosen)
            return
        for choice in self.choices[r]:
            cost = paid + choice.cost + sum(self.opening(c) for c in choice.cells if c not in opened)
            low = max(cost + self.rest[r + 1][0], least + choice.least + self.rest[r + 1][1])
            if low >= self.best - 1e-9 or not self.may(r, choice, opened):
                continue
            self.chosen[r] = choice
            seats = opened | {c: opened.get(c, 0) + 1 for c in choice.cells}
            self.go(r + 1, cost, least + choice.least, seats)


def optimum(problem: Problem) -> tuple[float, Timetable]:
    """Return the least that a timetable costs, and one that costs it."""
    search = Search(problem)
    search.go(0, 0.0, 0.0, {})
    held = sorted({c for choice in search.found.values() for c in choice.cells})
    seats = [(r, held.index(c)) for r, choice in search.found.items() for c in choice.cells]
    o, s, k = (np.array([c[i] for c in held], dtype=np.intp) for i in range(3))
    who, where = (np.array([seat[i] for seat in seats], dtype=np.intp) for i in range(2))
    return search.best, Timetable(offering=o, start=s, trainer=k, seat_learner=who, seat_session=where)
