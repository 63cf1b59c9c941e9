"""Relaxation: the least cost if sessions could be opened and people seated in parts.

In: Program, Members.
Out: Relaxed: bound, columns, reduced costs, and the rows it would break, found one round after another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from readiness.stages.training.solving.highs import Linear
from readiness.stages.training.solving.members import Members, broken_rows, somewhere_rows, together_rows
from readiness.stages.training.solving.orders import order_rows
from readiness.stages.training.solving.program import (
    Floats,
    Program,
    Rows,
    cover_rows,
    demand_rows,
    held_rows,
    link_rows,
    no_rows,
    seat_rows,
    shared_rows,
    stacked,
    team_rows,
)
from readiness.stages.training.solving.whole import whole_rows

FEW_LEARNERS = 1000
"""Up to so many, most links matter: they are there from the beginning."""
GAIN = 1.5e-2
"""Share of the cost that a round has to add for another to be worth it."""
SAFE = 1e-7
"""Share of the cost by which a bound is lowered, for sums are not exact."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A solved relaxation."""

    bound: float
    columns: Floats
    reduced: Floats
    of_members: Rows
    """Those it would break of what learners, one by one, cannot do."""
    work: int


def relaxed(p: Program, members: Members, work: int) -> Relaxed:
    """Return the relaxation with rows added that it breaks, round after round, until so much work is done or they add little."""
    families = [demand_rows, held_rows, seat_rows, whole_rows, shared_rows, team_rows]
    waiting = [cover_rows(p)]
    n_learners = p.block_size[np.unique(p.block_class, return_index=True)[1]].sum()
    if n_learners <= FEW_LEARNERS:
        families.append(link_rows)
    else:
        waiting.append(link_rows(p))
    of_members: list[Rows] = [no_rows(p)]
    linear = Linear(p.costs(), p.most(), stacked([family(p) for family in families]))
    linear.run()
    while linear.work < work:
        x, before = linear.columns, linear.value
        of_members += [somewhere_rows(p, members, x), together_rows(p, members, x)]
        found = stacked([*(broken_rows(w, x) for w in waiting), order_rows(p, x), *of_members[-2:]])
        if not len(found.high):
            break
        linear.add(found)
        linear.run()
        if linear.value - before < GAIN * linear.value:
            break
    return Relaxed(linear.value * (1.0 - SAFE), linear.columns, linear.reduced, stacked(of_members), linear.work)
