"""Input tables: CSV rows checked column by column, every fault collected with its file, row and column.

In: the bytes of a CSV file and the columns it is to have.
Out: parsed rows with their row numbers, and Problems.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from readiness.errors import Problem


class BadValueError(ValueError):
    """A cell that cannot be read; its text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column a file is to have, and how a cell of it is read."""

    name: str
    parse: Callable[[str], Any]
    expected: str
    optional: bool = False
    """The column may be absent; its cells then read as `default`."""
    blank: bool = False
    """A cell may be blank; it then reads as `default`."""
    default: Any = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One parsed row; `row` is the number a spreadsheet shows beside it."""

    row: int
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Return the parsed value of a column."""
        return self.values[name]


@dataclass(slots=True)
class Problems:
    """A collector: readers add what they find and go on, so that one pass names every fault."""

    found: list[Problem] = field(default_factory=list)
    ids: dict[str, set[str]] = field(default_factory=dict)
    """Every id met in a file, those of faulty rows too, so that one fault is not reported again wherever its id is used."""
    lines: dict[str, dict[str, int]] = field(default_factory=dict)
    """The line of each field path of a YAML file."""

    def add(self, file: str, row: int, column: str, what: str, expected: str) -> None:
        """Record one problem."""
        self.found.append(Problem(file, row, column, what, expected))

    def add_at(self, file: str, path: str, what: str, expected: str) -> None:
        """Record one problem at a field path of a YAML file."""
        self.add(file, self.line(file, path), path, what, expected)

    def line(self, file: str, path: str) -> int:
        """Return the line of a field path, or of the nearest block around it that is written in the file."""
        lines = self.lines.get(file, {})
        while path and path not in lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return lines.get(path, 1)


def decoded(file: str, data: bytes, problems: Problems) -> str | None:
    """Return the text of a file, or None with a problem where it is not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        problems.add(file, row, "", f"byte {data[error.start]:#04x} is not UTF-8", "a text file saved as UTF-8")
        return None
    if "\x00" in text:
        problems.add(file, text[: text.index("\x00")].count("\n") + 1, "", "a NUL byte", "a text file saved as UTF-8")
        return None
    return text


def raw_rows(file: str, data: bytes, problems: Problems, delimiter: str = ",") -> list[tuple[int, list[str]]]:
    """Return the file's rows with their numbers, without blank rows and the comment rows before the header."""
    text = decoded(file, data, problems)
    if text is None:
        return []
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if not any(c.strip() for c in cells) or (not rows and cells[0].lstrip().startswith("#")):
                continue
            rows.append((number, cells))
    except csv.Error as error:
        problems.add(file, reader.line_num, "", f"broken quotes ({error})", "quotes doubled inside a quoted cell")
    return rows


def read_table(file: str, data: bytes, columns: Sequence[Column], problems: Problems, key: str = "") -> list[Row]:
    """Return the rows that could be read; every fault is in `problems`.

    A row with a bad cell is left out; `key` names a column whose values may not repeat.
    """
    rows = raw_rows(file, data, problems)
    if not rows:
        if not problems.found or problems.found[-1].file != file:
            problems.add(file, 0, "", "the file is empty", "a header row: " + ", ".join(c.name for c in columns))
        return []
    header_row, header = rows[0][0], [h.strip() for h in rows[0][1]]
    if not _header_fits(file, header_row, header, columns, problems):
        return []
    read: list[Row] = []
    seen: dict[str, int] = {}
    for number, cells in rows[1:]:
        row = _read_row(file, number, header, cells, columns, problems)
        value = cells[header.index(key)].strip() if key and header.index(key) < len(cells) else ""
        if value and value in seen:
            problems.add(file, number, key, f"{value!r} is already used in row {seen[value]}", "each id once")
            continue
        if value:
            seen[value] = number
        if row is not None:
            read.append(row)
    problems.ids[file] = set(seen)
    return read


def _header_fits(file: str, row: int, header: list[str], columns: Sequence[Column], problems: Problems) -> bool:
    known = [c.name for c in columns]
    before = len(problems.found)
    for name in dict.fromkeys(h for h in header if header.count(h) > 1):
        problems.add(file, row, name, "the column stands twice", "each column once")
    for name in header:
        if name not in known:
            problems.add(file, row, name or "(blank)", "unknown column", "one of " + ", ".join(known))
    missing = [c.name for c in columns if not c.optional and c.name not in header]
    for name in missing:
        problems.add(file, row, name, "the column is missing", "a column of this name")
    twice = any("stands twice" in p.what for p in problems.found[before:])
    return not missing and not twice


def _read_row(
    file: str, number: int, header: list[str], cells: list[str], columns: Sequence[Column], problems: Problems
) -> Row | None:
    if len(cells) > len(header) and any(c.strip() for c in cells[len(header) :]):
        problems.add(
            file, number, "", f"{len(cells)} cells", f"{len(header)}, as in the header (a comma inside a text needs quotes)"
        )
        return None
    values: dict[str, Any] = {}
    good = True
    by_name = dict(zip(header, (c.strip() for c in cells), strict=False))
    for column in columns:
        text = by_name.get(column.name, "")
        if not text:
            if column.blank or (column.optional and column.name not in header):
                values[column.name] = column.default
                continue
            problems.add(file, number, column.name, "blank", column.expected)
            good = False
            continue
        try:
            values[column.name] = column.parse(text)
        except BadValueError as error:
            problems.add(file, number, column.name, str(error), column.expected)
            good = False
    return Row(number, values) if good else None
