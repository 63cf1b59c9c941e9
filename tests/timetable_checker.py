"""Timetable checker: every rule that a timetable breaks, in sentences, and what it costs; plain loops, none of the solver's code.

In: a Problem and a Timetable.
Out: faults_of, cost_of; malformed for the problem itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from readiness.stages.training.problem import NO_TEAM, NO_WAVE, ONLINE, Problem, Timetable


@dataclass(frozen=True, slots=True)
class Cost:
    """What a timetable costs, in units."""

    time: float
    travel: float
    sessions: float
    trainers: float
    off_wave: float
    unserved: float
    n_unserved: int

    @property
    def total(self) -> float:
        """Return the sum of the parts."""
        return self.time + self.travel + self.sessions + self.trainers + self.off_wave + self.unserved


@dataclass(frozen=True, slots=True)
class Held:
    """One session, looked up."""

    number: int
    offering: int
    module: int
    place: int
    trainer: int
    start: int
    end: int

    @property
    def half_hours(self) -> range:
        """Return the half hours it takes."""
        return range(self.start, self.end)

    def __str__(self) -> str:
        return (
            f"session {self.number} (offering {self.offering}, module {self.module}, trainer {self.trainer}, "
            f"half hours {self.start} to {self.end - 1})"
        )


def faults_of(problem: Problem, timetable: Timetable) -> list[str]:
    """Return each broken rule; where a number points to nothing, only those: nothing else can be told then."""
    lost = list(_lost(problem, timetable))
    if lost:
        return lost
    held = _held(problem, timetable)
    return [
        *_of_sessions(problem, held),
        *_of_trainers(problem, held),
        *_of_places(problem, held),
        *_of_room(problem, timetable, held),
        *_of_seats(problem, timetable, held),
        *_of_order(problem, timetable, held),
        *_of_teams(problem, timetable, held),
    ]


def cost_of(problem: Problem, timetable: Timetable) -> Cost:
    """Return what a timetable costs, each seat and each session added up alone."""
    held, prices = _held(problem, timetable), problem.prices
    time = travel = off_wave = trainers = 0.0
    seated = set()
    for learner, s in _seats(timetable, held):
        group = int(problem.group[learner])
        for half_hour in s.half_hours:
            time += float(problem.value[group, half_hour])
        travel += float(problem.travel[group, s.offering])
        if problem.wave[learner] != NO_WAVE and problem.wave[learner] != problem.start_wave[s.start]:
            off_wave += prices.off_wave
        seated.add((learner, s.module))
    for s in held:
        for _ in s.half_hours:
            trainers += float(problem.trainer_price[s.trainer])
    n_unserved = 0
    for learner, module in zip(*(np.nonzero(problem.needs)), strict=True):
        n_unserved += (int(learner), int(module)) not in seated
    return Cost(time, travel, prices.session * len(held), trainers, off_wave, prices.unserved * n_unserved, n_unserved)


def malformed(problem: Problem) -> list[str]:
    """Return what is wrong with a problem whoever solves it: sizes that do not fit, numbers that point to nothing."""
    n_learners, n_modules = problem.needs.shape
    n_groups, n_bins = problem.value.shape
    n_trainers, n_offerings = problem.can.shape
    n_places, n_teams = problem.rooms.shape[0], len(problem.team_most)
    sizes = {
        "group": (n_learners,), "free": (n_learners, n_bins), "team": (n_learners,), "wave": (n_learners,),
        "takes": (n_groups, n_offerings), "travel": (n_groups, n_offerings), "trainer_free": (n_trainers, n_bins),
        "trainer_day": (n_trainers, n_bins), "trainer_most": (n_trainers,), "trainer_price": (n_trainers,),
        "rooms": (n_places, n_bins), "start_wave": (n_bins,),
    }  # fmt: skip
    found = [
        f"{name} is {getattr(problem, name).shape}, not {size}"
        for name, size in sizes.items()
        if getattr(problem, name).shape != size
    ]
    if len(problem.modules) != n_modules or len(problem.offerings) != n_offerings or n_teams < 1:
        found.append("modules, offerings or teams are not as many as their arrays say")
    points = {"group": (problem.group, n_groups), "team": (problem.team, n_teams), "starts": (problem.starts, n_bins)}
    found += [f"{name} points to nothing" for name, (rows, n) in points.items() if np.any((rows < 0) | (rows >= n))]
    if np.any(np.diff(problem.starts) <= 0):
        found.append("starts do not rise")
    for o, offering in enumerate(problem.offerings):
        if not 0 <= offering.module < n_modules or not ONLINE <= offering.place < n_places:
            found.append(f"offering {o} is of no module or at no place")
    found += [
        f"group {g}: learners with different needs"
        for g in range(n_groups)
        if len(np.unique(problem.needs[problem.group == g], axis=0)) > 1
    ]
    for name in ("value", "travel", "trainer_price"):
        if not np.all(np.isfinite(getattr(problem, name))) or np.any(getattr(problem, name) < 0):
            found.append(f"{name} is below nothing or no number")
    return found + [f"module {m} comes after itself" for m in range(n_modules) if m in _before(problem, m)]


def _before(problem: Problem, module: int) -> set[int]:
    seen: set[int] = set()
    todo = list(problem.modules[module].after)
    while todo:
        earlier = todo.pop()
        if earlier not in seen:
            seen.add(earlier)
            todo += problem.modules[earlier].after
    return seen


def _held(problem: Problem, timetable: Timetable) -> list[Held]:
    held = []
    for n in range(len(timetable.offering)):
        o, start = int(timetable.offering[n]), int(timetable.start[n])
        offering = problem.offerings[o]
        end = start + problem.modules[offering.module].n_bins
        held.append(Held(n, o, offering.module, offering.place, int(timetable.trainer[n]), start, end))
    return held


def _seats(timetable: Timetable, held: list[Held]) -> Iterator[tuple[int, Held]]:
    for learner, number in zip(timetable.seat_learner.tolist(), timetable.seat_session.tolist(), strict=True):
        yield learner, held[number]


def _lost(problem: Problem, timetable: Timetable) -> Iterator[str]:
    n = len(timetable.offering)
    if len(timetable.start) != n or len(timetable.trainer) != n:
        yield f"{n} offerings, {len(timetable.start)} starts and {len(timetable.trainer)} trainers: not as many of each"
    if len(timetable.seat_learner) != len(timetable.seat_session):
        yield f"{len(timetable.seat_learner)} learners in {len(timetable.seat_session)} seats"
    n_bins = problem.free.shape[1]
    of_sessions = (
        ("offering", timetable.offering, len(problem.offerings)),
        ("trainer", timetable.trainer, len(problem.can)),
        ("start", timetable.start, n_bins),
    )
    for name, numbers, most in of_sessions:
        yield from (f"session {i}: there is no {name} {v}" for i, v in enumerate(numbers.tolist()) if not 0 <= v < most)
    yield from (
        f"seat {i}: there is no learner {v}"
        for i, v in enumerate(timetable.seat_learner.tolist())
        if not 0 <= v < len(problem.group)
    )
    yield from (f"seat {i}: there is no session {v}" for i, v in enumerate(timetable.seat_session.tolist()) if not 0 <= v < n)
    for i, (o, start) in enumerate(zip(timetable.offering.tolist(), timetable.start.tolist(), strict=False)):
        if 0 <= o < len(problem.offerings) and start + problem.modules[problem.offerings[o].module].n_bins > n_bins:
            yield f"session {i}: begins at half hour {start} and ends after the last"


def _of_sessions(problem: Problem, held: list[Held]) -> Iterator[str]:
    starts = set(problem.starts.tolist())
    for s in held:
        if s.start not in starts:
            yield f"{s}: no session may begin then"
        if not problem.can[s.trainer, s.offering]:
            yield f"{s}: trainer {s.trainer} cannot teach offering {s.offering}"


def _of_trainers(problem: Problem, held: list[Held]) -> Iterator[str]:
    teaching: dict[tuple[int, int], Held] = {}
    taught: dict[tuple[int, int], int] = defaultdict(int)
    for s in held:
        for b in s.half_hours:
            if not problem.trainer_free[s.trainer, b]:
                yield f"{s}: trainer {s.trainer} is not free at half hour {b}"
            if (s.trainer, b) in teaching:
                yield f"{s}: trainer {s.trainer} teaches session {teaching[s.trainer, b].number} too at half hour {b}"
            teaching[s.trainer, b] = s
            taught[s.trainer, int(problem.trainer_day[s.trainer, b])] += 1
    for (trainer, day), n in sorted(taught.items()):
        if n > problem.trainer_most[trainer]:
            yield f"trainer {trainer} teaches {n} half hours on day {day}, {problem.trainer_most[trainer]} at most"


def _of_places(problem: Problem, held: list[Held]) -> Iterator[str]:
    at: dict[tuple[int, int], list[int]] = defaultdict(list)
    for s in held:
        if s.place != ONLINE:
            for b in s.half_hours:
                at[s.place, b].append(s.number)
    for (place, b), numbers in sorted(at.items()):
        if len(numbers) > problem.rooms[place, b]:
            yield f"place {place} has {problem.rooms[place, b]} rooms at half hour {b}; sessions {numbers} are there"


def _of_room(problem: Problem, timetable: Timetable, held: list[Held]) -> Iterator[str]:
    taken: dict[int, int] = defaultdict(int)
    for _, s in _seats(timetable, held):
        taken[s.number] += 1
    for s in held:
        seats = problem.modules[s.module].seats
        if taken[s.number] > seats:
            yield f"{s}: {taken[s.number]} learners in {seats} seats"
        if not taken[s.number]:
            yield f"{s}: nobody sits in it"


def _of_seats(problem: Problem, timetable: Timetable, held: list[Held]) -> Iterator[str]:
    sitting: dict[tuple[int, int], Held] = {}
    had: dict[tuple[int, int], Held] = {}
    for learner, s in _seats(timetable, held):
        if not problem.needs[learner, s.module]:
            yield f"{s}: learner {learner} does not need module {s.module}"
        if not problem.takes[problem.group[learner], s.offering]:
            yield f"{s}: learner {learner} cannot take part in offering {s.offering}"
        if (learner, s.module) in had:
            yield f"{s}: learner {learner} has module {s.module} in session {had[learner, s.module].number} too"
        had[learner, s.module] = s
        for b in s.half_hours:
            if not problem.free[learner, b]:
                yield f"{s}: learner {learner} is not free at half hour {b}"
            if (learner, b) in sitting:
                yield f"{s}: learner {learner} sits in session {sitting[learner, b].number} too at half hour {b}"
            sitting[learner, b] = s


def _of_order(problem: Problem, timetable: Timetable, held: list[Held]) -> Iterator[str]:
    had: dict[int, list[Held]] = defaultdict(list)
    for learner, s in _seats(timetable, held):
        had[learner].append(s)
    for learner, sessions in sorted(had.items()):
        for s in sessions:
            for earlier in problem.modules[s.module].after:
                if not problem.needs[learner, earlier]:
                    continue
                ends = [e.end for e in sessions if e.module == earlier]
                if not ends:
                    yield f"{s}: learner {learner} has no seat for module {earlier}, which comes first"
                elif min(ends) > s.start:
                    yield f"{s}: learner {learner} ends module {earlier} only at half hour {min(ends) - 1}"


def _of_teams(problem: Problem, timetable: Timetable, held: list[Held]) -> Iterator[str]:
    out: dict[tuple[int, int], set[int]] = defaultdict(set)
    for learner, s in _seats(timetable, held):
        if problem.team[learner] != NO_TEAM:
            for b in s.half_hours:
                out[int(problem.team[learner]), b].add(learner)
    for (team, b), learners in sorted(out.items()):
        if len(learners) > problem.team_most[team]:
            yield f"team {team}: {len(learners)} learners out at half hour {b}, {problem.team_most[team]} at most"
