"""Storyline files: a motion's storyline, each fault named with its line and field.

In: the bytes of `content_templates/decks/storylines/<language>/<motion>.yaml`.
Out: Storyline.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

from babel import Locale, UnknownLocaleError
from pydantic import Field, create_model

from readiness.adapters.input_ids import nearest
from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import slug_value
from readiness.adapters.yaml_files import Strict, parsed_by, read_model
from readiness.errors import InputError
from readiness.stages.decks.storyline import (
    CLOSING,
    DENIALS,
    FACTS,
    FIELDS,
    KNOWN,
    LABEL_FIELDS,
    LABELS,
    RUNS,
    SLIDE_KEYS,
    Storyline,
    StorySlide,
)
from readiness.vocabulary import BUYER_STEPS

_Step = Literal["recognise", "define", "evaluate", "decide", "implement", "review"]
_Motion = Literal["transactional", "consultative", "enterprise"]
_Whom = Annotated[str, parsed_by(slug_value, "the id of a channel, or a motion")]
_BRACES = re.compile(r"\{([^{}]*)\}|([{}])")
_WORDS = ("title", "subtitle", "say", "ask", "do_next")
if get_args(_Step) != BUYER_STEPS:
    raise TypeError("the steps of a storyline are the buyer's steps")


class _PlainSlide(Strict):
    key: str
    when: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    require: list[str] = Field(default_factory=list)
    evidence: bool = False
    spare: bool = False
    at_most: int = Field(default=1, ge=1, le=20)
    title: str = Field(min_length=1)
    subtitle: str = ""
    say: str = ""
    ask: str = ""
    do_next: str = ""
    steps: list[_Step] = Field(default_factory=list)


_Slide: Any = create_model("_Slide", __base__=_PlainSlide, **{"else": (str, "")})  # type: ignore[call-overload]
"""With `else`, which Python keeps for itself."""


class _StepOfSlides(Strict):
    step: _Step
    slides: list[_Slide] = Field(min_length=1)


class _Storyline(Strict):
    language: str
    motion: _Motion
    max_slides: int = Field(ge=3, le=60)
    deny: dict[str, list[_Whom]] = Field(default_factory=dict)
    steps: list[_StepOfSlides] = Field(min_length=1)
    labels: dict[str, str]


def read_storyline(file: str, data: bytes) -> Storyline:
    """Return the storyline of one motion in one language; where `file` names a folder, it is to be that language.

    Raises:
        InputError: the first fault found: an unknown language, slide key, fact, field or label, or a value that does not fit.
    """
    problems = Problems()
    model = read_model(file, data, _Storyline, problems)
    if model is not None:
        _Checks(file, model, problems).all()
    if problems.found:
        raise InputError(min(problems.found))
    assert model is not None  # noqa: S101 - no model always comes with a problem
    return Storyline(
        motion=model.motion,
        language=model.language,
        slides=tuple(_slide(row, block.step) for block in model.steps for row in block.slides),
        labels=MappingProxyType(dict(model.labels)),
        max_slides=model.max_slides,
        deny=MappingProxyType({name: tuple(whom) for name, whom in model.deny.items()}),
    )


def _slide(row: Any, step: str) -> StorySlide:
    return StorySlide(
        key=row.key,
        step=step,
        title=row.title,
        subtitle=row.subtitle,
        say=row.say,
        ask=row.ask,
        do_next=row.do_next,
        when=MappingProxyType(dict(row.when)),
        require=tuple(row.require),
        evidence=row.evidence,
        at_most=row.at_most,
        fallback=getattr(row, "else"),
        is_spare=row.spare,
        steps=tuple(row.steps),
    )


class _Checks:
    """What a storyline says that its model cannot see is wrong."""

    def __init__(self, file: str, model: _Storyline, problems: Problems) -> None:
        self.file, self.model, self.problems = file, model, problems
        self.rows = [
            (f"steps[{i}].slides[{j}]", row) for i, block in enumerate(model.steps) for j, row in enumerate(block.slides)
        ]

    def all(self) -> None:
        """Record every fault."""
        self._language()
        seen: set[str] = set()
        for path, row in self.rows:
            if row.key in seen:
                self._add(f"{path}.key", f"slide {row.key!r} stands twice", "each slide once")
            seen.add(row.key)
            self._slide(path, row)
        self._last(*self.rows[-1])
        for name in self.model.deny:
            self._one_of(f"deny.{name}", "denial", name, DENIALS)
        self._labels()

    def _add(self, path: str, what: str, expected: str) -> None:
        self.problems.add_at(self.file, path, what, expected)

    def _one_of(self, path: str, kind: str, value: str, allowed: tuple[str, ...]) -> None:
        if value not in allowed:
            self._add(path, f"unknown {kind} {value!r}", "one of " + ", ".join(allowed) + nearest(value, allowed))

    def _language(self) -> None:
        language = self.model.language
        try:
            Locale.parse(language, sep="-")
        except (UnknownLocaleError, ValueError):
            self._add("language", f"unknown language {language!r}", "a language code such as en-GB or de")
            return
        folder = PurePosixPath(self.file).parent.name
        if folder and folder not in (language, language.split("-")[0]):
            self._add("language", f"{language!r} in the folder {folder!r}", f"{folder}, or {folder} with a region")

    def _slide(self, path: str, row: Any) -> None:
        self._one_of(f"{path}.key", "slide", row.key, SLIDE_KEYS)
        for fact in row.when:
            self._one_of(f"{path}.when.{fact}", "fact", fact, FACTS)
        for i, fact in enumerate(row.require):
            self._one_of(f"{path}.require[{i}]", "fact", fact, KNOWN)
        if row.key not in RUNS and row.at_most != 1:
            self._add(f"{path}.at_most", f"{row.at_most} slides of {row.key!r}", "1")
        self._fallback(path, row)
        for word in _WORDS:
            self._fields(f"{path}.{word}", getattr(row, word), FIELDS)

    def _fallback(self, path: str, row: Any) -> None:
        others = tuple(other.key for _, other in self.rows if other.key not in (row.key, CLOSING))
        named = getattr(row, "else")
        if named:
            self._one_of(f"{path}.else", "slide of this storyline", named, others)
        if row.spare and not any(getattr(other, "else") == row.key for _, other in self.rows):
            self._add(f"{path}.spare", f"no slide has `else: {row.key}`", "a slide that this one stands in for")

    def _last(self, path: str, row: Any) -> None:
        if row.key != CLOSING:
            self._add(f"{path}.key", "the last slide asks for nothing", f"{CLOSING} as the last slide")
        elif row.when or row.require or row.spare or getattr(row, "else"):
            self._add(path, "the last slide has a condition", "a call to action in every deck: no when, require, else or spare")

    def _labels(self) -> None:
        for name, text in self.model.labels.items():
            self._one_of(f"labels.{name}", "label", name, LABELS)
            self._fields(f"labels.{name}", text, LABEL_FIELDS)
        for name in LABELS:
            if not self.model.labels.get(name):
                self._add("labels", f"label {name!r} is missing", "a word or phrase for it")

    def _fields(self, path: str, text: str, allowed: tuple[str, ...]) -> None:
        for match in _BRACES.finditer(text):
            if match[2] or match[1] not in allowed:
                expected = "one of " + ", ".join(f"{{{f}}}" for f in allowed)
                self._add(path, f"unknown field {match[0]!r}", expected)
