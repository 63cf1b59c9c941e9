"""Relaxation: the least cost if sessions could be opened and people seated in parts.

In: Program.
Out: Relaxed: bound, columns, prices of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from readiness.stages.training.solving.highs import Linear
from readiness.stages.training.solving.orders import SMALL, order_rows
from readiness.stages.training.solving.program import (
    Floats,
    Program,
    Rows,
    cover_rows,
    day_rows,
    demand_rows,
    link_rows,
    room_rows,
    seat_rows,
    stacked,
    team_rows,
    trainer_rows,
)

FEW_LEARNERS = 1000
"""Up to so many, most links matter: they are there from the beginning."""
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A solved relaxation."""

    bound: float
    columns: Floats
    reduced: Floats
    work: int


def hard_rows(p: Program) -> Rows:
    """Return the rows that are there from the beginning."""
    return stacked([f(p) for f in (demand_rows, seat_rows, trainer_rows, day_rows, room_rows, team_rows)])


def relaxed(p: Program, n_learners: int) -> Relaxed:
    """Return the relaxation with those rows of covers, orders and, for many learners, links that it would break."""
    few = n_learners <= FEW_LEARNERS
    waiting = [cover_rows(p)] if few else [cover_rows(p), link_rows(p)]
    linear = Linear(p.costs(), p.most(), stacked([hard_rows(p), link_rows(p)]) if few else hard_rows(p))
    linear.run()
    for _ in range(ROUNDS):
        added = 0
        x = linear.columns
        for n, family in enumerate(waiting):
            broken = family.matrix @ x > family.high + SMALL
            linear.add(family.taken(np.flatnonzero(broken)))
            waiting[n] = family.taken(np.flatnonzero(~broken))
            added += int(broken.sum())
        orders = order_rows(p, x)
        linear.add(orders)
        if not added + len(orders.high):
            break
        linear.run()
    return Relaxed(linear.value, linear.columns, linear.reduced, linear.work)
