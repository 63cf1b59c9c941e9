"""QTI item out: one question as the tree of an assessmentItem, in the names of QTI 2.1.

In: a Question.
Out: an Element, and what QTI cannot hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from xml.etree.ElementTree import Element, SubElement

from readiness.adapters.quiz_formats.gift_writing import number_text
from readiness.adapters.quiz_formats.losing import PENALTY, SHUFFLE, TAGS, lose_settings
from readiness.adapters.quiz_formats.qti_flow import fill
from readiness.adapters.quiz_formats.qti_scoring import declare, feedback_outcomes, score
from readiness.stages.quizzes.question import (
    CLOZE,
    ESSAY,
    GAP,
    HTML,
    MANY,
    MARKDOWN,
    MATCHING,
    NUMERICAL,
    ONE,
    PLAIN,
    SHORT,
    TRUE_FALSE,
    Losses,
    Option,
    Part,
    Question,
    Text,
)

TOOL = "readiness"
Lost = Callable[[str], None]


def item_tree(question: Question, identifier: str, template: str, losses: Losses, language: str = "") -> Element:
    """Return one question as an item; `template` is where the dialect keeps its response processing."""
    lost = partial(losses.add, question)
    lose_settings(losses, question, PENALTY, TAGS)
    parts = _parts(question)
    _lose(question, parts, losses)
    root = Element(
        "assessmentItem", identifier=identifier, title=question.title or identifier, adaptive="false", timeDependent="false"
    )
    root.set("label", question.question_id)
    root.set("toolName", TOOL)
    if language:
        root.set("xml:lang", language)
    names = response_names(len(parts))
    for name, part in zip(names, parts, strict=True):
        declare(root, name, part, choice_names(part), question)
    if question.kind == ESSAY:
        SubElement(root, "responseDeclaration", identifier="RESPONSE", cardinality="single", baseType="string")
    pairs = _matching(question, lost) if question.kind == MATCHING else None
    if pairs is not None:
        root.append(pairs[0])
    _outcomes(root, question, parts, names)
    _body(root, question, parts, names, lost, pairs[1] if pairs else None)
    score(root, question, parts, names, template)
    _feedbacks(root, question, parts, names, lost)
    return root


def response_names(n: int) -> list[str]:
    """Return what the responses of an item are called."""
    return ["RESPONSE"] if n == 1 else [f"RESPONSE_{i}" for i in range(1, n + 1)]


def choice_names(part: Part) -> list[str]:
    """Return what the answers of a part are called."""
    if part.kind == TRUE_FALSE:
        return ["true", "false"]
    return [f"choice_{i}" for i in range(1, len(part.answers) + 1)]


def _parts(question: Question) -> tuple[Part, ...]:
    """Return the parts of a cloze, or what is asked as its one part."""
    if question.kind == CLOZE:
        return question.parts
    if question.kind in (ONE, MANY, TRUE_FALSE, SHORT, NUMERICAL):
        return (Part(question.kind, question.options, question.numbers, question.points, question.case_matters),)
    return ()


def _lose(question: Question, parts: Sequence[Part], losses: Losses) -> None:
    texts = [question.stem, question.general, *(o.text for o in question.options), *(o.feedback for o in question.options)]
    texts += [n.feedback for n in question.numbers] + [p.left for p in question.pairs]
    inline = GAP in question.stem.text
    choices = [o for p in parts if inline and p.kind in (ONE, MANY, TRUE_FALSE) for o in p.options]
    losses.add_if(
        question,
        {
            "that a text is Markdown: shown with its marks": any(t.format == MARKDOWN for t in texts),
            "the marks of an answer inside a sentence": any(o.text.format == HTML for o in choices),
            "the line ends of an answer inside a sentence": any("\n" in o.text.text for o in choices),
            "a gap with more than one answer to tick: written as one": inline and any(p.kind == MANY for p in parts),
            "where in the sentence the answer goes: a line stands there": inline and not parts,
            "the wildcard * in an answer": any("*" in o.text.text for p in parts if p.kind == SHORT for o in p.options),
        },
    )
    if question.kind not in (ONE, MANY, MATCHING):
        lose_settings(losses, question, SHUFFLE)


def _outcomes(root: Element, question: Question, parts: Sequence[Part], names: Sequence[str]) -> None:
    worth = {"SCORE": "0", "MAXSCORE": number_text(question.points)}
    if len(parts) > 1:
        worth |= {n.replace("RESPONSE", "MAXSCORE"): number_text(p.points) for n, p in zip(names, parts, strict=True)}
    for name, value in worth.items():
        outcome = SubElement(root, "outcomeDeclaration", identifier=name, cardinality="single", baseType="float")
        SubElement(SubElement(outcome, "defaultValue"), "value").text = value
    feedback_outcomes(root, parts, names)
    if question.general.text:
        outcome = SubElement(root, "outcomeDeclaration", identifier="GENERAL", cardinality="single", baseType="identifier")
        SubElement(SubElement(outcome, "defaultValue"), "value").text = "general"


def _body(
    root: Element, question: Question, parts: Sequence[Part], names: Sequence[str], lost: Lost, matching: Element | None
) -> None:
    body = SubElement(root, "itemBody")
    shuffle = "true" if question.shuffle else "false"
    inline = GAP in question.stem.text and bool(parts)
    gaps = [_interaction(p, n, shuffle, lost, inline=inline) for p, n in zip(parts, names, strict=True)]
    stem = SubElement(body, "div")
    fill(stem, question.stem if inline else Text(question.shown_stem, question.stem.format), lost, gaps if inline else ())
    if not inline:
        for gap in gaps:
            (SubElement(body, "div") if gap.tag == "textEntryInteraction" else body).append(gap)
    if matching is not None:
        body.append(matching)
        matching.set("shuffle", shuffle)
    if question.kind == ESSAY:
        SubElement(body, "extendedTextInteraction", responseIdentifier="RESPONSE", expectedLines="15")


def _interaction(part: Part, name: str, shuffle: str, lost: Lost, *, inline: bool) -> Element:
    if part.kind in (SHORT, NUMERICAL):
        return Element("textEntryInteraction", responseIdentifier=name)
    if inline:
        element = Element("inlineChoiceInteraction", responseIdentifier=name, shuffle=shuffle)
        for key, option in zip(choice_names(part), part.options, strict=True):
            choice = SubElement(element, "inlineChoice", identifier=key)
            fill(
                choice, Text(_bare(option).replace("\n", " "), PLAIN if option.text.format == HTML else option.text.format), lost
            )
        return element
    most = "0" if part.kind == MANY else "1"
    element = Element("choiceInteraction", responseIdentifier=name, shuffle=shuffle, maxChoices=most)
    for key, option in zip(choice_names(part), part.options, strict=True):
        fill(SubElement(element, "simpleChoice", identifier=key), option.text, lost)
    return element


def _bare(option: Option) -> str:
    if option.text.format != HTML:
        return option.text.text
    holder = Element("div")
    fill(holder, option.text, lambda _: None)
    return "".join(holder.itertext())


def _matching(question: Question, lost: Lost) -> tuple[Element, Element]:
    """Return the declaration and the interaction of a matching."""
    rights = list(dict.fromkeys((*(p.right for p in question.pairs), *question.extra)))
    if len(rights) != len({p.right for p in question.pairs}) + len(question.extra):
        lost("an answer without a partner that is there twice")
    declared = Element("responseDeclaration", identifier="RESPONSE", cardinality="multiple", baseType="directedPair")
    keys = [f"left_{i} right_{rights.index(p.right) + 1}" for i, p in enumerate(question.pairs, start=1)]
    if keys:
        correct = SubElement(declared, "correctResponse")
        mapping = SubElement(declared, "mapping", defaultValue="0")
        for key in keys:
            SubElement(correct, "value").text = key
            share = (question.points / len(keys)).quantize(Decimal("0.00001"))
            SubElement(mapping, "mapEntry", mapKey=key, mappedValue=number_text(share))
    most = str(max(1, len(question.pairs)))
    element = Element("matchInteraction", responseIdentifier="RESPONSE", shuffle="false", maxAssociations=most)
    lefts, targets = SubElement(element, "simpleMatchSet"), SubElement(element, "simpleMatchSet")
    for i, pair in enumerate(question.pairs, start=1):
        fill(SubElement(lefts, "simpleAssociableChoice", identifier=f"left_{i}", matchMax="1"), pair.left, lost)
    for i, right in enumerate(rights, start=1):
        fill(SubElement(targets, "simpleAssociableChoice", identifier=f"right_{i}", matchMax="0"), Text(right, PLAIN), lost)
    return declared, element


def _feedbacks(root: Element, question: Question, parts: Sequence[Part], names: Sequence[str], lost: Lost) -> None:
    for part, name in zip(parts, names, strict=True):
        for key, answer in zip(choice_names(part), part.answers, strict=True):
            if answer.feedback.text:
                outcome = name.replace("RESPONSE", "FEEDBACK")
                element = SubElement(root, "modalFeedback", outcomeIdentifier=outcome, identifier=key, showHide="show")
                fill(SubElement(element, "div"), answer.feedback, lost)
    if question.general.text:
        element = SubElement(root, "modalFeedback", outcomeIdentifier="GENERAL", identifier="general", showHide="show")
        fill(SubElement(element, "div"), question.general, lost)
