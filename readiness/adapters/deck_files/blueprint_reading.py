"""Blueprint reading: a motion's blueprint file, each fault named with its line and field.

In: the bytes of `content_templates/decks/blueprints/<language>/<motion>.yaml`.
Out: Blueprint.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Literal, get_args

from babel import Locale, UnknownLocaleError
from pydantic import Field

from readiness.adapters.input_tables import Problems
from readiness.adapters.yaml_files import Strict, read_model
from readiness.errors import InputError
from readiness.stages.decks import FACTS, FIELDS, LABELS, SLIDE_KEYS, Blueprint, BlueprintSlide
from readiness.vocabulary import BUYER_STEPS

_Step = Literal["recognise", "define", "evaluate", "decide", "implement", "review"]
_Motion = Literal["transactional", "consultative", "enterprise"]
_BRACES = re.compile(r"\{([^{}]*)\}|([{}])")
_WORDS = ("title", "subtitle", "say", "ask", "do_next")
_ONE_SLIDE = frozenset(SLIDE_KEYS) - {"answers", "scorecard", "worries"}
if get_args(_Step) != BUYER_STEPS:
    raise TypeError("the steps of a blueprint are the buyer's steps")


class _Slide(Strict):
    key: str
    step: _Step
    when: dict[str, int] = Field(default_factory=dict)
    at_most: int = Field(default=1, ge=1, le=20)
    title: str = Field(min_length=1)
    subtitle: str = ""
    say: str = ""
    ask: str = ""
    do_next: str = ""
    steps: list[_Step] = Field(default_factory=list)


class _Blueprint(Strict):
    language: str
    motion: _Motion
    slides: list[_Slide] = Field(min_length=1)
    labels: dict[str, str]


def read_blueprint(file: str, data: bytes) -> Blueprint:
    """Return the blueprint of one motion in one language; where `file` names a folder, it is to be that language.

    Raises:
        InputError: the first fault found: an unknown language, slide key, fact, field or label, or a value that does not fit.
    """
    problems = Problems()
    model = read_model(file, data, _Blueprint, problems)
    if model is not None:
        _check(file, model, problems)
    if problems.found:
        raise InputError(min(problems.found))
    assert model is not None  # noqa: S101 - no model always comes with a problem
    return Blueprint(model.motion, model.language, tuple(map(_slide, model.slides)), MappingProxyType(dict(model.labels)))


def _slide(row: _Slide) -> BlueprintSlide:
    return BlueprintSlide(
        key=row.key,
        step=row.step,
        when=MappingProxyType(dict(row.when)),
        at_most=row.at_most,
        title=row.title,
        subtitle=row.subtitle,
        say=row.say,
        ask=row.ask,
        do_next=row.do_next,
        steps=tuple(row.steps),
    )


def _check_language(file: str, language: str, problems: Problems) -> None:
    try:
        Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        problems.add_at(file, "language", f"unknown language {language!r}", "a language code such as en-GB or de")
        return
    folder = PurePosixPath(file).parent.name
    if folder and folder not in (language, language.split("-")[0]):
        problems.add_at(file, "language", f"{language!r} in the folder {folder!r}", f"{folder}, or {folder} with a region")


def _check(file: str, model: _Blueprint, problems: Problems) -> None:
    _check_language(file, model.language, problems)
    seen: set[str] = set()
    for i, slide in enumerate(model.slides):
        path = f"slides[{i}]"
        if slide.key not in SLIDE_KEYS:
            problems.add_at(file, f"{path}.key", f"unknown slide {slide.key!r}", "one of " + ", ".join(SLIDE_KEYS))
        elif slide.key in seen:
            problems.add_at(file, f"{path}.key", f"slide {slide.key!r} stands twice", "each slide once")
        seen.add(slide.key)
        for fact in slide.when:
            if fact not in FACTS:
                problems.add_at(file, f"{path}.when.{fact}", f"unknown fact {fact!r}", "one of " + ", ".join(FACTS))
        if slide.key in _ONE_SLIDE and slide.at_most != 1:
            problems.add_at(file, f"{path}.at_most", f"{slide.at_most} slides of {slide.key!r}", "1")
        for word in _WORDS:
            _check_fields(file, f"{path}.{word}", getattr(slide, word), FIELDS, problems)
    if model.slides[-1].key != "call-to-action":
        problems.add_at(
            file, f"slides[{len(model.slides) - 1}].key", "the last slide asks for nothing", "call-to-action as the last slide"
        )
    _check_labels(file, model, problems)


def _check_labels(file: str, model: _Blueprint, problems: Problems) -> None:
    for name, text in model.labels.items():
        if name not in LABELS:
            problems.add_at(file, f"labels.{name}", f"unknown label {name!r}", "one of " + ", ".join(LABELS))
        _check_fields(file, f"labels.{name}", text, (*FIELDS, "text"), problems)
    for name in LABELS:
        if not model.labels.get(name):
            problems.add_at(file, "labels", f"label {name!r} is missing", "a word or phrase for it")


def _check_fields(file: str, path: str, text: str, allowed: tuple[str, ...], problems: Problems) -> None:
    for match in _BRACES.finditer(text):
        if match[2] or match[1] not in allowed:
            expected = "one of " + ", ".join(f"{{{f}}}" for f in allowed)
            problems.add_at(file, path, f"unknown field {match[0]!r}", expected)
