"""Moodle XML out: questions as Moodle's own XML.

In: Questions.
Out: bytes, and what Moodle XML cannot hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from readiness.adapters.quiz_formats.gift_writing import number_text
from readiness.adapters.quiz_formats.losing import CASE, SHUFFLE, TIME, lose_settings
from readiness.adapters.quiz_formats.moodle_cloze import cloze_text, whole
from readiness.adapters.quiz_formats.safe_xml import xml_bytes
from readiness.stages.quizzes.question import (
    CATEGORY,
    CLOZE,
    DESCRIPTION,
    ESSAY,
    GAP,
    HTML,
    MANY,
    MARKDOWN,
    MATCHING,
    MOODLE,
    NUMERICAL,
    ONE,
    PLAIN,
    SHORT,
    TRUE_FALSE,
    Loss,
    Losses,
    Question,
    Text,
)

TYPES = {
    ONE: "multichoice", MANY: "multichoice", TRUE_FALSE: "truefalse", SHORT: "shortanswer", NUMERICAL: "numerical",
    MATCHING: "matching", CLOZE: "cloze", ESSAY: "essay", DESCRIPTION: "description", CATEGORY: "category",
}  # fmt: skip
FORMAT_NAMES = {HTML: "html", MOODLE: "moodle_auto_format", PLAIN: "plain_text", MARKDOWN: "markdown"}
_ESSAY = {"responseformat": "editor", "responserequired": "1", "responsefieldlines": "15", "attachments": "0"}


def write_moodle(questions: Sequence[Question]) -> tuple[bytes, list[Loss]]:
    """Return the questions as Moodle XML, and what was lost."""
    losses = Losses("Moodle XML", [])
    root = Element("quiz")
    for question in questions:
        _question(root, question, losses)
    return xml_bytes(root), losses.found


def _question(root: Element, question: Question, losses: Losses) -> None:
    element = SubElement(root, "question", type=TYPES[question.kind])
    if question.kind == CATEGORY:
        _text(SubElement(element, "category"), question.title)
        return
    lose_settings(losses, question, TIME)
    if question.kind not in (ONE, MANY, MATCHING):
        lose_settings(losses, question, SHUFFLE)
    if question.kind != SHORT:
        lose_settings(losses, question, CASE)
    if question.kind != CLOZE and GAP in question.stem.text:
        losses.add(question, "where in the sentence the answer goes: a line stands there")
    stem = cloze_text(question.stem.text, question.parts) if question.kind == CLOZE else question.shown_stem
    _text(SubElement(element, "name"), question.title)
    _formatted(element, "questiontext", Text(stem, question.stem.format))
    _formatted(element, "generalfeedback", question.general)
    if question.kind == CLOZE:
        losses.add_if(question, {"its points, which are those of its gaps": question.points != 1})
        _lose_part_formats(losses, question)
    else:
        SubElement(element, "defaultgrade").text = number_text(question.points)
    if question.penalty is not None:
        SubElement(element, "penalty").text = number_text(question.penalty)
    SubElement(element, "hidden").text = "0"
    SubElement(element, "idnumber").text = question.question_id
    if question.shuffle is not None and question.kind in (ONE, MANY, MATCHING):
        SubElement(element, "shuffleanswers").text = "true" if question.shuffle else "false"
    _answers(element, question)
    if question.tags:
        tags = SubElement(element, "tags")
        for tag in question.tags:
            _text(SubElement(tags, "tag"), tag)


def _answers(element: Element, question: Question) -> None:
    if question.kind in (ONE, MANY):
        SubElement(element, "single").text = "true" if question.kind == ONE else "false"
        SubElement(element, "answernumbering").text = "abc"
    if question.kind == SHORT:
        SubElement(element, "usecase").text = "1" if question.case_matters else "0"
    typed = question.kind in (SHORT, TRUE_FALSE)
    for option in question.options:
        _answer(element, option.text, option.weight, option.feedback, typed=typed)
    for number in question.numbers:
        value = Text("*" if number.value is None else number_text(number.value), PLAIN)
        answer = _answer(element, value, number.weight, number.feedback, typed=True)
        SubElement(answer, "tolerance").text = number_text(number.tolerance)
    for left, right in (*((p.left, p.right) for p in question.pairs), *((Text(""), r) for r in question.extra)):
        sub = _formatted(element, "subquestion", left)
        _text(SubElement(sub, "answer"), right)
    if question.kind == ESSAY:
        for name, said in _ESSAY.items():
            SubElement(element, name).text = said


def _answer(parent: Element, text: Text, weight: Decimal, feedback: Text, *, typed: bool) -> Element:
    answer = SubElement(parent, "answer", fraction=number_text(weight))
    if not typed:
        answer.set("format", FORMAT_NAMES[text.format])
    _text(answer, text.text)
    _formatted(answer, "feedback", feedback)
    return answer


def _formatted(parent: Element, name: str, text: Text) -> Element:
    element = SubElement(parent, name, format=FORMAT_NAMES[text.format])
    _text(element, text.text)
    return element


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = text


def _lose_part_formats(losses: Losses, question: Question) -> None:
    for part in question.parts:
        texts = [*(o.feedback for o in part.options), *(n.feedback for n in part.numbers)]
        texts += [] if part.kind == SHORT else [o.text for o in part.options]
        losses.add_if(
            question,
            {
                "the format of the answers in a gap: read as HTML": any(t.text and t.format != HTML for t in texts),
                "points of a gap that are no whole number: rounded": part.points != whole(part.points),
            },
        )
