"""Index policy: how the readiness index is made up: weights, ageing, bars, and the rubric of a graded pitch.

In: nothing.
Out: IndexPolicy and its parts, with the published defaults of a launch that says nothing of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from readiness.vocabulary import Motion

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"knowledge": 0.50, "attendance": 0.15, "reinforcement": 0.10, "pitch": 0.20, "certificate": 0.05}
)
"""The published formula: a judgement, not an estimate."""
PARTS = tuple(WEIGHTS)
HALF_LIFE_DAYS: Mapping[str, int] = MappingProxyType(
    {"knowledge": 730, "attendance": 365, "reinforcement": 730, "pitch": 730, "certificate": 0}
)
"""Days after which a part's evidence counts half; 0: it never ages. A judgement, held against published rates of forgetting."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing a pitch is graded on."""

    criterion: str
    """Its id."""
    name: str
    weight: float
    """Percent; those of a rubric add up to 100."""


@dataclass(frozen=True, slots=True)
class Rubric:
    """How a pitch is graded: each criterion from 0 to `top`."""

    top: float
    criteria: tuple[Criterion, ...]
    one_rater_error: float = 0.15
    """Standard error, as a share of the top score, of one rater's grading before raters of the launch have been compared."""

    def total(self, scores: Mapping[str, float]) -> float | None:
        """Return what a grading (criterion -> score) comes to, in percent of the best; None where a criterion has no score."""
        if any(c.criterion not in scores for c in self.criteria):
            return None
        return math.fsum(c.weight * scores[c.criterion] for c in self.criteria) / self.top


@dataclass(frozen=True, slots=True)
class IndexPolicy:
    """What training.yaml says of the index."""

    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    """Part -> weight, one for each of PARTS; they add up to 1."""
    half_life_days: Mapping[str, int] = field(default_factory=lambda: HALF_LIFE_DAYS)
    again_days: int = 14
    """Answers given so many days after a rep was first taught and first asked are reinforcement."""
    bars: Mapping[Motion, float] = field(default_factory=dict)
    """Motion -> the bar of its reps, 0..100; a motion that is not named has the launch's one bar."""
    competencies: Mapping[Motion, tuple[str, ...]] = field(default_factory=dict)
    """Motion -> the competencies it needs; a motion that is not named needs all of them."""
    rubric: Rubric | None = None
    """None: no pitch is graded in this launch."""
