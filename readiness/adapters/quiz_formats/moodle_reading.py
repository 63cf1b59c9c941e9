"""Moodle XML in: the questions of a Moodle XML export.

In: the bytes of one .xml file.
Out: Questions, and what of them a Question cannot hold; or every fault.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import shown
from readiness.adapters.quiz_formats.losing import WHOLE
from readiness.adapters.quiz_formats.moodle_cloze import read_cloze
from readiness.adapters.quiz_formats.moodle_writing import FORMAT_NAMES, TYPES
from readiness.adapters.quiz_formats.numbers import Unreadable, number, number_answer, percent
from readiness.adapters.quiz_formats.safe_xml import child, children, tag
from readiness.errors import InvalidInputsError
from readiness.stages.quizzes.question import (
    CATEGORY,
    CLOZE,
    DESCRIPTION,
    EMPTY,
    GAP,
    HTML,
    MANY,
    MATCHING,
    NOTHING,
    NUMERICAL,
    ONE,
    PLAIN,
    SHORT,
    TRUE_FALSE,
    Loss,
    Losses,
    NumberAnswer,
    Option,
    Pair,
    Question,
    Text,
    true_false,
)

_KINDS = {name: kind for kind, name in TYPES.items()} | {"multichoice": ONE, "match": MATCHING, "multianswer": CLOZE}
_FORMATS = {name: form for form, name in FORMAT_NAMES.items()} | {"moodle": "moodle", "plain": PLAIN}
_UNHELD = {
    "hint": "its hints",
    "correctfeedback": "the feedback for a right, a partly right or a wrong answer as a whole",
    "partiallycorrectfeedback": "the feedback for a right, a partly right or a wrong answer as a whole",
    "incorrectfeedback": "the feedback for a right, a partly right or a wrong answer as a whole",
    "graderinfo": "the notes for who grades it",
    "responsetemplate": "the text that its answer starts from",
    "units": "the units of its number",
}


def moodle_questions(file: str, root: Element) -> tuple[list[Question], list[Loss]]:
    """Return the questions and categories below a <quiz>, in their order, and what was lost.

    Raises:
        InvalidInputsError: every question that cannot be read, by its place in the file.
    """
    problems, losses = Problems(), Losses("a question of ours", [])
    questions: list[Question] = []
    for i, element in enumerate(children(root, "question"), start=1):
        if (word := element.get("type", "")) not in _KINDS:
            bare = Question(DESCRIPTION, title=_said(child(element, "name")) or f"question {i}")
            losses.add(bare, f"a question of Moodle's type {shown(word)}: {WHOLE}")
            continue
        try:
            questions.append(_question(element, losses))
        except Unreadable as error:
            problems.add(file, 0, f"question[{i}]", error.what, error.expected)
    if problems.found:
        raise InvalidInputsError(problems.found)
    return questions, losses.found


def _question(element: Element, losses: Losses) -> Question:
    kind = _KINDS[element.get("type", "")]
    if kind == CATEGORY:
        return Question(CATEGORY, title=_said(child(element, "category")))
    stem = _text(child(element, "questiontext"), HTML)
    stem = Text(stem.text.replace(GAP, ""), stem.format)
    form = stem.format if stem.text else HTML
    fields: dict[str, Any] = {
        "title": _said(child(element, "name")),
        "question_id": _plain(element, "idnumber"),
        "general": _text(child(element, "generalfeedback"), form),
        "tags": tuple(_said(t) for t in children(child(element, "tags"), "tag")),
        "penalty": _number(element, "penalty"),
        "points": _number(element, "defaultgrade") or Decimal(1),
    }
    if (shuffle := child(element, "shuffleanswers")) is not None:
        fields["shuffle"] = (shuffle.text or "").strip().lower() in ("true", "1")
    if kind == ONE and _plain(element, "single").lower() in ("false", "0"):
        kind = MANY
    bare = Question(kind, stem, fields["title"], fields["question_id"])
    fields |= _answers(kind, element, form)
    if kind == CLOZE:
        text, fields["parts"] = read_cloze(stem.text, partial(losses.add, bare))
        stem = Text(text, stem.format)
    for part in element.iter():
        if tag(part) == "file" or (tag(part) in _UNHELD and "".join(part.itertext()).strip()):
            losses.add(bare, _UNHELD.get(tag(part), "files inside its texts"))
    return Question(kind, stem, **fields)


def _answers(kind: str, element: Element, form: str) -> dict[str, Any]:
    answers = children(element, "answer")
    if kind == NUMERICAL:
        return {"numbers": tuple(_number_answer(a, form) for a in answers)}
    if kind == TRUE_FALSE:
        return {"options": _true_false(answers, form)}
    if kind in (ONE, MANY, SHORT):
        options = tuple(_option(a, PLAIN if kind == SHORT else form, form) for a in answers)
        return {"options": options, "case_matters": kind == SHORT and _plain(element, "usecase") in ("1", "true")}
    if kind == MATCHING:
        lines = [(_text(s, form), _said(child(s, "answer"))) for s in children(element, "subquestion")]
        pairs = tuple(Pair(left, right) for left, right in lines if left != EMPTY)
        return {"pairs": pairs, "extra": tuple(right for left, right in lines if left == EMPTY and right)}
    return {}


def _option(answer: Element, default: str, form: str) -> Option:
    text = _text(answer, default)
    said = Text(text.text, PLAIN) if default == PLAIN and "format" not in answer.attrib else text
    return Option(said, _weight(answer), _text(child(answer, "feedback"), form))


def _number_answer(answer: Element, form: str) -> NumberAnswer:
    value = _said(answer)
    tolerance = _plain(answer, "tolerance") if value not in ("*", "") else ""
    return number_answer(f"{value}:{tolerance}" if tolerance else value, _weight(answer), _text(child(answer, "feedback"), form))


def _true_false(answers: list[Element], form: str) -> tuple[Option, Option]:
    """Return the two options; an old export names them in its own language, then the first is true."""
    said = [_said(a).lower() for a in answers]
    if len(answers) != 2:
        raise Unreadable(f"{len(answers)} answers to true or false", "two")
    yes, no = (answers[1], answers[0]) if said[0] == "false" or said[1] == "true" else (answers[0], answers[1])
    return true_false(_weight(yes) > _weight(no), _text(child(yes, "feedback"), form), _text(child(no, "feedback"), form))


def _weight(answer: Element) -> Decimal:
    return percent(answer.get("fraction", "") or "0") + NOTHING


def _number(element: Element, name: str) -> Decimal | None:
    text = _plain(element, name)
    return number(text) if text else None


def _plain(element: Element, name: str) -> str:
    found = child(element, name)
    return (found.text or "").strip() if found is not None else ""


def _said(element: Element | None) -> str:
    """Return what an element's <text> says; old files have it without one."""
    if element is None:
        return ""
    text = child(element, "text")
    return "".join(text.itertext() if text is not None else [element.text or ""]).strip()


def _text(element: Element | None, default: str) -> Text:
    """Return an element's text in the format that it names."""
    if element is None:
        return EMPTY
    return Text(_said(element), _FORMATS.get(element.get("format", ""), default))
