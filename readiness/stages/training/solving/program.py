"""Program: sessions to open and people to seat in them as a linear programme: columns and rows.

In: Frame, classes of learners, the sessions that may open.
Out: Program, its rows by family.

A class is a number of learners who are treated alike; a block is a class and a module it needs; a kind is a number of
trainers with the same hours, skills and price; a slot is an offering and a start. Columns: sessions by slot and kind, then
seats by block and slot, then modules left unserved by block, then sessions by slot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from readiness.stages.training.problem import ONLINE
from readiness.stages.training.solving.frame import Frame

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a programme: `low <= matrix @ columns <= high`."""

    matrix: csr_array
    low: Floats
    high: Floats

    def taken(self, rows: Ints | NDArray[np.bool_]) -> Rows:
        """Return some of the rows."""
        return Rows(self.matrix[rows], self.low[rows], self.high[rows])


@dataclass(frozen=True, slots=True)
class Left:
    """What may still be used."""

    rooms: NDArray[np.int64]
    """(P, B)."""
    load: NDArray[np.int64]
    """(H, days) half hours that all trainers of a kind may teach."""
    team: NDArray[np.int64]
    """(T, N) learners of a team at once, at each start."""


@dataclass(frozen=True, slots=True)
class Program:
    """The columns of a programme; C classes, Q blocks, J slots, Y session columns, X seat columns, H kinds."""

    frame: Frame
    left: Left
    slot_offering: Ints
    slot_start: Ints
    """Position among the frame's starts."""
    slot_spare: Floats
    """(J,) seats there are already, without a new session."""
    opened_slot: Ints
    """(Y,)."""
    opened_kind: Ints
    """(Y,)."""
    opened_price: Floats
    opened_most: Floats
    kind_trainer: Ints
    """(H,) one trainer of each."""
    kind_size: Ints
    block_class: Ints
    block_module: Ints
    block_size: Floats
    block_unserved: Floats
    """(Q,) of whom so many may be left unserved."""
    seat_block: Ints
    """(X,)."""
    seat_slot: Ints
    seat_cost: Floats
    seat_most: Floats
    class_team: Ints
    class_free: Floats
    """(C, N) learners of each class free at each start."""

    @property
    def n_columns(self) -> int:
        """Return Y + X + Q + J."""
        return self.first_held + len(self.slot_offering)

    @property
    def first_held(self) -> int:
        """Return the position of the first slot's sessions: Y + X + Q."""
        return len(self.opened_slot) + len(self.seat_slot) + len(self.block_class)

    @property
    def slot_seats(self) -> Floats:
        """Return (J,) seats of a session."""
        f = self.frame
        return f.seats[f.module[self.slot_offering]].astype(float)

    @property
    def slot_bins(self) -> Ints:
        """Return (J,) half hours of a session."""
        f = self.frame
        return f.n_bins[f.module[self.slot_offering]]

    def costs(self) -> Floats:
        """Return the price of each column."""
        unserved = np.full(len(self.block_class), self.frame.problem.prices.unserved)
        return np.concatenate([self.opened_price, self.seat_cost, unserved, np.zeros(len(self.slot_offering))])

    def most(self) -> Floats:
        """Return the largest value of each column."""
        held = np.bincount(self.opened_slot, weights=self.opened_most, minlength=len(self.slot_offering))
        return np.concatenate([self.opened_most, self.seat_most, self.block_unserved, held])


def rows_of(program: Program, row: Ints, column: Ints, value: Floats, low: Floats, high: Floats) -> Rows:
    """Return rows from their entries."""
    matrix = csr_array((value, (row, column)), shape=(len(high), program.n_columns))
    return Rows(matrix, low, high)


def no_rows(program: Program) -> Rows:
    """Return no row at all."""
    return rows_of(program, *(np.zeros(0, dtype=np.intp),) * 2, *(np.zeros(0),) * 3)


def stacked(parts: list[Rows]) -> Rows:
    """Return the rows one below another."""
    return Rows(
        csr_array(vstack([p.matrix for p in parts], format="csr")),
        np.concatenate([p.low for p in parts]),
        np.concatenate([p.high for p in parts]),
    )


def demand_rows(p: Program) -> Rows:
    """Return: each learner of a block sits somewhere or is left unserved."""
    n_y, n_x, n_q = len(p.opened_slot), len(p.seat_slot), len(p.block_class)
    row = np.concatenate([p.seat_block, np.arange(n_q)])
    column = n_y + np.arange(n_x + n_q)
    return rows_of(p, row, column, np.ones(n_x + n_q), p.block_size, p.block_size)


def held_rows(p: Program) -> Rows:
    """Return: a slot's sessions are those of all kinds of trainers."""
    n_y, n_j = len(p.opened_slot), len(p.slot_offering)
    row, column = np.concatenate([p.opened_slot, np.arange(n_j)]), np.concatenate([np.arange(n_y), p.first_held + np.arange(n_j)])
    return rows_of(p, row, column, np.concatenate([np.ones(n_y), -np.ones(n_j)]), np.zeros(n_j), np.zeros(n_j))


