"""Repairs: part of a timetable taken apart and put together again at least cost, as an integer programme.

In: Seating, the seats to decide anew.
Out: the same seating, never dearer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.solving.candidates import (
    NEW,
    NO_PRICES,
    Effort,
    SeatPrices,
    Undone,
    add_slots,
    openings_of,
    reference_of,
)
from readiness.stages.training.solving.highs import integer_best
from readiness.stages.training.solving.orders import order_rows
from readiness.stages.training.solving.program import Floats, Ints, Left, Program, all_rows, stacked
from readiness.stages.training.solving.seating import NOWHERE, Seating
from readiness.stages.training.solving.whole import whole_rows


def undo(seating: Seating, learner: Ints, module: Ints) -> Undone:
    """Take the seats of the needs and close the sessions that are empty then."""
    sat = [int(s) for s in seating.seat[learner, module]]
    for session in sorted({s for s in sat if s != NOWHERE}):
        rows = np.array([r for r, s in zip(learner, sat, strict=True) if s == session], dtype=np.intp)
        seating.unseat(rows, session)
    closed = [s for s in sorted({s for s in sat if s != NOWHERE}) if not seating.learners[s]]
    for session in closed:
        seating.close_session(session)
    return Undone(learner, module, sat, closed)


def repair(seating: Seating, learner: Ints, module: Ints, effort: Effort, worth: SeatPrices = NO_PRICES) -> tuple[float, int]:
    """Decide the seats of these needs anew; return the units saved and the steps taken."""
    undone = undo(seating, learner, module)
    draft = _draft(seating, undone, effort, worth)
    p = draft.program
    was = float(p.costs() @ draft.before)
    rows = stacked([all_rows(p), order_rows(p), whole_rows(p)])
    whole = np.ones(p.n_columns, dtype=np.bool_)
    found = integer_best(p.costs(), p.most(), rows, whole, nodes=effort.nodes, start=draft.before, gap=effort.gap)
    better = found.columns is not None and found.value < was - 1e-6
    _apply(seating, draft, np.rint(found.columns if better and found.columns is not None else draft.before))
    return (was - found.value if better else 0.0), found.work


@dataclass(frozen=True, slots=True)
class _Draft:
    program: Program
    session: Ints
    """(J,) of each slot, or NEW."""
    trainer: Ints
    """(Y,) of each session column."""
    learner: Ints
    """(Q,) of each block."""
    before: Floats
    """(columns,) what was there."""


def _draft(seating: Seating, undone: Undone, effort: Effort, worth: SeatPrices) -> _Draft:
    """Return the programme of what is undone: seats in open sessions, and new sessions that look worth it."""
    f = seating.frame
    prices = reference_of(seating, undone)
    slots: list[tuple[int, int, int, float]] = []  # offering, start, session, spare
    seats: list[NDArray[np.float64]] = []
    for m in sorted({int(m) for m in undone.module}):
        rows = np.flatnonzero(undone.module == m)
        for o in f.offerings_of(m):
            mine = rows[f.problem.takes[f.problem.group[undone.learner[rows]], o]]
            if len(mine):
                add_slots(seating, undone, int(o), mine, prices, effort, worth, slots, seats)
    return _assembled(seating, undone, slots, seats, effort)


def _assembled(
    seating: Seating, undone: Undone, slots: list[tuple[int, int, int, float]], seats: list[NDArray[np.float64]], effort: Effort
) -> _Draft:
    f = seating.frame
    p = f.problem
    seat = np.concatenate(seats, axis=1) if seats else np.zeros((4, 0))
    opened = openings_of(seating, undone, slots, effort)
    trainers = np.unique([k for _, k in opened]).astype(np.intp)
    slot_of = np.array([j for j, _ in opened], dtype=np.intp)
    trainer = np.array([k for _, k in opened], dtype=np.intp)
    offering = np.array([o for o, _, _, _ in slots], dtype=np.intp)
    session = np.array([i for _, _, i, _ in slots], dtype=np.intp)
    learners, class_ = np.unique(undone.learner, return_inverse=True)
    price = p.prices.session + p.trainer_price[trainer] * f.n_bins[f.module[offering[slot_of]]]
    program = Program(
        frame=f,
        left=Left(
            rooms=p.rooms - seating.room_used,
            load=p.trainer_most[trainers][:, None] - seating.load[trainers],
            team=p.team_most[:, None] - seating.team_in[:, f.starts],
        ),
        slot_offering=offering,
        slot_start=np.array([s for _, s, _, _ in slots], dtype=np.intp),
        slot_spare=np.array([spare for _, _, _, spare in slots]),
        opened_slot=slot_of,
        opened_kind=np.searchsorted(trainers, trainer),
        opened_price=price,
        opened_most=np.ones(len(opened)),
        kind_trainer=trainers,
        kind_size=np.ones(len(trainers), dtype=np.intp),
        block_class=class_.astype(np.intp),
        block_module=undone.module,
        block_size=np.ones(len(undone.learner)),
        block_unserved=np.array(
            [not _awaited(seating, int(r), int(m)) for r, m in zip(undone.learner, undone.module, strict=True)], dtype=float
        ),
        seat_block=seat[0].astype(np.intp),
        seat_slot=seat[1].astype(np.intp),
        seat_cost=seat[2],
        seat_most=seat[3],
        class_team=p.team[learners],
        class_free=np.ones((len(learners), len(f.starts))),
    )
    return _Draft(program, session, trainer, undone.learner, _as_before(seating, undone, program, session, trainer))


def _awaited(seating: Seating, learner: int, module: int) -> bool:
    """Return whether a seat that stays depends on this module."""
    later = [m for m, other in enumerate(seating.frame.problem.modules) if module in other.after]
    return bool((seating.seat[learner, later] != NOWHERE).any())


def _as_before(seating: Seating, undone: Undone, p: Program, session: Ints, trainer: Ints) -> Floats:
    """Return the columns of what was there."""
    x = np.zeros(p.n_columns)
    slot_at = {
        (int(o), int(s), int(i)): j for j, (o, s, i) in enumerate(zip(p.slot_offering, p.slot_start, session, strict=True))
    }
    column = {(int(b), int(j)): len(p.opened_slot) + n for n, (b, j) in enumerate(zip(p.seat_block, p.seat_slot, strict=True))}
    opening = {(int(j), int(k)): n for n, (j, k) in enumerate(zip(p.opened_slot, trainer, strict=True))}
    for i in undone.closed:
        slot = slot_at[seating.offering[i], seating.start[i], NEW]
        x[opening[slot, seating.trainer[i]]] = 1.0
        x[p.first_held + slot] += 1.0
    for b, sat in enumerate(undone.sat):
        if sat == NOWHERE:
            x[len(p.opened_slot) + len(p.seat_slot) + b] = 1.0
            continue
        key = (seating.offering[sat], seating.start[sat], sat if seating.open[sat] else NEW)
        x[column[b, slot_at[key]]] = 1.0
    return x


def _apply(seating: Seating, draft: _Draft, columns: Floats) -> None:
    """Open the sessions and seat the learners."""
    p = draft.program
    n_y = len(p.opened_slot)
    sessions: dict[int, list[int]] = {}
    for y in np.flatnonzero(columns[:n_y] > 0):
        j = int(p.opened_slot[y])
        number = seating.open_session(int(p.slot_offering[j]), int(p.slot_start[j]), int(draft.trainer[y]))
        sessions.setdefault(j, []).append(number)
    seated = np.flatnonzero(columns[n_y : n_y + len(p.seat_slot)] > 0)
    for j in np.unique(p.seat_slot[seated]):
        rows = draft.learner[p.seat_block[seated[p.seat_slot[seated] == j]]]
        targets = [int(draft.session[j])] if draft.session[j] != NEW else sessions[int(j)]
        for i in targets:
            take, rows = rows[: seating.spare(i)], rows[seating.spare(i) :]
            seating.sit(take, i)
    for i in (i for ids in sessions.values() for i in ids):
        if not seating.learners[i]:
            seating.close_session(i)
