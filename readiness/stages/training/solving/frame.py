"""Frame: what follows from a problem before anything is decided: who fits where, who can teach when, what a seat costs.

In: Problem.
Out: Frame.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.objective import summed_value
from readiness.stages.training.problem import NO_WAVE, ONLINE, Problem

CHUNK = 8192
"""Learners looked at in one step, so that memory stays small."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A problem with what is looked up again and again; N is the number of starts at which something can be taught."""

    problem: Problem
    module: NDArray[np.intp]
    """(O,) of each offering."""
    n_bins: NDArray[np.intp]
    """(M,)."""
    seats: NDArray[np.intp]
    """(M,)."""
    place: NDArray[np.intp]
    """(O,) or ONLINE."""
    before: tuple[tuple[int, ...], ...]
    """(M,) of tuples: modules to be ended before, also through others."""
    starts: NDArray[np.intp]
    """(N,) half hours."""
    fits: dict[int, NDArray[np.bool_]]
    """By half hours: (R, N) free for so long from each start."""
    teachable: dict[int, NDArray[np.bool_]]
    """By half hours: (K, N) the trainer is free for so long from each start and may teach so much that day."""
    time: dict[int, NDArray[np.float64]]
    """By half hours: (G, N) value lost."""
    day: NDArray[np.intp]
    """(K, B) the trainer's days, numbered from 0."""

    def offerings_of(self, module: int) -> NDArray[np.intp]:
        """Return the offerings that teach the module."""
        return np.flatnonzero(self.module == module)

    def seat_cost(self, learners: NDArray[np.intp], offering: int) -> NDArray[np.float64]:
        """Return (L, N) units for a seat of each learner at each start of the offering."""
        p = self.problem
        group = p.group[learners]
        cost = self.time[int(self.n_bins[self.module[offering]])][group] + p.travel[group, offering][:, None]
        if p.prices.off_wave:
            wave = p.wave[learners][:, None]
            cost = cost + p.prices.off_wave * ((wave != NO_WAVE) & (wave != p.start_wave[self.starts][None, :]))
        return np.asarray(cost, dtype=np.float64)

    def one_seat_cost(self, learner: int, offering: int, start: int) -> float:
        """Return units for a learner's seat."""
        p, group = self.problem, int(self.problem.group[learner])
        cost = self.time[int(self.n_bins[self.module[offering]])][group, start] + p.travel[group, offering]
        off = p.wave[learner] not in (NO_WAVE, p.start_wave[self.starts[start]])
        return float(cost + p.prices.off_wave * off)

    def price(self, offering: int, trainer: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return units for one session of the offering by each trainer."""
        p = self.problem
        return p.prices.session + p.trainer_price[trainer] * float(self.n_bins[self.module[offering]])


def frame_of(problem: Problem) -> Frame:
    """Return the frame of a problem."""
    n_bins = np.array([m.n_bins for m in problem.modules], dtype=np.intp)
    module = np.array([o.module for o in problem.offerings], dtype=np.intp)
    n_all = problem.free.shape[1]
    day = np.unique(problem.trainer_day, return_inverse=True)[1].reshape(problem.trainer_day.shape).astype(np.intp)
    durations = sorted({int(d) for d in n_bins})
    teachable = {d: _teachable(problem, day, problem.starts[problem.starts + d <= n_all], d) for d in durations}
    taught = np.zeros(len(problem.starts), dtype=np.bool_)
    for o in range(len(module)):
        able = teachable[int(n_bins[module[o]])][problem.can[:, o]]
        taught[: able.shape[1]] |= able.any(axis=0)
    starts = problem.starts[taught]
    summed = summed_value(problem)
    ends = {d: np.minimum(starts + d, n_all) for d in durations}
    return Frame(
        problem=problem,
        module=module,
        n_bins=n_bins,
        seats=np.array([m.seats for m in problem.modules], dtype=np.intp),
        place=np.array([o.place for o in problem.offerings], dtype=np.intp),
        before=_all_before(problem),
        starts=starts,
        fits=_fits(problem.free, starts, durations),
        teachable={d: _widened(t, taught) for d, t in teachable.items()},
        time={d: summed[:, ends[d]] - summed[:, starts] for d in durations},
        day=day,
    )


def rooms_at(frame: Frame, offering: int) -> NDArray[np.int64] | None:
    """Return (B,) rooms at the offering's place, or nothing for a webinar."""
    place = int(frame.place[offering])
    return None if place == ONLINE else frame.problem.rooms[place]


def _all_before(problem: Problem) -> tuple[tuple[int, ...], ...]:
    known: list[set[int]] = [set(m.after) for m in problem.modules]
    for _ in known:
        known = [k | {b for a in k for b in known[a]} for k in known]
    return tuple(tuple(sorted(k)) for k in known)


def _fits(free: NDArray[np.bool_], starts: NDArray[np.intp], durations: list[int]) -> dict[int, NDArray[np.bool_]]:
    fits = {d: np.zeros((len(free), len(starts)), dtype=np.bool_) for d in durations}
    for first in range(0, len(free), CHUNK):
        rows = slice(first, first + CHUNK)
        summed = np.zeros((len(free[rows]), free.shape[1] + 1), dtype=np.int16)
        np.cumsum(free[rows], axis=1, out=summed[:, 1:])
        for d in durations:
            inside = starts + d <= free.shape[1]
            fits[d][rows, inside] = summed[:, starts[inside] + d] - summed[:, starts[inside]] == d
    return fits


def _teachable(problem: Problem, day: NDArray[np.intp], starts: NDArray[np.intp], n_bins: int) -> NDArray[np.bool_]:
    able = _fits(problem.trainer_free, starts, [n_bins])[n_bins]
    inside = starts[:, None] + np.arange(n_bins)
    for k in np.flatnonzero(problem.trainer_most < n_bins):  # only over midnight can such a session be taught
        days = day[k][inside]
        able[k] &= (days[:, :, None] == days[:, None, :]).sum(axis=2).max(axis=1, initial=0) <= problem.trainer_most[k]
    return able


def _widened(able: NDArray[np.bool_], taught: NDArray[np.bool_]) -> NDArray[np.bool_]:
    wide = np.zeros((len(able), len(taught)), dtype=np.bool_)
    wide[:, : able.shape[1]] = able
    return wide[:, taught]
