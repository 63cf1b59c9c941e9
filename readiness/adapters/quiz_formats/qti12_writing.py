"""QTI 1.2 out: questions as one <questestinterop>, as older learning systems take them.

In: Questions.
Out: bytes, and what QTI 1.2 cannot hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from readiness.adapters.quiz_formats.gift_writing import number_text
from readiness.adapters.quiz_formats.losing import CASE, PENALTY, SHUFFLE, TAGS, TIME, WHOLE, lose_settings
from readiness.adapters.quiz_formats.safe_xml import xml_bytes
from readiness.stages.quizzes.question import (
    CATEGORY,
    CLOZE,
    DESCRIPTION,
    ESSAY,
    FULL,
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
    NumberAnswer,
    Option,
    Question,
    Text,
)

TYPES = {
    ONE: "multiple_choice_question", MANY: "multiple_answers_question", TRUE_FALSE: "true_false_question",
    SHORT: "short_answer_question", NUMERICAL: "numerical_question", MATCHING: "matching_question",
    ESSAY: "essay_question", DESCRIPTION: "text_only_question",
}  # fmt: skip
"""Canvas's words, which it needs and others pass over."""
TEXT_TYPES = {PLAIN: "text/plain", HTML: "text/html", MARKDOWN: "text/markdown", MOODLE: "text/x-moodle"}


def write_qti12(questions: Sequence[Question], quiz_id: str, title: str) -> tuple[bytes, list[Loss]]:
    """Return the questions as QTI 1.2, and what was lost."""
    losses = Losses("QTI 1.2", [])
    root = Element("questestinterop", xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2")
    test = SubElement(root, "assessment", ident=quiz_id, title=title)
    section = None
    for i, question in enumerate(questions, start=1):
        if question.kind == CATEGORY or section is None:
            name = question.title if question.kind == CATEGORY else ""
            section = SubElement(test, "section", ident=f"section_{len(test) + 1}", title=name)
        if question.kind == CLOZE:
            losses.add(question, f"more than one gap: {WHOLE}")
        elif question.kind != CATEGORY:
            _item(section, question, i, losses)
    return xml_bytes(root, indented=False), losses.found


def _item(section: Element, question: Question, number: int, losses: Losses) -> None:
    lose_settings(losses, question, PENALTY, TAGS, TIME)
    if question.kind not in (ONE, MANY, MATCHING):
        lose_settings(losses, question, SHUFFLE)
    if question.kind != SHORT:
        lose_settings(losses, question, CASE)
    losses.add_if(
        question,
        {
            "where in the sentence the answer goes: a line stands there": GAP in question.stem.text,
            "the wildcard * in an answer": question.kind == SHORT and any("*" in o.text.text for o in question.options),
        },
    )
    item = SubElement(section, "item", ident=question.question_id or f"item_{number}", title=question.title)
    fields = SubElement(SubElement(item, "itemmetadata"), "qtimetadata")
    said = {"question_type": TYPES[question.kind], "points_possible": number_text(question.points)}
    for name, value in said.items() if question.question_id else (*said.items(), ("identifier_given", "no")):
        field = SubElement(fields, "qtimetadatafield")
        SubElement(field, "fieldlabel").text = name
        SubElement(field, "fieldentry").text = value
    presentation = SubElement(item, "presentation")
    _material(presentation, Text(question.shown_stem, question.stem.format))
    _responses(presentation, question)
    processing = SubElement(item, "resprocessing")
    outcomes = SubElement(processing, "outcomes")
    SubElement(outcomes, "decvar", varname="SCORE", vartype="Decimal", minvalue="0", maxvalue="100")
    _conditions(processing, question)
    if question.general.text:
        condition = SubElement(processing, "respcondition", {"continue": "Yes"})
        SubElement(SubElement(condition, "conditionvar"), "other")
        SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid="general_fb")
    for name, text in (*_feedbacks(question), ("general_fb", question.general)):
        if text.text:
            _material(SubElement(SubElement(item, "itemfeedback", ident=name), "flow_mat"), text)


