"""Candidates: what a repair looks at: seats in open sessions, new sessions that look worth it, who could teach them.

In: Seating, what was undone.
Out: slots, seats, trainers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.solving.program import Floats, Ints
from readiness.stages.training.solving.seating import NOWHERE, Seating

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


def reference_of(seating: Seating, undone: Undone) -> Floats:
    """Return what each need cost before, its part of the session's price with it."""
    f, cost = seating.frame, np.full(len(undone.learner), seating.frame.problem.prices.unserved)
    n_of: dict[int, int] = dict.fromkeys(undone.closed, 0)
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


def add_slots(
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
    able = np.asarray(f.teachable[n_bins][f.problem.can[:, offering]].any(axis=0) & fits.any(axis=0))
    chosen, price = list(kept), f.problem.prices.session

    def with_session(now: Floats, s: int) -> Floats:
        """Return what each need costs at most when a session is held then."""
        fit = fits[:, s]
        return np.minimum(now, np.where(fit, cost[:, s] + price / max(1, min(seats, int(fit.sum()))), np.inf))

    beside = reference
    for s in kept:
        beside = with_session(beside, s)
        able[s] = False
    for first in (beside, reference):
        now = first
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
                now = with_session(now, s)
    return chosen


def openings_of(
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
