"""Staggered summaries: group-time effects put together by event time, by cohort, or all in one, with bands over all of them.

In: GroupTimeEffects.
Out: Summary; critical value of a band that holds everywhere at once; probability under a lottery.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from readiness.stats.staggered import Codes, Floats, GroupTimeEffects, Mask, Outcomes, by_cluster


@dataclass(frozen=True, slots=True)
class Summary:
    """Averages of group-time effects, one per value of `at`."""

    at: Codes
    """Event time, cohort, or 0 for an average over everything."""
    estimate: Floats
    influence: Floats
    """(averages, units)."""
    n_treated: Codes
    """Units whose effect is averaged."""


def by_event_time(effects: GroupTimeEffects) -> Summary:
    """Return the average effect so many periods after (below 0: before) treatment, cohorts weighted by their size.

    Source: Callaway & Sant'Anna (2021), J. Econometrics 225, 200-230: event-study aggregation.
    """
    return _grouped(effects, effects.event_time, [int(e) for e in np.unique(effects.event_time)])


def by_cohort(effects: GroupTimeEffects) -> Summary:
    """Return the average effect on each cohort over its treated periods.

    Source: Callaway & Sant'Anna (2021), J. Econometrics 225, 200-230: group aggregation.
    """
    treated = effects.event_time >= 0
    return _grouped(effects, np.where(treated, effects.cohort, -1), [int(g) for g in np.unique(effects.cohort[treated])])


def simple_average(effects: GroupTimeEffects) -> Summary:
    """Return the average effect over all treated units and periods.

    Source: Callaway & Sant'Anna (2021), J. Econometrics 225, 200-230: simple aggregation.
    """
    return _grouped(effects, (effects.event_time >= 0).astype(np.intp) - 1, [0])


def over_event_times(effects: GroupTimeEffects) -> Summary:
    """Return the mean of the event-time averages from the start of treatment on.

    Source: Callaway & Sant'Anna (2021), J. Econometrics 225, 200-230: overall effect by length of exposure.
    """
    dynamic = by_event_time(effects)
    after = dynamic.at >= 0
    n_treated = dynamic.n_treated[after].max(keepdims=True) if after.any() else dynamic.n_treated[:0]
    return _one(dynamic.estimate[after].mean(), dynamic.influence[after].mean(axis=0), n_treated)


def over_cohorts(effects: GroupTimeEffects) -> Summary:
    """Return the mean of the cohorts' own averages, weighted by the units in them.

    Source: Callaway & Sant'Anna (2021), J. Econometrics 225, 200-230: overall effect by cohort.
    """
    cohorts = by_cohort(effects)
    size = np.array([effects.n_units[effects.cohort == g][0] for g in cohorts.at], dtype=np.float64)
    estimate = float(size @ cohorts.estimate / size.sum())
    influence = size @ cohorts.influence / size.sum()
    for g, value in zip(cohorts.at, cohorts.estimate, strict=True):
        influence += (effects.start == g) * (value - estimate) / size.sum()
    return _one(estimate, influence, cohorts.n_treated.sum(keepdims=True))


def uniform_critical(influence: Floats, cluster: Codes, level: float, rng: np.random.Generator, n_draws: int = 2000) -> float:
    """Return how many standard errors a band must reach to hold all effects at once with probability `level`.

    Source: Callaway & Sant'Anna (2021), J. Econometrics 225, 200-230: multiplier bootstrap of the largest t statistic.
    """
    largest = _largest(influence, cluster, rng, n_draws)
    return float(np.quantile(largest, level)) if largest.size else float("nan")


def joint_p_value(
    estimate: Floats, influence: Floats, cluster: Codes, rng: np.random.Generator, n_draws: int = 2000
) -> float | None:
    """Return how often chance alone gives one effect at least as far from 0 as the farthest of these; None without any.

    Source: Callaway & Sant'Anna (2021), J. Econometrics 225, 200-230: multiplier bootstrap of the largest t statistic.
    """
    largest = _largest(influence, cluster, rng, n_draws)
    if not largest.size:
        return None
    errors = np.sqrt((by_cluster(influence, cluster) ** 2).sum(axis=1))
    seen = float((np.abs(estimate[errors > 0.0]) / errors[errors > 0.0]).max())
    return float((1 + (largest >= seen).sum()) / (1 + largest.size))


def lottery_p_value(
    data: Outcomes, stratum: Codes, rng: np.random.Generator, n_draws: int = 499, *, levels: bool = False
) -> float:
    """Return how often drawing lots anew gives an average effect at least as large, either way, as the one seen.

    Args:
        data: the outcomes; who is treated together draws one lot.
        stratum: (units,) codes 0..; lots are drawn within a stratum.
        rng: seeded.
        n_draws: lotteries beside the one that was held.
        levels: the effect is that of `level_effects`.

    Source: Fisher (1935), The Design of Experiments: randomisation test of no effect on anybody.
    """
    _, first = np.unique(data.cluster, return_index=True)
    lots, strata = data.start[first], stratum[first]
    in_order = np.lexsort((np.arange(lots.size), strata))
    changes = _Changes.of(data, levels=levels)
    seen = abs(changes.average(data.start))
    n_as_large = 0
    for _ in range(n_draws):
        drawn = np.empty_like(lots)
        drawn[in_order] = lots[np.lexsort((rng.random(lots.size), strata))]
        n_as_large += abs(changes.average(drawn[data.cluster])) >= seen * (1.0 - 1e-12)
    return (1 + n_as_large) / (1 + n_draws)


@dataclass(frozen=True, slots=True)
class _Changes:
    """Changes since the last period before each cohort's treatment, or levels; one column per cohort and treated period."""

    values: Floats
    """(units, columns), 0 where not known."""
    known: Floats
    """1 where known."""
    cohort: Codes
    period: Codes

    @classmethod
    def of(cls, data: Outcomes, *, levels: bool) -> _Changes:
        """Return the changes, or levels, of all units, whichever cohort they are in."""
        n_periods = data.values.shape[1]
        columns = [(g, t) for g in ([0] if levels else data.cohorts) for t in range(g, n_periods)]
        cohort, period = np.array(columns, dtype=np.intp).reshape(-1, 2).T
        change = data.values[:, period] - (0.0 if levels else data.values[:, cohort - 1])
        known = np.isfinite(change)
        return cls(np.where(known, change, 0.0), known.astype(np.float64), cohort, period)

    def average(self, start: Codes) -> float:
        """Return the effect averaged over treated units and periods, controls not treated yet; 0 where there is none."""
        starts, label, n_units = np.unique(start, return_inverse=True, return_counts=True)
        member = (label[:, None] == np.arange(starts.size)).astype(np.float64)
        sums, counts = member.T @ self.values, member.T @ self.known
        treated, control = starts[:, None] == self.cohort, starts[:, None] > self.period
        (n1, n0), (sum1, sum0) = (((part * treated).sum(axis=0), (part * control).sum(axis=0)) for part in (counts, sums))
        use = (n1 > 1.0) & (n0 > 1.0)
        weight = (treated * n_units[:, None]).sum(axis=0)[use]
        return float(weight @ (sum1[use] / n1[use] - sum0[use] / n0[use]) / weight.sum()) if use.any() else 0.0


