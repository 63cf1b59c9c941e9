"""Waves: who is drawn to be trained early and who later, so that training can be measured as a staggered experiment.

In: reps, the working days of the plan, the number of waves, a seed.
Out: the wave of each rep and of each day, counted from 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from readiness.vocabulary import Rep


def wave_by_day(days: Sequence[date], n_waves: int) -> dict[date, int]:
    """Return the wave of each working day: as many blocks of consecutive days as waves, as even as can be."""
    n = max(1, min(n_waves, len(days)))
    return {day: i * n // len(days) + 1 for i, day in enumerate(days)}


def draw_order(names: Sequence[str], launch_id: str, seed: int) -> dict[str, str]:
    """Return a sort key per name that depends on the name, the launch and the seed alone.

    A digest and not a generator's stream: a rep who joins late does not change what was drawn for the others, and a
    library's next version cannot change the draw.
    """
    return {n: hashlib.sha256(f"{seed}|{launch_id}|{n}".encode()).hexdigest() for n in names}


def drawn_waves(reps: Sequence[Rep], n_waves: int, launch_id: str, seed: int) -> dict[str, int]:
    """Return the wave drawn for each rep: waves differ by at most one rep in each territory, each team in it, and over all."""

    def digest(kind: str, name: str) -> str:
        return draw_order([f"{kind} {name}"], launch_id, seed)[f"{kind} {name}"]

    by_rep = {
        r.rep_id: (digest("territory", r.territory_id), digest("team", r.manager_id), digest("rep", r.rep_id)) for r in reps
    }
    first = int(digest("first", "wave"), 16)  # without it the odd rep out would always be early
    order = sorted(by_rep, key=lambda rep_id: by_rep[rep_id])
    return {rep_id: (first + i) % max(1, n_waves) + 1 for i, rep_id in enumerate(order)}
