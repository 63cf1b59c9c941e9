"""Lint files: the rules of the lint read from YAML, the findings of a text as CSV.

In: the bytes of lint.yaml and of a text; findings.
Out: LintRules, text, bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import Field, model_validator

from readiness.adapters.common_words import common_words
from readiness.adapters.input_tables import Problems, decoded
from readiness.adapters.table_files import csv_bytes
from readiness.adapters.yaml_files import Strict, read_model
from readiness.errors import InvalidInputsError, NotFoundError
from readiness.stages.positioning.lint import RULES, LineFinding, LintRules, Rule
from readiness.stages.positioning.lint.rules import ENGLISH_RULES, LISTS, NEEDS, rules_without_words

FILE = "lint.yaml"


class _Rule(Strict):
    rule: str
    level: Literal["error", "warn", "off"] | None = None
    advice: str | None = Field(default=None, min_length=1)
    limit: float | None = Field(default=None, ge=0)
    words: list[str] | None = None

    @model_validator(mode="before")
    @classmethod
    def _off_is_a_word(cls, value: object) -> object:
        """Read YAML's bare `off`, which is a truth value to it, as the level it was meant as."""
        return {**value, "level": "off"} if isinstance(value, dict) and value.get("level") is False else value


class _Lint(Strict):
    rules: list[_Rule]
    lists: dict[str, list[str]] = Field(default_factory=dict)
    number_words: dict[str, str] | None = None
    units: dict[str, str] | None = None
    decimal: Literal[".", ","] | None = None


def read_lint(file: str, data: bytes, language: str = "en") -> LintRules:
    """Return the rules of a language; what the file leaves out is as built in, which knows the words of English only.

    Raises:
        InvalidInputsError: with every problem.
    """
    problems = Problems()
    base = _built_in(language)
    read = read_model(file, data, _Lint, problems)
    if read is None:
        raise InvalidInputsError(problems.found)
    rules = dict(base.rules)
    for i, r in enumerate(read.rules):
        if r.rule not in rules:
            problems.add_at(file, f"rules[{i}].rule", f"there is no rule {r.rule!r}", "one of " + ", ".join(rules))
            continue
        rules[r.rule] = _changed(rules[r.rule], r)
    for name in read.lists:
        if name not in LISTS:
            problems.add_at(file, f"lists.{name}", f"there is no list {name!r}", "one of " + ", ".join(LISTS))
    lists = {**base.lists, **{name: tuple(words) for name, words in read.lists.items()}}
    _check_lists(file, rules, lists, problems)
    if problems.found:
        raise InvalidInputsError(problems.found)
    return LintRules(
        language=language,
        rules=MappingProxyType(rules),
        lists=MappingProxyType(lists),
        number_words=base.number_words if read.number_words is None else _lower(read.number_words),
        units=base.units if read.units is None else _lower(read.units),
        decimal=read.decimal or base.decimal,
    )


def _built_in(language: str) -> LintRules:
    return RULES if language == RULES.language else rules_without_words(language)


def _lower(words: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({word.lower(): meaning for word, meaning in words.items()})


def _changed(rule: Rule, given: _Rule) -> Rule:
    """Return a rule as the file has it; one that is off for want of words is on again once a file names it."""
    return Rule(
        given.level or ENGLISH_RULES[given.rule].level,
        given.advice or rule.advice,
        rule.limit if given.limit is None else given.limit,
        rule.words if given.words is None else tuple(given.words),
    )


def _check_lists(file: str, rules: Mapping[str, Rule], lists: Mapping[str, Sequence[str]], problems: Problems) -> None:
    """Record each rule that is on and lacks a list of words without which it would be wrong."""
    for name, needed in NEEDS.items():
        lacking = [one for one in needed if rules[name].level != "off" and not lists.get(one)]
        if lacking:
            what = f"the rule {name!r} is on, and the list {lacking[0]!r} that it needs is empty or missing"
            problems.add_at(file, "lists", what, f"words in `{lacking[0]}`, or `level: off` for the rule")


def lint_rules(templates: Path, language: str = "en") -> LintRules:
    """Return the rules of a language, with what its people commonly say; where it has no file, those that need no words."""
    path = templates / "messages" / language / FILE
    rules = read_lint(str(path), path.read_bytes(), language) if path.is_file() else _built_in(language)
    return replace(rules, common=common_words(language)) if rules.is_on("rare words") else rules


def known_lint_rules(templates: Path, language: str) -> LintRules:
    """Return the same for a language that has rules.

    Raises:
        NotFoundError: it has none, with those that have.
    """
    known = sorted({RULES.language, *(p.parent.name for p in (templates / "messages").glob(f"*/{FILE}"))})
    if language not in known:
        raise NotFoundError(f"no lint rules for the language {language!r}; there are some for: {', '.join(known)}")
    return lint_rules(templates, language)


def read_text(file: str, data: bytes) -> str:
    """Return the text of a file.

    Raises:
        InvalidInputsError: it is no plain text.
    """
    problems = Problems()
    text = decoded(file, data, problems)
    if text is None:
        raise InvalidInputsError(problems.found)
    return text


def text_findings_csv(findings: Sequence[LineFinding]) -> bytes:
    """Return the findings of a text, one a row."""
    return csv_bytes(("line", "rule", "found", "advice"), ((f.line, f.rule, f.found, f.advice) for f in findings))
