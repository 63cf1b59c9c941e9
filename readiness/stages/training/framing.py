"""Framing: a launch's training put into the arrays of a Problem, and what its rows and columns stand for.

In: Training: reps, trainers, policy, calendars, needs, drawn waves.
Out: Frame.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.calendars import SECONDS, Clocks, Grid, grid_of, working_days
from readiness.stages.training.framed_people import Bench, Learners, Times, bench_of, bins_of, learners_of, same_persons
from readiness.stages.training.framed_rooms import RoomClass, Rooms, offerings_of, rooms_of, takes, teaches, ways
from readiness.stages.training.needs import Need
from readiness.stages.training.problem import NO_WAVE, Module, Prices, Problem
from readiness.stages.training.records import Blackout, Busy, Drawn, Room, Trainer, TrainingModule, TrainingPolicy, Workday
from readiness.stages.training.waves import wave_by_day
from readiness.vocabulary import LaunchDates, Rep

UNITS_PER_HOUR = 20.0
UNITS_PER_BIN = UNITS_PER_HOUR * SECONDS / 3600
LEAST_UNSERVED = 50.0
"""Selling hours that leaving somebody out counts as, at the least."""
UNSERVED_FACTOR = 4.0
"""And by how much more it counts than the dearest seat in a session held for one."""


@dataclass(frozen=True, slots=True)
class Training:
    """All that a training plan is made from."""

    launch_id: str
    reps: Sequence[Rep]
    trainers: Sequence[Trainer]
    policy: TrainingPolicy
    dates: LaunchDates
    needs: Sequence[Need]
    blackouts: Sequence[Blackout] = ()
    busy: Sequence[Busy] = ()
    """Of persons and rooms."""
    workdays: Sequence[Workday] = ()
    rooms: Sequence[Room] = ()
    draw: Sequence[Drawn] = ()
    """Empty: nobody was drawn."""
    from_day: date | None = None
    """Nothing is planned before; None: from the policy's first day."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A Problem and what stands behind it; reps and trainers are in the order of their ids."""

    training: Training
    problem: Problem
    grid: Grid
    reps: tuple[Rep, ...]
    trainers: tuple[Trainer, ...]
    modules: tuple[TrainingModule, ...]
    seats: Mapping[str, int]
    """Module -> seats of a session, those kept free included."""
    rooms: tuple[RoomClass, ...]
    """What the places of the Problem are."""
    days: tuple[date, ...]
    """Working days of those who work from Monday to Friday."""
    rep_open: NDArray[np.bool_]
    """(R, B) by hours and days, once hired; busy or not."""
    trainer_open: NDArray[np.bool_]
    """(K, B)."""
    language: tuple[str, ...]
    """Of each group."""
    both: tuple[tuple[int, int], ...]
    """Rows of reps and trainers that are one person."""


def frame_of(training: Training, *, make_up: bool = True) -> Frame:
    """Return the Problem of a launch's training; `make_up` says whether seats are kept free as the policy asks."""
    start = max(training.policy.first_day, training.from_day or training.policy.first_day)
    policy = replace(training.policy, first_day=start)
    reps = tuple(sorted(training.reps, key=lambda r: r.rep_id))
    trainers = tuple(sorted(training.trainers, key=lambda t: t.trainer_id))
    clocks = Clocks(grid_of(policy, training.dates), policy, training.blackouts, training.dates)
    busy: defaultdict[str, list[Busy]] = defaultdict(list)
    for b in training.busy:
        busy[b.person_id].append(b)
    times = Times({w.person_id: w for w in training.workdays}, busy, clocks)
    learners = learners_of(reps, training.needs, policy, times)
    bench = bench_of(trainers, policy, times)
    rooms = rooms_of(training.rooms, policy.taught, busy, clocks.grid)
    waves = _waves(training, reps, clocks)
    if policy.last_wave and training.draw:
        learners = replace(learners, free=learners.free & _may_learn(training, reps, waves[1]))
    return Frame(
        training,
        _problem(training, learners, bench, rooms, waves, make_up=make_up),
        clocks.grid,
        reps,
        trainers,
        policy.taught,
        rooms.seats,
        rooms.classes,
        tuple(working_days(policy, training.blackouts, training.dates)),
        learners.is_open,
        bench.is_open,
        learners.language,
        same_persons(reps, trainers),
    )


