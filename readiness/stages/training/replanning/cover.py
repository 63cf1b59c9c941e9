"""Cover: who can hold each session at the time and place it has, so that the fewest people have to move: exact.

In: a Problem, a timetable, what of it stands.
Out: Cover: a trainer for each session, or none, and the least number of people displaced, proven.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.problem import ONLINE, Timetable
from readiness.stages.training.replanning.draft import Cell, Draft
from readiness.stages.training.replanning.program import Program
from readiness.stages.training.replanning.standing import Standing

NONE = -1
_PERSON, _TRAINER, _RATE = 1000.0, 1.0, 0.1
"""Worth of one person's seat, of the trainer people know, of the dearest trainer's half hour."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Trainers of the sessions there are; N sessions."""

    trainer: NDArray[np.intp]
    """(N,) NONE where the session cannot be held or nobody is left in it."""
    least_displaced: int
    """Of those who could sit where they did: so many cannot, whoever teaches what."""
    open_: frozenset[int]
    """Sessions whose trainer, or whether they are held, was open."""


@dataclass(frozen=True, slots=True)
class _Sessions:
    """Sessions to come that somebody could still sit in, and who could hold each."""

    draft: Draft
    cells: tuple[Cell, ...]
    trainer: NDArray[np.intp]
    able: dict[int, list[int]]
    """session -> trainers."""
    n_people: dict[Cell, int]

    def days(self, session: int, trainer: int) -> list[tuple[int, int]]:
        days = np.unique(self.draft.day[trainer, self.draft.bins(self.cells[session])])
        return [(trainer, int(d)) for d in days]

    def seats(self, cell: Cell) -> int:
        return int(self.draft.problem.modules[self.draft.module_of[cell[0]]].seats)


def cover_of(draft: Draft, timetable: Timetable, standing: Standing, weight_of: Iterable[float], nodes: int | None) -> Cover:
    """Return a trainer for each session, the people kept first, then the trainers they know, then the cheaper ones.

    Args:
        draft: holds the past and nothing else.
        timetable: as it was.
        standing: what of it could be held.
        weight_of: (N,) how dear it is to move one person of each session.
        nodes: of branch and bound.
    """
    sitters = standing.sitters(timetable)
    n_people: dict[Cell, int] = defaultdict(int)
    for session, seats in sitters.items():
        n_people[standing.cells[session]] += len(seats)
    able = {s: draft.able(standing.cells[s]) for s in sorted(sitters)}
    sessions = _Sessions(draft, standing.cells, timetable.trainer, able, dict(n_people))
    trainer = np.full(len(timetable.trainer), NONE, dtype=np.intp)
    trainer[list(able)] = timetable.trainer[list(able)]
    open_ = _reached(sessions, _shaken(sessions))
    full = sum(max(0, n - sum(sessions.seats(c) for s in able if standing.cells[s] == c)) for c, n in _crowded(sessions, open_))
    if not open_:
        return Cover(trainer, full, frozenset())
    weights = list(weight_of)
    program, chosen, _ = _program(sessions, open_, weights)
    values, _ = program.solved(nodes)
    for (s, k), column in chosen.items():
        if values is not None and values[column]:
            trainer[s] = k
    held = {s for (s, _), column in chosen.items() if values is not None and values[column]}
    trainer[[s for s in open_ if s not in held]] = NONE
    return Cover(trainer, full + _least(sessions, open_, nodes), frozenset(open_))


def _crowded(sessions: _Sessions, open_: list[int]) -> list[tuple[Cell, int]]:
    """Return the cells that nothing is decided for."""
    decided = {sessions.cells[s] for s in open_}
    return [(c, n) for c, n in sorted(sessions.n_people.items()) if c not in decided]


def _shaken(sessions: _Sessions) -> list[int]:
    """Return the sessions that cannot all be held as they were: trainer, load, overlap or room."""
    draft = sessions.draft
    shaken = {s for s, able in sessions.able.items() if sessions.trainer[s] not in able}
    room = np.zeros_like(draft.room_left)
    load = np.zeros_like(draft.day_left)
    busy = np.zeros_like(draft.trainer_open, dtype=np.int64)
    sound = [s for s in sessions.able if s not in shaken]
    for s in sessions.able:
        place, bins = draft.problem.offerings[sessions.cells[s][0]].place, draft.bins(sessions.cells[s])
        if place != ONLINE:
            room[place, bins] += 1
    for s in sound:
        k, bins = sessions.trainer[s], draft.bins(sessions.cells[s])
        busy[k, bins] += 1
        np.add.at(load[k], draft.day[k, bins], 1)
    short = np.asarray((room > draft.room_left).any(axis=1))
    for s in sound:
        k, bins = sessions.trainer[s], draft.bins(sessions.cells[s])
        if (busy[k, bins] > 1).any() or (load[k, draft.day[k, bins]] > draft.day_left[k, draft.day[k, bins]]).any():
            shaken.add(s)
    places = [draft.problem.offerings[sessions.cells[s][0]].place for s in sessions.able]
    return sorted(shaken | {s for s, p in zip(sessions.able, places, strict=True) if p != ONLINE and short[p]})


