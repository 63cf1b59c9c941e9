"""Repairs: part of a timetable taken apart and put together again at least cost, as an integer programme.

In: Seating, the seats to decide anew.
Out: the same seating, never dearer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.solving.highs import integer_best
from readiness.stages.training.solving.orders import order_rows
from readiness.stages.training.solving.program import Floats, Ints, Left, Program, all_rows, stacked
from readiness.stages.training.solving.seating import NOWHERE, Seating
from readiness.stages.training.solving.whole import whole_rows

SeatPrices: TypeAlias = Mapping[tuple[int, int], float]
"""What a seat is worth to others, in units, by offering and start."""
NO_PRICES: SeatPrices = {}
NEW = -1
"""The session of a slot that is not open."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much one repair may look at."""

    slots: int = 14
    """New sessions to consider, for each offering."""
    trainers: int = 3
    """For each of them."""
    choices: int = 14
    """Seats to consider, for each need."""
    nodes: int = 5
    gap: float = 2e-3


@dataclass(slots=True)
class Undone:
    """What was there before: needs freed, where each sat, sessions closed."""

    learner: Ints
    module: Ints
    sat: list[int]
    """Session of each need, or NOWHERE; closed ones by their old number."""
    closed: list[int]


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
    prices = _reference(seating, undone)
    slots: list[tuple[int, int, int, float]] = []  # offering, start, session, spare
    seats: list[NDArray[np.float64]] = []
    for m in sorted({int(m) for m in undone.module}):
        rows = np.flatnonzero(undone.module == m)
        for o in f.offerings_of(m):
            mine = rows[f.problem.takes[f.problem.group[undone.learner[rows]], o]]
            if len(mine):
                _add_slots(seating, undone, int(o), mine, prices, effort, worth, slots, seats)
    return _assembled(seating, undone, slots, seats, effort)


def _reference(seating: Seating, undone: Undone) -> Floats:
    """Return what each need cost before, its part of the session's price with it."""
    f, cost = seating.frame, np.full(len(undone.learner), seating.frame.problem.prices.unserved)
    n_of: dict[int, int] = {s: 0 for s in undone.closed}
    for s in undone.sat:
        n_of[s] = n_of.get(s, 0) + 1
    closed = set(undone.closed)
    for i, s in enumerate(undone.sat):
        if s == NOWHERE:
            continue
        o, r = seating.offering[s], int(undone.learner[i])
        cost[i] = f.one_seat_cost(r, o, seating.start[s])
        if s in closed:
            cost[i] += float(f.price(o, np.array([seating.trainer[s]]))[0]) / n_of[s]
    return cost


def _add_slots(
    seating: Seating,
    undone: Undone,
    offering: int,
    rows: Ints,
    reference: Floats,
    effort: Effort,
    worth: SeatPrices,
    slots: list[tuple[int, int, int, float]],
    seats: list[NDArray[np.float64]],
) -> None:
    """Add the slots of one offering and the seats of its needs in them."""
    f = seating.frame
    learners = undone.learner[rows]
    freed = np.zeros(seating.seat.shape, dtype=np.bool_)
    freed[undone.learner, undone.module] = True
    fits = f.fits[int(f.n_bins[f.module[offering]])][learners] & seating.apart(learners, offering, freed[learners])
    cost = f.seat_cost(learners, offering)
    kept = {(seating.start[s]): s for s in undone.closed if seating.offering[s] == offering}
    chosen = _worth_it(seating, offering, fits, cost, reference[rows], effort, sorted(set(kept)))
    found = [(offering, s, NEW, 0.0) for s in chosen]
    for i in seating.open_of(offering):
        s = seating.start[i]
        if seating.spare(i) and fits[:, s].any():
            found.append((offering, s, i, float(seating.spare(i))))
    starts = np.array([s for _, s, _, _ in found], dtype=np.intp)
    if not len(starts):
        return
    priced = cost[:, starts] + np.array([worth.get((offering, s), 0.0) for _, s, _, _ in found])
    allowed = _cheapest_choices(fits[:, starts], priced, effort.choices)
    for i in range(len(rows)):
        sat = undone.sat[rows[i]]
        if sat != NOWHERE and seating.offering[sat] == offering:
            session = sat if seating.open[sat] else NEW
            allowed[i, [n for n, x in enumerate(found) if x[1] == seating.start[sat] and x[2] == session]] = True
    b, j = np.nonzero(allowed)
    seats.append(np.array([rows[b], len(slots) + j, priced[b, j], np.ones(len(b))], dtype=float))
    slots.extend(found)


def _cheapest_choices(fits: NDArray[np.bool_], cost: Floats, most: int) -> NDArray[np.bool_]:
    priced = np.where(fits, cost, np.inf)
    if priced.shape[1] <= most:
        return fits.copy()
    limit = np.partition(priced, most - 1, axis=1)[:, most - 1 : most]
    return fits & (priced <= limit)


def _worth_it(
    seating: Seating, offering: int, fits: NDArray[np.bool_], cost: Floats, reference: Floats, effort: Effort, kept: list[int]
) -> list[int]:
    """Return the starts at which a new session saves most, each beside those before it; and those that were there."""
    f = seating.frame
    n_bins = int(f.n_bins[f.module[offering]])
    seats = int(f.seats[f.module[offering]])
    able = f.teachable[n_bins][f.problem.can[:, offering]].any(axis=0) & fits.any(axis=0)
    chosen, price = list(kept), f.problem.prices.session
    now = reference.copy()
    for s in kept:
        now = np.minimum(now, np.where(fits[:, s], cost[:, s] + price / max(1, fits[:, s].sum()), np.inf))
        able[s] = False
    for now in (now, reference.copy()):
        for _ in range(effort.slots // 2):
            gain = np.where(fits, np.maximum(now[:, None] - cost, 0.0), 0.0)
            if len(gain) > seats:
                gain = np.partition(gain, len(gain) - seats, axis=0)[-seats:]
            total = np.where(able, gain.sum(axis=0), -1.0)
            s = int(np.argmax(total))
            if total[s] <= 0.0:
                break
            able[s] = False
            if len(seating.trainers_for(offering, s)) and seating.room_at(offering, s):
                chosen.append(s)
                now = np.minimum(
                    now, np.where(fits[:, s], cost[:, s] + price / max(1, min(seats, int(fits[:, s].sum()))), np.inf)
                )
    return chosen


def _assembled(
    seating: Seating, undone: Undone, slots: list[tuple[int, int, int, float]], seats: list[NDArray[np.float64]], effort: Effort
) -> _Draft:
    f = seating.frame
    p = f.problem
    seat = np.concatenate(seats, axis=1) if seats else np.zeros((4, 0))
    opened = _openings(seating, undone, slots, effort)
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
            [not _awaited(seating, int(r), int(m)) for r, m in zip(undone.learner, undone.module)], dtype=float
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


def _openings(
    seating: Seating, undone: Undone, slots: list[tuple[int, int, int, float]], effort: Effort
) -> list[tuple[int, int]]:
    """Return (slot, trainer) of the sessions that may open."""
    f = seating.frame
    was: dict[tuple[int, int], list[int]] = {}
    for i in undone.closed:
        was.setdefault((seating.offering[i], seating.start[i]), []).append(seating.trainer[i])
    opened = []
    for j, (o, s, session, _) in enumerate(slots):
        if session != NEW:
            continue
        able = seating.trainers_for(o, s)
        order = np.lexsort((able, f.problem.can[able].sum(axis=1), f.price(o, able)))[: effort.trainers]
        opened += [(j, k) for k in sorted({int(able[i]) for i in order} | set(was.get((o, s), [])))]
    return opened


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
