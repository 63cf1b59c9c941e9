"""Index policy files: what training.yaml says of the readiness index: bars, weights, ageing, the rubric of a pitch.

In: the fields of training.yaml as they were parsed.
Out: IndexPolicy; faults as Problems with line and field.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from readiness.adapters.input_ids import nearest
from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import decimal_value, integer_value, shown, slug_value, words_value
from readiness.adapters.yaml_files import Strict, parsed_by
from readiness.stages.buyers import BuyerMap
from readiness.stages.quizzes.policy import QuizPolicy
from readiness.stages.training import HALF_LIFE_DAYS, PARTS, WEIGHTS, Criterion, IndexPolicy, Rubric, TrainingPolicy
from readiness.vocabulary import Motion

_DEFAULT = IndexPolicy()
Bar = Annotated[float, parsed_by(decimal_value("0", "100"), "a number from 0 to 100")]
_Weight = Annotated[float, parsed_by(decimal_value("0", "1"), "a number from 0 to 1")]
_Percent = Annotated[float, parsed_by(decimal_value("0.1", "100"), "a percentage from 0.1 to 100")]
_Days = Annotated[int, parsed_by(integer_value(0, 36500), "a whole number of days, 0 for never")]
_After = Annotated[int, parsed_by(integer_value(1, 365), "a whole number from 1 to 365")]
_Slug = Annotated[str, parsed_by(slug_value, "lower-case letters, digits and dashes")]
_Name = Annotated[str, parsed_by(words_value(200), "words, not only a number")]
_Top = Annotated[float, parsed_by(decimal_value("1", "1000"), "a number from 1 to 1000")]
_Error = Annotated[float, parsed_by(decimal_value("0.01", "0.5"), "a share of the top score from 0.01 to 0.5")]


class _Weights(Strict):
    knowledge: _Weight = 0
    attendance: _Weight = 0
    reinforcement: _Weight = 0
    pitch: _Weight = 0
    certificate: _Weight = 0


class _HalfLives(Strict):
    knowledge: _Days = HALF_LIFE_DAYS["knowledge"]
    attendance: _Days = HALF_LIFE_DAYS["attendance"]
    reinforcement: _Days = HALF_LIFE_DAYS["reinforcement"]
    pitch: _Days = HALF_LIFE_DAYS["pitch"]
    certificate: _Days = HALF_LIFE_DAYS["certificate"]


class _Criterion(Strict):
    id: _Slug
    name: _Name
    weight: _Percent


class _Pitch(Strict):
    top: _Top
    criteria: list[_Criterion] = Field(min_length=1)
    one_rater_error: _Error = 0.15


class IndexBlock(Strict):
    """The block `readiness` of training.yaml."""

    weights: _Weights | None = None
    half_life_days: _HalfLives = Field(default_factory=_HalfLives)
    reinforcement_after_days: _After = _DEFAULT.again_days
    competencies: dict[Motion, list[str]] = Field(default_factory=dict)
    pitch: _Pitch | None = None


def index_policy(file: str, block: IndexBlock, bars: Mapping[Motion, float], problems: Problems) -> IndexPolicy:
    """Return what training.yaml says of the index; weights that do not add up are recorded."""
    weights = WEIGHTS if block.weights is None else {part: float(getattr(block.weights, part)) for part in PARTS}
    _adds_up(file, "readiness.weights", list(weights.values()), 1.0, problems)
    return IndexPolicy(
        weights=weights,
        half_life_days={part: getattr(block.half_life_days, part) for part in PARTS},
        again_days=block.reinforcement_after_days,
        bars={motion: float(bar) for motion, bar in bars.items()},
        competencies={motion: tuple(ids) for motion, ids in block.competencies.items()},
        rubric=_rubric(file, block.pitch, problems) if block.pitch else None,
    )


def _rubric(file: str, pitch: _Pitch, problems: Problems) -> Rubric:
    _adds_up(file, "readiness.pitch.criteria", [float(c.weight) for c in pitch.criteria], 100.0, problems)
    seen: set[str] = set()
    for i, c in enumerate(pitch.criteria):
        if c.id in seen:
            problems.add_at(file, f"readiness.pitch.criteria[{i}].id", f"{shown(c.id)} stands twice", "each criterion once")
        seen.add(c.id)
    criteria = tuple(Criterion(c.id, c.name, float(c.weight)) for c in pitch.criteria)
    return Rubric(float(pitch.top), criteria, float(pitch.one_rater_error))


def _adds_up(file: str, path: str, weights: list[float], total: float, problems: Problems) -> None:
    found = math.fsum(weights)
    if abs(found - total) > 1e-6 * total:
        problems.add_at(file, path, f"the weights add up to {found:g}", f"weights that add up to {total:g}")


def check_competencies(
    file: str, policy: TrainingPolicy | None, buyers: BuyerMap | None, quiz: QuizPolicy, problems: Problems
) -> None:
    """Record each competency a motion is said to need that the quiz does not know."""
    if policy is None or buyers is None:
        return
    known = [c.competency for c in quiz.competencies] or [p.persona_id for p in buyers.personas]
    for motion, needed in policy.index.competencies.items():
        for i, competency in enumerate(needed):
            if competency not in known:
                expected = "a competency of quiz.yaml, or a persona where it states none" + nearest(competency, known)
                problems.add_at(file, f"readiness.competencies.{motion}[{i}]", f"{shown(competency)} is unknown", expected)
