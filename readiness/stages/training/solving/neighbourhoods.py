"""Neighbourhoods: which seats are decided anew together, again and again, until the work is done.

In: Seating, a generator of random numbers, the work that may be spent.
Out: the same seating, cheaper.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np

from readiness.stages.training.solving.candidates import Effort
from readiness.stages.training.solving.program import Floats, Ints
from readiness.stages.training.solving.repairs import repair
from readiness.stages.training.solving.seating import NOWHERE, Seating

Needs: TypeAlias = tuple[Ints, Ints]
"""Learner and module of each."""
LEARNERS, SEATS_OF_ONE, SEATS_NEARBY = (30, 60), (60, 120, 240), (45, 90)
"""How much is decided anew at once: small steps are quick, large ones get out where small ones are stuck."""
AROUND = 60
"""Learners looked at when somebody has no seat."""
STEPS_AT_LEAST = 200
"""That every step counts for when kinds of neighbourhood are compared."""
WANDER = 20.0
"""Positions among the starts by which sessions may seem nearer than they are."""
FADE = 0.9
PATIENCE = 24
"""Neighbourhoods in a row that save nothing before the search ends, and one more for every few needs."""
TRY_ANY = 0.3
"""Share of the rounds in which every kind of neighbourhood has the same chance."""


class Neighbourhoods:
    """Ways to choose what is decided anew."""

    def __init__(self, seating: Seating, part: Ints, rng: np.random.Generator) -> None:
        p = seating.frame.problem
        self.seating, self.rng = seating, rng
        self.part = part
        self.likeness = group_likeness(seating)
        self.members = [np.flatnonzero(part == n) for n in range(int(part.max(initial=-1)) + 1)]
        self.needed = np.argwhere(p.needs)
        self.kinds: tuple[Callable[[], Needs], ...] = (
            *(partial(self.like_learners, n) for n in LEARNERS),
            *(partial(self.sessions_of_one, n) for n in SEATS_OF_ONE),
            *(partial(self.sessions_nearby, n) for n in SEATS_NEARBY),
        )

    def lacking(self) -> Ints:
        """Return who has no seat for something he needs."""
        return np.flatnonzero((self.seating.frame.problem.needs & (self.seating.seat == NOWHERE)).any(axis=1))

    def around(self, learner: int, lacking: Ints) -> Needs:
        """Return all needs of those lacking seats who are most like this one, and of as many others like him."""
        like = self._like(learner, self.members[self.part[learner]])
        lacks = np.isin(like, lacking)
        return self.all_needs(np.concatenate([like[lacks][: AROUND // 2], like[~lacks][: AROUND // 2]]))

    def like_learners(self, most: int) -> Needs:
        """Return all needs of people who work at like hours."""
        learner = int(self.needed[self.rng.integers(len(self.needed)), 0])
        return self.all_needs(self._like(learner, self.members[self.part[learner]])[:most])

    def sessions_of_one(self, most: int) -> Needs:
        """Return the seats in sessions of one offering that are near in time."""
        near = self._near_sessions(one_offering=True)
        return self._seats_in(near, most)

    def sessions_nearby(self, most: int) -> Needs:
        """Return the seats in sessions that share learners' needs and are near in time."""
        return self._seats_in(self._near_sessions(one_offering=False), most)

    def _near_sessions(self, *, one_offering: bool) -> list[int]:
        s = self.seating
        learner, module = (int(x) for x in self.needed[self.rng.integers(len(self.needed))])
        at = int(s.seat[learner, module])
        if at == NOWHERE:
            return []
        offerings = {s.offering[at]}
        if not one_offering:
            seats = s.seat[self.members[self.part[learner]]]
            offerings = {s.offering[int(i)] for i in np.unique(seats[seats != NOWHERE])}
        found = [i for o in sorted(offerings) for i in s.open_of(o)]
        away = np.abs(np.array([s.start[i] for i in found]) - s.start[at]) + self.rng.random(len(found)) * WANDER
        return [found[int(i)] for i in np.argsort(away, kind="stable")]

    def _seats_in(self, sessions: list[int], most: int) -> Needs:
        s, learners, modules, n = self.seating, [], [], 0
        for i in sessions:
            here = sorted(s.learners[i])
            if n + len(here) <= most:
                n += len(here)
                learners += here
                modules += [int(s.frame.module[s.offering[i]])] * len(here)
        return np.array(learners, dtype=np.intp), np.array(modules, dtype=np.intp)

    def _like(self, learner: int, among: Ints) -> Ints:
        group = self.seating.frame.problem.group
        unlike = -self.likeness[group[learner], group[among]] + self.rng.random(len(among)) * 0.05
        return among[np.argsort(unlike, kind="stable")]

    def all_needs(self, learners: Ints) -> Needs:
        """Return every module that the learners need, seated or not."""
        chosen = np.sort(learners)
        row, module = np.nonzero(self.seating.frame.problem.needs[chosen])
        return chosen[row], module


def group_likeness(seating: Seating) -> Floats:
    """Return (G, G) how far two groups are free at the same hours: cosine of the shares of their members who are."""
    f = seating.frame
    p = f.problem
    n_groups = len(p.takes)
    free = np.zeros((n_groups, len(f.starts)))
    for first in range(0, len(p.group), 8192):
        rows = slice(first, first + 8192)
        np.add.at(free, p.group[rows], p.free[rows][:, f.starts].astype(float))
    size = np.sqrt((free * free).sum(axis=1))
    free /= np.where(size > 0, size, 1.0)[:, None]
    return free @ free.T


def improve(around: Neighbourhoods, effort: Effort, work: int, enough: float) -> int:
    """Decide neighbourhoods anew, those that saved most a step more often; return the steps taken.

    Until the work is spent, so much is saved, or too many in a row saved nothing.
    """
    rng, kinds = around.rng, around.kinds
    saved, taken, spent, in_vain, total = np.ones(len(kinds)), np.ones(len(kinds)), 0, 0, 0.0
    patience = PATIENCE + len(around.needed) // 8
    while spent < work and total < enough and in_vain < patience:
        score = saved / taken
        chance = TRY_ANY / len(kinds) + (1 - TRY_ANY) * score / score.sum()
        kind = int(rng.choice(len(kinds), p=chance / chance.sum()))
        learner, module = kinds[kind]()
        if not len(learner):
            spent, in_vain = spent + 1, in_vain + 1
            continue
        gain, steps = repair(around.seating, learner, module, effort)
        total, in_vain = total + gain, 0 if gain > 0.0 else in_vain + 1
        saved[kind], taken[kind] = FADE * saved[kind] + gain + 1.0, FADE * taken[kind] + steps + STEPS_AT_LEAST
        spent += steps
    return spent


def serve(around: Neighbourhoods, effort: Effort, rounds: int) -> int:
    """Look for seats for those who have none, each some times at most; return the steps taken."""
    spent = 0
    for _ in range(rounds):
        tried: set[int] = set()
        while len(untried := np.setdiff1d(lacking := around.lacking(), np.array(sorted(tried), dtype=np.intp))):
            learner, module = around.around(int(untried[0]), lacking)
            tried.update(int(r) for r in np.intersect1d(learner, lacking))
            spent += repair(around.seating, learner, module, effort)[1]
    return spent


def serve_alone(around: Neighbourhoods, effort: Effort) -> int:
    """Look at every start for those who still have no seat, each with all his modules and nobody else; return the steps taken."""
    spent = 0
    for learner in around.lacking():
        spent += repair(around.seating, *around.all_needs(np.array([learner])), effort)[1]
    return spent