def _reached(sessions: _Sessions, shaken: list[int]) -> list[int]:
    """Return all sessions whose trainer might have to change so that another's can: those on the days of any who could help."""
    on_day: dict[tuple[int, int], list[int]] = defaultdict(list)
    in_cell: dict[Cell, list[int]] = defaultdict(list)
    for s, able in sessions.able.items():
        in_cell[sessions.cells[s]].append(s)
        if sessions.trainer[s] in able:
            for key in sessions.days(s, int(sessions.trainer[s])):
                on_day[key].append(s)
    reached, queue = set(shaken), list(shaken)
    while queue:
        s = queue.pop()
        keys = [key for k in sessions.able[s] for key in sessions.days(s, k)]
        near = [n for key in keys for n in on_day.get(key, ())] + in_cell[sessions.cells[s]]
        queue += sorted(set(near) - reached)
        reached.update(near)
    return sorted(reached)


def _program(
    sessions: _Sessions, open_: list[int], weights: list[float]
) -> tuple[Program, dict[tuple[int, int], int], dict[Cell, int]]:
    """Return who holds what as a program, with the columns of session and trainer, and of people kept."""
    draft, program = sessions.draft, Program()
    rates = draft.problem.trainer_price
    dearest = max(float(rates.max(initial=0.0)), 1e-9)
    chosen = {
        (s, k): program.variable(_TRAINER * (k != sessions.trainer[s]) + _RATE * float(rates[k]) / dearest)
        for s in open_
        for k in sessions.able[s]
    }
    kept: dict[Cell, int] = {}
    in_cell: dict[Cell, list[int]] = defaultdict(list)
    for s in open_:
        in_cell[sessions.cells[s]].append(s)
        program.constrain([(chosen[s, k], 1.0) for k in sessions.able[s]], 1.0)
    for cell, own in sorted(in_cell.items()):
        n = sessions.n_people[cell]
        kept[cell] = program.variable(-_PERSON * weights[own[0]], float(n))
        seats = [(chosen[s, k], -float(min(n, sessions.seats(cell)))) for s in own for k in sessions.able[s]]
        program.constrain([(kept[cell], 1.0), *seats], 0.0)
    _limit_trainers(program, sessions, chosen)
    _limit_rooms(program, sessions, chosen)
    return program, chosen, kept


def _limit_trainers(program: Program, sessions: _Sessions, chosen: dict[tuple[int, int], int]) -> None:
    """Let nobody teach twice at once, or more on a day than agreed."""
    draft = sessions.draft
    by_trainer: dict[int, list[int]] = defaultdict(list)
    by_day: dict[tuple[int, int], list[int]] = defaultdict(list)
    for s, k in chosen:
        by_trainer[k].append(s)
        for key in sessions.days(s, k):
            by_day[key].append(s)
    for k, own in sorted(by_trainer.items()):
        for at in sorted({sessions.cells[s][1] for s in own}):
            together = [s for s in own if sessions.cells[s][1] <= at < draft.bins(sessions.cells[s]).stop]
            if len(together) > 1:
                program.constrain([(chosen[s, k], 1.0) for s in together], 1.0)
    for (k, day), own in sorted(by_day.items()):
        n = [(chosen[s, k], float((draft.day[k, draft.bins(sessions.cells[s])] == day).sum())) for s in own]
        if sum(w for _, w in n) > draft.day_left[k, day]:
            program.constrain(n, float(draft.day_left[k, day]))


def _limit_rooms(program: Program, sessions: _Sessions, chosen: dict[tuple[int, int], int]) -> None:
    """Let no place hold more sessions at once than it has rooms."""
    draft = sessions.draft
    at_place: dict[int, list[int]] = defaultdict(list)
    for s in sorted({s for s, _ in chosen}):
        place = draft.problem.offerings[sessions.cells[s][0]].place
        if place != ONLINE:
            at_place[place].append(s)
    for place, own in sorted(at_place.items()):
        for at in sorted({b for s in own for b in range(*draft.bins(sessions.cells[s]).indices(len(draft.can_start)))}):
            together = [s for s in own if sessions.cells[s][1] <= at < draft.bins(sessions.cells[s]).stop]
            if len(together) > draft.room_left[place, at]:
                terms = [(chosen[s, k], 1.0) for s in together for k in sessions.able[s]]
                program.constrain(terms, float(max(0, draft.room_left[place, at])))


def _least(sessions: _Sessions, open_: list[int], nodes: int | None) -> int:
    """Return how many people of these sessions cannot stay, by a program that counts people and nothing else."""
    program, chosen, columns = _program(sessions, open_, [1.0 / _PERSON] * len(sessions.cells))
    for column in chosen.values():
        program.cost[column] = 0.0
    _, bound = program.solved(nodes)
    return max(0, math.ceil(sum(sessions.n_people[cell] for cell in columns) + bound - 1e-6))
