"""Draft: a timetable while it is being mended: what is held, who sits where, what trainers and rooms have left.

In: a Problem, the half hour from which things may change.
Out: Draft, changed by `hold`, `sit` and `leave`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.objective import summed_value
from readiness.stages.training.problem import NO_WAVE, ONLINE, Problem

Cell: TypeAlias = tuple[int, int]
"""Offering and start: where and when; two sessions of one cell are the same to a learner."""
Want: TypeAlias = tuple[int, int]
"""Learner and module."""


@dataclass(frozen=True, slots=True)
class Sat:
    """Where somebody who is being seated sat before."""

    cell: Cell
    may_stay: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A session of the draft."""

    cell: Cell
    trainer: int
    was: int
    """Its row in the timetable before; -1 for a new one."""


@dataclass(slots=True)
class Draft:
    """What is planned so far; K trainers, B half hours, D days, P places, T teams."""

    problem: Problem
    first: int
    """The first half hour that may change."""
    module_of: NDArray[np.intp]
    n_bins: NDArray[np.intp]
    """(O,) of each offering."""
    can_start: NDArray[np.bool_]
    """(B,)."""
    trainer_open: NDArray[np.bool_]
    """(K, B) free and not teaching."""
    day: NDArray[np.intp]
    """(K, B) days counted from 0."""
    day_left: NDArray[np.int64]
    """(K, D) half hours a trainer may still teach."""
    room_left: NDArray[np.int64]
    """(P, B)."""
    team_out: NDArray[np.int64]
    """(T, B)."""
    value_until: NDArray[np.float64]
    """(G, B + 1) units lost before each half hour."""
    held: list[Held] = field(default_factory=list)
    seats: Counter[Cell] = field(default_factory=Counter)
    taken: Counter[Cell] = field(default_factory=Counter)
    seat: dict[Want, Cell] = field(default_factory=dict)
    modules_of: dict[int, list[int]] = field(default_factory=dict)
    """learner -> modules seated."""

    def bins(self, cell: Cell) -> slice:
        """Return the half hours of a session."""
        return slice(cell[1], cell[1] + int(self.n_bins[cell[0]]))

    def hold(self, session: Held) -> None:
        """Add a session."""
        self.held.append(session)
        self._use(session, 1)

    def release(self, session: Held) -> None:
        """Take a session out; its people stay seated where now nothing may be held."""
        self.held.remove(session)
        self._use(session, -1)

    def _use(self, session: Held, n: int) -> None:
        """Take the trainer's time, a room and seats, or give them back."""
        k, bins = session.trainer, self.bins(session.cell)
        place = self.problem.offerings[session.cell[0]].place
        self.seats[session.cell] += n * self.problem.modules[self.module_of[session.cell[0]]].seats
        if k >= 0:
            self.trainer_open[k, bins] = n < 0
            np.subtract.at(self.day_left[k], self.day[k, bins], n)
        if place != ONLINE:
            self.room_left[place, bins] -= n

    def sit(self, want: Want, cell: Cell) -> None:
        """Seat a learner."""
        self.seat[want] = cell
        self.taken[cell] += 1
        self.modules_of.setdefault(want[0], []).append(want[1])
        self.team_out[self.problem.team[want[0]], self.bins(cell)] += 1

    def leave(self, want: Want) -> None:
        """Take a learner's seat away."""
        cell = self.seat.pop(want)
        self.taken[cell] -= 1
        self.modules_of[want[0]].remove(want[1])
        self.team_out[self.problem.team[want[0]], self.bins(cell)] -= 1

    def put_back(self, seat: dict[Want, Cell], held: list[Held]) -> None:
        """Make everything as it was with these seats and sessions."""
        for want in [w for w, cell in self.seat.items() if seat.get(w) != cell]:
            self.leave(want)
        for session in [s for s in self.held if s not in held]:
            self.release(session)
        for session in [s for s in held if s not in self.held]:
            self.hold(session)
        for want in [w for w in seat if w not in self.seat]:
            self.sit(want, seat[want])

    def n_of_use(self, seat: dict[Want, Cell], learners: set[int]) -> int:
        """Return how many of the learners' seats do not wait for a module that the learner needs and has no seat for."""
        modules, needs = self.problem.modules, self.problem.needs
        n = 0
        for r in learners:
            waits = {m for m in range(len(modules)) if needs[r, m] and (r, m) not in seat}
            for _ in modules:
                waits |= {m for m in range(len(modules)) if needs[r, m] and waits & set(modules[m].after)}
            n += sum((r, m) in seat and m not in waits for m in range(len(modules)))
        return n

    def able(self, cell: Cell) -> list[int]:
        """Return who could hold a session then and there, loads apart; nobody where no room is left."""
        bins, place = self.bins(cell), self.problem.offerings[cell[0]].place
        if place != ONLINE and (self.room_left[place, bins] <= 0).any():
            return []
        return [int(k) for k in np.flatnonzero(self.problem.can[:, cell[0]]) if self.trainer_open[k, bins].all()]

    def held_at(self, cell: Cell) -> bool:
        """Return whether a session is held then and there."""
        return self.seats[cell] > 0

    def is_past(self, cell: Cell) -> bool:
        """Return whether a session began before anything may change."""
        return cell[1] < self.first

    def open_starts(self, want: Want, offering: int, ignoring: set[Want]) -> NDArray[np.bool_]:
        """Return (B,) where a learner could sit in a session, beside all other seats of the learner's but those ignored."""
        learner, module = want
        free = self.problem.free[learner]
        lowest, highest = self.first, len(free)
        others = [m for m in self.modules_of.get(learner, []) if m != module and (learner, m) not in ignoring]
        if others:
            free = free.copy()
        for other in others:
            bins = self.bins(self.seat[learner, other])
            free[bins] = False
            if other in self.problem.modules[module].after:
                lowest = max(lowest, bins.stop)
            if module in self.problem.modules[other].after:
                highest = min(highest, bins.start)
        length = int(self.n_bins[offering])
        starts = whole(free, length) & self.can_start
        starts[:lowest] = False
        starts[max(0, highest - length + 1) :] = False
        return starts

    def trainer_starts(self, trainer: int, length: int) -> NDArray[np.bool_]:
        """Return (B,) where a trainer could begin one more session of so many half hours; it touches two days at most."""
        starts = whole(self.trainer_open[trainer], length)
        at = np.flatnonzero(starts)
        days = self.day[trainer, at[:, None] + np.arange(length)]
        n_first = (days == days[:, :1]).sum(axis=1)
        left = self.day_left[trainer]
        starts[at] = (left[days[:, 0]] >= n_first) & (left[days[:, -1]] >= length - n_first)
        return starts

    def room_starts(self, offering: int) -> NDArray[np.bool_]:
        """Return (B,) where one more session has a room."""
        place = self.problem.offerings[offering].place
        if place == ONLINE:
            return np.ones(len(self.can_start), dtype=np.bool_)
        return whole(self.room_left[place] > 0, int(self.n_bins[offering]))

    def costs(self, want: Want, offering: int, starts: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return what a learner's seat costs at each start, in units."""
        group, length = self.problem.group[want[0]], int(self.n_bins[offering])
        units = self.value_until[group, starts + length] - self.value_until[group, starts] + self.problem.travel[group, offering]
        drawn = self.problem.wave[want[0]]
        if drawn != NO_WAVE:
            units = units + self.problem.prices.off_wave * (self.problem.start_wave[starts] != drawn)
        return np.asarray(units, dtype=np.float64)


def whole(free: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """Return where so many half hours in a row are free, by the first of them."""
    out = np.zeros(len(free), dtype=np.bool_)
    if length <= len(free):
        n = np.concatenate([[0], np.cumsum(free)])
        out[: len(free) - length + 1] = n[length:] - n[:-length] == length
    return out


def empty_draft(problem: Problem, first: int) -> Draft:
    """Return a draft with nothing in it."""
    n_bins = problem.free.shape[1]
    day = np.unique(problem.trainer_day, return_inverse=True)[1].reshape(problem.trainer_day.shape)
    can_start = np.zeros(n_bins, dtype=np.bool_)
    can_start[problem.starts] = True
    module_of = np.array([o.module for o in problem.offerings], dtype=np.intp)
    lengths = np.array([m.n_bins for m in problem.modules], dtype=np.intp)
    return Draft(
        problem=problem,
        first=first,
        module_of=module_of,
        n_bins=lengths[module_of],
        can_start=can_start,
        trainer_open=problem.trainer_free.copy(),
        day=day.astype(np.intp),
        day_left=np.repeat(problem.trainer_most[:, None], int(day.max(initial=0)) + 1, axis=1),
        room_left=problem.rooms.copy(),
        team_out=np.zeros((len(problem.team_most), n_bins), dtype=np.int64),
        value_until=summed_value(problem),
    )
