"""Tables: the text of an exported report taken apart into rows, whatever it was saved as.

In: bytes.
Out: rows of cells with their numbers; None where it is no text.
"""

from __future__ import annotations

import codecs
import csv
import io
import re

from readiness.adapters.quiz_exports.reading import MAX_CELLS, MAX_UNPACKED_BYTES
from readiness.adapters.table_files import UnreadableWorkbookError, workbook_cells

Rows = list[tuple[int, list[str]]]
MOST_ROWS = 50_000
_FORMULA = re.compile(r'="?(.*?)"?$', re.DOTALL)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def text_rows(data: bytes) -> Rows | None:
    """Return a report's rows that hold anything: a text in UTF-8 or UTF-16, or the first sheet of a workbook."""
    if data[:2] == b"PK":
        return _sheet_rows(data)
    text = _decoded(data)
    if text is None or "\x00" in text:
        return None
    widest = {d: max((line.count(d) for line in text.splitlines()), default=0) for d in ("\t", ",", ";")}
    delimiter = max(widest, key=lambda d: widest[d])
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return None
    return [(n, [_plain(c) for c in cells]) for n, cells in enumerate(rows[:MOST_ROWS], start=1) if any(c.strip() for c in cells)]


def _sheet_rows(data: bytes) -> Rows | None:
    try:
        sheets = workbook_cells(data, MAX_UNPACKED_BYTES, MAX_CELLS)
    except UnreadableWorkbookError:
        return None
    return [(n, [c.strip() for c in cells]) for n, cells in next(iter(sheets.values()), []) if any(c.strip() for c in cells)]


def _decoded(data: bytes) -> str | None:
    """Return the text, its encoding told by its first bytes or, where they do not say, by the zeros of UTF-16."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "")
    if not encoding:
        head = data[:200]
        encoding = "utf-16-le" if head[1::2].count(0) > len(head) // 4 else "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plain(cell: str) -> str:
    """Return a cell without the formula that some reports wrap dates and numbers in."""
    text = cell.strip()
    found = _FORMULA.fullmatch(text) if text.startswith("=") else None
    return found[1].strip() if found else text
