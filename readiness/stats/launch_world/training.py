"""Training: who is trained when, by lot or after a bad spell.

In: WorldOptions, Reps, Served, what was sold so far, a Generator.
Out: the first period after each rep's training.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from readiness.stats.launch_world.options import WorldOptions
from readiness.stats.launch_world.people import Codes, Reps, Served
from readiness.stats.launch_world.places import Floats

SHARES = (0.4, 0.2, 0.2)
"""Of reps in each wave; the rest is never trained."""
SPELL = 2
"""Periods whose sales a bad spell is told from."""


@dataclass(frozen=True, slots=True)
class Spell:
    """What was sold beside what was to be expected, before anybody was trained."""

    account: Codes
    period: Codes
    money: Floats
    mean: Floats
    """Account x period: with an average rep."""


def wave_starts(n_periods: int) -> tuple[int, ...]:
    """Return the first period after each wave; 0 is trained before the launch."""
    return 0, max(1, n_periods // 3), max(2, 2 * n_periods // 3)


def draw_waves(options: WorldOptions, reps: Reps, served: Served, spell: Spell, rng: np.random.Generator) -> Codes:
    """Return the first period after each rep's training; the number of periods is never."""
    n, never = options.n_reps, options.n_periods
    starts = wave_starts(never)
    sizes = [round(share * n) for share in SHARES]
    lot = rng.permutation(n)
    found = np.full(n, never)
    found[lot[: sizes[0]]] = 0
    taken = sizes[0]
    for start, size in zip(starts[1:], sizes[1:], strict=True):
        if options.trained_by == "lot":
            found[lot[taken : taken + size]] = start
            taken += size
        else:
            waiting = np.flatnonzero(found == never)
            order = np.argsort(_lately(served, spell, start, n)[waiting], kind="stable")
            found[waiting[order[:size]]] = start
    later = np.array([*starts, never])
    next_wave = later[np.minimum(np.searchsorted(later, reps.hired, side="right"), later.size - 1)]
    return np.where((reps.hired > 0) & (found <= reps.hired), next_wave, found)


def _lately(served: Served, spell: Spell, start: int, n_reps: int) -> Floats:
    """Return, per rep, what was sold over what was to be expected in the periods just before; 1 where nothing was."""
    inside = (spell.period >= start - SPELL) & (spell.period < start)
    sold = np.bincount(served.rep[spell.account, spell.period][inside], weights=spell.money[inside], minlength=n_reps)
    window = slice(max(0, start - SPELL), start)
    due = np.bincount(served.rep[:, window].ravel(), weights=spell.mean[:, window].ravel(), minlength=n_reps)
    return np.asarray(np.divide(sold, due, out=np.ones(n_reps), where=due > 0.0), dtype=np.float64)
