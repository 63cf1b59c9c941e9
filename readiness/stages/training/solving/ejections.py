"""Ejections: what stands in the way of who has no seat is decided anew with him: sessions of his trainers, rooms, his team.

In: Seating, who has no seat, the work that may be spent.
Out: the same seating, never dearer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from readiness.stages.training.problem import NO_TEAM, ONLINE
from readiness.stages.training.solving.candidates import Effort
from readiness.stages.training.solving.program import Ints
from readiness.stages.training.solving.repairs import repair
from readiness.stages.training.solving.seating import NOWHERE, Seating

Seats: TypeAlias = frozenset[tuple[int, int]]
"""Learner and module of each."""
MOST_SEATS = 300
"""Decided anew at once."""
TRIES, DEEPER, EACH = 12, 4, 6
"""Ways tried for each learner; of these so many are followed one move further, in so many ways each."""
STEPS_AT_LEAST = 500
"""That every try counts for."""
HALF = 0.5
"""Share of a session's learners who could come at another time, for that time to be looked at."""


def make_way(seating: Seating, effort: Effort, work: int) -> int:
    """Seat those who have no seat by moving what is in their way, one move deep, then two; return the steps taken."""
    spent = 0
    for learner in np.flatnonzero((seating.frame.problem.needs & (seating.seat == NOWHERE)).any(axis=1)).tolist():
        for seats in _chains(seating, learner):
            lacked = _lacks(seating, learner)
            if not lacked or spent >= work:
                break
            some = sorted(seats | {(learner, m) for m in np.flatnonzero(seating.frame.problem.needs[learner]).tolist()})
            freed = np.array(some, dtype=np.intp)
            spent += max(STEPS_AT_LEAST, repair(seating, freed[:, 0], freed[:, 1], effort)[1])
    return spent


def _lacks(seating: Seating, learner: int) -> list[int]:
    """Return the modules a learner needs and has no seat for."""
    lacked: list[int] = np.flatnonzero(seating.frame.problem.needs[learner] & (seating.seat[learner] == NOWHERE)).tolist()
    return lacked


def _chains(seating: Seating, learner: int) -> Iterator[Seats]:
    """Yield seats that may be in the way, few before many; then each with what is in their own way."""
    alone = np.array([learner], dtype=np.intp)
    ways = {way: rank for m in _lacks(seating, learner) for rank, way in _ways(seating, alone, m)}
    first = sorted(ways, key=lambda way: (ways[way], len(way), sorted(way)))[:TRIES]
    yield from first
    for way in first[:DEEPER]:
        yield from _further(seating, way)


def _further(seating: Seating, way: Seats) -> Iterator[Seats]:
    """Yield the seats with those that are in the way of their sessions, were these held otherwise."""
    found: set[Seats] = set()
    for session in sorted({int(seating.seat[r, m]) for r, m in way} - {NOWHERE}):
        learners = np.array(sorted(seating.learners[session]), dtype=np.intp)
        module = int(seating.frame.module[seating.offering[session]])
        found |= {way | more for _, more in _ways(seating, learners, module) if not more <= way}
    small = [seats for seats in found if len(seats) <= MOST_SEATS]
    yield from sorted(small, key=lambda seats: (len(seats), sorted(seats)))[:EACH]


def _ways(seating: Seating, learners: Ints, module: int) -> Iterator[tuple[bool, Seats]]:
    """Yield what is in the way of a session for the learners, and whether other seats of theirs are, too."""
    f, taught = seating.frame, _by_trainer(seating)
    for o in f.offerings_of(module):
        able = learners[f.problem.takes[f.problem.group[learners], o]]
        if not len(able):
            continue
        fits = f.fits[int(f.n_bins[module])][able]
        apart = (fits & seating.apart(able, int(o))).mean(axis=0) >= HALF
        for s in np.flatnonzero(fits.mean(axis=0) >= HALF).tolist():
            for way in _in_the_way(seating, taught, able, int(o), s):
                if way and len(way) <= MOST_SEATS:
                    yield not apart[s], way


def _in_the_way(seating: Seating, taught: list[list[int]], learners: Ints, offering: int, start: int) -> Iterator[Seats]:
    """Yield what is in the way at one start: a full session, or a trainer's others and rooms; and team mates."""
    f, w = seating.frame, seating.window_at(offering, start)
    mates = _of_team(seating, learners, w)
    for i in seating.open_of(offering):
        if seating.start[i] == start:
            yield _seats_in(seating, [i]) | mates
    rooms = _of_rooms(seating, offering, w)
    for k in np.flatnonzero(f.problem.can[:, offering] & f.teachable[w.stop - w.start][:, start]).tolist():
        yield _seats_in(seating, _of_trainer(seating, taught[k], k, w) + rooms) | mates


def _seats_in(seating: Seating, sessions: list[int]) -> Seats:
    return frozenset((r, int(seating.frame.module[seating.offering[i]])) for i in sessions for r in seating.learners[i])


def _meets(seating: Seating, session: int, w: slice) -> bool:
    at = seating.window(session)
    return bool(at.start < w.stop and at.stop > w.start)


def _smallest_first(seating: Seating, sessions: list[int]) -> list[int]:
    return sorted(sessions, key=lambda i: (len(seating.learners[i]), i))


def _by_trainer(seating: Seating) -> list[list[int]]:
    taught: list[list[int]] = [[] for _ in seating.frame.problem.trainer_most]
    for i in np.flatnonzero(seating.open).tolist():
        taught[seating.trainer[i]].append(i)
    return taught


def _of_trainer(seating: Seating, mine: list[int], trainer: int, w: slice) -> list[int]:
    """Return the trainer's sessions at that time, and the smallest of those days by which the day would be too long."""
    f = seating.frame
    gone = [i for i in mine if _meets(seating, i, w)]
    for day, n in zip(*np.unique(f.day[trainer, w], return_counts=True), strict=True):
        load = {i: int((f.day[trainer, seating.window(i)] == day).sum()) for i in mine}
        over = int(seating.load[trainer, day]) + int(n) - int(f.problem.trainer_most[trainer]) - sum(load[i] for i in gone)
        for i in _smallest_first(seating, [i for i in mine if load[i] and i not in gone]):
            if over <= 0:
                break
            gone.append(i)
            over -= load[i]
    return gone


def _of_rooms(seating: Seating, offering: int, w: slice) -> list[int]:
    """Return the smallest sessions without which there would be a room."""
    f, place = seating.frame, int(seating.frame.place[offering])
    if place == ONLINE:
        return []
    gone: list[int] = []
    missing = seating.room_used[place, w] + 1 - f.problem.rooms[place, w]
    here = [i for o in np.flatnonzero(f.place == place) for i in seating.open_of(int(o)) if _meets(seating, i, w)]
    for i in _smallest_first(seating, here):
        if (missing <= 0).all():
            break
        at = seating.window(i)
        missing[max(at.start, w.start) - w.start : min(at.stop, w.stop) - w.start] -= 1
        gone.append(i)
    return gone


def _of_team(seating: Seating, learners: Ints, w: slice) -> Seats:
    """Return the seats at that time of team mates of whoever's team cannot spare one more."""
    p = seating.frame.problem
    full = [t for t in np.unique(p.team[learners]).tolist() if t != NO_TEAM and (seating.team_in[t, w] >= p.team_most[t]).any()]
    mates = np.flatnonzero(np.isin(p.team, full))
    row, module = np.nonzero((seating.seat_start[mates] < w.stop) & (seating.seat_end[mates] > w.start))
    return frozenset(zip(mates[row].tolist(), module.tolist(), strict=True))
