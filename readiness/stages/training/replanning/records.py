"""Replanned: a timetable mended after something changed, and what that changes for whom.

In: nothing.
Out: Why, Move, Replanned.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.objective import Objective
from readiness.stages.training.problem import Timetable

NOBODY = -1


class Why(StrEnum):
    """Why somebody's module is at another time or place, or has no seat."""

    TRAINER_AWAY = "trainer_away"
    """The trainer cannot hold the session any more, and nobody else can then."""
    TRAINER_LENT = "trainer_lent"
    """The trainer takes over a session of more people."""
    ROOM_GONE = "room_gone"
    SESSION_FULL = "session_full"
    """It holds fewer people than it did."""
    NOT_FREE = "not_free"
    """The learner is away then."""
    NO_START = "no_start"
    """No session can begin then any more: the launch moved."""
    TEAM_OUT = "team_out"
    """Too many of the team would be out at once."""
    ORDER = "order"
    """A module has to come before it, or the learner sits in another session then."""
    MAKES_ROOM = "makes_room"
    """`for_whom` could not be seated otherwise."""
    NO_SEAT_BEFORE = "no_seat_before"
    """New, a no-show, or left out until now."""
    NOT_NEEDED = "not_needed"
    """The learner does not need the module any more."""


@dataclass(frozen=True, slots=True)
class Move:
    """What changes for one learner in one module."""

    learner: int
    module: int
    was: int | None
    """Session of the timetable before; None: had no seat."""
    now: int | None
    """Session of the timetable now; None: has no seat."""
    why: Why
    for_whom: int = NOBODY
    """The learner somebody makes room for."""

    @property
    def is_of_the_plan(self) -> bool:
        """Whether somebody who had a seat, and needs it, has another one or none."""
        return self.was is not None and self.why is not Why.NOT_NEEDED


@dataclass(frozen=True, slots=True)
class Replanned:
    """A mended timetable."""

    timetable: Timetable
    session_was: NDArray[np.intp]
    """(N,) the session of the timetable before that each one is, perhaps moved; -1 for a new one."""
    moves: tuple[Move, ...]
    """By learner and module."""
    objective: Objective
    least_moves: int
    """Proven: every timetable that loses no more seats moves so many."""

    @property
    def n_moves(self) -> int:
        """Modules of learners that are at another time or place, or lost."""
        return sum(m.is_of_the_plan for m in self.moves)

    @property
    def n_lost(self) -> int:
        """Modules of learners who had a seat and have none now."""
        return sum(m.is_of_the_plan and m.now is None for m in self.moves)
