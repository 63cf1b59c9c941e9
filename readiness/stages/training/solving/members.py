"""Members: rows of a programme of classes that say what its learners, one by one, cannot do.

In: Program, its learners and their classes.
Out: Members, rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.solving.program import Floats, Ints, Program, Rows, no_rows, rows_of

SMALL = 1e-6
SHARES = (1e-6, 0.34, 0.67)
"""Slots of a block with at least so much of what all seats in one slot could be are looked at together."""


@dataclass(frozen=True, slots=True)
class Members:
    """Which slots each learner of a block could sit in."""

    columns: list[Ints]
    """(Q,) of each block: its seat columns, counted from the first."""
    slots: list[Ints]
    """(Q,) of each block: the slots of those columns."""
    fits: list[NDArray[np.bool_]]
    """(Q,) of each block: learners with different slots, by those slots."""
    times: list[Ints]
    """(Q,) of each block: how many learners have those slots."""


def members_of(p: Program, learners: Ints, class_of: Ints) -> Members:
    """Return which slots of the programme each of its learners could sit in; `class_of` is each learner's class."""
    f = p.frame
    class_ = np.unique(class_of, return_inverse=True)[1]
    order = np.argsort(p.seat_block, kind="stable")
    edges = np.searchsorted(p.seat_block[order], np.arange(len(p.block_class) + 1))
    found = Members([], [], [], [])
    for b, (c, m) in enumerate(zip(p.block_class, p.block_module, strict=True)):
        columns = order[edges[b] : edges[b + 1]]
        slots = p.seat_slot[columns]
        fits = f.fits[int(f.n_bins[m])][np.ix_(learners[class_ == c], p.slot_start[slots])]
        different, times = np.unique(fits, axis=0, return_counts=True) if len(slots) else (fits[:1], np.array([len(fits)]))
        found.columns.append(columns)
        found.slots.append(slots)
        found.fits.append(different)
        found.times.append(times)
    return found


def somewhere_rows(p: Program, members: Members, x: Floats) -> Rows:
    """Return: every learner of a block can sit in a session that is held, or somebody of it is left unserved; if x breaks it."""
    first_unserved = len(p.opened_slot) + len(p.seat_slot)
    rows: list[Ints] = []
    columns: list[Ints] = []
    n = 0
    for b, (slots, fits) in enumerate(zip(members.slots, members.fits, strict=True)):
        held = x[p.first_held + slots]
        some = held != 0.0
        broken = np.flatnonzero(fits[:, some] @ held[some] + x[first_unserved + b] < 1.0 - SMALL)
        k, j = np.nonzero(fits[broken])
        rows += [n + k, n + np.arange(len(broken))]
        columns += [p.first_held + slots[j], np.full(len(broken), first_unserved + b)]
        n += len(broken)
    if not n:
        return no_rows(p)
    row, column = np.concatenate(rows), np.concatenate(columns)
    return rows_of(p, row, column, np.ones(len(row)), np.ones(n), np.full(n, np.inf))


def together_rows(p: Program, members: Members, x: Floats) -> Rows:
    """Return: of a block no more learners sit in some slots than could sit in any of them; rows that the columns break."""
    n_y = len(p.opened_slot)
    rows: list[Ints] = []
    columns: list[Ints] = []
    high: list[float] = []
    for b in range(len(p.block_class)):
        seats = x[n_y + members.columns[b]]
        broken: set[bytes] = set()
        for share in SHARES:
            some = seats >= max(SMALL, share * float(seats.max(initial=0.0)))
            reached = members.fits[b][:, some].any(axis=1)
            most = float(members.times[b][reached].sum())
            # Any other slot that only these learners could sit in belongs to them, too.
            wide = ~members.fits[b][~reached].any(axis=0)
            if seats[wide].sum() > most + SMALL * 10 and wide.tobytes() not in broken:
                broken.add(wide.tobytes())
                columns.append(n_y + members.columns[b][wide])
                rows.append(np.full(int(wide.sum()), len(high)))
                high.append(most)
    if not high:
        return no_rows(p)
    row, column = np.concatenate(rows), np.concatenate(columns)
    return rows_of(p, row, column, np.ones(len(row)), np.full(len(high), -np.inf), np.array(high))


def broken_rows(rows: Rows, x: Floats) -> Rows:
    """Return those of the rows that the columns break."""
    value = rows.matrix @ x
    return rows.taken(np.flatnonzero((value > rows.high + SMALL) | (value < rows.low - SMALL)))
