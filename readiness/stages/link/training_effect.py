"""Training effect: what differed after training, against reps not trained yet or never, and what that design carries.

In: Panel, how training was assigned.
Out: TrainingEffect: estimates, event study, cohorts, Design.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from readiness.stages.link.outcome import Cohort, Design, Estimate, EventPoint, GroupTime
from readiness.stages.link.panel import Floats, Panel
from readiness.stages.link.verdicts import FEWEST_REPS, LEVEL, SMALL, not_enough, training_verdict
from readiness.stats.power import DETECTABLE, periods_needed
from readiness.stats.staggered import (
    Controls,
    GroupTimeEffects,
    Outcomes,
    difference,
    group_time_effects,
    level_effects,
    standard_errors,
)
from readiness.stats.staggered_summaries import (
    Summary,
    by_cohort,
    by_event_time,
    joint_p_value,
    lottery_p_value,
    over_cohorts,
    over_event_times,
    simple_average,
    uniform_critical,
)

RECENT = 4
"""Periods before training in which a bad spell is looked for."""
CHANCE = 0.05
"""Differences before training that chance gives less often than this are taken for real."""
LARGE_SHARE = 0.8
"""Share of trained reps that must be in cohorts of FEWEST_REPS or more."""
RANDOM = "random"


@dataclass(frozen=True, slots=True)
class TrainingEffect:
    """What differed after training."""

    estimates: tuple[Estimate, ...]
    event_study: tuple[EventPoint, ...]
    group_times: tuple[GroupTime, ...]
    cohorts: tuple[Cohort, ...]
    never_share: float
    design: Design


def training_effect(
    panel: Panel, assigned: str, worth: float | None, between_sd: float, seed: int, controls: Controls
) -> TrainingEffect:
    """Return group-time effects of training put together, each with the verdict that interval and design allow.

    Args:
        panel: the reps.
        assigned: how training was assigned: `random`, `not`, or blank where nobody said.
        worth: smallest effect that matters, in units of contribution; None for a small one by the reps' own spread.
        between_sd: standard deviation between reps.
        seed: of bands and lotteries.
        controls: compare with reps not trained yet or never, or only with those never trained.
    """
    data = panel.outcomes
    rng = np.random.default_rng(seed)
    effects = group_time_effects(data, controls=controls, base="universal")
    levels = assigned == RANDOM and not (effects.event_time >= 0).any()
    if levels:  # nothing is known from before training; lots alone make the early like the late
        effects = level_effects(data)
    cohorts, never_share = _cohorts(panel)
    if not (effects.event_time >= 0).any():
        reason = _why_none(data)
        design = Design(assigned, None, None, (f"No effect of training can be worked out: {reason}.",))
        row = Estimate("training_simple", None, None, None, int(sum(c.n for c in cohorts)), not_enough(reason))
        return TrainingEffect((row,), (), (), cohorts, never_share, design)
    before_p = _before(data, effects, rng)
    lottery_p = lottery_p_value(data, _strata(panel), rng, levels=levels) if assigned == RANDOM else None
    design = Design(assigned, before_p, lottery_p, tuple(_problems(data, effects, assigned, before_p)))
    judge = _Judge(panel, data, effects, design, SMALL * between_sd if worth is None else worth)
    rows = [
        judge.row("training_simple", simple_average(effects)),
        judge.row("training_dynamic", over_event_times(effects)),
        judge.row("training_group", over_cohorts(effects)),
        *judge.cohort_rows(by_cohort(effects)),
    ]
    event_study = _event_study(panel, data, effects, rng)
    return TrainingEffect(tuple(rows), event_study, _group_times(panel, data, effects), cohorts, never_share, design)


def _why_none(data: Outcomes) -> str:
    """Return why nothing can be compared."""
    if data.cohorts:
        return "there is nobody untrained to compare with"
    early = (data.start < 1).any()
    return "all training was before or in the first week seen" if early else "nobody was trained in the weeks seen"


@dataclass(frozen=True, slots=True)
class _Judge:
    """What every row is judged by."""

    panel: Panel
    data: Outcomes
    effects: GroupTimeEffects
    design: Design
    worth: float

    def row(self, estimand: str, summary: Summary, at: int = 0, design: Design | None = None) -> Estimate:
        """Return one average with its verdict."""
        one = summary.influence[[at]]
        error = float(standard_errors(one, self.data.cluster)[0])
        n, estimate = int(summary.n_treated[at]), float(summary.estimate[at])
        reach = self._t(n) * error
        event = by_event_time(self.effects)
        more = periods_needed(event.influence[event.at >= 0], error, self.worth)
        weeks = None if more is None else more * self.panel.weeks_per_period
        verdict = training_verdict(estimate - reach, DETECTABLE * error, self.worth, weeks, n, error, design or self.design)
        return Estimate(estimand, estimate, estimate - reach, estimate + reach, n, verdict, error, DETECTABLE * error, self.worth)

    def cohort_rows(self, cohorts: Summary) -> list[Estimate]:
        """Return one row per cohort; one below the least number of reps carries nothing by itself."""
        rows = []
        for k, g in enumerate(cohorts.at.tolist()):
            problems = self.design.problems
            if cohorts.n_treated[k] < FEWEST_REPS:
                problems += (f"The cohort of {self.panel.period_names[g]} has fewer than {FEWEST_REPS} reps.",)
            own = Design(self.design.assigned, self.design.before_p, self.design.lottery_p, problems)
            rows.append(self.row(f"training_cohort_{self.panel.period_names[g]}", cohorts, k, own))
        return rows

    def _t(self, n_treated: int) -> float:
        """Return how many standard errors a 90% interval reaches, by the smaller of what is compared."""
        lots = np.unique(self.data.cluster).size
        least = min(n_treated, int(self.effects.n_controls.max()), lots)
        return float(student.ppf(0.5 + LEVEL / 2, max(least - 1, 1)))


def _event_study(panel: Panel, data: Outcomes, effects: GroupTimeEffects, rng: np.random.Generator) -> tuple[EventPoint, ...]:
    """Return the averages by weeks since training, with one band over all."""
    event = by_event_time(effects)
    error = standard_errors(event.influence, data.cluster)
    reach = np.where(error > 0.0, uniform_critical(event.influence, data.cluster, LEVEL, rng) * error, 0.0)
    points = [
        EventPoint(int(e) * panel.weeks_per_period, float(b), float(b - r), float(b + r), int(n))
        for e, b, r, n in zip(event.at, event.estimate, reach, event.n_treated, strict=True)
    ]
    n_before = int(sum((data.start == g).sum() for g in np.unique(effects.cohort) if g > 0))
    if n_before:
        points.append(EventPoint(-panel.weeks_per_period, 0.0, None, None, n_before))
    return tuple(sorted(points, key=lambda p: p.weeks_since_training))


def _group_times(panel: Panel, data: Outcomes, effects: GroupTimeEffects) -> tuple[GroupTime, ...]:
    """Return every cohort's change to every period."""
    error = standard_errors(effects.influence, data.cluster)
    names = panel.period_names
    return tuple(
        GroupTime(names[g], names[t], float(b), float(s), int(n1), int(n0))
        for g, t, b, s, n1, n0 in zip(
            effects.cohort, effects.period, effects.estimate, error, effects.n_treated, effects.n_controls, strict=True
        )
    )


