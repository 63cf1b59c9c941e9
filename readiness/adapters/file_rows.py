"""File rows: single rows of a CSV file, shown and mended where they stand, every other byte left as it is.

In: the bytes of a file, row numbers as problems name them (the header is row 1 where nothing stands before it).
Out: cells of rows; the file with one row changed; lines of a text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from readiness.errors import InputError, Problem

BOM = "\ufeff"
MOST_TEXT = 400_000
"""Characters of a file that is shown as a whole."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of a CSV file."""

    row: int
    cells: tuple[str, ...]
    first_line: int
    """Lines of the text it stands on, from 0."""
    last_line: int
    """The first line that is no longer its."""


def text_of(data: bytes) -> str | None:
    """Return a file's text, None where it is not one that people can mend in a page."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text or len(text) > MOST_TEXT else text


def header_of(data: bytes) -> FileRow | None:
    """Return the header of a CSV file, which may stand behind comments; None where there is none."""
    for row in all_rows(data):
        if any(c.strip() for c in row.cells) and not row.cells[0].lstrip().startswith("#"):
            return row
    return None


def rows_of(data: bytes, wanted: Collection[int]) -> dict[int, FileRow]:
    """Return the rows that have these numbers, as far as the file can be taken apart."""
    most = max(wanted, default=0)
    found: dict[int, FileRow] = {}
    for row in all_rows(data):
        if row.row > most:
            break
        if row.row in wanted:
            found[row.row] = row
    return found


def with_row(data: bytes, number: int, cells: Sequence[str]) -> bytes:
    """Return the file with other cells in one row; a row of blank cells only is taken out.

    Raises:
        InputError: there is no such row.
    """
    row = rows_of(data, {number}).get(number)
    if row is None:
        raise InputError(Problem("", number, "", f"there is no row {number}", "a row of the file as it is now"))
    text = data.decode("utf-8-sig")
    lines = _lines(text)
    last = lines[row.last_line - 1]
    ending = "\r\n" if last.endswith("\r\n") else last[-1] if last.endswith(("\n", "\r")) else ""
    out = io.StringIO(newline="")
    if any(c.strip() for c in cells):
        csv.writer(out, lineterminator=ending).writerow(_one_line(cells))
    mended = "".join([*lines[: row.first_line], out.getvalue(), *lines[row.last_line :]])
    return ((BOM if data.startswith(BOM.encode()) else "") + mended).encode()


def _one_line(cells: Sequence[str]) -> list[str]:
    """Return cells as a browser sends them, line breaks as a CSV has them."""
    return [c.replace("\r\n", "\n") for c in cells]


def _lines(text: str) -> list[str]:
    return list(io.StringIO(text, newline=""))


def all_rows(data: bytes) -> list[FileRow]:
    """Return every row of a CSV file that holds anything, up to where it can no longer be taken apart."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    reader = csv.reader(_lines(text), strict=True)
    found: list[FileRow] = []
    before = 0
    try:
        for number, cells in enumerate(reader, start=1):
            found.append(FileRow(number, tuple(cells), before, reader.line_num))
            before = reader.line_num
    except csv.Error:
        pass  # what stands behind an open quote is no row; the file is mended as a text
    return [r for r in found if r.cells]
