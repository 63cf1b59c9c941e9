"""Text tables: CSV and its kin, whatever mark divides its cells; every cell stays the text it was.

In: the bytes of a text file, what its mapping says of the layout.
Out: RawReport; lines that do not fit the header are rejected with their raw text, and the others are taken.

Polars parses a file whose quotation marks all stand where a cell begins or ends, and each line is then weighed: the bytes of its
cells, marks and quotes must be the bytes of the line. What does not balance is read by Python's csv, line by line.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import polars as pl
from numpy.typing import NDArray

from readiness.adapters.sales_reports.headers import (
    MAX_COLUMNS,
    SAMPLE_ROWS,
    column_names,
    column_number,
    header_at,
)
from readiness.adapters.sales_reports.raw_report import Layout, RawReport, named
from readiness.adapters.sales_reports.text_encodings import as_utf8
from readiness.adapters.sales_reports.text_records import Positions, Records, eol_of, line_ends, records_of, refuse_open_quote
from readiness.adapters.sales_reports.unfit import UnfitReportError

MARKS = ",;\t|^~"
"""The marks tried where the mapping names none."""
MAX_REJECTED = 100_000
_FEW = 10
"""Fewer lines than this prove nothing about a file."""
_HEAD = 1 << 20
_STATED_MARK = re.compile(r'"?sep=(.)"?\s*$')
_MISPLACED = "its quotation marks do not pair: a cell that begins with one ends with one, and doubles each between them"


@dataclass(slots=True)
class _Body:
    """The lines under the header: `frame` has `row` and numbered columns."""

    frame: pl.DataFrame
    rejected: list[tuple[int, str, str]]
    n_blank: int


def read_text(data: bytes, layout: Layout | None) -> RawReport:
    """Return a text file's table.

    Raises:
        UnfitReportError: no text in its encoding, no header, a quotation mark that is never closed, a line no report has.
    """
    text, encoding = as_utf8(data, layout.encoding if layout else "")
    text = text.rstrip(b"\x1a")  # the end of a file, as DOS programs wrote it
    if not text[:_HEAD].strip() and not text.strip():
        raise UnfitReportError("empty", "the file is empty")
    head = text[:_HEAD].decode("utf-8", "ignore")  # the cut may be inside a character
    mark = (layout.delimiter if layout else "") or _mark_of(head)
    line, cells = _header(head, mark, layout.header_row if layout else 0)
    names = column_names(cells, column_number)
    records = records_of(text, mark, line_ends(text))
    body = (records and _swift(text, mark, records.after(line), len(names))) or _careful(text, mark, line, len(names))
    _refuse_ragged(len(body.rejected), body.frame.height)
    if not body.frame.height and not body.rejected:
        raise UnfitReportError("no_rows", f"the file has column names in line {line} and no lines under them")
    facts = {"encoding": encoding, "delimiter": "tab" if mark == "\t" else mark}
    if body.n_blank:
        facts["blank_rows"] = str(body.n_blank)
    frame, names = named(body.frame, cells, names)
    return RawReport("csv", frame, names, line, facts, tuple(sorted(body.rejected)))


def _head_rows(head: str, mark: str, most: int) -> list[tuple[int, list[str]]]:
    """Return the first records with the lines they begin in."""
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=mark)
    start = 1
    try:
        for cells in islice(reader, most):
            rows.append((start, cells))
            start = reader.line_num + 1
    except csv.Error:
        pass  # a cell too long for any report: what came before it will do, and the whole is judged later
    return rows


def _mark_of(head: str) -> str:
    """Return the mark that divides the most lines into the most cells of one number."""
    if stated := _STATED_MARK.match(head.split("\n", 1)[0]):
        return stated[1]

    def divided(mark: str) -> float:
        widths = Counter(len(cells) for _, cells in _head_rows(head, mark, SAMPLE_ROWS) if any(cells))
        width, n_rows = max(widths.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]), default=(1, 0))
        return n_rows * (width - 1)

    best = max(MARKS, key=divided)
    if not divided(best):
        raise UnfitReportError("delimiter", "the file has no columns: no comma, semicolon, tab or | divides its lines")
    return best


def _header(head: str, mark: str, stated: int) -> tuple[int, list[str]]:
    """Return the line of the column names and its cells."""
    if len(mark) != 1 or mark in '"\r\n':
        raise UnfitReportError("delimiter", f"the mapping divides columns by {mark!r}; one mark is needed, and no quotation mark")
    rows = _head_rows(head, mark, max(SAMPLE_ROWS, stated))
    if stated:
        found = next(((line, cells) for line, cells in rows if line == stated), None)
        if found is None or not any(c.strip() for c in found[1]):
            raise UnfitReportError("header", f"the mapping puts the column names in line {stated}, where the file has none")
    else:
        at = header_at([cells for _, cells in rows])
        if at is None:
            what = f"the file has no line of column names among its first {SAMPLE_ROWS}; say header_row in its mapping"
            raise UnfitReportError("header", what)
        found = rows[at]
    if len(found[1]) > MAX_COLUMNS:
        raise UnfitReportError("columns", f"the file has {len(found[1]):,} columns; a report has {MAX_COLUMNS:,} at most")
    return found


def _swift(text: bytes, mark: str, records: Records, width: int) -> _Body | None:
    """Return the lines under the header as Polars reads them, or None where only care will do."""
    if not len(records.lines):
        return _Body(_frame([], width), [], 0)
    try:
        frame = pl.read_csv(
            text, has_header=False, skip_lines=int(records.lines[0]) - 1, schema=_schema(width), separator=mark,
            eol_char=eol_of(text), empty_string_is_null=False, extra_columns="ignore", missing_columns="insert",
        )  # fmt: skip
    except (pl.exceptions.PolarsError, OSError):
        return None
    if frame.height != len(records.lines):
        return None
    return _weighed(text, mark, records, frame)


def _weighed(text: bytes, mark: str, records: Records, frame: pl.DataFrame) -> _Body | None:
    """Return the lines that balance, and of the others those that are only longer by blank cells."""
    width = frame.width
    lengths = _total(frame, pl.all().str.len_bytes())
    n_quotes = _total(frame, pl.all().str.count_matches('"', literal=True)) if records.has_doubled else 0
    blank = _are_blank(frame)
    keep = ~blank
    rejected: list[tuple[int, str, str]] = []
    for i, raw in records.unbalanced(text, lengths - n_quotes, width):
        if raw.isspace():
            blank[i], keep[i] = True, False
            continue
        cells = next(csv.reader(io.StringIO(raw, newline=""), delimiter=mark)) if records.n_quotes[i] else raw.split(mark)
        blank[i] = not any(c.strip() for c in cells)
        if len(cells) == width and not blank[i]:
            return None
        keep[i] = len(cells) > width and not blank[i] and not any(c.strip() for c in cells[width:])
        if not keep[i] and not blank[i]:
            rejected.append((int(records.lines[i]), _raggedness(len(cells), width), raw))
            _refuse_ragged(len(rejected), MAX_REJECTED)
    frame = frame.insert_column(0, pl.Series("row", records.lines))
    return _Body(frame if keep.all() else frame.filter(pl.Series(keep)), rejected, int(blank.sum()))


def _are_blank(frame: pl.DataFrame) -> NDArray[np.bool_]:
    """Return whether each row has nothing but spaces in it; most rows show by their first cell that they have."""
    blank = np.asarray(frame[:, 0].str.strip_chars() == "")
    if blank.any():
        rest = frame.filter(pl.Series(blank)).select(pl.all_horizontal(pl.all().str.strip_chars() == ""))
        blank[blank] = rest.to_series().to_numpy()
    return blank


def _total(frame: pl.DataFrame, counted: pl.Expr) -> Positions:
    """Return a count summed over each row's cells."""
    return frame.select(pl.sum_horizontal(counted.cast(pl.Int64))).to_series().to_numpy()


