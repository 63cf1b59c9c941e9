"""Verdicts: what an interval and a design allow to be said.

In: estimates with their doubt, Design.
Out: one of four verdicts in words.
"""

from __future__ import annotations

import numpy as np

from readiness.stages.honesty import FEWEST_REPS as FEWEST_REPS
from readiness.stages.link.outcome import ASSOCIATION_ONLY, NO_EVIDENCE, NOT_ENOUGH, SUPPORTS, Design
from readiness.stages.link.panel import Panel
from readiness.stats.power import units_needed

LEVEL = 0.9
"""Of every interval and band."""
SMALL = 0.2
"""A difference that matters, in standard deviations between reps: Cohen's small effect. A judgement."""
LONGEST_WEEKS = 260
"""More weeks than this are no plan: more reps are asked for."""


def not_enough(reason: str) -> str:
    """Return the verdict that something is missing."""
    return f"{NOT_ENOUGH}: {reason}"


def slope_verdict(low: float, detectable: float, worth: float, more_weeks: int | None, n: int, error: float) -> str:
    """Return whether the data support that readier reps add more."""
    if low > 0.0:
        return SUPPORTS
    return _without(detectable, worth, more_weeks, n, error)


def training_verdict(
    low: float, detectable: float, worth: float, more_weeks: int | None, n: int, error: float, design: Design
) -> str:
    """Return whether the data support that contribution rose with training; a design that carries nothing comes first."""
    if not design.carries:
        return ASSOCIATION_ONLY
    if low > 0.0 and (design.lottery_p is None or design.lottery_p <= 1.0 - LEVEL):
        return SUPPORTS
    return _without(detectable, worth, more_weeks, n, error)


def between_sd(panel: Panel) -> float:
    """Return the standard deviation between reps of one territory, chance from week to week taken off; 0 where none is seen."""
    values, known = panel.contribution, np.isfinite(panel.contribution)
    n_periods = values.shape[1]
    rep, period = np.nonzero(known)
    cell = np.unique(panel.territory[rep, period] * n_periods + period, return_inverse=True)[1]
    y = values[rep, period]
    centred = y - (np.bincount(cell, weights=y) / np.bincount(cell))[cell]
    rows = np.bincount(rep, minlength=values.shape[0]).astype(np.float64)
    several = rows > 1
    if several.sum() < 3:
        return 0.0
    mean = np.bincount(rep, weights=centred, minlength=rows.size) / np.maximum(rows, 1.0)
    noise = np.bincount(rep, weights=(centred - mean[rep]) ** 2, minlength=rows.size)[several] / (rows[several] - 1.0)
    return float(np.sqrt(max(mean[several].var(ddof=1) - (noise / rows[several]).mean(), 0.0)))


def _without(detectable: float, worth: float, more_weeks: int | None, n: int, error: float) -> str:
    """Return the verdict where the interval does not lie above 0."""
    if detectable <= worth:
        return NO_EVIDENCE
    if more_weeks is not None and 0 < more_weeks <= LONGEST_WEEKS:
        return not_enough(f"would need {more_weeks} more week{'s' if more_weeks != 1 else ''}")
    more_reps = units_needed(n, error, worth)
    if more_reps is None:
        return not_enough("reps differ no more than chance from week to week, so no effect worth seeing can be named")
    return not_enough(f"would need about {more_reps:,} more reps; more weeks alone would not do")