def _largest(influence: Floats, cluster: Codes, rng: np.random.Generator, n_draws: int) -> Floats:
    """Return draws of the largest absolute t statistic of these effects under no effect; none where nothing varies."""
    summed = by_cluster(influence, cluster)
    errors = np.sqrt((summed**2).sum(axis=1))
    scaled = summed[errors > 0.0] / errors[errors > 0.0, None]
    if not scaled.size:
        return np.zeros(0)
    step = max(1, 4_000_000 // scaled.shape[1])
    sizes = [min(step, n_draws - at) for at in range(0, n_draws, step)]
    largest = [np.abs(scaled @ rng.standard_normal((scaled.shape[1], n))).max(axis=0) for n in sizes]
    return np.concatenate(largest).astype(np.float64)


def _grouped(effects: GroupTimeEffects, group: Codes, values: Sequence[int]) -> Summary:
    """Return the mean of the effects of each group, weighted by units per cohort, the doubt of these weights included."""
    estimates, influences, counts = [], [], []
    for value in values:
        here: Mask = group == value
        weight = effects.n_units[here] / effects.n_units[here].sum()
        estimate = float(weight @ effects.estimate[here])
        influence = weight @ effects.influence[here]
        for g, single in zip(effects.cohort[here], effects.estimate[here], strict=True):
            influence += (effects.start == g) * (single - estimate) / effects.n_units[here].sum()
        estimates.append(estimate)
        influences.append(influence)
        counts.append(sum(int(effects.n_treated[here & (effects.cohort == g)].max()) for g in np.unique(effects.cohort[here])))
    return Summary(
        at=np.array(values, dtype=np.intp),
        estimate=np.array(estimates, dtype=np.float64),
        influence=np.array(influences, dtype=np.float64).reshape(len(values), -1),
        n_treated=np.array(counts, dtype=np.intp),
    )


def _one(estimate: float, influence: Floats, n_treated: Codes) -> Summary:
    """Return a summary of one average."""
    return Summary(np.zeros(1, dtype=np.intp), np.array([estimate]), influence[None, :], n_treated)
