"""Outcome: what the link stage hands on.

In: nothing.
Out: Estimate, GroupTime, EventPoint, Cohort, Design, LinkResult.
"""

from __future__ import annotations

from dataclasses import dataclass

SUPPORTS = "supports"
NO_EVIDENCE = "no evidence"
NOT_ENOUGH = "not enough data"
ASSOCIATION_ONLY = "association only"


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimate with its 90% interval and what may be said of it."""

    estimand: str
    """readiness_per_point, training_simple, training_dynamic, training_group, or training_cohort_ and its first week."""
    estimate: float | None
    low: float | None
    high: float | None
    n: int
    """Reps it rests on: compared for readiness, trained for training."""
    verdict: str
    """supports, no evidence, association only, or not enough data with what is missing."""
    standard_error: float | None = None
    detectable: float | None = None
    """Smallest difference that this many reps and weeks would show four times in five: 2.8 standard errors."""
    worth: float | None = None
    """Smallest difference that matters, by which the verdict asks for more weeks or reps."""


@dataclass(frozen=True, slots=True)
class GroupTime:
    """The change of one cohort to one period since the last before its training, less that of the reps compared with."""

    cohort: str
    """First week of the cohort's training."""
    week: str
    estimate: float
    standard_error: float
    n: int
    """Trained reps."""
    n_compared: int


@dataclass(frozen=True, slots=True)
class EventPoint:
    """The difference so many weeks after (below 0: before) training, with a band that holds all points at once."""

    weeks_since_training: int
    estimate: float
    low: float | None
    """None for the last period before training, which all others are compared with."""
    high: float | None
    n: int
    """Trained reps."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Reps first trained in one period."""

    first_week: str
    n: int
    share: float
    """Of all reps, 0..1."""


@dataclass(frozen=True, slots=True)
class Design:
    """How training was assigned, and whether that carries a statement about what training changed."""

    assigned: str
    """random, not, or blank where nobody said."""
    before_p: float | None
    """How often chance alone gives differences before training as large as these; None where there is nothing to check."""
    lottery_p: float | None
    """How often drawing the lots anew gives an effect as large; None unless training was assigned by lot."""
    problems: tuple[str, ...]
    """Sentences: why it carries no such statement; none where it does."""

    @property
    def carries(self) -> bool:
        """Return whether trained and untrained reps can be compared as if chance had parted them."""
        return not self.problems

    @property
    def carries_cause(self) -> bool:
        """Return whether words of cause may be used: lots were drawn, and nothing in the data speaks against it."""
        return self.carries and self.assigned == "random"


@dataclass(frozen=True, slots=True)
class LinkResult:
    """Whether readiness goes with contribution, and what differed after training."""

    estimates: tuple[Estimate, ...]
    event_study: tuple[EventPoint, ...]
    group_times: tuple[GroupTime, ...]
    cohorts: tuple[Cohort, ...]
    never_share: float
    """Share of reps not trained in the weeks seen."""
    design: Design
    reliability: float | None
    """Share of readiness' differences between compared reps that is not error; None without a slope."""
    plain_slope: float | None
    """The slope without the correction for that error, for comparison."""
    sentences: tuple[str, ...]
    """The result in words."""
    notes: tuple[str, ...]
    """What was left out or read generously."""
