"""Input tables: CSV rows checked column by column, every fault collected with its file, row and column.

In: the bytes of a CSV file and the columns it is to have.
Out: parsed rows with their row numbers, and Problems.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from readiness.adapters.input_columns import Column as Column
from readiness.adapters.input_ids import ANY_ID, KnownIds, unknown_id_problems
from readiness.adapters.input_values import BadValueError as BadValueError
from readiness.adapters.input_values import shown
from readiness.errors import Problem

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""Control characters: no text has them, and slides and workbooks cannot hold them."""
ALIKE = 0.7
"""From here a name nobody knows is taken for a misspelt one (difflib's ratio)."""


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
    """The ids of each table's key column; no entry where the table could not be read as a whole."""
    columns: dict[tuple[str, str], KnownIds] = field(default_factory=dict)
    """The same for every column of ids, by file and column."""
    lines: dict[str, dict[str, int]] = field(default_factory=dict)
    """The line of each field path of a YAML file."""
    contents: dict[str, Any] = field(default_factory=dict)
    """What a YAML file says, as plain text, lists and maps, whether or not it fits its model."""

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

    def in_column(self, file: str, column: str) -> KnownIds:
        """Return the ids of one column; every id where the file is absent or could not be read."""
        return self.columns.get((file, column), ANY_ID)

    def in_file(self, file: str) -> bool:
        """Say whether anything was found in a file."""
        return any(p.file == file for p in self.found)


def decoded(file: str, data: bytes, problems: Problems) -> str | None:
    """Return the text of a file, or None with a problem where it is not UTF-8 or holds invisible characters."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        what = f"a character is not saved as UTF-8 (byte {data[error.start]:#04x})"
        problems.add(file, row, "", what, "a text file saved as UTF-8 (in Excel: Save as, CSV UTF-8)")
        return None
    if strange := _INVISIBLE.search(text):
        row = text[: strange.start()].count("\n") + 1
        problems.add(file, row, "", f"an invisible control character ({ord(strange[0]):#04x})", "plain text saved as UTF-8")
        return None
    return text


def raw_rows(file: str, data: bytes, problems: Problems, delimiter: str = ",") -> list[tuple[int, list[str]]]:
    """Return the file's rows with their numbers, without blank rows and the comment rows before the header."""
    text = decoded(file, data, problems)
    if text is None:
        return []
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if not any(c.strip() for c in cells) or (not rows and cells[0].lstrip().startswith("#")):
                continue
            rows.append((number, cells))
    except csv.Error as error:
        # The rows after an open quote are lost, so nothing that is counted over the whole file holds any more.
        problems.columns[file, ""] = ANY_ID
        if "field larger" in str(error):
            what, expected = (
                f"a cell is longer than {csv.field_size_limit():,} characters",
                "a shorter text, or the missing quote",
            )
        else:
            what, expected = "a quotation mark is opened and not closed", 'a quote at both ends, and doubled ("") inside'
        problems.add(file, number + 1, "", what, expected)
    return rows


def read_table(file: str, data: bytes, columns: Sequence[Column], problems: Problems, key: str = "") -> list[Row]:
    """Return the rows that could be read; every fault is in `problems`.

    A row with a bad cell is left out; `key` names a column whose values may not repeat. Where the header does not fit, no row
    is returned, but the cells under the columns that are right are checked all the same.
    """
    rows = raw_rows(file, data, problems)
    if not rows:
        if not problems.in_file(file):
            problems.add(file, 0, "", "the file is empty", "a header row: " + ", ".join(c.name for c in columns))
        return []
    fits, header = _header_of(file, *rows[0], columns, problems)
    if not header:
        return []
    reading = _Reading(file, header, [c for c in columns if fits or c.name in header], problems)
    read = [row for number, cells in rows[1:] if (row := reading.row(number, cells)) is not None]
    reading.check_uses()
    twice = reading.repeats(key)
    if (file, "") not in problems.columns:
        reading.remember(key, twice)
    return [row for row in read if row.row not in twice] if fits else []


