"""QTI 1.2 in: the items of a <questestinterop>.

In: the tree of one file.
Out: Questions, and what of them a Question cannot hold; or every fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from readiness.adapters.input_tables import Problems
from readiness.adapters.quiz_formats.losing import WHOLE
from readiness.adapters.quiz_formats.numbers import Unreadable, number
from readiness.adapters.quiz_formats.qti12_writing import TEXT_TYPES
from readiness.adapters.quiz_formats.safe_xml import child, children, tag
from readiness.errors import InvalidInputsError
from readiness.stages.quizzes.question import (
    CATEGORY,
    DESCRIPTION,
    EMPTY,
    ESSAY,
    FULL,
    GAP,
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

_FORMATS = {name: form for form, name in TEXT_TYPES.items()}
Lost = Callable[[str], None]


def qti12_questions(file: str, root: Element) -> tuple[list[Question], list[Loss]]:
    """Return the questions of a file in their order, a section with a title as a category, and what was lost.

    Raises:
        InvalidInputsError: every item with a number that is none, by its name.
    """
    problems, losses = Problems(), Losses("a question of ours", [])
    questions: list[Question] = []
    for element in root.iter():
        if tag(element) == "section" and element.get("title", "").strip():
            questions.append(Question(CATEGORY, title=element.get("title", "")))
        elif tag(element) == "item":
            try:
                question = _item(element, losses)
            except Unreadable as error:
                problems.add(file, 0, element.get("ident", ""), error.what, error.expected)
            else:
                questions += [question] if question is not None else []
    if problems.found:
        raise InvalidInputsError(problems.found)
    return questions, losses.found


def _item(item: Element, losses: Losses) -> Question | None:
    said = {_entry(f, "fieldlabel"): _entry(f, "fieldentry") for f in item.iter() if tag(f) == "qtimetadatafield"}
    ident = "" if said.get("identifier_given") == "no" else item.get("ident", "")
    bare = Question(DESCRIPTION, title=item.get("title", ""), question_id=ident)
    lost = partial(losses.add, bare)
    presentation = child(item, "presentation")
    asked = (
        [e for e in presentation.iter() if tag(e).startswith("response_") and tag(e) != "response_label"]
        if presentation is not None
        else []
    )
    kind = said.get("question_type", "")
    if presentation is None or any(tag(e) in ("response_xy", "response_grp") for e in asked) or kind in _UNHELD:
        lost(f"a question of the kind {kind or 'that places or groups'}: {WHOLE}")
        return None
    if len(asked) > 1 and not all(tag(e) == "response_lid" for e in asked):
        lost(f"several answers to type: {WHOLE}")
        return None
    feedbacks = {f.get("ident", ""): _text(f) for f in children(item, "itemfeedback")}
    fields: dict[str, Any] = {
        "title": bare.title,
        "question_id": bare.question_id,
        "general": feedbacks.get("general_fb", EMPTY),
        "points": number(said.get("points_possible") or "1"),
    }
    stem = _stem(presentation)
    conditions = [c for c in item.iter() if tag(c) == "respcondition"]
    if not asked:
        return Question(DESCRIPTION, stem, **fields)
    return _asked(Question(DESCRIPTION, stem, **fields), asked, conditions, feedbacks, lost)


_UNHELD = ("multiple_dropdowns_question", "fill_in_multiple_blanks_question", "calculated_question", "file_upload_question")


def _asked(
    question: Question, asked: list[Element], conditions: list[Element], feedbacks: Mapping[str, Text], lost: Lost
) -> Question:
    shuffles = [e.get("shuffle", "") for e in asked[0].iter() if tag(e) == "render_choice"]
    fields: dict[str, Any] = {n: getattr(question, n) for n in ("title", "question_id", "general", "points")}
    if shuffles and shuffles[0]:
        fields["shuffle"] = shuffles[0].lower() == "yes"
    if len(asked) > 1 or _has_own_text(asked[0]):
        pairs, extra = _matching(asked, conditions)
        return Question(MATCHING, question.stem, pairs=pairs, extra=extra, **fields)
    if tag(asked[0]) == "response_lid":
        return _choice(question.stem, asked[0], conditions, feedbacks, fields, lost)
    if tag(asked[0]) == "response_num":
        return Question(NUMERICAL, question.stem, numbers=tuple(_numbers(conditions, feedbacks)), **fields)
    answers = [(v, c) for c in conditions for v in c.iter() if tag(v) == "varequal"]
    options = tuple(Option(Text(v.text or "", PLAIN), _weight(c), _shown(c, feedbacks)) for v, c in answers)
    case = any(v.get("case", "").lower() == "yes" for v, _ in answers)
    return Question(SHORT if options else ESSAY, question.stem, options=options, case_matters=case, **fields)


def _choice(
    stem: Text, asked: Element, conditions: list[Element], feedbacks: Mapping[str, Text], fields: dict[str, Any], lost: Lost
) -> Question:
    texts = {e.get("ident", ""): _text(e) for e in asked.iter() if tag(e) == "response_label"}
    weights, shown = dict.fromkeys(texts, NOTHING), dict.fromkeys(texts, EMPTY)
    for condition in conditions:
        said = [(v.text or "").strip() for v in _wanted(condition)]
        if len(said) > 1:
            lost("that every right answer must be ticked, and no other: each counts its share")
        for key in (k for k in said if k in texts):
            weights[key] = weights[key] or (_weight(condition) / len(said)).quantize(Decimal("0.00001"))
            if shown[key] == EMPTY:
                shown[key] = _shown(condition, feedbacks)
    if list(texts) == ["true", "false"] and asked.get("rcardinality") != "Multiple":
        fields.pop("shuffle", None)
        return Question(TRUE_FALSE, stem, options=true_false(weights["true"] > weights["false"], *shown.values()), **fields)
    kind = MANY if asked.get("rcardinality") == "Multiple" else ONE
    return Question(kind, stem, options=tuple(Option(t, weights[k], shown[k]) for k, t in texts.items()), **fields)


def _wanted(condition: Element) -> Iterator[Element]:
    """Yield the answers that a condition asks for, and not those that it forbids."""
    waiting = [condition]
    while waiting:
        element = waiting.pop()
        if tag(element) == "varequal":
            yield element
        elif tag(element) != "not":
            waiting.extend(reversed(element))


def _numbers(conditions: list[Element], feedbacks: Mapping[str, Text]) -> Iterator[NumberAnswer]:
    for condition in conditions:
        bounds = {
            tag(v): number(v.text or "") for v in condition.iter() if tag(v) in ("varequal", "vargte", "varlte", "vargt", "varlt")
        }
        low, high = bounds.get("vargte", bounds.get("vargt")), bounds.get("varlte", bounds.get("varlt"))
        if "varequal" not in bounds and (low is None or high is None):
            if any(tag(v) == "setvar" for v in condition.iter()):
                yield NumberAnswer(None, NOTHING, _weight(condition), _shown(condition, feedbacks))
            continue
        middle, give = (bounds["varequal"], NOTHING) if low is None or high is None else ((low + high) / 2, abs(high - low) / 2)
        yield NumberAnswer(middle, give, _weight(condition), _shown(condition, feedbacks))


def _matching(asked: list[Element], conditions: list[Element]) -> tuple[tuple[Pair, ...], tuple[str, ...]]:
    wanted = {v.get("respident", ""): (v.text or "").strip() for c in conditions for v in _wanted(c) if _weight(c) > 0}
    rights: dict[str, str] = {}
    pairs = []
    for response in asked:
        labels = {e.get("ident", ""): _text(e).text for e in response.iter() if tag(e) == "response_label"}
        rights |= labels
        right = wanted.get(response.get("ident", ""), "")
        if right in labels:
            pairs.append((_text(response), right))
    used = {key for _, key in pairs}
    return tuple(Pair(t, rights[k]) for t, k in pairs), tuple(t for k, t in rights.items() if k not in used)


def _has_own_text(response: Element) -> bool:
    return tag(response) == "response_lid" and child(response, "material") is not None


def _weight(condition: Element) -> Decimal:
    said = next((v.text for v in condition.iter() if tag(v) == "setvar"), None)
    return max(-FULL, min(FULL, number(said or "0")))


def _shown(condition: Element, feedbacks: Mapping[str, Text]) -> Text:
    names = [d.get("linkrefid", "") for d in condition.iter() if tag(d) == "displayfeedback"]
    return feedbacks.get(names[0], EMPTY) if names else EMPTY


def _stem(presentation: Element) -> Text:
    """Return the material that stands before the first response."""
    for element in presentation.iter():
        if tag(element).startswith("response_"):
            break
        if tag(element) == "mattext":
            return _mattext(element)
    return EMPTY


def _text(element: Element) -> Text:
    found = next((e for e in element.iter() if tag(e) == "mattext"), None)
    return _mattext(found) if found is not None else EMPTY


def _mattext(element: Element) -> Text:
    return Text("".join(element.itertext()).replace(GAP, ""), _FORMATS.get(element.get("texttype", ""), PLAIN))


def _entry(field: Element, name: str) -> str:
    found = child(field, name)
    return (found.text or "").strip() if found is not None else ""
