"""Quiz policy files: quiz.yaml, how a launch's quiz is made, taken, practised and certified.

In: the bytes of quiz.yaml, the ids of the launch's requirements.
Out: QuizPolicy; faults as Problems with line and field.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from readiness.adapters.buyer_files import Name, Slug, check_listed, no_repeats
from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import BadValueError, decimal_value, integer_value, shown
from readiness.adapters.yaml_files import Strict, parsed_by, read_model
from readiness.stages.quizzes.policy import LEVELS, CertificatePolicy, Competency, PracticePolicy, QuizPolicy, Shares
from readiness.vocabulary import Motion

FILE = "quiz.yaml"
_DEFAULT = QuizPolicy()
_Share = Annotated[float, parsed_by(decimal_value("0", "1"), "a share from 0 to 1")]
_PartnerShare = Annotated[float, parsed_by(decimal_value("0.01", "1"), "a share from 0.01 to 1")]
_Retention = Annotated[float, parsed_by(decimal_value("0.7", "0.97"), "a share from 0.7 to 0.97")]
_Confidence = Annotated[float, parsed_by(decimal_value("0.5", "0.999"), "a probability from 0.5 to 0.999")]


def _url(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s<>\"]{1,290}", text):
        raise BadValueError(f"{shown(text)} is no web address")
    return text


_Url = Annotated[str, parsed_by(_url, "an address that begins with https://, or blank")]


def _whole(low: int, high: int) -> object:
    return parsed_by(integer_value(low, high), f"a whole number from {low} to {high}")


class _Levels(Strict):
    recall: _Share = 0
    understand: _Share = 0
    apply: _Share = 0


class _Competency(Strict):
    id: Slug
    name: Name
    requirement_ids: list[str] = Field(min_length=1)


class _Issuer(Strict):
    name: Name
    url: _Url = ""


class _Certificate(Strict):
    cut_share: _Share = _DEFAULT.certificate.cut_share
    confidence: _Confidence = _DEFAULT.certificate.confidence
    months: Annotated[int, _whole(1, 120)] = _DEFAULT.certificate.months
    issuer: _Issuer | None = None
    partner_share: _PartnerShare = _DEFAULT.certificate.partner_share


class _Practice(Strict):
    retention: _Retention = _DEFAULT.practice.retention
    per_day: Annotated[int, _whole(0, 50)] = _DEFAULT.practice.per_day
    until_weeks_after: Annotated[int, _whole(0, 104)] = _DEFAULT.practice.weeks_after


class _Quiz(Strict):
    items: Annotated[int, _whole(3, 200)] = _DEFAULT.n_items
    forms: Annotated[int, _whole(1, 20)] = _DEFAULT.n_forms
    blueprint: dict[Motion, _Levels] = Field(default_factory=dict)
    pass_share: _Share = _DEFAULT.pass_share
    attempts: Annotated[int, _whole(0, 100)] = _DEFAULT.max_attempts
    minutes: Annotated[int, _whole(0, 480)] = _DEFAULT.minutes
    retake_days: Annotated[int, _whole(0, 365)] = _DEFAULT.retake_days
    feedback: Literal["after", "never"] = "after"
    adaptive: bool = False
    competencies: list[_Competency] = Field(default_factory=list)
    certificate: _Certificate = Field(default_factory=_Certificate)
    practice: _Practice = Field(default_factory=_Practice)


def read_quiz_policy(data: bytes, problems: Problems, requirement_ids: Collection[str]) -> QuizPolicy:
    """Return what a launch says of its quiz; the defaults where it cannot be read."""
    model = read_model(FILE, data, _Quiz, problems)
    if model is None:
        return _DEFAULT
    _check_competencies(model, problems, requirement_ids)
    award = model.certificate
    issuer = award.issuer or _Issuer.model_construct(name="", url="")
    return QuizPolicy(
        n_items=model.items,
        n_forms=model.forms,
        blueprint=MappingProxyType({**_DEFAULT.blueprint, **_blueprint(model, problems)}),
        pass_share=model.pass_share,
        max_attempts=model.attempts,
        minutes=model.minutes,
        retake_days=model.retake_days,
        feedback=model.feedback,
        is_adaptive=model.adaptive,
        competencies=tuple(Competency(c.id, c.name, tuple(c.requirement_ids)) for c in model.competencies),
        certificate=CertificatePolicy(
            award.cut_share, award.confidence, award.months, issuer.name, issuer.url, award.partner_share
        ),
        practice=PracticePolicy(model.practice.per_day, model.practice.retention, model.practice.until_weeks_after),
    )


def _blueprint(model: _Quiz, problems: Problems) -> Mapping[Motion, Shares]:
    found: dict[Motion, Shares] = {}
    for motion, levels in model.blueprint.items():
        shares = {level: float(getattr(levels, level)) for level in LEVELS}
        total = math.fsum(shares.values())
        if abs(total - 1) > 1e-6:
            problems.add_at(FILE, f"blueprint.{motion}", f"the shares add up to {total:g}", "shares that add up to 1")
        found[motion] = MappingProxyType(shares)
    return found


def _check_competencies(model: _Quiz, problems: Problems, requirement_ids: Collection[str]) -> None:
    """Record an id that stands twice, and a requirement that is unknown or judged under two competencies."""
    no_repeats(FILE, "competencies", [(f"competencies[{i}].id", c.id) for i, c in enumerate(model.competencies)], problems)
    named = [
        (f"competencies[{i}].requirement_ids[{j}]", r)
        for i, c in enumerate(model.competencies)
        for j, r in enumerate(c.requirement_ids)
    ]
    no_repeats(FILE, "the requirement_ids of competencies", list(named), problems)
    check_listed(FILE, list(named), requirement_ids, "a requirement_id of requirements.csv", problems)
