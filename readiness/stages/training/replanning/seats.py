"""Seats: a mended draft as a timetable whose sessions keep their rows' identity.

In: a Draft, the timetable as it was.
Out: Timetable, and which session each of its sessions was.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.problem import Timetable
from readiness.stages.training.replanning.draft import Cell, Draft, Held, Want
from readiness.stages.training.replanning.standing import Standing

NEW = -1


def seated(draft: Draft, was: Timetable, standing: Standing) -> tuple[Timetable, NDArray[np.intp]]:
    """Return the timetable, and (N,) the row each session had, NEW for one opened now.

    Old sessions come first, in their order; nobody changes between two sessions of one time and place without need. A session
    that could not be held and most of whose people now sit together in a new one is that one, moved.
    """
    sessions = sorted(draft.held, key=lambda h: (h.was == NEW, h.was, h.cell[1], h.cell[0], h.trainer))
    old_seat = {(int(r), int(m)): int(s) for r, m, s in zip(was.seat_learner, standing.module, was.seat_session, strict=True)}
    row_of = _rows(draft, sessions, old_seat)
    used = set(row_of.values()) | {i for i, h in enumerate(sessions) if h.was != NEW and draft.is_past(h.cell)}
    kept = [i for i in range(len(sessions)) if i in used]
    at = {row: i for i, row in enumerate(kept)}
    order = [w for w in old_seat if w in row_of] + sorted(w for w in row_of if w not in old_seat)
    timetable = Timetable(
        offering=np.array([sessions[i].cell[0] for i in kept], dtype=np.intp),
        start=np.array([sessions[i].cell[1] for i in kept], dtype=np.intp),
        trainer=np.array([sessions[i].trainer for i in kept], dtype=np.intp),
        seat_learner=np.array([w[0] for w in order], dtype=np.intp),
        seat_session=np.array([at[row_of[w]] for w in order], dtype=np.intp),
    )
    return timetable, _identities(timetable, [sessions[i].was for i in kept], was, [old_seat.get(w, NEW) for w in order])


def _rows(draft: Draft, sessions: list[Held], old_seat: dict[Want, int]) -> dict[Want, int]:
    """Return the session each learner sits in, of those at the time and place chosen: the one before, if it is among them."""
    in_cell: dict[Cell, list[int]] = defaultdict(list)
    for i, session in enumerate(sessions):
        in_cell[session.cell].append(i)
    row_was = {h.was: i for i, h in enumerate(sessions) if h.was != NEW}
    left = {i: draft.problem.modules[draft.module_of[h.cell[0]]].seats for i, h in enumerate(sessions)}
    out: dict[Want, int] = {}
    for want, cell in sorted(draft.seat.items()):
        row = row_was.get(old_seat.get(want, NEW), NEW)
        if row in in_cell[cell] and (left[row] > 0 or draft.is_past(cell)):
            out[want] = row
            left[row] -= 1
    for want, cell in sorted(draft.seat.items()):
        if want not in out:
            out[want] = next(i for i in in_cell[cell] if left[i] > 0)
            left[out[want]] -= 1
    return out


def _identities(made: Timetable, rows: list[int], was: Timetable, old_session: list[int]) -> NDArray[np.intp]:
    """Return which session each one was: itself, or the one that was given up and most of whose people it takes."""
    out = np.array(rows, dtype=np.intp)
    gone = set(range(len(was.start))) - set(rows)
    pairs = Counter(
        (int(new), old)
        for new, old in zip(made.seat_session, old_session, strict=True)
        if out[new] == NEW and old in gone and was.offering[old] == made.offering[new]
    )
    for (new, old), _ in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        if out[new] == NEW and old in gone:
            out[new] = old
            gone.discard(old)
    return out
