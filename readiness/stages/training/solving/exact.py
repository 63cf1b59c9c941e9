"""Exact: a problem that is small enough, learner by learner and trainer by trainer, as one integer programme.

In: Frame.
Out: Exact: a seating, its cost, and the least any can cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from readiness.stages.training.solving.frame import Frame
from readiness.stages.training.solving.grouped import program_of
from readiness.stages.training.solving.highs import integer_best
from readiness.stages.training.solving.orders import order_rows
from readiness.stages.training.solving.program import Floats, Ints, Program, all_rows, stacked
from readiness.stages.training.solving.seating import Seating
from readiness.stages.training.solving.whole import whole_rows

FEW_COLUMNS, STEPS_A_COLUMN = 1200, 80
"""Columns that are always few enough; one more for every so many steps of work that there are to prove it with."""
A_NODE = 1000
"""Steps that a node counts for at least: here most of the time goes before the first of them."""


@dataclass(frozen=True, slots=True)
class Exact:
    """What the integer programme found."""

    seating: Seating
    value: float
    bound: float
    proven: bool
    work: int


def exact(frame: Frame, work: int) -> Exact | None:
    """Return the best seating within so much work, or nothing where the problem is not small."""
    p = frame.problem
    learners = np.arange(len(p.needs), dtype=np.intp)
    if not p.needs.any():
        return Exact(Seating(frame), 0.0, 0.0, proven=True, work=0)
    atoms = atoms_of(frame)
    if not _is_small(frame, atoms, FEW_COLUMNS + work // STEPS_A_COLUMN):
        return None
    program = program_of(frame, learners, atoms, np.arange(len(p.trainer_free), dtype=np.intp))
    rows = stacked([all_rows(program), order_rows(program), whole_rows(program)])
    whole = np.ones(program.n_columns, dtype=np.bool_)
    found = integer_best(program.costs(), program.most(), rows, whole, nodes=max(1, work // A_NODE))
    if found.columns is None:
        return None
    seating = Seating(frame)
    _carry_out(seating, program, atoms, np.rint(found.columns))
    return Exact(seating, found.value, found.bound, found.proven, found.work)


def atoms_of(frame: Frame) -> Ints:
    """Return (R,) learners who are alike in everything and need one module at most, together; all others by themselves."""
    p = frame.problem
    single = p.needs.sum(axis=1) <= 1
    key = np.column_stack(
        [p.group, p.wave, p.team, np.where(single, -1, np.arange(len(single))), p.needs, np.packbits(p.free, axis=1)]
    )
    return np.unique(key, axis=0, return_inverse=True)[1].reshape(-1).astype(np.intp)


def _is_small(frame: Frame, atoms: Ints, most: int) -> bool:
    """Return whether the programme has no more columns than that, counted generously."""
    p = frame.problem
    first = np.unique(atoms, return_index=True)[1]
    if len(first) > most:
        return False
    columns = 0
    for o, module in enumerate(frame.module):
        d = int(frame.n_bins[module])
        taught = frame.teachable[d][p.can[:, o]]
        some = first[p.needs[first, module] & p.takes[p.group[first], o]]
        columns += int(taught.sum()) + int((frame.fits[d][some] & taught.any(axis=0)).sum())
    return columns <= most


def _carry_out(seating: Seating, program: Program, atoms: Ints, columns: Floats) -> None:
    """Open the sessions and seat the learners, those who are alike in their order."""
    n_y, n_x = len(program.opened_slot), len(program.seat_slot)
    order = np.argsort(atoms, kind="stable")
    edges = np.searchsorted(atoms[order], np.arange(int(atoms.max(initial=-1)) + 2))
    taken = edges[program.block_class].copy()
    waiting: dict[int, list[int]] = {}
    for x in np.flatnonzero(columns[n_y : n_y + n_x] > 0):
        b, n = int(program.seat_block[x]), int(columns[n_y + x])
        waiting.setdefault(int(program.seat_slot[x]), []).extend(int(r) for r in order[taken[b] : taken[b] + n])
        taken[b] += n
    for y in np.flatnonzero(columns[:n_y] > 0):
        j = int(program.opened_slot[y])
        people = waiting.get(j, [])
        if not people:
            continue
        i = seating.open_session(
            int(program.slot_offering[j]), int(program.slot_start[j]), int(program.kind_trainer[program.opened_kind[y]])
        )
        room = seating.spare(i)
        seating.sit(np.array(people[:room], dtype=np.intp), i)
        waiting[j] = people[room:]
