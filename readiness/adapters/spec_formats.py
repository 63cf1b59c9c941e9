"""Spec formats: which layout a .csv, .xlsx, .json or .xml file has, and its records.

Ours; an Akeneo product export; schema.org JSON-LD; a BMEcat catalogue; a product model's catalogue XML.

In: the bytes of one spec file.
Out: SpecRecords; and, for a person to read, what of the file was not taken.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

from readiness.adapters import spec_akeneo, spec_bmecat, spec_catalogue_xml, spec_schema_org, spec_tables
from readiness.adapters.input_tables import Problems, raw_rows
from readiness.adapters.spec_bmecat_xml import catalogue_tree
from readiness.adapters.spec_records import SpecRecord
from readiness.adapters.table_files import UnreadableWorkbookError, workbook_cells

MAX_UNPACKED_BYTES = 50_000_000
"""A spec workbook that unpacks to more is refused unread: no spec is that long, a zip bomb is."""
MAX_CELLS = 250_000
"""The same for its cells: some hundred products with some hundred columns have fewer."""
MAX_NESTING = 40
"""No spec nests its blocks deeper."""
DELIMITERS = (";", ",", "\t", "|")
LONGEST_HEADER = 100_000
_BMECAT = re.compile(rb"<(?:[\w.-]+:)?(?:BMECAT|T_NEW_CATALOG|T_UPDATE_PRODUCTS|T_UPDATE_PRICES)[\s>/]")
_STRING = re.compile(r'"(?:[^"\\]|\\.?)*+"?', re.DOTALL)
"""A text in quotes, to the end of the file where it is not closed."""
Reading = tuple[list[SpecRecord], list[str]]


def records(file: str, data: bytes, problems: Problems, locale: str = "en", channel: str = "") -> list[SpecRecord]:
    """Return the records of a spec file in whichever layout it has.

    Args:
        file: its name; the suffix says whether it is a table, JSON or XML.
        data: its bytes.
        problems: takes each fault.
        locale: the language wanted where the file has several; others are read only where it says nothing in this one.
        channel: the Akeneo channel wanted where the file has several.
    """
    return _read(file, data, problems, locale, channel)[0]


def left_out(file: str, data: bytes, locale: str = "en", channel: str = "") -> list[str]:
    """Return a line for each part of a file that was not read, or not as it was written; our own layouts leave out nothing."""
    return _read(file, data, Problems(), locale, channel)[1]


def _read(file: str, data: bytes, problems: Problems, locale: str, channel: str) -> Reading:
    suffix = file[file.rfind(".") :].lower()
    if suffix == ".csv":
        return _table(file, data, problems, locale, channel)
    if suffix == ".xlsx":
        return _workbook(file, data, problems, locale, channel)
    if suffix == ".json":
        return _json(file, data, problems, locale)
    if suffix == ".xml":
        # UTF-16 has a zero byte beside each letter of the element's name.
        if _BMECAT.search(data.replace(b"\0", b"")):
            return spec_bmecat.read(file, data, problems, locale)
        found = spec_catalogue_xml.records(file, data, problems)
        return found, _beside_description(file, data) if found else []
    return spec_tables.yaml_records(file, data, problems), []


def _beside_description(file: str, data: bytes) -> list[str]:
    """Return what a catalogue XML file holds beside the blocks that are read."""
    tree = catalogue_tree(file, data, Problems())
    if tree is None:
        return []
    description = next(e for e in tree.root.iter() if tree.tag(e) == "ProductDescription")
    for block in description:
        named = [e for e in block if tree.tag(e) == "Name"] if tree.tag(block) == "Manufacturer" else list(block.iter())
        if tree.tag(block) in ("Summary", "Features", "Specifications", "Manufacturer"):
            for element in named:
                tree.read(element)
    return [line for line in tree.unread() if not line.startswith("/ProductDescription/@ProductModel")]


def _table(file: str, data: bytes, problems: Problems, locale: str, channel: str) -> Reading:
    delimiter = _delimiter(data)
    rows = raw_rows(file, data, Problems(), delimiter)
    if not rows or not spec_akeneo.is_akeneo(rows[0][1]):
        return spec_tables.csv_records(file, data, problems), []
    return spec_akeneo.read(file, raw_rows(file, data, problems, delimiter), problems, "", locale, channel)


def _delimiter(data: bytes) -> str:
    """Return what divides the first row into the most columns."""
    first = next((line for line in data.decode("utf-8-sig", errors="replace").splitlines() if line.strip(" ;,\t|")), "")
    counts = {mark: len(next(csv.reader(io.StringIO(first[:LONGEST_HEADER]), delimiter=mark), [])) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: counts[mark])


def _workbook(file: str, data: bytes, problems: Problems, locale: str, channel: str) -> Reading:
    try:
        cells = workbook_cells(data, MAX_UNPACKED_BYTES, MAX_CELLS)
    except UnreadableWorkbookError as error:
        problems.add(file, 0, "", str(error), "an .xlsx file saved by a spreadsheet program")
        return [], []
    sheets = {title: [r for r in rows if any(c.strip() for c in r[1])] for title, rows in cells.items()}
    found = next((t for t, rows in sheets.items() if rows and spec_akeneo.is_akeneo(rows[0][1])), None)
    if found is None or {"characteristics", "variants"} & {t.strip().lower() for t in sheets}:
        return spec_tables.sheet_records(file, cells, problems), []
    read, notes = spec_akeneo.read(file, sheets[found], problems, found, locale, channel)
    return read, [*notes, *(f"the sheet {t}" for t, rows in sheets.items() if t != found and rows)]


def _json(file: str, data: bytes, problems: Problems, locale: str) -> Reading:
    text = data.decode("utf-8-sig", errors="replace")
    if _nesting(text) > MAX_NESTING:
        problems.add(file, 0, "", "nested too deeply", f"at most {MAX_NESTING} blocks inside each other")
        return [], []
    if _is_json_ld(text):
        return spec_schema_org.read(file, data, problems, locale)
    return spec_tables.yaml_records(file, data, problems), []


def _nesting(text: str) -> int:
    """Return how many blocks and lists stand inside each other at most."""
    depth = deepest = 0
    for mark in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if mark in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _is_json_ld(text: str) -> bool:
    try:
        content = json.loads(text, parse_int=str, parse_float=str)
    except ValueError:
        return False
    return any(isinstance(block, dict) and _has_mark(block) for block in (content if isinstance(content, list) else [content]))


def _has_mark(block: dict[str, Any]) -> bool:
    return any(key in block for key in ("@context", "@type", "@graph", "@id")) and "characteristics" not in block
