"""Link: do readiness and contribution go together among these reps? An association, stated with its doubt.

In: rep rows, the reliability of each contribution.
Out: ReadinessLink.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from readiness.stages.follow_ups import NOT_ENOUGH
from readiness.stages.report.rows import RepRow
from readiness.stages.report.words import percent
from readiness.vocabulary import counted

MIN_REPS = 20
"""With fewer reps a slope is shown but never called seen, whatever its interval."""
MIN_RELIABILITY = 0.1
"""A contribution that is nine tenths guess says nothing about a slope."""
WIDEST = 1.0
"""Natural log: an interval that reaches beyond 2.7-fold either way is not worth a figure."""
LEVEL = 0.90
DETECTABLE = 2.8
"""Standard errors a true slope must have to be seen four times in five at the 5% level: 1.96 + 0.84."""


@dataclass(frozen=True, slots=True)
class ReadinessLink:
    """How contribution differs with readiness; shares are of what an average rep would have sold, per 10 points of readiness."""

    n_reps: int
    slope_share: float | None
    slope_low: float | None
    slope_high: float | None
    detectable_share: float | None
    verdict: str
    """not_measured, not_shown or go_together."""
    text: str


def readiness_link(rows: Sequence[RepRow], reliability_by_rep: Mapping[str, float]) -> ReadinessLink:
    """Return the slope of contribution on readiness, with its 90% interval.

    A contribution is pulled towards the average by its reliability, which would flatten the slope; it is divided by the
    reliability again and weighted by it. Reps without enough answers or sales, or with hardly any reliability, are left out.
    """
    added = added_by_rep(rows, reliability_by_rep)
    used = [r for r in rows if r.rep_id in added and r.status != NOT_ENOUGH and r.readiness is not None]
    x = np.array([r.readiness for r in used], dtype=float) / 10
    y, reliability = (np.array([added[r.rep_id][k] for r in used], dtype=float) for k in (0, 1))
    if len(used) < 3 or float(np.ptp(x)) < 1e-9:
        why = "fewer than three reps have both numbers" if len(used) < 3 else "all of them have the same readiness"
        text = f"Not measured: {why}. So nothing is said here about readiness and sales going together."
        return ReadinessLink(len(used), None, None, None, None, "not_measured", text)
    slope, error = _slope(x, y, reliability)
    reach = float(stdtrit(len(used) - 2, 0.5 + LEVEL / 2)) * error
    if max(abs(slope - reach), abs(slope + reach)) > WIDEST:
        text = f"Not shown: with {counted(len(used), 'rep')} the answer is so uncertain that a figure would mislead."
        return ReadinessLink(len(used), None, None, None, None, "not_shown", text)
    middle, low, high, seen = (math.expm1(v) for v in (slope, slope - reach, slope + reach, DETECTABLE * error))
    verdict = "go_together" if len(used) >= MIN_REPS and (low > 0 or high < 0) else "not_shown"
    return ReadinessLink(len(used), middle, low, high, seen, verdict, _text(len(used), (middle, low, high, seen), verdict))


def added_by_rep(rows: Sequence[RepRow], reliability_by_rep: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Return log(1 + contribution / expected) / reliability, with that reliability, of the reps whose sales say enough."""
    return {
        row.rep_id: (math.log1p((row.contribution_money or 0.0) / (row.expected_money or 1.0)) / reliability, reliability)
        for row in rows
        if _usable(row, reliability := reliability_by_rep.get(row.rep_id, 0.0))
    }


def _usable(row: RepRow, reliability: float) -> bool:
    if row.rank_low is None or not reliability >= MIN_RELIABILITY:
        return False
    if row.contribution_money is None or row.expected_money is None:
        return False
    return row.expected_money > 0 and row.contribution_money > -row.expected_money


def _slope(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Return the weighted least-squares slope and its standard error, with a free intercept."""
    centred = x - np.average(x, weights=weight)
    spread = float(np.sum(weight * centred**2))
    slope = float(np.sum(weight * centred * y)) / spread
    rest = y - np.average(y, weights=weight) - slope * centred
    error = math.sqrt(float(np.sum(weight * rest**2)) / (len(x) - 2) / spread)
    return slope, error


def _text(n: int, shares: tuple[float, float, float, float], verdict: str) -> str:
    middle, low, high, seen = shares
    interval = f"{percent(low, signed=True)} to {percent(high, signed=True)}"
    slope = f"{percent(middle, signed=True)} of expected sales (90% interval {interval})"
    if verdict == "not_shown":
        few = f" Fewer than {MIN_REPS} reps never settle it." if n < MIN_REPS else ""
        return (
            f"Not shown. Among the {counted(n, 'rep')} with both numbers, 10 points more readiness go with {slope}.{few}"
            f" With so many reps only a difference of about {percent(seen)} or more could be seen. 'Not shown' does not mean that"
            " there is nothing."
        )
    way = "more" if middle > 0 else "less"
    return (
        f"Among the {counted(n, 'rep')} with both numbers, those with more readiness added {way}: 10 points go with {slope}."
        " This is two things seen together. It does not say that one brings the other: good reps may simply do well at both."
    )