class _Reading:
    """One table being read: its cells by column, as far as they could be."""

    def __init__(self, file: str, header: Sequence[str], columns: Sequence[Column], problems: Problems) -> None:
        self.file, self.header, self.columns, self.problems = file, header, columns, problems
        self.ids: dict[str, list[tuple[int, str]]] = {c.name: [] for c in columns if c.is_id}
        self.lost: dict[str, list[str]] = {c.name: [] for c in columns if c.is_id}
        self.uses: dict[str, list[tuple[int, str]]] = {c.name: [] for c in columns if c.known is not None}

    def row(self, number: int, cells: list[str]) -> Row | None:
        """Return one row, or None with its faults recorded."""
        values, bad = self._parsed(number, cells)
        for column in (c for c in self.columns if c.is_id):
            text = self._text(column, cells)
            if column.name in bad:
                self.lost[column.name].append(text)
            elif text:
                self.ids[column.name].append((number, text))
        if shift := self._shift(number, cells, bad):
            self.problems.found.append(shift)
            return None
        short = [name for name in bad if self.header.index(name) >= len(cells)]
        if len(short) > 1:
            self.problems.found.append(self._shape(number, cells))
        self.problems.found += [p for name, p in bad.items() if name not in short or len(short) == 1]
        for column in (c for c in self.columns if c.known is not None and c.name not in bad):
            value = values[column.name]
            self.uses[column.name] += [(number, part) for part in (value if isinstance(value, tuple) else (value,)) if part]
        return None if bad else Row(number, values)

    def _parsed(self, number: int, cells: Sequence[str]) -> tuple[dict[str, Any], dict[str, Problem]]:
        values: dict[str, Any] = {}
        bad: dict[str, Problem] = {}
        for column in self.columns:
            try:
                values[column.name] = self._value(column, self._text(column, cells))
            except BadValueError as error:
                bad[column.name] = Problem(self.file, number, column.name, str(error), column.expected)
        return values, bad

    def _text(self, column: Column, cells: Sequence[str]) -> str:
        at = self.header.index(column.name) if column.name in self.header else len(cells)
        return cells[at].strip() if at < len(cells) else ""

    def _shift(self, number: int, cells: list[str], bad: Mapping[str, Problem]) -> Problem | None:
        """Return one problem where cells stand under the wrong columns, instead of one for each of them."""
        n = len(self.header)
        extra = any(c.strip() for c in cells[n:])
        mended: list[int] = []
        for i in range(min(len(cells) - 1, n)) if extra or len(bad) > 1 else ():
            merged = [*cells[:i], f"{cells[i]},{cells[i + 1]}", *cells[i + 2 :]]
            if not any(c.strip() for c in merged[n:]) and not self._parsed(number, merged)[1]:
                mended.append(i)
        if len(mended) == 1:  # where two places would do, nobody can say which comma it is
            text = f"{cells[mended[0]]},{cells[mended[0] + 1]}".strip()
            what = f"the cells stand one to the right, most likely by a comma inside {shown(text)}"
            return Problem(self.file, number, self.header[mended[0]], what, "quotes around the whole text")
        return self._shape(number, cells) if extra else None

    def _shape(self, number: int, cells: Sequence[str]) -> Problem:
        expected = f"{len(self.header)}, as in the header (a comma inside a text needs quotes)"
        return Problem(self.file, number, "", f"{len(cells)} cells", expected)

    def _value(self, column: Column, text: str) -> Any:
        if text:
            return column.parse(text)
        if column.blank or (column.optional and column.name not in self.header):
            return column.default
        raise BadValueError("blank")

    def check_uses(self) -> None:
        """Record each id that its column uses and nobody names."""
        for column in self.columns:
            if column.known is not None:
                uses = self.uses[column.name]
                self.problems.found += unknown_id_problems(self.file, column.name, uses, column.known, column.expected)

    def repeats(self, key: str) -> set[int]:
        """Return the rows whose key stands in an earlier row, each recorded."""
        first: dict[str, int] = {}
        twice: set[int] = set()
        for number, text in self.ids.get(key, []):
            if first.setdefault(text, number) != number:
                self.problems.add(self.file, number, key, f"{shown(text)} is already used in row {first[text]}", "each id once")
                twice.add(number)
        return twice

    def remember(self, key: str, twice: Collection[int]) -> None:
        """Keep the ids of this table for those that use them."""
        for name, ids in self.ids.items():
            again = [text for number, text in ids if name == key and number in twice]
            self.problems.columns[self.file, name] = KnownIds((text for _, text in ids), self.lost[name], again)
        if key in self.ids:
            self.problems.ids[self.file] = self.problems.columns[self.file, key]


def _header_of(
    file: str, row: int, cells: Sequence[str], columns: Sequence[Column], problems: Problems
) -> tuple[bool, list[str]]:
    """Return whether the header fits, and the columns as meant: a misspelt one by its right name; empty where nothing fits."""
    header = [h.strip() for h in cells]
    known = [c.name for c in columns]
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0] and set(header[0].split(mark)) & set(known):
            problems.add(file, row, "", f"the columns are divided by {name}", "commas (in Excel: Save as, CSV UTF-8)")
            return False, []
    while header and not header[-1]:
        header.pop()
    before = len(problems.found)
    missing = [c.name for c in columns if not c.optional and c.name not in header]
    for name in dict.fromkeys(h for h in header if header.count(h) > 1 and h):
        problems.add(file, row, name, "the column stands twice", "each column once")
        header = [f"{h} (twice)" if h == name else h for h in header]
    for i, name in enumerate(header):
        if name in known or name.endswith(" (twice)"):
            continue
        meant = close_name(name, [k for k in known if k not in header and f"{k} (twice)" not in header])
        what = "unknown column" if name else "a column without a name"
        problems.add(file, row, name or "(blank)", what, f"{meant}, which is missing" if meant else "one of " + ", ".join(known))
        header[i] = meant or name
        missing = [m for m in missing if m != meant]
    for name in missing:
        problems.add(file, row, name, "the column is missing", "a column of this name")
    return len(problems.found) == before, header


def close_name(name: str, names: Collection[str]) -> str:
    """Return the name that was most likely meant, or "" where none is much like it."""
    folded = {re.sub(r"[^a-z0-9]+", "_", n.casefold()): n for n in names}
    close = difflib.get_close_matches(re.sub(r"[^a-z0-9]+", "_", name.casefold()), sorted(folded), n=1, cutoff=ALIKE)
    return folded[close[0]] if close else ""