Waves = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Of each rep, of each half hour."""


def _problem(training: Training, learners: Learners, bench: Bench, rooms: Rooms, waves: Waves, *, make_up: bool) -> Problem:
    policy = training.policy
    offerings = offerings_of(policy.taught, learners, rooms)
    modules = tuple(_module(m, policy, rooms.seats[m.module_id], make_up=make_up) for m in policy.taught)
    travel = ways(offerings, learners) * UNITS_PER_HOUR
    price = bench.cost * UNITS_PER_BIN
    value = learners.worth * UNITS_PER_BIN
    return Problem(
        modules=modules,
        offerings=offerings,
        starts=np.flatnonzero(bench.free.any(axis=0) & learners.free.any(axis=0)).astype(np.intp),
        group=learners.group,
        needs=learners.needs,
        takes=takes(offerings, learners, rooms.classes),
        free=learners.free,
        value=value,
        travel=travel,
        trainer_free=bench.free,
        trainer_day=bench.day,
        trainer_most=bench.most,
        can=teaches(bench.trainers, policy.taught, offerings, rooms.classes),
        trainer_price=price,
        rooms=rooms.n_free,
        team=learners.team,
        team_most=learners.team_most,
        prices=_prices(training, modules, value, price, travel),
        wave=waves[0],
        start_wave=waves[1],
    )


def _module(module: TrainingModule, policy: TrainingPolicy, seats: int, *, make_up: bool) -> Module:
    kept_free = int(seats * policy.make_up_seats + 1e-9) if make_up else 0
    order = [m.module_id for m in policy.taught]
    after = tuple(order.index(name) for name in module.after)
    return Module(module.module_id, bins_of(module.minutes), max(min(seats, 1), seats - kept_free), after)


def _prices(
    training: Training,
    modules: Sequence[Module],
    value: NDArray[np.float64],
    price: NDArray[np.float64],
    travel: NDArray[np.float64],
) -> Prices:
    policy = training.policy
    bins = max((m.n_bins for m in modules), default=0)
    a_bin = float(value.max(initial=0.0)) + float(price.max(initial=0.0))
    dearest = policy.session_cost * UNITS_PER_HOUR + a_bin * bins + float(travel.max(initial=0.0))
    off_wave = policy.randomise_tolerance * UNITS_PER_HOUR if any(not d.why for d in training.draw) else 0.0
    unserved = max(LEAST_UNSERVED * UNITS_PER_HOUR, UNSERVED_FACTOR * dearest + off_wave)
    return Prices(UNITS_PER_HOUR, policy.session_cost * UNITS_PER_HOUR, unserved, off_wave)


def _waves(training: Training, reps: Sequence[Rep], clocks: Clocks) -> Waves:
    """Return the wave of each rep and of each half hour; a wave begins at midnight where most reps are."""
    drawn = {d.rep_id: d.wave for d in training.draw if not d.why}
    wave = np.array([drawn.get(r.rep_id, NO_WAVE) for r in reps], dtype=np.int64)
    first: dict[int, int] = {}
    for day, w in wave_days(training).items():
        first.setdefault(w, day.toordinal())
    zones = Counter(r.time_zone for r in reps)
    zone = min(zones, key=lambda z: (-zones[z], z), default="UTC")
    local = (clocks.local(zone) or clocks.local("UTC"))[: clocks.grid.n_bins]
    days = np.array([at.date().toordinal() for at in local], dtype=np.int64)
    start_wave = np.searchsorted(np.array(sorted(first.values()), dtype=np.int64), days, side="right")
    return wave, np.maximum(start_wave, 1).astype(np.int64)


def _may_learn(training: Training, reps: Sequence[Rep], start_wave: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return (reps, half hours): after the launch only those learn whose wave is the last."""
    last = int(start_wave.max(initial=NO_WAVE))
    early = {d.rep_id for d in training.draw if d.wave not in (last, NO_WAVE)}
    found: NDArray[np.bool_] = (start_wave < last) | ~np.array([[r.rep_id in early] for r in reps], dtype=np.bool_).reshape(-1, 1)
    return found


def wave_days(training: Training) -> dict[date, int]:
    """Return the wave of each working day, whatever of them can still be planned."""
    policy, until = training.policy, training.dates.ready_by
    days = working_days(policy, training.blackouts, training.dates)
    if not policy.last_wave:
        return wave_by_day(days, policy.n_waves)
    before = wave_by_day([d for d in days if d <= until], policy.n_waves - 1)
    return before | dict.fromkeys((d for d in days if d > until), max(before.values(), default=0) + 1)
