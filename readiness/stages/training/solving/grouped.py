"""Grouped: the programme of a whole problem with its learners in classes and its trainers in kinds.

In: Frame.
Out: Program.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from readiness.stages.training.solving.frame import CHUNK, Frame
from readiness.stages.training.solving.program import Floats, Ints, Left, Program


def classes_of(frame: Frame) -> Ints:
    """Return (R,) the class of each learner: one group, needs, wave and team."""
    p = frame.problem
    key = np.column_stack([p.group, p.wave, p.team, p.needs])
    return np.unique(key, axis=0, return_inverse=True)[1].reshape(-1).astype(np.intp)


def components_of(frame: Frame) -> list[Ints]:
    """Return learners in parts that share no session; parts with fewer learners first."""
    p = frame.problem
    class_of = classes_of(frame)
    first = np.unique(class_of, return_index=True)[1]
    useful = p.takes[p.group[first]] & p.needs[first][:, frame.module]
    n_class = len(first)
    a, b = np.nonzero(useful)
    links = csr_array((np.ones(len(a)), (a, n_class + b)), shape=(n_class + useful.shape[1],) * 2)
    part = connected_components(links, directed=False)[1][class_of]
    parts = [np.flatnonzero(part == n) for n in np.unique(part)]
    return sorted(parts, key=lambda learners: (len(learners), int(learners[0])))


def kinds_of(frame: Frame) -> Ints:
    """Return (K,) the kind of each trainer."""
    p = frame.problem
    key = np.column_stack([p.trainer_free, frame.day, p.trainer_most, p.can, p.trainer_price])
    return np.unique(key, axis=0, return_inverse=True)[1].reshape(-1).astype(np.intp)


def program_of(frame: Frame, learners: Ints, class_of: Ints, kind_of: Ints | None = None) -> Program:
    """Return the programme for some learners and all trainers, in classes and kinds; other learners are not there."""
    p = frame.problem
    class_ids, first, class_ = np.unique(class_of, return_index=True, return_inverse=True)
    n_class = len(class_ids)
    some = learners[first]
    size = np.bincount(class_, minlength=n_class)
    blocks = np.argwhere(p.needs[some])
    slots, seats = _slots_and_seats(frame, learners, class_, some, blocks)
    kind = kinds_of(frame) if kind_of is None else kind_of
    kind_first = np.unique(kind, return_index=True)[1]
    kind_size = np.bincount(kind)
    slot, k, price, most = _openings(frame, slots, kind_first, kind_size, seats)
    n_days = int(frame.day.max(initial=0)) + 1
    return Program(
        frame=frame,
        left=Left(
            rooms=p.rooms,
            load=np.repeat((kind_size * p.trainer_most[kind_first])[:, None], n_days, axis=1),
            team=np.repeat(p.team_most[:, None], len(frame.starts), axis=1),
        ),
        slot_offering=slots[:, 0],
        slot_start=slots[:, 1],
        slot_spare=np.zeros(len(slots)),
        opened_slot=slot,
        opened_kind=k,
        opened_price=price,
        opened_most=most,
        kind_trainer=kind_first,
        kind_size=kind_size,
        block_class=blocks[:, 0],
        block_module=blocks[:, 1],
        block_size=size[blocks[:, 0]].astype(float),
        block_unserved=size[blocks[:, 0]].astype(float),
        seat_block=seats[0].astype(np.intp),
        seat_slot=seats[1].astype(np.intp),
        seat_cost=seats[2],
        seat_most=seats[3],
        class_team=p.team[some],
        class_free=_free_at(frame, learners, class_, n_class),
    )


def _slots_and_seats(frame: Frame, learners: Ints, class_: Ints, some: Ints, blocks: Ints) -> tuple[Ints, Floats]:
    """Return slots (J, 2) and seats (4, X): block, slot, cost, most."""
    p = frame.problem
    slots: list[Ints] = []
    seats: list[Floats] = []
    n_slots, n_class = 0, len(some)
    for o, module in enumerate(frame.module):
        n_bins = int(frame.n_bins[module])
        taught = frame.teachable[n_bins][p.can[:, o]].any(axis=0)
        rows = np.flatnonzero((blocks[:, 1] == module) & p.takes[p.group[some[blocks[:, 0]]], o])
        if not len(rows) or not taught.any():
            continue
        member = np.flatnonzero(np.isin(class_, blocks[rows, 0]))
        fits = np.zeros((n_class, len(frame.starts)), dtype=np.int64)
        for few in (member[at : at + CHUNK] for at in range(0, len(member), CHUNK)):
            np.add.at(fits, class_[few], frame.fits[n_bins][learners[few]])
        fits = np.minimum(fits[blocks[rows, 0]], np.iinfo(np.int64).max) * taught
        starts = np.flatnonzero(fits.any(axis=0))
        cost = frame.seat_cost(some[blocks[rows, 0]], o)
        b, s = np.nonzero(fits[:, starts])
        slots.append(np.column_stack([np.full(len(starts), o), starts]))
        seats.append(np.array([rows[b], n_slots + s, cost[b, starts[s]], fits[b, starts[s]]], dtype=float))
        n_slots += len(starts)
    if not slots:
        return np.zeros((0, 2), dtype=np.intp), np.zeros((4, 0))
    return np.concatenate(slots).astype(np.intp), np.concatenate(seats, axis=1)


def _openings(frame: Frame, slots: Ints, kind_first: Ints, kind_size: Ints, seats: Floats) -> tuple[Ints, Ints, Floats, Floats]:
    """Return slot, kind, price and most of each session column."""
    p = frame.problem
    n_bins = frame.n_bins[frame.module[slots[:, 0]]]
    able = np.zeros((len(slots), len(kind_first)), dtype=np.bool_)
    for d in frame.teachable:
        rows = n_bins == d
        able[rows] = frame.teachable[d][np.ix_(kind_first, slots[rows, 1])].T & p.can[np.ix_(kind_first, slots[rows, 0])].T
    slot, kind = np.nonzero(able)
    price = p.prices.session + p.trainer_price[kind_first[kind]] * n_bins[slot]
    people = np.bincount(seats[1].astype(np.intp), weights=seats[3], minlength=len(slots))
    seats_each = frame.seats[frame.module[slots[:, 0]]]
    useful = np.ceil(people / seats_each)
    return slot, kind, price, np.minimum(kind_size[kind], useful[slot]).astype(float)


def _free_at(frame: Frame, learners: Ints, class_: Ints, n_class: int) -> Floats:
    free = np.zeros((n_class, len(frame.starts)))
    for first in range(0, len(learners), CHUNK):
        rows = slice(first, first + CHUNK)
        np.add.at(free, class_[rows], frame.problem.free[learners[rows]][:, frame.starts].astype(float))
    return free
