"""Staggered: what a treatment that starts at different times changed, against units not treated yet or never.

In: outcome by unit and period, first treated period by unit.
Out: GroupTimeEffects: one effect per cohort and period, with each unit's influence on it; a comparison of two groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]
Controls = Literal["never", "not_yet"]
Base = Literal["varying", "universal"]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Outcomes of units over periods, and when each unit's treatment began."""

    values: Floats
    """(units, periods), NaN where not known."""
    start: Codes
    """(units,) first treated period; the number of periods or more is never. Below 1 nothing is known from before."""
    cluster: Codes
    """(units,) codes 0.. of what was treated together; units that were treated on their own are a cluster each."""

    @property
    def cohorts(self) -> list[int]:
        """Return the first treated periods that have a period before them, in order."""
        starts = np.unique(self.start)
        return [int(g) for g in starts if 1 <= g < self.values.shape[1]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two means."""

    estimate: float
    influence: Floats
    """(units,) what each unit moved it by; sums to 0, and its squares to the variance."""
    n_treated: int
    n_controls: int


@dataclass(frozen=True, slots=True)
class GroupTimeEffects:
    """ATT(g, t): the average effect in period t on the cohort first treated in g. One entry per cohort and period."""

    cohort: Codes
    period: Codes
    estimate: Floats
    influence: Floats
    """(effects, units)."""
    n_treated: Codes
    n_controls: Codes
    n_units: Codes
    """Units in the cohort, known in both periods or not: the weight of an effect."""
    start: Codes
    """(units,) first treated period."""

    @property
    def event_time(self) -> Codes:
        """Return periods since treatment began, below 0 before."""
        return self.period - self.cohort


def difference(values: Floats, treated: Mask, control: Mask) -> Difference | None:
    """Return mean of the treated less mean of the controls; None with fewer than 2 of either. NaN values are left out.

    Source: Callaway & Sant'Anna (2021), J. Econometrics 225, 200-230: influence function without covariates; here with the
        unbiased variance of each group, so that small groups do not look surer than they are.
    """
    known = np.isfinite(values)
    treated, control = treated & known, control & known
    n1, n0 = int(treated.sum()), int(control.sum())
    if min(n1, n0) < 2:
        return None
    filled = np.where(known, values, 0.0)
    mean1, mean0 = float(filled[treated].mean()), float(filled[control].mean())
    influence = treated * (filled - mean1) / np.sqrt(n1 * (n1 - 1.0)) - control * (filled - mean0) / np.sqrt(n0 * (n0 - 1.0))
    return Difference(mean1 - mean0, influence, n1, n0)


def group_time_effects(data: Outcomes, *, controls: Controls = "not_yet", base: Base = "varying") -> GroupTimeEffects:
    """Return the effect of every cohort and period that has controls.

    Args:
        data: the outcomes.
        controls: compare with units never treated, or with all not treated by that period and the base period.
        base: what a period before treatment is compared with: `varying` the period before it, `universal` the last one before
            treatment. Periods after treatment are always compared with the last one before it.

    Source: Callaway & Sant'Anna (2021), J. Econometrics 225, 200-230: group-time average treatment effects, no covariates.
    """
    n_periods = data.values.shape[1]
    found: list[tuple[int, int, Difference, int]] = []
    for g in data.cohorts:
        cohort = data.start == g
        for t in range(n_periods):
            before = t - 1 if base == "varying" and t < g else g - 1
            if before < 0 or before == t:
                continue
            clean = data.start >= n_periods if controls == "never" else data.start > max(t, before)
            change = difference(data.values[:, t] - data.values[:, before], cohort, clean & ~cohort)
            if change is not None:
                found.append((g, t, change, int(cohort.sum())))
    return _effects(found, data)


def level_effects(data: Outcomes) -> GroupTimeEffects:
    """Return the effect on those treated from the first period on, in each period, against those not treated by then.

    Levels are compared as they are, for nothing is known from before: only where lots chose who was treated early does
    nothing else set the two apart.

    Source: Neyman (1923), translated in Statistical Science 5 (1990), 465-472: difference of means in a randomised experiment.
    """
    first = data.start < 1
    found = []
    for t in range(data.values.shape[1]):
        gap = difference(data.values[:, t], first, data.start > t)
        if gap is not None:
            found.append((0, t, gap, int(first.sum())))
    return _effects(found, data)


def _effects(found: list[tuple[int, int, Difference, int]], data: Outcomes) -> GroupTimeEffects:
    """Return differences by cohort and period, with the size of the cohort, as arrays."""
    return GroupTimeEffects(
        cohort=np.array([g for g, _, _, _ in found], dtype=np.intp),
        period=np.array([t for _, t, _, _ in found], dtype=np.intp),
        estimate=np.array([d.estimate for _, _, d, _ in found], dtype=np.float64),
        influence=np.array([d.influence for _, _, d, _ in found], dtype=np.float64).reshape(-1, data.start.size),
        n_treated=np.array([d.n_treated for _, _, d, _ in found], dtype=np.intp),
        n_controls=np.array([d.n_controls for _, _, d, _ in found], dtype=np.intp),
        n_units=np.array([n for _, _, _, n in found], dtype=np.intp),
        start=data.start,
    )


def by_cluster(influence: Floats, cluster: Codes) -> Floats:
    """Return (effects, clusters) influences summed by cluster; clusters of one unit each come back as they are.

    Source: Liang & Zeger (1986), Biometrika 73, 13-22: sums by cluster, here times clusters / (clusters - 1) where they are
        fewer than the units.
    """
    n_clusters = int(cluster.max(initial=-1)) + 1
    if n_clusters == cluster.size:
        return influence
    summed = np.zeros((influence.shape[0], n_clusters))
    np.add.at(summed.T, cluster, influence.T)
    grown: Floats = summed * np.sqrt(n_clusters / max(n_clusters - 1.0, 1.0))
    return grown


def standard_errors(influence: Floats, cluster: Codes) -> Floats:
    """Return the standard error of every effect.

    Source: Callaway & Sant'Anna (2021), J. Econometrics 225, 200-230: from the influence function.
    """
    errors: Floats = np.sqrt((by_cluster(influence, cluster) ** 2).sum(axis=1))
    return errors
