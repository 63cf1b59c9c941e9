"""Whole: rows of a programme that say how many sessions there are at least, for nobody holds a part of one.

In: Program.
Out: rows.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from readiness.stages.training.problem import NO_TEAM
from readiness.stages.training.solving.program import Ints, Program, Rows, no_rows, rows_of

TINY = 1e-9


def whole_rows(p: Program) -> Rows:
    """Return: of each module as many sessions as its learners fill, and as teams can spare them at once."""
    slot_part, block_part = _parts(p)
    team = p.class_team[p.block_class]
    first_unserved = p.first_held - len(p.block_class)
    rows: list[Ints] = []
    columns: list[Ints] = []
    lows: list[float] = []
    for part in np.unique(block_part):
        blocks, slots = np.flatnonzero(block_part == part), np.flatnonzero(slot_part == part)
        seats, spare = float(p.frame.seats[p.block_module[blocks[0]]]), float(p.slot_spare[slots].sum())
        if seats < 1.0:
            continue
        at_once = [(blocks, seats)]
        at_once += [
            (blocks[team[blocks] == t], float(p.left.team[t].max(initial=0))) for t in np.unique(team[blocks]) if t != NO_TEAM
        ]
        for some, most in at_once:
            low = np.ceil((p.block_size[some].sum() - spare) / min(seats, max(most, 1.0)) - TINY)
            if low > (0.0 if some is blocks else 1.0):
                rows.append(np.full(len(slots) + len(some), len(lows)))
                columns.append(np.concatenate([p.first_held + slots, first_unserved + some]))
                lows.append(float(low))
    if not lows:
        return no_rows(p)
    row, column = np.concatenate(rows), np.concatenate(columns)
    return rows_of(p, row, column, np.ones(len(row)), np.array(lows), np.full(len(lows), np.inf))


def _parts(p: Program) -> tuple[Ints, Ints]:
    """Return (J,) and (Q,) the part of each slot and block: of one module, sharing offerings."""
    n_o = len(p.frame.module)
    offering = p.slot_offering[p.seat_slot]
    links = csr_array((np.ones(len(offering)), (offering, n_o + p.seat_block)), shape=(n_o + len(p.block_class),) * 2)
    part = connected_components(links, directed=False)[1]
    return part[p.slot_offering], part[n_o:]
