"""Orders: rows of a programme that let a module begin only after those before it have ended.

In: Program, a solution of its relaxation.
Out: rows, all of them or those the solution breaks.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from readiness.stages.training.solving.program import Floats, Ints, Program, Rows, no_rows, rows_of

SMALL = 1e-6


def order_rows(p: Program, broken_by: Floats | None = None) -> Rows:
    """Return: as many have ended the earlier module when the later one begins; only rows that the columns break, if given."""
    rows, columns, values, n = [], [], [], 0
    for early, early_end, late, late_start in _pairs(p):
        for before, upto in _moments(early_end, late_start, early, late, broken_by):
            rows.append(np.full(before + upto, n))
            columns.append(np.concatenate([early[:before], late[:upto]]))
            values.append(np.concatenate([-np.ones(before), np.ones(upto)]))
            n += 1
    if not n:
        return no_rows(p)
    entries = (np.concatenate(rows), np.concatenate(columns), np.concatenate(values))
    return rows_of(p, *entries, np.full(n, -np.inf), np.zeros(n))


def _moments(ends: Ints, starts: Ints, early: Ints, late: Ints, x: Floats | None) -> list[tuple[int, int]]:
    """Return (early columns ended, late columns begun) for each moment that can matter, or at which it is broken most."""
    before = np.searchsorted(ends, starts, side="right")
    last = np.flatnonzero(np.append(before[1:] != before[:-1], True)) if len(before) else np.zeros(0, dtype=np.intp)
    if x is not None:
        over = np.cumsum(x[late])[last] - np.concatenate([[0.0], np.cumsum(x[early])])[before[last]]
        most = over.max(initial=0.0)
        last = last[over >= max(SMALL, most * 0.5)] if most > SMALL else last[:0]
    return [(int(before[i]), int(i) + 1) for i in last]


def _pairs(p: Program) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
    """Yield (early columns, their ends, late columns, their starts) of each pair of blocks, each by time."""
    f = p.frame
    first = f.starts[p.slot_start[p.seat_slot]]
    n_y = len(p.opened_slot)
    by_start = np.lexsort((first, p.seat_block))
    edges = np.searchsorted(p.seat_block[by_start], np.arange(len(p.block_class) + 1))
    block = {(int(c), int(m)): i for i, (c, m) in enumerate(zip(p.block_class, p.block_module, strict=True))}
    for (c, m), late in block.items():
        direct = [a for a in f.problem.modules[m].after if (c, a) in block and not _through(p, c, a, m, block)]
        for a in direct:
            early_block = block[c, a]
            e = by_start[edges[early_block] : edges[early_block + 1]]
            x = by_start[edges[late] : edges[late + 1]]
            yield n_y + e, first[e] + f.n_bins[a], n_y + x, first[x]


def _through(p: Program, c: int, a: int, m: int, block: dict[tuple[int, int], int]) -> bool:
    """Return whether a module between the two says the same and more."""
    f = p.frame
    return any(a in f.problem.modules[b].after and (c, b) in block for b in f.problem.modules[m].after)