def _material(parent: Element, text: Text) -> None:
    element = SubElement(SubElement(parent, "material"), "mattext", texttype=TEXT_TYPES[text.format])
    element.text = text.text


def _responses(presentation: Element, question: Question) -> None:
    if question.kind in (ONE, MANY, TRUE_FALSE):
        many = "Multiple" if question.kind == MANY else "Single"
        response = SubElement(presentation, "response_lid", ident="response1", rcardinality=many)
        render = SubElement(response, "render_choice")
        if question.shuffle is not None:
            render.set("shuffle", "Yes" if question.shuffle else "No")
        for i, option in enumerate(question.options, start=1):
            _material(SubElement(render, "response_label", ident=_label(question, i)), option.text)
    elif question.kind in (SHORT, ESSAY):
        response = SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
        _blank(response)
    elif question.kind == NUMERICAL:
        response = SubElement(presentation, "response_num", ident="response1", rcardinality="Single", numtype="Decimal")
        _blank(response)
    rights = list(_rights(question))
    for i, pair in enumerate(question.pairs, start=1):
        response = SubElement(presentation, "response_lid", ident=f"response_{i}", rcardinality="Single")
        _material(response, pair.left)
        render = SubElement(response, "render_choice")
        if question.shuffle is not None:
            render.set("shuffle", "Yes" if question.shuffle else "No")
        for j, right in enumerate(rights, start=1):
            _material(SubElement(render, "response_label", ident=f"right_{j}"), Text(right, PLAIN))


def _blank(response: Element) -> None:
    SubElement(SubElement(response, "render_fib"), "response_label", ident="answer1", rshuffle="No")


def _label(question: Question, i: int) -> str:
    return ("true", "false")[i - 1] if question.kind == TRUE_FALSE else f"choice_{i}"


def _rights(question: Question) -> dict[str, None]:
    return dict.fromkeys((*(p.right for p in question.pairs), *question.extra))


def _conditions(processing: Element, question: Question) -> None:
    """Add a condition an answer; ticked answers add up, of typed ones the first that fits counts."""
    many = question.kind == MANY
    for i, answer in enumerate(question.answers, start=1):
        condition = SubElement(processing, "respcondition", {"continue": "Yes" if many else "No"})
        _test(SubElement(condition, "conditionvar"), question, answer, i)
        _scored(condition, answer.weight, many=many)
        if answer.feedback.text:
            SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=f"{_label(question, i)}_fb")
    rights = list(_rights(question))
    for i, pair in enumerate(question.pairs, start=1):
        condition = SubElement(processing, "respcondition", {"continue": "Yes"})
        said = SubElement(SubElement(condition, "conditionvar"), "varequal", respident=f"response_{i}")
        said.text = f"right_{rights.index(pair.right) + 1}"
        _scored(condition, (FULL / len(question.pairs)).quantize(Decimal("0.00001")), many=True)


def _scored(condition: Element, weight: Decimal, *, many: bool) -> None:
    SubElement(condition, "setvar", action="Add" if many else "Set", varname="SCORE").text = number_text(weight)


def _test(var: Element, question: Question, answer: Option | NumberAnswer, i: int) -> None:
    if isinstance(answer, NumberAnswer):
        if answer.value is None:
            SubElement(var, "other")
        elif answer.tolerance:
            both = SubElement(var, "and")
            SubElement(both, "vargte", respident="response1").text = number_text(answer.value - answer.tolerance)
            SubElement(both, "varlte", respident="response1").text = number_text(answer.value + answer.tolerance)
        else:
            SubElement(var, "varequal", respident="response1").text = number_text(answer.value)
        return
    said = SubElement(var, "varequal", respident="response1")
    said.text = answer.text.text if question.kind == SHORT else _label(question, i)
    if question.kind == SHORT:
        said.set("case", "Yes" if question.case_matters else "No")


def _feedbacks(question: Question) -> Iterator[tuple[str, Text]]:
    for i, answer in enumerate(question.answers, start=1):
        yield f"{_label(question, i)}_fb", answer.feedback
