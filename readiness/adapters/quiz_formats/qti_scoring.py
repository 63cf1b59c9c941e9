"""QTI scoring: which answers count and how much, as declarations and response processing; and read back.

In: the parts of a question; the tree of an item in the names of QTI 2.1.
Out: elements; the weights, numbers and typed answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from readiness.adapters.quiz_formats.gift_writing import number_text
from readiness.stages.quizzes.question import FULL, GAP, MANY, NUMERICAL, SHORT, NumberAnswer, Option, Part, Question


def declare(root: Element, name: str, part: Part, keys: Sequence[str], question: Question) -> None:
    """Add the declaration of one response: the right answers and what each is worth."""
    kind = {NUMERICAL: "float", SHORT: "string"}.get(part.kind, "identifier")
    many = part.kind == MANY and not question.parts and _is_block(question)
    response = SubElement(
        root, "responseDeclaration", identifier=name, baseType=kind, cardinality="multiple" if many else "single"
    )
    right = [_key(part, i, keys) for i, a in enumerate(part.answers) if _is_right(part, i, a.weight, many=many)]
    if right:
        correct = SubElement(response, "correctResponse")
        for key in right if many else right[:1]:
            SubElement(correct, "value").text = key
    if part.kind == NUMERICAL or by_conditions(part) or not part.options:
        return
    scale = part.points or Decimal(1)
    mapping = SubElement(response, "mapping", defaultValue="0", upperBound=number_text(scale))
    if many:
        mapping.set("lowerBound", "0")
    for i, option in enumerate(part.options):
        entry = SubElement(mapping, "mapEntry", mapKey=_key(part, i, keys), mappedValue=number_text(option.weight * scale / FULL))
        if part.kind == SHORT:
            entry.set("caseSensitive", "true" if part.case_matters else "false")


def _is_block(question: Question) -> bool:
    return GAP not in question.stem.text


def _is_right(part: Part, i: int, weight: Decimal, *, many: bool) -> bool:
    if part.kind == NUMERICAL and part.numbers[i].value is None:
        return False
    return weight > 0 if many else weight > 0 and weight == max(a.weight for a in part.answers)


def _key(part: Part, i: int, keys: Sequence[str]) -> str:
    if part.kind == NUMERICAL:
        return number_text(part.numbers[i].value or Decimal(0))
    return part.options[i].text.text if part.kind == SHORT else keys[i]


def by_conditions(part: Part) -> bool:
    """Say whether a typed answer is judged one condition after another, as a table cannot hold feedback or one answer twice."""
    said = [o.text.text if part.case_matters else o.text.text.lower() for o in part.options]
    return part.kind == SHORT and (any(o.feedback.text for o in part.options) or len(set(said)) < len(said))


def feedback_outcomes(root: Element, parts: Sequence[Part], names: Sequence[str]) -> None:
    """Add the outcome that says which feedback to show, for each part that has any."""
    for part, name in zip(parts, names, strict=True):
        if _has_feedback(part):
            response = next(e for e in root.iter("responseDeclaration") if e.get("identifier") == name)
            outcome = name.replace("RESPONSE", "FEEDBACK")
            cardinality = response.get("cardinality", "single")
            SubElement(root, "outcomeDeclaration", identifier=outcome, cardinality=cardinality, baseType="identifier")


def _has_feedback(part: Part) -> bool:
    return any(a.feedback.text for a in part.answers)


def score(root: Element, question: Question, parts: Sequence[Part], names: Sequence[str], template: str) -> None:
    """Add the response processing: the standard template where it says all."""
    plain = not any(_has_feedback(p) or p.kind == NUMERICAL or by_conditions(p) for p in parts)
    if len(parts) <= 1 and plain and (parts or question.pairs):
        SubElement(root, "responseProcessing", template=template + "map_response")
        return
    if not parts:
        return
    processing = SubElement(root, "responseProcessing")
    for part, name in zip(parts, names, strict=True):
        if part.kind == NUMERICAL or by_conditions(part):
            _conditions(processing, part, name)
            continue
        added = SubElement(SubElement(processing, "setOutcomeValue", identifier="SCORE"), "sum")
        SubElement(added, "variable", identifier="SCORE")
        SubElement(added, "mapResponse", identifier=name)
        if _has_feedback(part):
            shown = SubElement(processing, "setOutcomeValue", identifier=name.replace("RESPONSE", "FEEDBACK"))
            SubElement(shown, "variable", identifier=name)


def _conditions(processing: Element, part: Part, name: str) -> None:
    """Add one branch an answer, the first that fits counts."""
    condition = SubElement(processing, "responseCondition")
    for i, answer in enumerate(part.answers):
        branch = SubElement(condition, "responseElseIf" if i else "responseIf")
        _test(branch, answer, part, name)
        added = SubElement(SubElement(branch, "setOutcomeValue", identifier="SCORE"), "sum")
        SubElement(added, "variable", identifier="SCORE")
        SubElement(added, "baseValue", baseType="float").text = number_text(answer.weight * (part.points or Decimal(1)) / FULL)
        if answer.feedback.text:
            shown = SubElement(branch, "setOutcomeValue", identifier=name.replace("RESPONSE", "FEEDBACK"))
            SubElement(shown, "baseValue", baseType="identifier").text = f"choice_{i + 1}"


def _test(branch: Element, answer: Option | NumberAnswer, part: Part, name: str) -> None:
    if isinstance(answer, Option):
        case = "true" if part.case_matters else "false"
        test, kind, value = SubElement(branch, "stringMatch", caseSensitive=case, substring="false"), "string", answer.text.text
    elif answer.value is None:
        SubElement(SubElement(SubElement(branch, "not"), "isNull"), "variable", identifier=name)
        return
    else:
        give = number_text(answer.tolerance)
        test = SubElement(branch, "equal", toleranceMode="absolute" if answer.tolerance else "exact")
        if answer.tolerance:
            test.set("tolerance", f"{give} {give}")
        kind, value = "float", number_text(answer.value)
    SubElement(test, "variable", identifier=name)
    SubElement(test, "baseValue", baseType=kind).text = value


def branches(root: Element, name: str) -> Iterator[Element]:
    """Yield the branches of the response processing that judge one response, in their order."""
    for condition in root.iter("responseCondition"):
        for branch in condition:
            test = branch[0] if len(branch) and branch.tag != "responseElse" else None
            if test is not None and any(v.get("identifier") == name for v in test.iter("variable")):
                yield branch
