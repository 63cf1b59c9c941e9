"""QTI packages: questions as a zip of items, a test and a manifest; and read back, or from a single item file.

In: Questions; the bytes of a zip or of one XML file.
Out: bytes, and what QTI cannot hold; Questions, and what of them a Question cannot hold.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

from readiness.adapters.canonical_zip import zip_of
from readiness.adapters.input_tables import Problems
from readiness.adapters.quiz_formats.numbers import Unreadable
from readiness.adapters.quiz_formats.qti12_reading import qti12_questions
from readiness.adapters.quiz_formats.qti_dialects import QTI21, Dialect, heard, said_in
from readiness.adapters.quiz_formats.qti_item_reading import item_question
from readiness.adapters.quiz_formats.qti_item_writing import item_tree
from readiness.adapters.quiz_formats.safe_xml import child, parsed, tag, unzipped, xml_bytes
from readiness.errors import InputError, InvalidInputsError
from readiness.stages.quizzes.question import CATEGORY, Loss, Losses, Question

MANIFEST = "imsmanifest.xml"
_NAME = re.compile(r"[^A-Za-z0-9_.-]+")


def write_qti(
    questions: Sequence[Question], quiz_id: str, title: str, language: str = "", dialect: Dialect = QTI21
) -> tuple[bytes, list[Loss]]:
    """Return the questions as a package: an item each, a test that holds their order and categories, the manifest."""
    losses = Losses(dialect.version, [])
    members: dict[str, bytes] = {}
    test = Element("assessmentTest", identifier=_ncname(quiz_id, "quiz"), title=title)
    part = SubElement(test, "testPart", identifier="part_1", navigationMode="nonlinear", submissionMode="individual")
    section = None
    number = 0
    for question in questions:
        if question.kind == CATEGORY or section is None:
            name = question.title if question.kind == CATEGORY else ""
            section = SubElement(part, "assessmentSection", identifier=f"section_{len(part) + 1}", title=name, visible="true")
        if question.kind == CATEGORY:
            continue
        number += 1
        identifier, href = f"item_{number}", f"items/item_{number}.xml"
        item = said_in(dialect, item_tree(question, identifier, dialect.template, losses, language))
        members[href] = xml_bytes(item, indented=False)
        ref = SubElement(section, "assessmentItemRef", identifier=identifier, href=href)
        if question.time_limit is not None:
            SubElement(ref, "timeLimits", maxTime=str(question.time_limit))
    hrefs = list(members)
    members["assessment.xml"] = xml_bytes(said_in(dialect, test))
    members[MANIFEST] = _manifest(test.get("identifier", "quiz"), hrefs, dialect)
    return zip_of(members), losses.found


def _manifest(identifier: str, items: Sequence[str], dialect: Dialect) -> bytes:
    root = Element("manifest", xmlns=dialect.manifest, identifier=f"manifest_{identifier}")
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = dialect.schema
    SubElement(metadata, "schemaversion").text = {"QTI 3.0": "3.0.0"}.get(dialect.version, "1.0.0")
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    test = SubElement(resources, "resource", identifier="test", type=dialect.test_type, href="assessment.xml")
    SubElement(test, "file", href="assessment.xml")
    for href in items:
        name = posixpath.basename(href).removesuffix(".xml")
        SubElement(test, "dependency", identifierref=name)
        item = SubElement(resources, "resource", identifier=name, type=dialect.item_type, href=href)
        SubElement(item, "file", href=href)
    return xml_bytes(root)


def _ncname(text: str, default: str) -> str:
    """Return a text as an identifier of XML."""
    name = _NAME.sub("-", text).strip("-.")
    return name if name[:1].isalpha() else f"{default}_{name}".rstrip("_")


def qti_item(file: str, root: Element) -> tuple[list[Question], list[Loss]]:
    """Return the question of one item file.

    Raises:
        InvalidInputsError: a number or a weight in it is none.
    """
    losses, problems = Losses("a question of ours", []), Problems()
    question = _item(file, root, losses, problems)
    if problems.found:
        raise InvalidInputsError(problems.found)
    return [question] if question is not None else [], losses.found


def _item(file: str, root: Element, losses: Losses, problems: Problems) -> Question | None:
    try:
        return item_question(heard(root), losses)
    except Unreadable as error:
        problems.add(file, 0, root.get("identifier", ""), error.what, error.expected)
    return None


def qti_package(file: str, data: bytes) -> tuple[list[Question], list[Loss]]:
    """Return the questions of a package in the order of its test, else of its manifest.

    Raises:
        InputError: it is no zip, or one that is not safe to unpack.
        InvalidInputsError: items that are not there or cannot be read.
    """
    members = unzipped(file, data)
    losses, problems = Losses("a question of ours", []), Problems()
    questions: list[Question] = []
    for place, seconds in _places(file, members, problems):
        if isinstance(place, Question):
            questions.append(place)
            continue
        if place not in members:
            problems.add(f"{file}/{place}", 0, "", "is not in the package", "every item that the test names")
            continue
        try:
            root = parsed(f"{file}/{place}", members[place])
        except InputError as error:
            problems.found.append(error.problem)
            continue
        if tag(root) == "questestinterop":
            try:
                old, lost = qti12_questions(f"{file}/{place}", root)
            except InvalidInputsError as error:
                problems.found += error.problems
            else:
                questions += old
                losses.found += lost
            continue
        question = _item(f"{file}/{place}", root, losses, problems)
        if question is not None:
            questions.append(replace(question, time_limit=seconds))
    if problems.found:
        raise InvalidInputsError(problems.found)
    return questions, losses.found


def _places(file: str, members: Mapping[str, bytes], problems: Problems) -> Iterator[tuple[str | Question, int | None]]:
    """Yield where each item is, and a category where a section with a title begins."""
    manifest = next((n for n in sorted(members, key=len) if posixpath.basename(n) == MANIFEST), "")
    try:
        resources = list(parsed(f"{file}/{manifest}", members[manifest]).iter()) if manifest else []
        folder = posixpath.dirname(manifest)
        of_type = [(r.get("type", ""), _path(folder, _href(r))) for r in resources if tag(r) == "resource"]
        tests = [place for kind, place in of_type if kind.startswith("imsqti_test") and place in members]
        items = [place for kind, place in of_type if kind.startswith(("imsqti_item", "imsqti_xmlv1p"))]
        if tests:
            for test in tests:
                yield from _tested(test, heard(parsed(f"{file}/{test}", members[test])))
            return
    except InputError as error:
        problems.found.append(error.problem)
        return
    if not items:
        items = sorted(n for n in members if n.lower().endswith(".xml") and b"ssessment" in members[n][:4000] and n != manifest)
    yield from ((place, None) for place in items)


def _tested(test: str, root: Element) -> Iterator[tuple[str | Question, int | None]]:
    for element in root.iter():
        if element.tag == "assessmentSection" and element.get("title", "").strip():
            yield Question(CATEGORY, title=element.get("title", "")), None
        elif element.tag == "assessmentItemRef":
            limits = child(element, "timeLimits")
            most = limits.get("maxTime", "") if limits is not None else ""
            seconds = round(float(most)) if re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,6})?", most) else None
            yield _path(posixpath.dirname(test), element.get("href", "")), seconds


def _href(resource: Element) -> str:
    first = child(resource, "file")
    return resource.get("href", "") or (first.get("href", "") if first is not None else "")


def _path(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join("/" + folder, unquote(href))).lstrip("/")
