"""Objective: what a timetable costs, part by part.

In: Problem, Timetable.
Out: Objective.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.problem import NO_WAVE, Problem, Timetable


@dataclass(frozen=True, slots=True)
class Objective:
    """Units, by what they are paid for."""

    time: float
    """Value of the half hours learners sit in sessions."""
    travel: float
    sessions: float
    trainers: float
    off_wave: float
    """Seats outside the wave drawn for their learner."""
    unserved: float
    n_unserved: int
    """Modules that a learner needs and has no seat for."""

    @property
    def total(self) -> float:
        """Return the sum of the parts."""
        return self.time + self.travel + self.sessions + self.trainers + self.off_wave + self.unserved


def objective_of(problem: Problem, timetable: Timetable) -> Objective:
    """Return what the timetable costs."""
    module = np.array([o.module for o in problem.offerings], dtype=np.intp)
    n_bins = np.array([m.n_bins for m in problem.modules], dtype=np.intp)[module[timetable.offering]]
    learner, session = timetable.seat_learner, timetable.seat_session
    group, start, offering = problem.group[learner], timetable.start[session], timetable.offering[session]
    summed = summed_value(problem)
    seated = np.zeros(problem.needs.shape, dtype=np.bool_)
    seated[learner, module[offering]] = True
    n_unserved = int((problem.needs & ~seated).sum())
    off_wave = (problem.wave[learner] != NO_WAVE) & (problem.wave[learner] != problem.start_wave[start])
    return Objective(
        time=float((summed[group, start + n_bins[session]] - summed[group, start]).sum()),
        travel=float(problem.travel[group, offering].sum()),
        sessions=problem.prices.session * len(timetable.start),
        trainers=float((problem.trainer_price[timetable.trainer] * n_bins).sum()),
        off_wave=problem.prices.off_wave * int(off_wave.sum()),
        unserved=problem.prices.unserved * n_unserved,
        n_unserved=n_unserved,
    )


def summed_value(problem: Problem) -> NDArray[np.float64]:
    """Return (G, B + 1) units lost by a member of each group in all half hours before."""
    return np.concatenate([np.zeros((len(problem.value), 1)), np.cumsum(problem.value, axis=1)], axis=1)
