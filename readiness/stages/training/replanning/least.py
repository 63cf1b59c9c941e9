"""Least: how few learners' modules anybody could move, proven without a plan.

In: a Draft that holds the past alone, what stands, who can hold what.
Out: a number of moves.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, permutations

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.problem import ONLINE, Problem, Timetable
from readiness.stages.training.replanning.cover import Cover
from readiness.stages.training.replanning.draft import Cell, Draft, empty_draft, whole
from readiness.stages.training.replanning.records import Why
from readiness.stages.training.replanning.standing import Standing

CERTAIN = (Why.NO_START, Why.NOT_FREE, Why.TRAINER_AWAY, Why.ROOM_GONE)
"""Faults that move a seat for certain, whatever is planned."""
MOST_MODULES = 6
"""A learner of more is not looked at: the number is lower then, and still right."""


def least_moves(draft: Draft, timetable: Timetable, standing: Standing, cover: Cover, n_lost: int) -> int:
    """Return how many moves every timetable needs that loses no more seats than `n_lost`.

    Those who cannot stay for certain; those displaced whoever teaches; and of each learner, other modules that have to give way
    so that all find a place at all, the learner being alone in the world. A lost seat spares its learner at most those.
    """
    certain = [q for q, why in enumerate(standing.why) if why in CERTAIN]
    modules: dict[int, list[int]] = defaultdict(list)
    for q, learner in enumerate(timetable.seat_learner.tolist()):
        modules[learner].append(q)
    possible = _Possible(draft)
    learners = sorted({int(timetable.seat_learner[q]) for q in certain})
    spared = sorted((_give_way(possible, timetable, standing, cover, modules[r]) for r in learners), reverse=True)
    return len(certain) + cover.least_displaced + sum(spared[n_lost:])


def least_units(problem: Problem) -> float:
    """Return what no timetable costs less than: everybody's cheapest seat, in a full session of the cheapest trainer."""
    draft, total = empty_draft(problem, 0), 0.0
    possible = _Possible(draft)
    for learner, module in np.argwhere(problem.needs).tolist():
        best = problem.prices.unserved
        for offering in np.flatnonzero(problem.takes[problem.group[learner]] & (draft.module_of == module)).tolist():
            length = int(draft.n_bins[offering])
            starts = np.flatnonzero(possible.starts(offering) & whole(problem.free[learner], length))
            if len(starts):
                rate = float(problem.trainer_price[problem.can[:, offering]].min())
                share = (problem.prices.session + rate * length) / problem.modules[module].seats
                best = min(best, float(draft.costs((learner, module), offering, starts).min()) + share)
        total += best
    return total


class _Possible:
    """Where a session of each offering could be held at all."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.known: dict[int, NDArray[np.bool_]] = {}

    def starts(self, offering: int) -> NDArray[np.bool_]:
        """Return (B,) where some trainer is free and some room."""
        if offering not in self.known:
            draft, length = self.draft, int(self.draft.n_bins[offering])
            able = draft.trainer_open[np.flatnonzero(draft.problem.can[:, offering])]
            out = np.logical_or.reduce([whole(row, length) for row in able] or [np.zeros_like(draft.can_start)]) & draft.can_start
            if draft.problem.offerings[offering].place != ONLINE:
                out = out & draft.room_starts(offering)
            out[: draft.first] = False
            self.known[offering] = out
        return self.known[offering]

    def of_learner(self, learner: int, module: int) -> list[tuple[int, int]]:
        """Return starts and ends of a module, soonest first."""
        draft, out = self.draft, set()
        takes = draft.problem.takes[draft.problem.group[learner]]
        for offering in np.flatnonzero(takes & (draft.module_of == module)).tolist():
            length = int(draft.n_bins[offering])
            at = np.flatnonzero(self.starts(offering) & whole(draft.problem.free[learner], length))
            out |= {(int(t), int(t) + length) for t in at}
        return sorted(out, key=lambda t: (t[1], t[0]))


def _give_way(possible: _Possible, timetable: Timetable, standing: Standing, cover: Cover, seats: list[int]) -> int:
    """Return how many of a learner's seats that could stay must be moved so that all modules fit; 0 where nothing helps."""
    draft, learner = possible.draft, int(timetable.seat_learner[seats[0]])
    fixed: dict[int, Cell] = {}
    loose: list[int] = []
    costly: list[int] = []
    for q in seats:
        session, module = int(timetable.seat_session[q]), int(standing.module[q])
        if standing.why[q] is Why.NOT_NEEDED:
            continue
        if standing.why[q] is not None or session in cover.open_:
            loose.append(module)
            continue
        fixed[module] = standing.cells[session]
        costly += [module] if not standing.is_past[session] else []
    if len(loose) + len(costly) > MOST_MODULES:
        return 0
    times = {m: possible.of_learner(learner, m) for m in loose + costly}
    for n in range(len(costly) + 1):
        for moved in combinations(costly, n):
            stay = {m: (c[1], draft.bins(c).stop) for m, c in fixed.items() if m not in moved}
            if _fits(draft, times, [*loose, *moved], stay):
                return n
    return 0


def _fits(draft: Draft, times: dict[int, list[tuple[int, int]]], loose: list[int], stay: dict[int, tuple[int, int]]) -> bool:
    """Return whether modules can be put around those that stay: in some order, each as soon as it can be."""
    return any(_fits_in_order(draft, times, order, stay) for order in permutations(sorted(loose)))


def _fits_in_order(
    draft: Draft, times: dict[int, list[tuple[int, int]]], order: tuple[int, ...], stay: dict[int, tuple[int, int]]
) -> bool:
    """Return whether modules can be put one after the other around those that stay."""
    modules, placed, end = draft.problem.modules, dict(stay), 0
    for module in order:
        lowest = max([end, *(placed[m][1] for m in modules[module].after if m in placed)])
        highest = min([s for m, (s, _) in placed.items() if module in modules[m].after], default=len(draft.can_start))
        free = (
            t for t in times[module]
            if t[0] >= lowest and t[1] <= highest and all(t[1] <= s or t[0] >= e for s, e in stay.values())
        )  # fmt: skip
        found = next(free, None)
        if found is None:
            return False
        placed[module], end = found, found[1]
    return True
