"""Sheet XML: what a workbook's own XML says beside its values: formulas nobody worked out, error values, hidden rows.

In: an open .xlsx, a sheet's name.
Out: SheetNotes; UnfitReportError for a document type. Imports little: the process that reads a workbook starts with it.
"""

from __future__ import annotations

import codecs
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from readiness.adapters.sales_reports.unfit import UnfitReportError
from readiness.adapters.zip_limits import chunks

_DOCTYPE = b"<!DOCTYPE"
_NOTED = (b"f>", b'="e"', b"='e'", b"hidden")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE, b"\x00<", b"<\x00")
_UNREAD = ("customXml/", "docProps/")
"""What other programs put beside the sheets, often in UTF-16: nobody reads it here."""
_WORKBOOK, _RELS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_PREFIX = re.compile(rb"<(\w+:|)worksheet\b")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_TEXT_TYPE = re.compile(rb"""\bt\s*=\s*["']str["']""")
_HIDDEN = rb"""<%b%b\s[^>]*\bhidden\s*=\s*["'](?:1|true)["']"""


@dataclass(frozen=True, slots=True)
class SheetNotes:
    """What stands in a sheet beside its values; rows and columns from 1."""

    n_formulas: int = 0
    unworked: dict[int, list[str]] = field(default_factory=dict)
    """Row to the cells in it whose formula has no stored result."""
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    """Row to column to #N/A, #REF! and their like."""
    n_hidden_rows: int = 0
    n_hidden_columns: int = 0


def noted_members(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the members with a formula, an error value or something hidden: the others need no second look.

    Raises:
        UnfitReportError: a member declares a document type, which may hide other files or unfold without end, or is in an
            encoding in which that cannot be seen.
    """
    noted: set[str] = set()
    for info in archive.infolist():
        if not info.filename.lower().endswith((".xml", ".rels", ".vml")) or info.filename.startswith(_UNREAD):
            continue
        tail = b""
        for i, chunk in enumerate(chunks(archive, info)):
            if i == 0 and chunk.startswith(_WIDE):
                raise UnfitReportError("damaged", f"the workbook's {info.filename} is not in UTF-8; save it anew as .xlsx")
            seen = tail + chunk
            if _DOCTYPE in seen:
                raise UnfitReportError("doctype", f"the workbook's {info.filename} declares a document type; no spreadsheet does")
            if any(mark in seen for mark in _NOTED):
                noted.add(info.filename)
            tail = chunk[-len(_DOCTYPE) :]
    return frozenset(noted)


def sheet_notes(archive: zipfile.ZipFile, sheet: str, noted: frozenset[str]) -> SheetNotes:
    """Return what stands in a sheet beside its values.

    Raises:
        UnfitReportError: the sheet is not where the workbook says.
    """
    try:
        member = _member_of(archive, sheet)
        xml = archive.read(member) if member in noted else b""
    except (KeyError, ParseError, DefusedXmlException) as error:
        raise UnfitReportError("damaged", f"the workbook does not hold its sheet {sheet!r} where it says") from error
    if not xml:
        return SheetNotes()
    found = _PREFIX.search(xml, 0, 4_096)
    prefix = found[1] if found else b""
    n_rows, n_columns = (len(re.findall(_HIDDEN % (prefix, tag), xml)) for tag in (b"row", b"col"))
    return SheetNotes(*_formulas(xml, prefix), _errors(xml, prefix), n_rows, n_columns)


def is_1904(archive: zipfile.ZipFile) -> bool:
    """Return whether days are counted from 1904, as old Macs did."""
    names = {_tag(e): e for e in fromstring(archive.read(_WORKBOOK), forbid_dtd=True)}
    return "workbookPr" in names and names["workbookPr"].get("date1904") in ("1", "true")


def _member_of(archive: zipfile.ZipFile, sheet: str) -> str:
    ids = {
        e.get("name"): next((v for k, v in e.items() if k.endswith("}id")), "") for e in _elements(archive, _WORKBOOK, "sheet")
    }
    targets = {e.get("Id"): e.get("Target", "") for e in _elements(archive, _RELS, "Relationship")}
    return posixpath.normpath(posixpath.join("/xl", targets[ids[sheet]])).lstrip("/")


def _elements(archive: zipfile.ZipFile, member: str, tag: str) -> Iterator[Element]:
    return (e for e in fromstring(archive.read(member), forbid_dtd=True).iter() if _tag(e) == tag)


def _tag(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _formulas(xml: bytes, prefix: bytes) -> tuple[int, dict[int, list[str]]]:
    """Return how many formulas have a stored result, and where those without one are; a blank text is a result."""
    value = re.compile(rb"<%bv\b[^>]*>[^<]" % prefix)
    blank = re.compile(rb"<%bv\b" % prefix)
    n_worked, unworked = 0, dict[int, list[str]]()
    for cell in re.finditer(rb"<%bc\b([^>]*)>\s*<%bf[\s/>]" % (prefix, prefix), xml):
        body = xml[cell.end() : xml.find(b"</%bc>" % prefix, cell.end())]
        if value.search(body) or (_TEXT_TYPE.search(cell[1]) and blank.search(body)):
            n_worked += 1
        else:
            row, column = _place(cell[1])
            unworked.setdefault(row, []).append(f"{column}{row}")
    return n_worked, unworked


def _errors(xml: bytes, prefix: bytes) -> dict[int, dict[int, str]]:
    value = re.compile(rb"<%bv\b[^>]*>([^<]*)<" % prefix)
    errors: dict[int, dict[int, str]] = {}
    for cell in re.finditer(rb"""<%bc\s([^>]*\bt\s*=\s*["']e["'][^>]*)>""" % prefix, xml):
        row, column = _place(cell[1])
        said = value.search(xml, cell.end(), cell.end() + 32_000)
        errors.setdefault(row, {})[column_of(column)] = said[1].decode("utf-8", "ignore") if said else "#ERROR"
    return errors


def _place(attributes: bytes) -> tuple[int, str]:
    found = _PLACE.search(attributes)
    if not found:
        raise UnfitReportError("damaged", "the workbook has cells that do not say where they stand; save it anew as .xlsx")
    return int(found[2]), found[1].decode()


def column_of(letters: str) -> int:
    """Return a column's number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
