"""Opening: a first timetable: sessions by classes of learners, then seats for each of them.

In: Frame, learners in parts that share no session.
Out: Seating, the least cost of any, the steps taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.solving.candidates import Effort, SeatPrices
from readiness.stages.training.solving.diving import dive
from readiness.stages.training.solving.frame import Frame
from readiness.stages.training.solving.grouped import classes_of, program_of
from readiness.stages.training.solving.highs import Linear
from readiness.stages.training.solving.members import Members, members_of
from readiness.stages.training.solving.orders import order_rows
from readiness.stages.training.solving.program import (
    Floats,
    Ints,
    Left,
    Program,
    all_rows,
    shared_rows,
    stacked,
)
from readiness.stages.training.solving.relaxation import Relaxed, relaxed
from readiness.stages.training.solving.repairs import repair
from readiness.stages.training.solving.seating import Seating
from readiness.stages.training.solving.whole import whole_rows

WORTH_OPENING = 0.02
"""Of a session, in the relaxation."""
SPARE_SLOTS = 10
"""Slots of each offering that the relaxation leaves shut and that may be opened all the same."""
TRAINERS = 12
MOST_WORK = 20_000
"""Steps for the relaxation of one part."""
TOGETHER = 150
"""Learners who are seated together."""


def construct(frame: Frame, parts: list[Ints], work: int) -> tuple[Seating, float, int]:
    """Return a seating, the least cost of any, and the steps taken; `work` is what the bound may take."""
    class_of = classes_of(frame)
    seating = Seating(frame)
    everybody = np.arange(len(class_of), dtype=np.intp)
    program = program_of(frame, everybody, class_of)
    relaxation = relaxed(program, members_of(program, everybody, class_of), work)
    kept = _chosen(seating, program, relaxation)
    chosen = [_part_of(kept, np.unique(class_of[learners])) for learners in parts]
    wanted, steps = _wanted_elsewhere(kept, chosen)
    spent = relaxation.work + steps
    prices: dict[tuple[int, int], float] = {}
    for learners, part, extra in zip(parts, chosen, wanted, strict=True):
        found, steps = _open(seating, part, members_of(part, learners, class_of[learners]), extra)
        prices |= found
        spent += steps
    opened = [i for o in range(len(frame.module)) for i in seating.open_of(o)]
    for learners in parts:
        spent += _seat(seating, learners, class_of[learners], prices)
    for i in opened:
        if not seating.learners[i]:
            seating.close_session(i)
    return seating, relaxation.bound, spent


def _part_of(p: Program, classes: Ints) -> Program:
    """Return the programme of some classes alone, all of whose slots are theirs."""
    blocks = np.isin(p.block_class, classes)
    seats = blocks[p.seat_block]
    slots = np.zeros(len(p.slot_offering), dtype=np.bool_)
    slots[p.seat_slot[seats]] = True
    opened = slots[p.opened_slot]
    block_at, slot_at = np.cumsum(blocks) - 1, np.cumsum(slots) - 1
    return replace(
        p,
        slot_offering=p.slot_offering[slots],
        slot_start=p.slot_start[slots],
        slot_spare=p.slot_spare[slots],
        opened_slot=slot_at[p.opened_slot[opened]],
        opened_kind=p.opened_kind[opened],
        opened_price=p.opened_price[opened],
        opened_most=p.opened_most[opened],
        block_class=np.searchsorted(classes, p.block_class[blocks]),
        block_module=p.block_module[blocks],
        block_size=p.block_size[blocks],
        block_unserved=p.block_unserved[blocks],
        seat_block=block_at[p.seat_block[seats]],
        seat_slot=slot_at[p.seat_slot[seats]],
        seat_cost=p.seat_cost[seats],
        seat_most=p.seat_most[seats],
        class_team=p.class_team[classes],
        class_free=p.class_free[classes],
    )


def _wanted_elsewhere(kept: Program, parts: list[Program]) -> tuple[list[Floats], int]:
    """Return what each session column of each part takes from the others' use of trainers and rooms, in units."""
    if len(parts) < 2:
        return [np.zeros(len(p.opened_slot)) for p in parts], 0
    shared = shared_rows(kept)
    linear = Linear(kept.costs(), kept.most(), stacked([shared, all_rows(kept, shared=False), order_rows(kept)]))
    linear.run()
    taken = -(shared.matrix.T @ linear.duals[: len(shared.high)])
    of = {key: float(taken[y]) for y, key in enumerate(_openings_of(kept))}
    return [np.array([of[key] for key in _openings_of(p)]) for p in parts], linear.work


