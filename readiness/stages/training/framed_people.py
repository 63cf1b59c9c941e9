"""Framed people: learners in groups of one calendar, language and need, their teams, and trainers, as arrays.

In: reps, trainers, needs, policy, times.
Out: Learners, Bench.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.calendars import SECONDS, Clocks, without_busy
from readiness.stages.training.needs import Need
from readiness.stages.training.problem import NO_TEAM
from readiness.stages.training.records import Busy, Trainer, TrainingPolicy, Workday
from readiness.vocabulary import Rep

SMALL_TEAM = 2
"""A team of so many may be out together."""


@dataclass(frozen=True, slots=True)
class Times:
    """When people work and are busy."""

    workday: Mapping[str, Workday]
    busy: Mapping[str, Sequence[Busy]]
    clocks: Clocks

    def free(self, ids: Sequence[str], is_open: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return the open half hours of each, without the busy ones."""
        free = is_open.copy()
        for i, person in enumerate(ids):
            if person in self.busy:
                free[i] = without_busy(self.clocks.grid, is_open[i], self.busy[person])
        return free


@dataclass(frozen=True, slots=True)
class Learners:
    """Reps by group; R reps, G groups, B half hours, M modules, T teams."""

    group: NDArray[np.intp]
    needs: NDArray[np.bool_]
    """(R, M)."""
    is_open: NDArray[np.bool_]
    """(R, B) by hours and days, once hired; busy or not."""
    free: NDArray[np.bool_]
    """(R, B)."""
    worth: NDArray[np.float64]
    """(G, B)."""
    language: tuple[str, ...]
    """(G,)."""
    place: tuple[str, ...]
    """(G,) where they can come to a room."""
    minutes: tuple[int, ...]
    """(G,) of the way there."""
    team: NDArray[np.intp]
    """(R,)."""
    team_most: NDArray[np.int64]
    """(T,)."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Trainers; K of them."""

    trainers: tuple[Trainer, ...]
    is_open: NDArray[np.bool_]
    """(K, B) by hours and days."""
    free: NDArray[np.bool_]
    day: NDArray[np.int64]
    most: NDArray[np.int64]
    """(K,) half hours a day."""
    cost: NDArray[np.float64]
    """(K,) selling hours that an hour counts as."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What those of one group have in common."""

    zone: str
    starts: time | None
    ends: time | None
    weekend: tuple[int, ...] | None
    holidays: frozenset[date]
    language: str
    place: str
    minutes: int
    needs: bytes


def language_of(tag: str) -> str:
    """Return the language of a tag: `en` for `en`, `EN` and `en-GB`, who understand each other."""
    return tag.strip().casefold().replace("_", "-").split("-")[0]


def learners_of(reps: Sequence[Rep], needs: Sequence[Need], policy: TrainingPolicy, times: Times) -> Learners:
    """Return the reps as rows; a group is those of one zone, workday, language, way and need."""
    n_bins = times.clocks.grid.n_bins
    needed = _needed(reps, needs, [m.module_id for m in policy.taught])
    is_open = np.zeros((len(reps), n_bins), dtype=np.bool_)
    kinds: dict[_Kind, int] = {}
    group = np.zeros(len(reps), dtype=np.intp)
    worth = []
    for i, rep in enumerate(reps):
        w = times.workday.get(rep.rep_id) or Workday(rep.rep_id)
        view = times.clocks.view(rep.time_zone, w, is_learner=True)
        is_open[i] = view.is_open if rep.hired_on is None else view.is_open & (view.day >= rep.hired_on.toordinal())
        way = (language_of(rep.language), w.place, w.travel_minutes)
        kind = _Kind(rep.time_zone, w.starts, w.ends, w.weekend, w.holidays, *way, needed[i].tobytes())
        if kind not in kinds:
            kinds[kind] = len(kinds)
            worth.append(view.worth)
        group[i] = kinds[kind]
    free = times.free([r.rep_id for r in reps], is_open)
    value = np.array(worth, dtype=np.float64).reshape(len(worth), n_bins)
    what = ([k.language for k in kinds], [k.place for k in kinds], [k.minutes for k in kinds])
    team = teams_of(reps, policy.max_team_share)
    return Learners(group, needed, is_open, free, value, tuple(what[0]), tuple(what[1]), tuple(what[2]), *team)


