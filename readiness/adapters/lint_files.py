"""Lint files: the rules of the lint read from YAML, the findings of a text as CSV.

In: the bytes of lint.yaml and of a text; findings.
Out: LintRules, text, bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from readiness.adapters.input_tables import Problems, decoded
from readiness.adapters.table_files import csv_bytes
from readiness.adapters.yaml_files import Strict, read_model
from readiness.errors import InvalidInputsError
from readiness.stages.positioning.lint import RULES, LineFinding, LintRules, Rule

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


def read_lint(file: str, data: bytes) -> LintRules:
    """Return the rules; what the file leaves out is as built in.

    Raises:
        InvalidInputsError: with every problem.
    """
    problems = Problems()
    read = read_model(file, data, _Lint, problems)
    rules = dict(RULES)
    for i, r in enumerate(read.rules if read else []):
        if r.rule not in RULES:
            problems.add_at(file, f"rules[{i}].rule", f"there is no rule {r.rule!r}", "one of " + ", ".join(RULES))
            continue
        rules[r.rule] = _changed(rules[r.rule], r)
    if problems.found:
        raise InvalidInputsError(problems.found)
    return rules


def _changed(rule: Rule, given: _Rule) -> Rule:
    return Rule(
        given.level or rule.level,
        given.advice or rule.advice,
        rule.limit if given.limit is None else given.limit,
        rule.words if given.words is None else tuple(given.words),
    )


def lint_rules(folder: Path, language: str = "") -> LintRules:
    """Return the rules of a folder of templates, of a language where it has its own; as built in where there is no file."""
    for path in (folder / "messages" / language / FILE, folder / "messages" / FILE):
        if path.is_file():
            return read_lint(str(path), path.read_bytes())
    return RULES


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
