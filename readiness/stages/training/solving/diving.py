"""Diving: whole sessions from a relaxation: those it nearly holds are opened, it is solved again, and so on.

In: Program, rows.
Out: sessions opened by column, the worth of a seat by slot, the steps taken.
"""

from __future__ import annotations

import numpy as np

from readiness.stages.training.solving.highs import Linear
from readiness.stages.training.solving.program import Floats, Program, Rows, shared_rows

NEARLY, SMALL = 0.7, 1e-6
LEAST = 0.12
"""Share of the sessions not yet decided that one step opens."""


def dive(p: Program, rows: Rows) -> tuple[Floats, Floats, int]:
    """Return (Y,) sessions opened, (J,) what one more seat in a slot saves then, the steps taken; seats are the first rows."""
    n_y, n_j = len(p.opened_slot), len(p.slot_offering)
    linear = Linear(p.costs(), p.most(), rows)
    shared = shared_rows(p)
    uses = shared.matrix[:, :n_y].tocsc()
    left, opened = shared.high.copy(), np.zeros(n_y)
    while True:
        linear.run()
        rest = linear.columns[:n_y] - opened
        open_ = np.flatnonzero(rest > SMALL)
        if not len(open_):
            break
        order = open_[np.lexsort((open_, -np.minimum(rest[open_], 1.0)))]
        most = max(1, int(np.ceil(LEAST * rest[open_].sum())), int((rest[open_] >= NEARLY).sum()))
        for y in order[:most]:
            at = slice(uses.indptr[y], uses.indptr[y + 1])
            if (left[uses.indices[at]] >= uses.data[at]).all():
                left[uses.indices[at]] -= uses.data[at]
                opened[y] += 1.0
                linear.fix(int(y), opened[y], p.opened_most[y])
            else:
                linear.fix(int(y), opened[y], opened[y])
    for y in range(n_y):
        linear.fix(y, opened[y], opened[y])
    linear.run()
    return opened, np.maximum(0.0, -linear.duals[:n_j]), linear.work
