"""Chains: who could make room for those who found no seat.

In: a Draft, who is left over.
Out: seats that may be given up for others'.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from readiness.stages.training.replanning.draft import Cell, Draft, Held, Want

MOST_ASKED = 60
"""Seats looked at for one group of people left over."""
LINKS = 3
"""Somebody moves to where somebody moves from, so many times over."""


class Helpers(StrEnum):
    """Who is asked."""

    TRAINERS = "trainers"
    """To hand sessions to one another at the same time: nobody moves."""
    PEOPLE = "people"
    """To sit elsewhere."""
    SESSIONS = "sessions"
    """Whole sessions of the trainers needed, to be held at another time."""


def who_could_help(draft: Draft, left: list[Want], movable_from: int, helpers: Helpers) -> tuple[list[Held], dict[Want, int]]:
    """Return the sessions that others may hold, and seats that may be given up, each with the learner it helps.

    Args:
        draft: as planned so far.
        left: who found no seat.
        movable_from: nobody is asked to leave a seat in what begins before.
        helpers: who is asked.
    """
    if not left:
        return [], {}
    asked = _own_seats(draft, left, movable_from)
    if helpers is Helpers.PEOPLE:
        return [], {**asked, **_chains(draft, left, movable_from, asked)}
    sessions = _sessions_of_the_able(draft, left)
    if helpers is Helpers.TRAINERS:
        return sessions, asked
    sitting = _sitting(draft)
    for session in sorted(sessions, key=lambda s: (len(sitting.get(s.cell, ())), s.cell)):
        people = [w for w in sitting.get(session.cell, ()) if w not in asked]
        if session.cell[1] >= movable_from and len(asked) + len(people) <= MOST_ASKED:
            asked |= dict.fromkeys(people, left[0][0])
    return sessions, asked


def _own_seats(draft: Draft, left: list[Want], movable_from: int) -> dict[Want, int]:
    """Return the other seats of those left over."""
    own = [((r, other), r) for r, module in left for other in draft.modules_of.get(r, []) if other != module]
    return {want: r for want, r in own if draft.seat[want][1] >= movable_from}


def _sitting(draft: Draft) -> dict[Cell, list[Want]]:
    out: dict[Cell, list[Want]] = {}
    for want, cell in sorted(draft.seat.items()):
        out.setdefault(cell, []).append(want)
    return out


def _sessions_of_the_able(draft: Draft, left: list[Want]) -> list[Held]:
    """Return the sessions to come of those who could teach what is wanted."""
    problem = draft.problem
    offerings = {
        o for r, module in left for o in np.flatnonzero(problem.takes[problem.group[r]] & (draft.module_of == module)).tolist()
    }
    able = set(np.flatnonzero(problem.can[:, sorted(offerings)].any(axis=1)).tolist())
    return [s for s in draft.held if s.trainer in able and not draft.is_past(s.cell)]


def _chains(draft: Draft, left: list[Want], movable_from: int, own: dict[Want, int]) -> dict[Want, int]:
    """Return who sits where those left over could, then who sits where they could, and so on."""
    asked = dict(own)
    sitting = _sitting(draft)
    ring = [(want, want[0]) for want in left]
    for _ in range(LINKS):
        found: list[tuple[Want, int]] = []
        for want, for_whom in ring:
            for cell in _full_cells(draft, want, set(asked), movable_from):
                found += [(w, for_whom) for w in sitting.get(cell, ())]
        ring = []
        for want, for_whom in found:
            if want not in asked and len(asked) < MOST_ASKED:
                asked[want] = for_whom
                ring.append((want, for_whom))
    return asked


def _full_cells(draft: Draft, want: Want, ignoring: set[Want], movable_from: int) -> list[Cell]:
    """Return the sessions without a seat to spare that a learner could sit in, soonest first."""
    problem = draft.problem
    out: list[Cell] = []
    for offering in np.flatnonzero(problem.takes[problem.group[want[0]]] & (draft.module_of == want[1])).tolist():
        fits = draft.open_starts(want, offering, ignoring)
        out += [
            c for c, n in draft.seats.items()
            if c[0] == offering and c[1] >= movable_from and fits[c[1]] and draft.taken[c] >= n and draft.seat.get(want) != c
        ]  # fmt: skip
    return sorted(out, key=lambda c: (c[1], c[0]))
