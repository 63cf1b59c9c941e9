"""Board: what is free, who is seated and how many of each team are out, while a plan is being made.

In: reps, trainers, policy, blackouts, busy times, launch dates.
Out: Board, changed by `seat`; Opened sessions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.calendars import Grid, ZoneView, grid_of, keep, view_of, without_busy, working_days, zone_of
from readiness.stages.training.records import Blackout, Busy, Trainer, TrainingPolicy
from readiness.stages.training.waves import wave_by_day
from readiness.vocabulary import LaunchDates, Rep

SMALL_TEAM = 2
"""A team of so many may be out together."""


@dataclass(slots=True)
class Opened:
    """A session being filled; trainer, slot and reps are positions on the board."""

    trainer: int
    slot: int
    language: str
    wave: int
    reps: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Board:
    """The state of a plan; R reps, T trainers, S starts, Z zones, K teams."""

    reps: list[Rep]
    trainers: list[Trainer]
    policy: TrainingPolicy
    days: list[date]
    grid: Grid
    rep_language: list[str]
    speakers: dict[str, list[int]]
    """language -> trainers."""
    rep_zone: NDArray[np.intp]
    """(R,) row of `cost`."""
    cost: NDArray[np.float64]
    """(Z, S)."""
    rep_open: NDArray[np.bool_]
    """(R, S) by hours and days, once hired."""
    rep_free: NDArray[np.bool_]
    """(R, S) and not busy."""
    trainer_open: NDArray[np.bool_]
    trainer_can: NDArray[np.bool_]
    """(T, S) before anything is planned."""
    trainer_free: NDArray[np.bool_]
    """(T, S) and not teaching, with load left that day."""
    trainer_day: NDArray[np.int64]
    wave: NDArray[np.int64]
    """(T, S) by the trainer's date; 0 outside the plan's days."""
    team: NDArray[np.intp]
    """(R,) 0 for reps without a team, or of a small one."""
    team_cap: NDArray[np.int64]
    """(K,) how many may be out at once."""
    team_out: NDArray[np.int64]
    """(K, S) how many are in sessions that overlap one starting then."""
    opened: list[Opened] = field(default_factory=list)

    def same_person(self, rep: int, trainer: int) -> bool:
        """Return whether a rep is also this trainer: nobody sits in a class he teaches."""
        r, t = self.reps[rep], self.trainers[trainer]
        return r.rep_id == t.trainer_id or (bool(r.email) and r.email.casefold() == t.email.casefold())

    def can_sit(self, rep: int, session: Opened) -> bool:
        """Return whether the session has a seat this rep can take."""
        return (
            len(session.reps) < self.policy.seats
            and self.rep_language[rep] == session.language
            and bool(self.rep_free[rep, session.slot])
            and self.team_room(rep, session.slot)
            and not self.same_person(rep, session.trainer)
        )

    def team_room(self, rep: int, slot: int) -> bool:
        """Return whether enough of the rep's team would still be at work."""
        return bool(self.team_out[self.team[rep], slot] < self.team_cap[self.team[rep]])

    def teach(self, session: Opened) -> None:
        """Put a session on the board: its trainer is taken, and on that day too once the load is reached."""
        self.opened.append(session)
        during = self._during(session.slot)
        self.trainer_free[session.trainer, during] = False
        day = self.trainer_day[session.trainer, session.slot]
        mine = [o for o in self.opened if o.trainer == session.trainer]
        if sum(self.trainer_day[o.trainer, o.slot] == day for o in mine) >= self.trainers[session.trainer].max_sessions_per_day:
            self.trainer_free[session.trainer, self.trainer_day[session.trainer] == day] = False
        for rep in range(len(self.reps)):
            if self.same_person(rep, session.trainer):
                self.rep_free[rep, during] = False

    def seat(self, rep: int, session: Opened) -> None:
        """Give a rep a seat."""
        session.reps.append(rep)
        during = self._during(session.slot)
        self.team_out[self.team[rep], during] += 1
        for trainer in range(len(self.trainers)):
            if self.same_person(rep, trainer):
                self.trainer_free[trainer, during] = False

    def _during(self, slot: int) -> slice:
        start = int(self.grid.seconds[slot])
        return self.grid.overlapping(start, start + self.grid.length)


def language_of(tag: str) -> str:
    """Return the language of a tag: `en` for `en`, `EN` and `en-GB`, who understand each other."""
    return tag.strip().casefold().replace("_", "-").split("-")[0]


