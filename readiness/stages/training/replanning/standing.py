"""Standing: which seats of a timetable their learners could still take, and why the others cannot.

In: a Draft that holds the past alone, the timetable as it was.
Out: Standing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.problem import Timetable
from readiness.stages.training.replanning.draft import Cell, Draft
from readiness.stages.training.replanning.records import Why


@dataclass(frozen=True, slots=True)
class Standing:
    """A timetable's sessions and seats, judged; N sessions, Q seats."""

    cells: tuple[Cell, ...]
    """(N,)."""
    is_past: NDArray[np.bool_]
    """(N,)."""
    module: NDArray[np.intp]
    """(Q,)."""
    why: tuple[Why | None, ...]
    """(Q,) why the seat cannot be taken, whoever teaches; None where it can."""

    def sitters(self, timetable: Timetable) -> dict[int, list[int]]:
        """Return the seats that can be taken of each session that is to come."""
        out: dict[int, list[int]] = {}
        for q, session in enumerate(timetable.seat_session.tolist()):
            if self.why[q] is None and not self.is_past[session]:
                out.setdefault(session, []).append(q)
        return out


def standing_of(draft: Draft, timetable: Timetable) -> Standing:
    """Return which seats could still be taken; what is past stands as it is."""
    cells = tuple(zip(timetable.offering.tolist(), timetable.start.tolist(), strict=True))
    module = draft.module_of[timetable.offering[timetable.seat_session]]
    is_past = timetable.start < draft.first
    why: list[Why | None] = [None] * len(module)
    taken: dict[int, list[int]] = {}
    faults = {int(s): _fault_of_session(draft, cells[s], int(timetable.trainer[s])) for s in np.flatnonzero(~is_past)}
    for q in np.lexsort((timetable.seat_session, timetable.start[timetable.seat_session])).tolist():
        session, learner = int(timetable.seat_session[q]), int(timetable.seat_learner[q])
        if not is_past[session]:
            earlier = {int(module[p]): cells[timetable.seat_session[p]] for p in taken.get(learner, [])}
            why[q] = _fault(draft, learner, cells[session], faults[session]) or _clash(draft, earlier, cells[session])
        if why[q] is None:
            taken.setdefault(learner, []).append(q)
    return Standing(cells, is_past, module, tuple(why))


def _fault_of_session(draft: Draft, cell: Cell, trainer: int) -> Why | None:
    """Return why nobody at all could hold a session then and there."""
    bins = draft.bins(cell)
    if bins.start < 0 or bins.stop > len(draft.can_start) or not draft.can_start[bins.start]:
        return Why.NO_START
    if draft.able(cell):
        return None
    problem = draft.problem
    is_able = trainer >= 0 and bool(problem.can[trainer, cell[0]] and draft.trainer_open[trainer, bins].all())
    return Why.ROOM_GONE if is_able else Why.TRAINER_AWAY


def _fault(draft: Draft, learner: int, cell: Cell, of_session: Why | None) -> Why | None:
    """Return why a learner cannot sit in a session then, apart from the other seats."""
    problem, (offering, _) = draft.problem, cell
    if not problem.needs[learner, draft.module_of[offering]]:
        return Why.NOT_NEEDED
    if of_session is Why.NO_START:
        return of_session
    if not (problem.takes[problem.group[learner], offering] and problem.free[learner, draft.bins(cell)].all()):
        return Why.NOT_FREE
    return of_session


def _clash(draft: Draft, earlier: dict[int, Cell], cell: Cell) -> Why | None:
    """Return why a seat does not go with the learner's earlier ones."""
    module, modules = int(draft.module_of[cell[0]]), draft.problem.modules
    if module in earlier:
        return Why.NOT_NEEDED
    too_late = any(module in modules[other].after for other in earlier)
    return Why.ORDER if too_late or any(draft.bins(other).stop > cell[1] for other in earlier.values()) else None