def _before(data: Outcomes, effects: GroupTimeEffects, rng: np.random.Generator) -> float | None:
    """Return how often chance alone gives differences before training as large as these.

    Looked at together: the event study before training, the level in the last periods before it, and whether that level had
    just dropped or risen against earlier. The latter two catch training given to those who did badly of late.
    """
    event = by_event_time(effects)
    early = event.at < -1
    found = [(event.estimate[early], event.influence[early])]
    for of in (_level, _drop):
        pooled = _pooled(data, [of(data.values, g) for g in data.cohorts])
        if pooled is not None:
            found.append(pooled)
    estimate, influence = (np.concatenate(part) for part in zip(*found, strict=True))
    return joint_p_value(estimate, influence, data.cluster, rng)


def _level(values: Floats, g: int) -> Floats:
    """Return each rep's mean over the last periods before g."""
    return _mean(values[:, max(0, g - RECENT) : g])


def _drop(values: Floats, g: int) -> Floats:
    """Return each rep's mean over the last periods before g less that of the periods before those; NaN where there are none."""
    return _level(values, g) - _mean(values[:, : max(0, g - RECENT)])


def _mean(values: Floats) -> Floats:
    """Return row means over what is known, NaN where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    mean: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean


def _pooled(data: Outcomes, values: Sequence[Floats]) -> tuple[Floats, Floats] | None:
    """Return the difference between each cohort and those trained later or never, averaged over cohorts by size."""
    parts = []
    for g, value in zip(data.cohorts, values, strict=True):
        gap = difference(value, data.start == g, data.start > g)
        if gap is not None:
            parts.append((gap.n_treated, gap.estimate, gap.influence))
    if not parts:
        return None
    weight = np.array([n for n, _, _ in parts], dtype=np.float64)
    weight /= weight.sum()
    estimate = weight @ np.array([b for _, b, _ in parts])
    return np.array([estimate]), (weight @ np.array([psi for _, _, psi in parts]))[None, :]


def _problems(data: Outcomes, effects: GroupTimeEffects, assigned: str, before_p: float | None) -> list[str]:
    """Return why this design carries no statement on what training changed; none where it does."""
    problems = []
    if assigned == "not":
        problems.append("Training was not given by lot, so trained reps may have differed anyway.")
    elif before_p is None and assigned != RANDOM:
        problems.append("Nothing is known from before training, so it cannot be checked who was chosen.")
    if before_p is not None and before_p < CHANCE:
        problems.append("Trained reps already differed from the others before training, so they may have been chosen by results.")
    sizes = [int((data.start == g).sum()) for g in np.unique(effects.cohort)]
    large = sum(n for n in sizes if n >= FEWEST_REPS)
    if large < LARGE_SHARE * sum(sizes):
        problems.append(f"Most cohorts have fewer than {FEWEST_REPS} reps.")
    if int(effects.n_controls.max()) < FEWEST_REPS:
        problems.append(f"Never more than {int(effects.n_controls.max())} reps were there to compare with.")
    return problems


def _strata(panel: Panel) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the lottery's strata per lot: territories, where lots were drawn by rep and starts vary in each that has several."""
    data = panel.outcomes
    lots, first = np.unique(data.cluster, return_index=True)
    return panel.home[first] if lots.size == data.start.size else np.zeros(lots.size, dtype=np.intp)


def _cohorts(panel: Panel) -> tuple[tuple[Cohort, ...], float]:
    """Return the cohorts with their shares, and the share never trained in the weeks seen."""
    n = max(panel.start.size, 1)
    starts, counts = np.unique(panel.start, return_counts=True)
    inside = [(g, k) for g, k in zip(starts.tolist(), counts.tolist(), strict=True) if g < len(panel.period_names)]
    cohorts = tuple(Cohort(panel.period_names[g], k, k / n) for g, k in inside)
    return cohorts, 1.0 - sum(k for _, k in inside) / n
