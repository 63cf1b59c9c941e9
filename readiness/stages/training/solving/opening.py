"""Opening: a first timetable: sessions by classes of learners, then seats for each of them.

In: Frame, learners in parts that share no session.
Out: Seating, the least cost of any, the steps taken.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.solving.frame import Frame
from readiness.stages.training.solving.grouped import classes_of, program_of
from readiness.stages.training.solving.highs import integer_best
from readiness.stages.training.solving.orders import order_rows
from readiness.stages.training.solving.program import Floats, Ints, Left, Program, all_rows, stacked
from readiness.stages.training.solving.relaxation import Relaxed, relaxed
from readiness.stages.training.solving.repairs import Effort, Quotas, repair
from readiness.stages.training.solving.seating import Seating

WORTH_OPENING = 0.02
"""Of a session, in the relaxation."""
SPARE_SLOTS = 10
"""Slots of each offering that the relaxation leaves shut and that may be opened all the same."""
TRAINERS = 8
NODES, GAP = 1, 0.02
TOGETHER = 150
"""Learners who are seated together."""


def construct(frame: Frame, parts: list[Ints]) -> tuple[Seating, float, int]:
    """Return a seating, the sum of the parts' bounds, and the steps taken."""
    class_of = classes_of(frame)
    seating, bound, work = Seating(frame), 0.0, 0
    for learners in parts:
        program = program_of(frame, learners, class_of[learners])
        if not len(program.block_class):
            continue
        relaxation = relaxed(program, len(learners))
        quotas, steps = _open(seating, program, relaxation)
        bound, work = bound + relaxation.bound, work + relaxation.work + steps
        work += _seat(seating, learners, class_of[learners], quotas)
    return seating, bound, work


def _open(seating: Seating, p: Program, relaxation: Relaxed) -> tuple[list[dict[tuple[int, int], float]], int]:
    """Open the sessions that are best for whole classes; return each class's seats by offering and start, and the steps taken."""
    chosen, trainer = _chosen(seating, p, relaxation)
    rows = stacked([all_rows(chosen), order_rows(chosen)])
    n_y = len(chosen.opened_slot)
    whole = np.arange(chosen.n_columns) < n_y
    found = integer_best(chosen.costs(), chosen.most(), rows, whole, nodes=NODES, gap=GAP)
    quotas: list[dict[tuple[int, int], float]] = [{} for _ in range(len(p.class_team))]
    if found.columns is None:
        return quotas, found.work
    for y in np.flatnonzero(found.columns[:n_y] > 0.5):
        j = chosen.opened_slot[y]
        seating.open_session(int(chosen.slot_offering[j]), int(chosen.slot_start[j]), int(trainer[y]))
    for x in np.flatnonzero(found.columns[n_y : n_y + len(chosen.seat_slot)] > 1e-6):
        j, c = chosen.seat_slot[x], int(chosen.block_class[chosen.seat_block[x]])
        key = (int(chosen.slot_offering[j]), int(chosen.slot_start[j]))
        quotas[c][key] = quotas[c].get(key, 0.0) + float(found.columns[n_y + x])
    return quotas, found.work


def _chosen(seating: Seating, p: Program, relaxation: Relaxed) -> tuple[Program, Ints]:
    """Return the programme with the slots that the relaxation opens and some more, and the trainer of each session column."""
    keep = _slots_kept(p, relaxation)
    number = np.cumsum(keep) - 1
    slots = np.flatnonzero(keep)
    opened = [
        (int(number[j]), int(k))
        for j in slots
        for k in _trainers(seating, int(p.slot_offering[j]), int(p.slot_start[j]))
    ]
    slot = np.array([j for j, _ in opened], dtype=np.intp)
    trainer = np.array([k for _, k in opened], dtype=np.intp)
    trainers = np.unique(trainer)
    f, seats = p.frame, keep[p.seat_slot]
    problem = f.problem
    offering = p.slot_offering[slots]
    chosen = replace(
        p,
        left=Left(
            rooms=problem.rooms - seating.room_used,
            load=problem.trainer_most[trainers][:, None] - seating.load[trainers],
            team=problem.team_most[:, None] - seating.team_in[:, f.starts],
        ),
        slot_offering=offering,
        slot_start=p.slot_start[slots],
        slot_spare=p.slot_spare[slots],
        opened_slot=slot,
        opened_kind=np.searchsorted(trainers, trainer),
        opened_price=problem.prices.session + problem.trainer_price[trainer] * f.n_bins[f.module[offering[slot]]],
        opened_most=np.ones(len(slot)),
        kind_trainer=trainers,
        kind_size=np.ones(len(trainers), dtype=np.intp),
        seat_block=p.seat_block[seats],
        seat_slot=number[p.seat_slot[seats]],
        seat_cost=p.seat_cost[seats],
        seat_most=p.seat_most[seats],
    )
    return chosen, trainer


def _slots_kept(p: Program, relaxation: Relaxed) -> NDArray[np.bool_]:
    n_y, n_j = len(p.opened_slot), len(p.slot_offering)
    opened = np.bincount(p.opened_slot, weights=relaxation.columns[:n_y], minlength=n_j)
    keep: NDArray[np.bool_] = opened > WORTH_OPENING
    reduced = np.full(n_j, np.inf)
    np.minimum.at(reduced, p.opened_slot, relaxation.reduced[:n_y])
    for o in np.unique(p.slot_offering):
        rest = np.flatnonzero((p.slot_offering == o) & ~keep & np.isfinite(reduced))
        keep[rest[np.lexsort((p.slot_start[rest], reduced[rest]))[:SPARE_SLOTS]]] = True
    return keep


def _trainers(seating: Seating, offering: int, start: int) -> Ints:
    f = seating.frame
    able = seating.trainers_for(offering, start)
    return able[np.lexsort((able, f.problem.can[able].sum(axis=1), f.price(offering, able)))[:TRAINERS]]


def _seat(seating: Seating, learners: Ints, class_of: Ints, quotas: list[dict[tuple[int, int], float]]) -> int:
    """Seat the learners of some classes at a time within their classes' seats; close what stays empty; return the steps taken."""
    before = {i for o in range(len(seating.frame.module)) for i in seating.open_of(o)}
    class_ids = np.unique(class_of)
    work, chunk, n = 0, [], 0
    for c in range(len(class_ids)):
        members = learners[class_of == class_ids[c]]
        chunk.append((c, members))
        n += len(members)
        if n >= TOGETHER or c == len(class_ids) - 1:
            work += _seat_some(seating, chunk, quotas)
            chunk, n = [], 0
    for i in sorted(before):
        if seating.open[i] and not seating.learners[i]:
            seating.close_session(i)
    return work


def _seat_some(seating: Seating, chunk: list[tuple[int, Ints]], quotas: list[dict[tuple[int, int], float]]) -> int:
    seats: dict[tuple[int, int], float] = {}
    for c, _ in chunk:
        for key, n in quotas[c].items():
            seats[key] = seats.get(key, 0.0) + n
    allowed: Quotas = {key: int(np.ceil(n - 1e-6)) for key, n in seats.items()}
    learners = np.sort(np.concatenate([members for _, members in chunk]))
    row, module = np.nonzero(seating.frame.problem.needs[learners])
    return repair(seating, learners[row], module, Effort(slots=0, nodes=1, gap=0.005), allowed)[1]
