"""QTI answers: the answers of one interaction and what each is worth.

In: the tree of an item, in the names of QTI 2.1.
Out: Parts and Pairs; what a Part cannot hold is named.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from xml.etree.ElementTree import Element

from readiness.adapters.quiz_formats.numbers import number
from readiness.adapters.quiz_formats.qti_flow import text_in
from readiness.adapters.quiz_formats.qti_scoring import branches
from readiness.adapters.quiz_formats.safe_xml import child, children
from readiness.stages.quizzes.question import (
    EMPTY,
    FULL,
    MANY,
    NOTHING,
    NUMERICAL,
    ONE,
    PLAIN,
    SHORT,
    TRUE_FALSE,
    NumberAnswer,
    Option,
    Pair,
    Part,
    Text,
    true_false,
)

Lost = Callable[[str], None]
SHARE = Decimal("0.00001")
ALL_OR_NOTHING = "that every right answer must be ticked, and no other: each counts its share"


def points_of(root: Element, response: str = "RESPONSE") -> Decimal:
    """Return what an item or one of its responses is worth: its MAXSCORE, or the largest score that it names."""
    for outcome in children(root, "outcomeDeclaration"):
        if outcome.get("identifier") == response.replace("RESPONSE", "MAXSCORE"):
            value = child(child(outcome, "defaultValue"), "value")
            return number(value.text or "1") if value is not None else Decimal(1)
        if outcome.get("identifier") == "SCORE" and outcome.get("normalMaximum"):
            return number(outcome.get("normalMaximum", "1"))
    return Decimal(1)


def part_of(root: Element, asking: Element, lost: Lost) -> Part:
    """Return one interaction with its answers."""
    name = asking.get("responseIdentifier", "RESPONSE")
    declared = next((e for e in children(root, "responseDeclaration") if e.get("identifier") == name), Element("none"))
    shown = feedbacks(root, name.replace("RESPONSE", "FEEDBACK"))
    if asking.tag == "textEntryInteraction":
        return _typed(root, name, declared, shown)
    texts = {
        e.get("identifier", ""): text_in(e, ("feedbackInline",)) for e in asking if e.tag in ("simpleChoice", "inlineChoice")
    }
    many = declared.get("cardinality") == "multiple"
    weights, points = _weights(declared, list(texts), lost, many=many)
    if list(texts) == ["true", "false"] and not many:
        right = weights["true"] > weights["false"]
        return Part(TRUE_FALSE, true_false(right, shown.get("true", EMPTY), shown.get("false", EMPTY)), points=points)
    options = tuple(Option(text, weights[key], shown.get(key, EMPTY)) for key, text in texts.items())
    return Part(MANY if many else ONE, options, points=points)


def _weights(declared: Element, keys: list[str], lost: Lost, *, many: bool) -> tuple[dict[str, Decimal], Decimal]:
    """Return the percent of each answer and the points of all, from the table of a response or else its right answers."""
    mapping = child(declared, "mapping")
    if mapping is not None:
        return _mapped(mapping, keys, many=many)
    right = [(v.text or "").strip() for v in children(child(declared, "correctResponse"), "value")]
    if many and len(right) > 1:
        lost(ALL_OR_NOTHING)
    share = (FULL / len(right)).quantize(SHARE) if right else FULL
    return {key: share if key in right else NOTHING for key in keys}, Decimal(1)


def _mapped(mapping: Element, keys: list[str], *, many: bool) -> tuple[dict[str, Decimal], Decimal]:
    values = {e.get("mapKey", ""): number(e.get("mappedValue", "0")) for e in children(mapping, "mapEntry")}
    default = number(mapping.get("defaultValue", "0"))
    positive = [v for v in values.values() if v > 0]
    most = sum(positive, NOTHING) if many else max(positive, default=NOTHING)
    scale = number(mapping.get("upperBound") or "0") or most or Decimal(1)
    return {key: max(-FULL, min(FULL, values.get(key, default) * FULL / scale)) for key in keys}, scale


def _typed(root: Element, name: str, declared: Element, shown: dict[str, Text]) -> Part:
    numeric = declared.get("baseType") in ("float", "integer")
    judged = list(branches(root, name))
    points = points_of(root, name) or Decimal(1)
    if numeric:
        numbers = tuple(_number(b, points, shown) for b in judged) or tuple(
            NumberAnswer(number(v.text or "")) for v in children(child(declared, "correctResponse"), "value")
        )
        return Part(NUMERICAL, numbers=numbers, points=points)
    if judged:
        options = tuple(
            Option(Text(_value(b[0], declared), PLAIN), _worth(b, points), shown.get(_feedback(b), EMPTY)) for b in judged
        )
        return Part(SHORT, options, points=points, case_matters=judged[0][0].get("caseSensitive", "true") == "true")
    mapping = child(declared, "mapping")
    entries = children(mapping, "mapEntry")
    if mapping is None or not entries:
        right = children(child(declared, "correctResponse"), "value")
        return Part(SHORT, tuple(Option(Text(v.text or "", PLAIN), FULL) for v in right), points=points, case_matters=True)
    keys = [e.get("mapKey", "") for e in entries]
    weights, scale = _mapped(mapping, keys, many=False)
    case = any(e.get("caseSensitive", "true") == "true" for e in entries)
    return Part(SHORT, tuple(Option(Text(k, PLAIN), weights[k]) for k in keys), points=scale, case_matters=case)


def _number(branch: Element, points: Decimal, shown: dict[str, Text]) -> NumberAnswer:
    test, feedback = branch[0], shown.get(_feedback(branch), EMPTY)
    if test.tag == "not":
        return NumberAnswer(None, weight=_worth(branch, points), feedback=feedback)
    give = (test.get("tolerance") or "0").split()
    said = next((b.text for b in test.iter("baseValue")), None) or "0"
    return NumberAnswer(number(said), max(number(g) for g in give), _worth(branch, points), feedback)


def _value(test: Element, declared: Element) -> str:
    said = next((b.text for b in test.iter("baseValue")), None)
    right = children(child(declared, "correctResponse"), "value")
    return said if said is not None else (right[0].text or "" if right else "")


def _worth(branch: Element, points: Decimal) -> Decimal:
    for outcome in branch.iter("setOutcomeValue"):
        if outcome.get("identifier") == "SCORE":
            said = next((b.text for b in outcome.iter("baseValue")), None)
            return max(-FULL, min(FULL, number(said or "0") * FULL / points))
    return NOTHING


def _feedback(branch: Element) -> str:
    for outcome in branch.iter("setOutcomeValue"):
        if outcome.get("identifier", "").startswith("FEEDBACK"):
            return next((b.text or "" for b in outcome.iter("baseValue")), "")
    return ""


def feedbacks(root: Element, outcome: str) -> dict[str, Text]:
    """Return what is shown for each value of an outcome."""
    found: dict[str, Text] = {}
    for element in root.iter("modalFeedback"):
        if element.get("outcomeIdentifier") == outcome:
            alone = len(element) == 1 and element[0].tag in ("div", "p") and not (element.text or "").strip()
            found[element.get("identifier", "")] = text_in(element[0] if alone else element)
    return found


def matched(root: Element, asking: Element, lost: Lost) -> tuple[tuple[Pair, ...], tuple[str, ...]]:
    """Return the pairs of a matching, and the right sides without a partner."""
    sets = children(asking, "simpleMatchSet")
    lefts, rights = ({e.get("identifier", ""): text_in(e) for e in s} for s in [*sets, Element("s"), Element("s")][:2])
    declared = children(root, "responseDeclaration")
    said = [(v.text or "").split() for d in declared for v in children(child(d, "correctResponse"), "value")]
    partners = [p for p in said if len(p) == 2 and p[0] in lefts and p[1] in rights]
    order = list(lefts)
    pairs = [Pair(lefts[a], rights[b].text) for a, b in sorted(partners, key=lambda p: order.index(p[0]))]
    if set(lefts) - {a for a, _ in partners}:
        lost("a left side that matches nothing")
    used = {b for _, b in partners}
    return tuple(pairs), tuple(text.text for key, text in rights.items() if key not in used)