def board_of(
    reps: Sequence[Rep],
    trainers: Sequence[Trainer],
    policy: TrainingPolicy,
    blackouts: Sequence[Blackout],
    busy: Sequence[Busy],
    dates: LaunchDates,
) -> Board:
    """Return the board before anything is planned; reps and trainers are put in the order of their ids."""
    people = sorted(reps, key=lambda r: r.rep_id)
    teachers = sorted(trainers, key=lambda t: t.trainer_id)
    days = working_days(policy, blackouts, dates)
    grid, views = _views(people, teachers, policy, days, dates)
    names, (team, cap), by_person = sorted(views), _teams(people), _by_person(busy)
    teacher_open = _rows([views[t.time_zone].is_open for t in teachers], grid)
    rep_open = _rows([_since_hired(views[r.time_zone], r) for r in people], grid)
    can = _rows([without_busy(grid, teacher_open[i], by_person[t.trainer_id]) for i, t in enumerate(teachers)], grid)
    can[[t.max_sessions_per_day < 1 for t in teachers]] = False
    trainer_day = np.array([views[t.time_zone].day for t in teachers], dtype=np.int64).reshape(can.shape)
    return Board(
        reps=people,
        trainers=teachers,
        policy=policy,
        days=days,
        grid=grid,
        rep_language=[language_of(r.language) for r in people],
        speakers=_speakers(teachers),
        rep_zone=np.array([names.index(r.time_zone) for r in people], dtype=np.intp),
        cost=np.array([views[n].cost for n in names], dtype=np.float64).reshape(len(names), len(grid.starts)),
        rep_open=rep_open,
        rep_free=_rows([without_busy(grid, rep_open[i], by_person[r.rep_id]) for i, r in enumerate(people)], grid),
        trainer_open=teacher_open,
        trainer_can=can,
        trainer_free=can.copy(),
        trainer_day=trainer_day,
        wave=_waves(trainer_day, days, policy.n_waves),
        team=team,
        team_cap=cap,
        team_out=np.zeros((len(cap), len(grid.starts)), dtype=np.int64),
    )


def _views(
    reps: Sequence[Rep], trainers: Sequence[Trainer], policy: TrainingPolicy, days: list[date], dates: LaunchDates
) -> tuple[Grid, dict[str, ZoneView]]:
    """Return the grid of starts some trainer could teach at, and what each zone sees; an unknown zone sees nothing open."""
    grid = grid_of(policy, dates)
    possible = policy.minutes > 0 and policy.seats > 0
    whole = {t.time_zone: _view(grid, t.time_zone, policy, days if possible else []) for t in trainers}
    none = np.zeros(len(grid.starts), dtype=np.bool_)
    grid = keep(grid, np.flatnonzero(np.logical_or.reduce([v.is_open for v in whole.values()] or [none])))
    names = sorted({t.time_zone for t in trainers} | {r.time_zone for r in reps})
    return grid, {n: _view(grid, n, policy, days) for n in names}


def _view(grid: Grid, name: str, policy: TrainingPolicy, days: list[date]) -> ZoneView:
    zone = zone_of(name)
    if zone is not None:
        return view_of(grid, zone, policy, days)
    n = len(grid.starts)
    return ZoneView(np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.float64))


def _by_person(busy: Sequence[Busy]) -> defaultdict[str, list[Busy]]:
    out: defaultdict[str, list[Busy]] = defaultdict(list)
    for b in busy:
        out[b.person_id].append(b)
    return out


def _since_hired(view: ZoneView, rep: Rep) -> NDArray[np.bool_]:
    return view.is_open if rep.hired_on is None else view.is_open & (view.day >= rep.hired_on.toordinal())


def _rows(rows: list[NDArray[np.bool_]], grid: Grid) -> NDArray[np.bool_]:
    return np.array(rows, dtype=np.bool_).reshape(len(rows), len(grid.starts))


def _speakers(trainers: Sequence[Trainer]) -> dict[str, list[int]]:
    out: dict[str, list[int]] = {}
    for i, trainer in enumerate(trainers):
        for language in sorted({language_of(tag) for tag in trainer.languages} - {""}):
            out.setdefault(language, []).append(i)
    return out


def _teams(reps: Sequence[Rep]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    size = Counter(r.manager_id for r in reps if r.manager_id)
    large = sorted(m for m, n in size.items() if n > SMALL_TEAM)
    row: Mapping[str, int] = {m: i for i, m in enumerate(large, start=1)}
    caps = [len(reps), *(size[m] // 2 for m in large)]
    return np.array([row.get(r.manager_id, 0) for r in reps], dtype=np.intp), np.array(caps, dtype=np.int64)


def _waves(trainer_day: NDArray[np.int64], days: list[date], n_waves: int) -> NDArray[np.int64]:
    by_ordinal = {d.toordinal(): w for d, w in wave_by_day(days, n_waves).items()}
    flat = [by_ordinal.get(d, 0) for d in trainer_day.ravel().tolist()]
    return np.array(flat, dtype=np.int64).reshape(trainer_day.shape)
