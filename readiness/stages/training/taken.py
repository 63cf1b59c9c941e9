"""Taken: what a timetable leaves of everybody's time.

In: Problem, Timetable.
Out: Taken: trainers' and learners' time in use, teams out, spare seats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.problem import Problem, Timetable


@dataclass(frozen=True, slots=True)
class Taken:
    """What is in use; R learners, K trainers, T teams, P places, B half hours."""

    sits: NDArray[np.bool_]
    """(R, B)."""
    teaches: NDArray[np.bool_]
    """(K, B)."""
    out: NDArray[np.int64]
    """(T, B)."""
    rooms: NDArray[np.int64]
    """(P, B)."""
    n_seated: NDArray[np.int64]
    """(N,) of each session."""

    def trainer_left(self, p: Problem) -> NDArray[np.bool_]:
        """Return (K, B) half hours a trainer could still teach in: free, and on a day with load left."""
        left = p.trainer_free & ~self.teaches
        for k in range(len(left)):
            days, taught = p.trainer_day[k], self.teaches[k]
            load = np.zeros(int(days.max(initial=0)) + 1, dtype=np.int64)
            np.add.at(load, days[taught], 1)
            left[k] &= load[days] < p.trainer_most[k]
        return left

    def spare(self, p: Problem, timetable: Timetable, offered: Sequence[int]) -> NDArray[np.bool_]:
        """Return (B,) starts at which a session of one of these offerings has a seat left."""
        found = np.zeros(p.free.shape[1], dtype=np.bool_)
        for n, o in enumerate(timetable.offering.tolist()):
            if o in offered and self.n_seated[n] < p.modules[p.offerings[o].module].seats:
                found[int(timetable.start[n])] = True
        return found

    def team_room(self, p: Problem, team: int, n_bins: int) -> NDArray[np.bool_]:
        """Return (B,) starts at which one more of a team may be out."""
        return fits(self.out[team] < p.team_most[team], n_bins)


def taken_of(p: Problem, timetable: Timetable) -> Taken:
    """Return what a timetable takes."""
    sits = np.zeros(p.free.shape, dtype=np.bool_)
    teaches = np.zeros(p.trainer_free.shape, dtype=np.bool_)
    rooms = np.zeros(p.rooms.shape, dtype=np.int64)
    spans = [
        slice(start, start + p.modules[p.offerings[o].module].n_bins)
        for o, start in zip(timetable.offering.tolist(), timetable.start.tolist(), strict=True)
    ]
    for n, span in enumerate(spans):
        teaches[int(timetable.trainer[n]), span] = True
        place = p.offerings[int(timetable.offering[n])].place
        if place >= 0:
            rooms[place, span] += 1
    out = np.zeros((len(p.team_most), p.free.shape[1]), dtype=np.int64)
    for learner, n in zip(timetable.seat_learner.tolist(), timetable.seat_session.tolist(), strict=True):
        sits[learner, spans[n]] = True
        out[int(p.team[learner]), spans[n]] += 1
    n_seated = np.bincount(timetable.seat_session, minlength=len(timetable.start)).astype(np.int64)
    return Taken(sits, teaches, out, rooms, n_seated)


def fits(free: NDArray[np.bool_], n_bins: int) -> NDArray[np.bool_]:
    """Return, for each half hour of the last axis, whether it and those after it are free for so many in all."""
    found = np.zeros_like(free)
    if 0 < n_bins <= free.shape[-1]:
        windows = np.lib.stride_tricks.sliding_window_view(free, n_bins, axis=-1)
        found[..., : windows.shape[-2]] = windows.all(axis=-1)
    return found
