"""JSON exports: xAPI statements, an array or one a line, and Moodle reports.

In: the bytes of a file.
Out: answers and faults in an Export.
"""

from __future__ import annotations

import json
from typing import Any

from readiness.adapters.input_tables import Problems, decoded
from readiness.adapters.quiz_exports.moodle import is_moodle, read_moodle
from readiness.adapters.quiz_exports.reading import Export, Sheet
from readiness.adapters.quiz_exports.xapi import is_statement, read_statements

EXPECTED = "xAPI statements, as an array or one a line, or a Moodle quiz report"


def is_json(data: bytes) -> bool:
    """Return whether a file starts as JSON does."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read_json(export: Export, data: bytes) -> None:
    """Read a JSON file of either kind."""
    problems = Problems()
    text = decoded(export.file, data, problems)
    export.problems += problems.found
    if text is None:
        return
    found = _values(export, text)
    if found and all(isinstance(v, list) for _, v in found):  # Moodle writes a list of sheets
        found = list(enumerate((r for _, sheet in found for r in sheet), start=1))
    if any(is_statement(v) for _, v in found):
        read_statements(found, export)
    elif found and all(isinstance(v, dict) for _, v in found) and is_moodle(sheet := _sheet([v for _, v in found])):
        read_moodle(sheet, export)
    elif not export.problems:
        export.fault(0, "", "the file holds no quiz answers that can be read", EXPECTED)


def _values(export: Export, text: str) -> list[tuple[int, Any]]:
    """Return the values of an array with their places, or those of lines with their numbers."""
    try:
        whole = _parsed(text)
    except ValueError as error:
        if "\n" in text.strip() and text.lstrip().startswith("{"):
            return _lines(export, text)
        export.fault(0, "", f"the file is not JSON: {error}", EXPECTED)
        return []
    if isinstance(whole, dict):
        whole = whole.get("statements", [whole])
    return list(enumerate(whole, start=1)) if isinstance(whole, list) else []


def _lines(export: Export, text: str) -> list[tuple[int, Any]]:
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                found.append((number, _parsed(line)))
            except ValueError as error:
                export.fault(number, "", f"the line is not JSON: {error}", "one xAPI statement a line", [line])
    return found


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_float=_number, parse_int=_number, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("it nests too deep") from error


def _number(text: str) -> int | float:
    if len(text) > 30:
        raise ValueError(f"a number of {len(text)} characters")
    return float(text) if any(c in text for c in ".eE") else int(text)


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is no JSON value")


def _sheet(records: list[dict[str, Any]]) -> Sheet:
    """Return Moodle's records as a sheet; row 1 is the names."""
    names = list(dict.fromkeys(name for r in records for name in r))
    rows = [[str(r[name]) if r.get(name) is not None else "" for name in names] for r in records]
    return Sheet("", list(enumerate([names, *rows], start=1)))