def _openings_of(p: Program) -> Iterator[tuple[int, int, int]]:
    """Yield offering, start and kind of each session column."""
    return zip(p.slot_offering[p.opened_slot].tolist(), p.slot_start[p.opened_slot].tolist(), p.opened_kind.tolist(), strict=True)


def _open(seating: Seating, p: Program, members: Members, extra: Floats) -> tuple[SeatPrices, int]:
    """Open the sessions that are best for whole classes; return what their seats are worth, and the steps taken."""
    chosen = _still_possible(seating, p, extra)
    relaxation = relaxed(chosen, members, MOST_WORK)
    opened, worth, steps = dive(
        chosen, stacked([all_rows(chosen), order_rows(chosen), whole_rows(chosen), relaxation.of_members])
    )
    for y in np.flatnonzero(opened):
        j = chosen.opened_slot[y]
        for _ in range(int(opened[y])):
            trainer = int(chosen.kind_trainer[chosen.opened_kind[y]])
            seating.open_session(int(chosen.slot_offering[j]), int(chosen.slot_start[j]), trainer)
    keys = zip(chosen.slot_offering.tolist(), chosen.slot_start.tolist(), strict=True)
    return dict(zip(keys, worth.tolist(), strict=True)), relaxation.work + steps


def _chosen(seating: Seating, p: Program, relaxation: Relaxed) -> Program:
    """Return the programme with the slots that the relaxation opens and some more, and each trainer by himself."""
    keep = _slots_kept(p, relaxation)
    number = np.cumsum(keep) - 1
    slots = np.flatnonzero(keep)
    opened = [(int(number[j]), int(k)) for j in slots for k in _trainers(seating, int(p.slot_offering[j]), int(p.slot_start[j]))]
    slot = np.array([j for j, _ in opened], dtype=np.intp)
    trainer = np.array([k for _, k in opened], dtype=np.intp)
    f, seats = p.frame, keep[p.seat_slot]
    problem = f.problem
    offering = p.slot_offering[slots]
    n_trainers = len(problem.trainer_most)
    return replace(
        p,
        left=_left(seating),
        slot_offering=offering,
        slot_start=p.slot_start[slots],
        slot_spare=p.slot_spare[slots],
        opened_slot=slot,
        opened_kind=trainer,
        opened_price=problem.prices.session + problem.trainer_price[trainer] * f.n_bins[f.module[offering[slot]]],
        opened_most=np.ones(len(slot)),
        kind_trainer=np.arange(n_trainers, dtype=np.intp),
        kind_size=np.ones(n_trainers, dtype=np.intp),
        seat_block=p.seat_block[seats],
        seat_slot=number[p.seat_slot[seats]],
        seat_cost=p.seat_cost[seats],
        seat_most=p.seat_most[seats],
    )


def _left(seating: Seating) -> Left:
    """Return what the open sessions leave."""
    f, problem = seating.frame, seating.frame.problem
    return Left(
        rooms=problem.rooms - seating.room_used,
        load=problem.trainer_most[:, None] - seating.load,
        team=problem.team_most[:, None] - seating.team_in[:, f.starts],
    )


def _still_possible(seating: Seating, p: Program, extra: Floats) -> Program:
    """Return the programme with the trainers who are still free, their sessions dearer by what others would give for them."""
    able = [set(seating.trainers_for(int(o), int(s)).tolist()) for o, s in zip(p.slot_offering, p.slot_start, strict=True)]
    keep = np.array([int(k) in able[j] for j, k in zip(p.opened_slot, p.opened_kind, strict=True)], dtype=np.bool_)
    return replace(
        p,
        left=_left(seating),
        opened_slot=p.opened_slot[keep],
        opened_kind=p.opened_kind[keep],
        opened_price=(p.opened_price + extra)[keep],
        opened_most=p.opened_most[keep],
    )


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


def _seat(seating: Seating, learners: Ints, class_of: Ints, prices: SeatPrices) -> int:
    """Seat the learners, some classes at a time, where seats are worth little to others; return the steps taken."""
    class_ids = np.unique(class_of)
    work, chunk, n = 0, [], 0
    for c in class_ids:
        members = learners[class_of == c]
        chunk.append(members)
        n += len(members)
        if n >= TOGETHER or c == class_ids[-1]:
            some = np.sort(np.concatenate(chunk))
            row, module = np.nonzero(seating.frame.problem.needs[some])
            work += repair(seating, some[row], module, Effort(slots=0, nodes=1, gap=0.005), prices)[1]
            chunk, n = [], 0
    return work
