"""Prices of a change: what is worse than what, in units far above those of an ordinary plan.

In: a Problem, the end of the notice period.
Out: Dearness.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.stages.training.problem import Problem
from readiness.stages.training.replanning.draft import Cell, Sat

OTHER_TRAINER, TOLD_LATE, OTHER_TIME, MOVE, SHORT_NOTICE, LOST = 0.01, 1.0, 2.0, 10.0, 50.0, 200.0
"""A session by somebody else; a new seat inside the notice period; a module at another time, not only at another place; one
person's module moved; on top, where its old time is inside the notice period; no seat at all."""


@dataclass(frozen=True, slots=True)
class Dearness:
    """What each change costs; an ordinary plan's units decide between equals."""

    unit: float
    """More than any seat or session costs."""
    notice_until: int

    def weight(self, start: int) -> float:
        """Return how dear it is to move one person away from a start, a usual move being 1."""
        return (MOVE + SHORT_NOTICE * (start < self.notice_until)) / MOVE

    def change(self, sat: Sat | None, cell: Cell) -> float:
        """Return the units of seating somebody who sat there, here."""
        if sat and sat.may_stay and sat.cell == cell:
            return 0.0
        factor = TOLD_LATE * (cell[1] < self.notice_until)
        if sat:
            factor += OTHER_TIME * (sat.cell[1] != cell[1]) + MOVE * self.weight(sat.cell[1]) * sat.may_stay
        return self.unit * factor

    def loss(self, sat: Sat | None) -> float:
        """Return the units of leaving somebody who sat there without a seat; who could stay is not put out for others."""
        return self.unit * (LOST + (MOVE * self.weight(sat.cell[1]) if sat and sat.may_stay else 0.0))

    @property
    def move(self) -> float:
        """Units of one usual move."""
        return self.unit * MOVE

    @property
    def other_trainer(self) -> float:
        """Units of a session that somebody else holds at its own time."""
        return self.unit * OTHER_TRAINER


def dearness_of(problem: Problem, notice_until: int) -> Dearness:
    """Return the prices of change for a problem."""
    longest = max((m.n_bins for m in problem.modules), default=1)
    seat = longest * float(problem.value.max(initial=0.0)) + float(problem.travel.max(initial=0.0)) + problem.prices.off_wave
    session = problem.prices.session + longest * float(problem.trainer_price.max(initial=0.0))
    return Dearness(max(seat + session, problem.prices.unserved, 1.0), notice_until)
