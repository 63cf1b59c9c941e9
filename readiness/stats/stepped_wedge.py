"""Stepped wedge: how surely a staggered start of treatment would show an effect, before anything is seen.

In: how many units start treatment when; how much units differ, and each from period to period.
Out: Spread; variance of the best estimate and of the one by group and time; power.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from readiness.stats.staggered import Codes, Floats

SURE = 1.959964
"""Standard errors that chance alone exceeds, either way, once in twenty times."""
FEWEST = 2
"""Units below which a group has no mean to compare."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How outcomes vary that nothing was done to."""

    between: float
    """Standard deviation between units, over all periods."""
    within: float
    """Standard deviation of one unit from period to period, what all have in common taken off."""
    persistence: float = 0.0
    """Correlation of one period's deviation with the next one's; with the one after that it is the square of it, and so on."""

    def covariance(self, n_periods: int) -> Floats:
        """Return the covariance of a unit's periods.

        Source: Hussey & Hughes (2007), Contemporary Clinical Trials 28, 182-191, with persistence 0; Kasza, Hemming, Hooper,
            Matthews & Forbes (2019), Statistical Methods in Medical Research 28, 703-716, for correlation that decays.
        """
        apart = np.abs(np.subtract.outer(np.arange(n_periods), np.arange(n_periods)))
        found: Floats = self.between**2 + self.within**2 * np.power(self.persistence, apart)
        return found


def spread_of(values: Floats) -> Spread:
    """Return the spread of outcomes by unit and period without gaps, what is common to a period taken off; no persistence.

    Source: Searle, Casella & McCulloch (1992), Variance Components: two-way layout, expected mean squares.
    """
    n, n_periods = values.shape
    mean = values.mean(axis=1)
    left = values - mean[:, None] - values.mean(axis=0) + values.mean()
    within = float((left**2).sum() / ((n - 1) * (n_periods - 1)))
    return Spread(math.sqrt(max(float(mean.var(ddof=1)) - within / n_periods, 0.0)), math.sqrt(within))


def best_variance(start: Codes, n_units: Codes, covariance: Floats) -> float:
    """Return the variance of the best linear estimate of a constant effect, periods free; inf where there is none.

    Args:
        start: (groups,) first treated period; the number of periods or more is never.
        n_units: (groups,).
        covariance: of a unit's periods.

    Source: Hussey & Hughes (2007), Contemporary Clinical Trials 28, 182-191: weighted least squares, each unit a cluster.
    """
    treated = (np.arange(covariance.shape[0]) >= start[:, None]).astype(np.float64)
    apart = treated - n_units @ treated / n_units.sum()
    known = float(n_units @ (apart * np.linalg.solve(covariance, apart.T).T).sum(axis=1))
    return 1.0 / known if known > 1e-12 else math.inf


def staggered_weights(start: Codes, n_units: Codes, n_periods: int, *, levels: bool = False) -> Floats:
    """Return (groups, periods) weights of group means in the average effect by group and time; all 0 where nothing compares.

    Args:
        start: (groups,) first treated period, each once; the number of periods or more is never, 0 from the first one on.
        n_units: (groups,).
        n_periods: how many are seen.
        levels: compare those treated from the first period on, as they are, with those not treated yet.

    Source: Callaway & Sant'Anna (2021), J. Econometrics 225, 200-230: simple aggregation, controls not yet treated.
    """
    weights, total = np.zeros((start.size, n_periods)), 0.0
    cohorts = np.flatnonzero((start == 0) if levels else (start >= 1) & (start < n_periods))
    for at in cohorts[n_units[cohorts] >= FEWEST]:
        for t in range(start[at], n_periods):
            controls = np.where(start > t, n_units, 0).astype(np.float64)
            if controls.sum() < FEWEST:
                continue
            share = controls / controls.sum()
            share[at] -= 1.0
            weights[:, t] -= n_units[at] * share
            if not levels:
                weights[:, start[at] - 1] += n_units[at] * share
            total += float(n_units[at])
    found: Floats = weights / total if total else weights
    return found


def weighted_variance(weights: Floats, n_units: Codes, covariance: Floats) -> float:
    """Return the variance of a weighted sum of group means; inf where no weight is above 0."""
    if not (weights > 0.0).any():
        return math.inf
    return float(((weights @ covariance) * weights).sum(axis=1) @ (1.0 / n_units))


def power_at(effect: float, variance: float) -> float:
    """Return how often an effect so large shows at the 5% level, either way.

    Source: Hussey & Hughes (2007), Contemporary Clinical Trials 28, 182-191: Wald test.
    """
    if not math.isfinite(variance):
        return 0.0
    errors = effect / math.sqrt(variance)
    return float(ndtr(errors - SURE) + ndtr(-errors - SURE))
