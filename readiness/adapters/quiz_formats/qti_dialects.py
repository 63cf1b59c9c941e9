"""QTI dialects: one tree of QTI 2.1 names, said as 2.1, 2.2 or 3.0.

In: trees in one dialect.
Out: trees in another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from readiness.adapters.quiz_formats.safe_xml import tag

_UPPER = re.compile(r"(?<=[a-z0-9])([A-Z])")
_DASH = re.compile(r"-([a-z])")
_KEPT = frozenset(("colspan", "rowspan", "href", "src", "alt", "class", "id", "lang"))


@dataclass(frozen=True, slots=True)
class Dialect:
    """One version of QTI: its namespaces, types and templates."""

    version: str
    namespace: str
    manifest: str
    item_type: str
    test_type: str
    schema: str
    template: str


QTI21 = Dialect(
    "QTI 2.1", "http://www.imsglobal.org/xsd/imsqti_v2p1", "http://www.imsglobal.org/xsd/imscp_v1p1", "imsqti_item_xmlv2p1",
    "imsqti_test_xmlv2p1", "QTIv2.1 Package", "http://www.imsglobal.org/question/qti_v2p1/rptemplates/",
)  # fmt: skip
QTI22 = Dialect(
    "QTI 2.2", "http://www.imsglobal.org/xsd/imsqti_v2p2", "http://www.imsglobal.org/xsd/imscp_v1p1", "imsqti_item_xmlv2p2",
    "imsqti_test_xmlv2p2", "QTIv2.2 Package", "http://www.imsglobal.org/question/qti_v2p2/rptemplates/",
)  # fmt: skip
QTI3 = Dialect(
    "QTI 3.0", "http://www.imsglobal.org/xsd/imsqtiasi_v3p0", "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "imsqti_item_xmlv3p0", "imsqti_test_xmlv3p0", "QTI Package", "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/",
)  # fmt: skip
_WORDS = frozenset(
    "assessmentItem responseDeclaration correctResponse value mapping mapEntry outcomeDeclaration defaultValue itemBody"
    " choiceInteraction simpleChoice textEntryInteraction inlineChoiceInteraction inlineChoice extendedTextInteraction"
    " matchInteraction simpleMatchSet simpleAssociableChoice modalFeedback responseProcessing responseCondition responseIf"
    " responseElseIf responseElse setOutcomeValue sum variable mapResponse baseValue equal stringMatch not isNull assessmentTest"
    " testPart assessmentSection assessmentItemRef timeLimits prompt".split()
)


def said_in(dialect: Dialect, root: Element) -> Element:
    """Return a tree of 2.1 names as its dialect says it, in its namespace."""
    three = dialect is QTI3
    for element in root.iter():
        name = str(element.tag)
        if three and name in _WORDS:
            name = "qti-" + _UPPER.sub(r"-\1", name).lower()
            attributes = {_UPPER.sub(r"-\1", k).lower() if ":" not in k else k: v for k, v in element.attrib.items()}
            if attributes.get("template"):
                attributes["template"] += ".xml"
            element.attrib.clear()
            element.attrib.update(attributes)
        element.tag = name
    if three:
        for feedback in root.iter("qti-modal-feedback"):
            _wrapped(feedback, "qti-content-body")
    root.set("xmlns", dialect.namespace)
    return root


def _wrapped(element: Element, name: str) -> None:
    body = Element(name)
    body.text, element.text = element.text, None
    for child in list(element):
        element.remove(child)
        body.append(child)
    element.append(body)


def heard(root: Element) -> Element:
    """Return a tree of any dialect with the names of 2.1 and no namespaces."""
    for element in root.iter():
        name = tag(element)
        if name.startswith("qti-"):
            name = _camel(name.removeprefix("qti-"))
            attributes = {k if "}" in k or k in _KEPT else _camel(k): v for k, v in element.attrib.items()}
            element.attrib.clear()
            element.attrib.update(attributes)
        element.tag = name
    for feedback in list(root.iter("modalFeedback")):
        if len(feedback) == 1 and feedback[0].tag == "contentBody":
            body = feedback[0]
            feedback.remove(body)
            feedback.text = body.text
            feedback.extend(body)
    return root


def _camel(name: str) -> str:
    return _DASH.sub(lambda m: m[1].upper(), name)