def seat_rows(p: Program) -> Rows:
    """Return: no more learners in a slot than its sessions have seats."""
    n_y, n_x, n_j = len(p.opened_slot), len(p.seat_slot), len(p.slot_offering)
    row, column = (
        np.concatenate([np.arange(n_j), p.seat_slot]),
        np.concatenate([p.first_held + np.arange(n_j), n_y + np.arange(n_x)]),
    )
    return rows_of(p, row, column, np.concatenate([-p.slot_seats, np.ones(n_x)]), np.full(n_j, -np.inf), p.slot_spare)


def link_rows(p: Program) -> Rows:
    """Return: nobody of a block in a slot without a session; only where that says more than the seats do."""
    tight = np.flatnonzero((p.seat_most < p.slot_seats[p.seat_slot]) & (p.slot_spare[p.seat_slot] == 0))
    row = np.arange(len(tight))
    return rows_of(
        p,
        np.concatenate([row, row]),
        np.concatenate([len(p.opened_slot) + tight, p.first_held + p.seat_slot[tight]]),
        np.concatenate([np.ones(len(tight)), -p.seat_most[tight]]),
        np.full(len(tight), -np.inf),
        np.zeros(len(tight)),
    )


def _during(p: Program, slot: Ints, columns: Ints, key: Ints) -> tuple[Ints, Ints, Ints]:
    """Return (entry, key, half-hour position) for each column and each start that falls into its session."""
    starts = p.frame.starts
    last = np.searchsorted(starts, starts[p.slot_start[slot]] + p.slot_bins[slot], side="left")
    n = last - p.slot_start[slot]
    entry = np.repeat(columns, n)
    at = np.repeat(p.slot_start[slot], n) + np.arange(len(entry)) - np.repeat(np.cumsum(n) - n, n)
    return entry, np.repeat(key, n), at


def _at_once(p: Program, entry: Ints, key: Ints, at: Ints, most: Floats) -> Rows:
    """Return a row for each key and start, with `most` (keys, N); without those that cannot be broken."""
    code, row = np.unique(key * len(p.frame.starts) + at, return_inverse=True)
    rows = rows_of(p, row, entry, np.ones(len(entry)), np.full(len(code), -np.inf), most.ravel()[code])
    return rows.taken(np.flatnonzero(rows.matrix @ p.most() > rows.high))


def trainer_rows(p: Program) -> Rows:
    """Return: a trainer teaches one session at a time."""
    entry, kind, at = _during(p, p.opened_slot, np.arange(len(p.opened_slot)), p.opened_kind)
    return _at_once(p, entry, kind, at, np.repeat(p.kind_size[:, None], len(p.frame.starts), axis=1).astype(float))


def day_rows(p: Program) -> Rows:
    """Return: a trainer teaches no more half hours a day than he may."""
    f = p.frame
    bins = p.slot_bins[p.opened_slot]
    entry = np.repeat(np.arange(len(bins)), bins)
    at = np.repeat(f.starts[p.slot_start[p.opened_slot]], bins) + np.arange(len(entry)) - np.repeat(np.cumsum(bins) - bins, bins)
    kind = p.opened_kind[entry]
    code, row = np.unique(kind * p.left.load.shape[1] + f.day[p.kind_trainer[kind], at], return_inverse=True)
    high = p.left.load.ravel()[code].astype(float)
    rows = rows_of(p, row, entry, np.ones(len(entry)), np.full(len(code), -np.inf), high)
    return rows.taken(np.flatnonzero(rows.matrix @ p.most() > rows.high))


def room_rows(p: Program) -> Rows:
    """Return: no more sessions at a place than it has rooms, at any half hour."""
    f = p.frame
    columns = np.flatnonzero(f.place[p.slot_offering[p.opened_slot]] != ONLINE)
    bins = p.slot_bins[p.opened_slot[columns]]
    entry = np.repeat(columns, bins)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(bins) - bins, bins)
    at = f.starts[p.slot_start[p.opened_slot[entry]]] + within
    code, row = np.unique(f.place[p.slot_offering[p.opened_slot[entry]]] * f.problem.rooms.shape[1] + at, return_inverse=True)
    high = p.left.rooms.ravel()[code].astype(float)
    rows = rows_of(p, row, entry, np.ones(len(entry)), np.full(len(code), -np.inf), high)
    return rows.taken(np.flatnonzero(rows.matrix @ p.most() > rows.high))


def cover_rows(p: Program) -> Rows:
    """Return: of each class no more learners in sessions at once than are free."""
    columns = len(p.opened_slot) + np.arange(len(p.seat_slot))
    entry, class_, at = _during(p, p.seat_slot, columns, p.block_class[p.seat_block])
    return _at_once(p, entry, class_, at, p.class_free)


def team_rows(p: Program) -> Rows:
    """Return: no more of a team in sessions at once than it can spare."""
    columns = len(p.opened_slot) + np.arange(len(p.seat_slot))
    entry, team, at = _during(p, p.seat_slot, columns, p.class_team[p.block_class[p.seat_block]])
    return _at_once(p, entry, team, at, p.left.team.astype(float))


def shared_rows(p: Program) -> Rows:
    """Return the rows of trainers and rooms, which parts share."""
    return stacked([family(p) for family in (trainer_rows, day_rows, room_rows)])


def all_rows(p: Program, *, shared: bool = True) -> Rows:
    """Return every row but those of orders, those of seats first; without those that parts share, if so said."""
    own = stacked([family(p) for family in (seat_rows, demand_rows, held_rows, link_rows, team_rows, cover_rows)])
    return stacked([own, shared_rows(p)]) if shared else own
