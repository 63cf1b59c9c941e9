"""cmi5: a course structure (cmi5.xml), alone or in a package, read and written.

In: the bytes of a cmi5.xml or of a zip with one; a Course.
Out: a Course; the bytes of a package. What an address does when it is launched is up to who answers there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from readiness.adapters.canonical_zip import zip_of
from readiness.adapters.input_values import shown
from readiness.adapters.quiz_formats.gift_writing import number_text
from readiness.adapters.quiz_formats.numbers import Unreadable, number
from readiness.adapters.quiz_formats.safe_xml import child, parsed, tag, unzipped, xml_bytes
from readiness.errors import InputError, Problem

STRUCTURE = "cmi5.xml"
NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
MOVE_ON = ("NotApplicable", "Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed")


@dataclass(frozen=True, slots=True)
class Unit:
    """One assignable unit: something to launch."""

    unit_id: str
    title: str
    url: str
    move_on: str = "NotApplicable"
    """One of MOVE_ON."""
    mastery_score: Decimal | None = None
    """0..1."""
    description: str = ""
    blocks: tuple[str, ...] = ()
    """The titles of the blocks it stands in, the outermost first."""


@dataclass(frozen=True, slots=True)
class Course:
    """A course and its units in their order."""

    course_id: str
    title: str
    units: tuple[Unit, ...]
    description: str = ""


def read_cmi5(file: str, data: bytes) -> Course:
    """Return the course of a cmi5.xml, or of a package that has one at its top.

    Raises:
        InputError: it is no course structure, or a score or rule in it is none of cmi5's.
    """
    if data[:2] == b"PK":
        members = unzipped(file, data)
        if STRUCTURE not in members:
            raise InputError(
                Problem(file, 0, "", f"there is no {STRUCTURE} in it", f"a cmi5 package with {STRUCTURE} at its top")
            )
        file, data = f"{file}/{STRUCTURE}", members[STRUCTURE]
    root = parsed(file, data)
    course = child(root, "course")
    if tag(root) != "courseStructure" or course is None:
        raise InputError(Problem(file, 1, tag(root), "there is no course in it", "a cmi5 courseStructure"))
    try:
        units = tuple(_units(root, ()))
    except Unreadable as error:
        raise InputError(Problem(file, 0, "au", error.what, error.expected)) from error
    return Course(course.get("id", ""), _said(course, "title"), units, _said(course, "description"))


def _units(parent: Element, blocks: tuple[str, ...]) -> Iterator[Unit]:
    for element in parent:
        if tag(element) == "block":
            yield from _units(element, (*blocks, _said(element, "title")))
        elif tag(element) == "au":
            move_on, score = element.get("moveOn", "NotApplicable"), element.get("masteryScore")
            if move_on not in MOVE_ON:
                raise Unreadable(f"moveOn is {shown(move_on)}", "one of " + ", ".join(MOVE_ON))
            mastery = None if score is None else number(score)
            if mastery is not None and not 0 <= mastery <= 1:
                raise Unreadable(f"masteryScore is {shown(score)}", "a number from 0 to 1")
            url = child(element, "url")
            address = (url.text or "").strip() if url is not None else ""
            said = _said(element, "title"), address, move_on, mastery, _said(element, "description"), blocks
            yield Unit(element.get("id", ""), *said)


def _said(parent: Element, name: str) -> str:
    """Return the first of the languages that a text is in."""
    strings = child(parent, name)
    found = child(strings, "langstring")
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def write_cmi5(course: Course, language: str = "en") -> bytes:
    """Return a package of one cmi5.xml; its units are launched at their own addresses, so those must speak cmi5."""
    root = Element("courseStructure", xmlns=NAMESPACE)
    _strings(SubElement(root, "course", id=course.course_id), course.title, course.description, language)
    opened: dict[tuple[str, ...], Element] = {(): root}
    for unit in course.units:
        parent = root
        for depth, title in enumerate(unit.blocks, start=1):
            path = unit.blocks[:depth]
            if path not in opened:
                opened[path] = SubElement(parent, "block", id=f"{course.course_id}/blocks/{len(opened)}")
                _strings(opened[path], title, "", language)
            parent = opened[path]
        element = SubElement(parent, "au", id=unit.unit_id, moveOn=unit.move_on)
        if unit.mastery_score is not None:
            element.set("masteryScore", number_text(unit.mastery_score))
        _strings(element, unit.title, unit.description, language)
        SubElement(element, "url").text = unit.url
    return zip_of({STRUCTURE: xml_bytes(root)})


def _strings(parent: Element, title: str, description: str, language: str) -> None:
    for name, text in (("title", title), ("description", description or title)):
        SubElement(SubElement(parent, name), "langstring", lang=language).text = text