def _needed(reps: Sequence[Rep], needs: Sequence[Need], modules: Sequence[str]) -> NDArray[np.bool_]:
    column = {m: j for j, m in enumerate(modules)}
    row = {r.rep_id: i for i, r in enumerate(reps)}
    needed = np.zeros((len(reps), len(modules)), dtype=np.bool_)
    for need in needs:
        if need.rep_id in row and need.module_id in column:
            needed[row[need.rep_id], column[need.module_id]] = True
    return needed


def bench_of(trainers: tuple[Trainer, ...], policy: TrainingPolicy, times: Times) -> Bench:
    """Return the trainers as rows."""
    shape = (len(trainers), times.clocks.grid.n_bins)
    views = [times.clocks.view(t.time_zone, times.workday.get(t.trainer_id), is_learner=False) for t in trainers]
    is_open = np.array([v.is_open for v in views], dtype=np.bool_).reshape(shape)
    free = times.free([t.trainer_id for t in trainers], is_open)
    free[[t.max_sessions_per_day < 1 for t in trainers]] = False
    day = np.array([v.day for v in views], dtype=np.int64).reshape(shape)
    most = np.array([daily_most(t, policy) for t in trainers], dtype=np.int64)
    return Bench(trainers, is_open, free, day, most, np.array([trainer_cost(t, policy) for t in trainers], dtype=np.float64))


def teams_of(reps: Sequence[Rep], share: float) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return the team of each rep, and how many of each team may be out at once; the first team is nobody's."""
    size = Counter(r.manager_id for r in reps if r.manager_id)
    large = sorted(m for m, n in size.items() if n > SMALL_TEAM)
    row = {m: i for i, m in enumerate(large, start=1)}
    most = [len(reps), *(max(1, int(size[m] * share + 1e-9)) for m in large)]
    return np.array([row.get(r.manager_id, NO_TEAM) for r in reps], dtype=np.intp), np.array(most, dtype=np.int64)


def daily_most(trainer: Trainer, policy: TrainingPolicy) -> int:
    """Return the half hours a trainer may teach on one day."""
    taught = [m for m in policy.taught if not trainer.skills or m.module_id in trainer.skills]
    sessions = trainer.max_sessions_per_day * max((bins_of(m.minutes) for m in taught), default=0)
    return sessions if trainer.max_hours_per_day is None else int(trainer.max_hours_per_day * 3600 // SECONDS)


def bins_of(minutes: int) -> int:
    """Return how many half hours so many minutes take; one at the least."""
    return max(1, -(-minutes * 60 // SECONDS))


def trainer_cost(trainer: Trainer, policy: TrainingPolicy) -> float:
    """Return the selling hours that an hour of a trainer counts as."""
    return policy.trainer_cost_per_hour if trainer.cost_per_hour is None else trainer.cost_per_hour


def speaks(trainer: Trainer) -> Collection[str]:
    """Return the languages a trainer teaches in."""
    return {language_of(tag) for tag in trainer.languages} - {""}


def same_persons(reps: Sequence[Rep], trainers: Sequence[Trainer]) -> tuple[tuple[int, int], ...]:
    """Return the rows of reps and trainers that are one person: who neither sits in a class he teaches, nor teaches meanwhile."""
    rows: dict[str, int] = {}
    for i, rep in enumerate(reps):
        rows[rep.rep_id] = i
        if rep.email:
            rows[f"mailto:{rep.email.casefold()}"] = i
    found = []
    for k, t in enumerate(trainers):
        mine = {rows.get(t.trainer_id), rows.get(f"mailto:{t.email.casefold()}") if t.email else None} - {None}
        found += [(i, k) for i in sorted(i for i in mine if i is not None)]
    return tuple(found)