def _careful(text: bytes, mark: str, header_line: int, width: int) -> _Body:
    """Return the lines under the header, read one by one."""
    raw: list[str] = []

    def fed() -> Iterator[str]:
        for line in io.StringIO(text.decode(), newline=""):
            raw.append(line)
            yield line

    reader = csv.reader(fed(), delimiter=mark, strict=True)
    body, rows, start = _Body(_frame([], width), [], 0), list[tuple[int, list[str]]](), 1
    while (record := _next(reader, raw, start)) is not None:
        cells, why = record
        if start > header_line:
            if not why and not any(c.strip() for c in cells):
                body.n_blank += 1
            elif why or len(cells) < width or any(c.strip() for c in cells[width:]):
                body.rejected.append((start, why or _raggedness(len(cells), width), "".join(raw).rstrip("\r\n")))
                _refuse_ragged(len(body.rejected), MAX_REJECTED)
            else:
                rows.append((start, cells))
        raw.clear()
        start = reader.line_num + 1
    body.frame = _frame(rows, width)
    return body


def _next(reader: Iterator[list[str]], raw: list[str], start: int) -> tuple[list[str], str] | None:
    """Return the next record and what is wrong with its quotation marks, or None at the end."""
    try:
        cells, why = next(reader), ""
    except StopIteration:
        return None
    except csv.Error as error:
        if len(raw) > 1:
            what = f"a quotation mark opened in line {start} is not closed where a cell ends"
            raise UnfitReportError("quotes", what) from error
        cells, why = [], _MISPLACED
    refuse_open_quote(start, len(raw))
    return cells, why


def _refuse_ragged(n_rejected: int, n_taken: int) -> None:
    """Refuse a file of which most lines do not fit its header: not the lines are wrong then, but how it is read."""
    if n_rejected > max(n_taken, _FEW):
        what = (
            f"{n_rejected:,} lines do not fit the column names: another mark may divide them, or texts lack their quotation marks"
        )
        raise UnfitReportError("ragged", what)


def _raggedness(n_cells: int, width: int) -> str:
    found = f"{n_cells} cell{'s' if n_cells != 1 else ''} where the header has {width}"
    return f"{found}: the line is cut short" if n_cells < width else f"{found}: a text with the delimiter in it needs quotes"


def _frame(rows: Sequence[tuple[int, list[str]]], width: int) -> pl.DataFrame:
    """Return rows that are all of one width or wider as columns."""
    columns = [pl.Series(name, [cells[i] for _, cells in rows], kind) for i, (name, kind) in enumerate(_schema(width).items())]
    return pl.DataFrame([pl.Series("row", [number for number, _ in rows], pl.Int64), *columns])


def _schema(width: int) -> dict[str, type[pl.String]]:
    return {str(i): pl.String for i in range(width)}
