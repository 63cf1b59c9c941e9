"""GIFT in: the whole grammar of Moodle's GIFT, as Moodle reads it.

In: the bytes of a .gift or .txt file.
Out: Questions, or every fault with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from readiness.adapters.input_tables import Problems, decoded
from readiness.adapters.quiz_formats.numbers import Unreadable, number_answer, percent
from readiness.errors import InvalidInputsError
from readiness.stages.quizzes.question import (
    CATEGORY,
    DESCRIPTION,
    EMPTY,
    ESSAY,
    FORMATS,
    FULL,
    GAP,
    HTML,
    MANY,
    MARKDOWN,
    MATCHING,
    MOODLE,
    NOTHING,
    NUMERICAL,
    ONE,
    PLAIN,
    SHORT,
    TRUE_FALSE,
    NumberAnswer,
    Option,
    Pair,
    Question,
    Text,
    true_false,
)

_MARKS = "\\:#={}~n"
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_MEANT = {i + 1: ("\n" if mark == "n" else mark) for i, mark in enumerate(_MARKS)}
"""An escaped mark stands as a control character while a block is taken apart: a file cannot hold those itself."""
_WRAP = re.compile(r"[ \t]*\n[ \t\n]*")
_FORMAT = re.compile(r"\[(" + "|".join(FORMATS) + r")\]")
_PERCENT = re.compile(r"%([^%]*)%")
_COMMENT_ID = re.compile(r"\[id:((?:\\\]|[^\]])+)\]")
_COMMENT_TAG = re.compile(r"\[tag:((?:\\\]|[^\]])+)\]")
_ANSWER = re.compile(r"([=~]?)([^=~]*)")


@dataclass(slots=True)
class _Block:
    line: int
    text: list[str] = field(default_factory=list)
    question_id: str = ""
    tags: list[str] = field(default_factory=list)


def read_gift(file: str, data: bytes) -> list[Question]:
    """Return the questions and categories of a GIFT file, in their order.

    Raises:
        InvalidInputsError: every block that is no question, with its line.
    """
    problems = Problems()
    text = decoded(file, data, problems)
    questions: list[Question] = []
    for block in _blocks(text or ""):
        try:
            questions.append(_question(block))
        except Unreadable as error:
            problems.add(file, block.line, "", error.what, error.expected)
    if problems.found:
        raise InvalidInputsError(problems.found)
    return questions


def _blocks(text: str) -> Iterator[_Block]:
    """Return what stands between blank lines; a blank line inside braces divides nothing, comments are taken out."""
    block, is_open = _Block(1), False
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        line = raw.strip()
        if line.startswith("//"):
            _note(block, line)
            line = raw = ""
            if block.text:
                continue
        if not line and not is_open:
            if block.text:
                yield block
                block = _Block(number)
            continue
        if not block.text:
            block.line = number
        coded = _ESCAPE.sub(lambda m: chr(1 + _MARKS.index(m[1])), raw)
        block.text.append(coded)
        if len(block.text) == 1 and coded.strip().startswith("$CATEGORY:"):
            yield block
            block = _Block(number)
            continue
        is_open = coded.rfind("{") > coded.rfind("}") if "{" in coded or "}" in coded else is_open
    if block.text:
        yield block


def _note(block: _Block, comment: str) -> None:
    if found := _COMMENT_ID.search(comment):
        block.question_id = found[1].strip().replace("\\]", "]")
    block.tags += [t.replace("\\]", "]") for t in _COMMENT_TAG.findall(comment)]


def _question(block: _Block) -> Question:
    text = "\n".join(block.text).strip()
    if text.startswith("$CATEGORY:"):
        return Question(CATEGORY, title=_decoded(text.removeprefix("$CATEGORY:")))
    title = ""
    if text.startswith("::"):
        end = text.find("::", 2)
        if end < 0:
            raise Unreadable("a title is opened with :: and not closed", "::title:: before the question")
        title, text = _folded(text[2:end]), text[end + 2 :]
    before, opened, rest = text.partition("{")
    if not opened:
        if "}" in text:
            raise Unreadable("a } that nothing opens", "\\} where the sign itself is meant")
        stem = _text(before, MOODLE)
        return Question(DESCRIPTION, stem, title, block.question_id, tags=tuple(block.tags))
    answers, closed, after = rest.partition("}")
    if not closed:
        raise Unreadable("a { is opened and not closed", "} after the answers, and \\{ where the sign itself is meant")
    if "}" in before or any(mark in answers + after for mark in "{}"):
        raise Unreadable("braces inside or beside the answers", "one { } a question, and \\{ where the sign itself is meant")
    stem = _text(before + GAP + after if after.strip() else before, MOODLE)
    return _answered(Question(ESSAY, stem, title, block.question_id, tags=tuple(block.tags)), answers, _format(before))


def _answered(question: Question, answers: str, form: str) -> Question:
    """Return the question with its answers, of the kind that they show."""
    answers, _, general = answers.rpartition("####") if "####" in answers else (answers, "", "")
    answers = answers.strip()
    fields: dict[str, Any] = {"general": _text(general, form)}
    kind = ESSAY
    tokens = [(m[1], m[2].strip()) for m in _ANSWER.finditer(answers) if m[0].strip()]
    if answers.startswith("#"):
        kind = NUMERICAL
        fields["numbers"] = tuple(_numbers(answers[1:], form))
    elif (said := answers.partition("#")[0].strip()) in ("T", "TRUE", "F", "FALSE"):
        kind = TRUE_FALSE
        fields["options"] = _true_false(said[0] == "T", answers, form)
    elif any(mark == "~" for mark, _ in tokens):
        options = tuple(_option(mark, text, form) for mark, text in tokens)
        kind = ONE if any(m == "=" and o.weight == FULL for (m, _), o in zip(tokens, options, strict=True)) else MANY
        if len(options) < 2:
            raise Unreadable("a choice of one answer", "two answers or more, each after = or ~")
        fields["options"] = options
    elif len(tokens) > 1 and all("->" in text.partition("#")[0] for _, text in tokens):
        kind = MATCHING
        fields.update(_pairs([text for _, text in tokens], form))
    elif tokens:
        kind = SHORT
        fields["options"] = tuple(_typed(_option(mark or "=", text, form)) for mark, text in tokens)
    return replace(question, kind=kind, **fields)


def _numbers(answers: str, form: str) -> Iterator[NumberAnswer]:
    tokens = [(m[1], m[2].strip()) for m in _ANSWER.finditer(answers) if m[0].strip()]
    if not tokens:
        raise Unreadable("a number is asked for and none is given", "a number such as {#1822:5} or {#1..5}")
    for mark, text in tokens:
        weight, text = _weight(text, NOTHING if mark == "~" else FULL)
        value, _, feedback = text.partition("#")
        yield number_answer(_decoded(value), weight, _text(feedback, form))


def _true_false(right: bool, answers: str, form: str) -> tuple[Option, ...]:
    """Return the options: the first feedback is for who is wrong, the second for who is right."""
    _, wrong, well = (_text(bit, form) for bit in [*answers.split("#", 2), "", ""][:3])
    return true_false(right, *((well, wrong) if right else (wrong, well)))


def _option(mark: str, text: str, form: str) -> Option:
    weight, text = _weight(text, FULL if mark == "=" else NOTHING)
    answer, _, feedback = text.partition("#")
    return Option(_text(answer, form), weight, _text(feedback, form))


def _typed(option: Option) -> Option:
    """Return an option as what somebody types: letters without marks."""
    return replace(option, text=Text(option.text.text, PLAIN))


def _weight(text: str, default: Decimal) -> tuple[Decimal, str]:
    found = _PERCENT.match(text)
    return (percent(found[1]), text[found.end() :].strip()) if found else (default, text)


def _pairs(texts: Sequence[str], form: str) -> dict[str, Any]:
    pairs, extra = [], []
    for text in texts:
        left, _, right = text.partition("->")
        said = _text(left, form)
        if said != EMPTY:
            pairs.append(Pair(said, _folded(right)))
        else:
            extra.append(_folded(right))
    return {"pairs": tuple(pairs), "extra": tuple(extra)}


def _folded(text: str) -> str:
    return _decoded(_WRAP.sub(" ", text.strip()))


def _format(text: str) -> str:
    found = _FORMAT.match(text.strip())
    return found[1] if found else MOODLE


def _text(raw: str, form: str) -> Text:
    """Return a text in its own format or the one given; where line ends mean nothing a wrapped line is one line."""
    raw = raw.strip()
    if found := _FORMAT.match(raw):
        form, raw = found[1], raw[found.end() :].strip()
    return Text(_decoded(raw if form in (HTML, MARKDOWN) else _WRAP.sub(" ", raw)), form)


def _decoded(raw: str) -> str:
    return raw.strip().translate(_MEANT)
