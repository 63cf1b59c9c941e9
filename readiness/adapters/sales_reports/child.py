"""Child: one sheet of a workbook as CSV, read in a process of its own that may die of the file and take nothing with it.

In: a folder with the file `workbook`, and an order as JSON: kind, sheet, header_row, memory (bytes), seconds.
Out: in that folder `rows.csv` (row number, then the cells as text) and `found.json`: what else was found, or why not.

A cell at XFD1048576 makes the reader ask for a terabyte and abort, which no `try` can catch. This module imports little.
"""

from __future__ import annotations

import csv
import gc
import json
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from readiness.adapters.sales_reports.headers import MAX_COLUMNS, SAMPLE_ROWS, column_letters, header_at
from readiness.adapters.sales_reports.sheet_xml import SheetNotes, is_1904, noted_members, sheet_notes
from readiness.adapters.sales_reports.unfit import UnfitReportError

MAX_CELLS = 20_000_000
MAX_CELL_CHARS = 100_000
"""Excel holds 32,767 in a cell."""
_BLOCK = 5_000
_HALF_SECOND = timedelta(milliseconds=500)
Row = tuple[int, Sequence[str]]
Table = tuple[str, CalamineSheet, int]
"""A sheet's name, the sheet, and where its header is (from 0)."""


def main(folder: Path, order: dict[str, Any]) -> None:
    """Read one workbook within limits, and leave what was found in its folder."""
    for limit, most in (
        (resource.RLIMIT_AS, order["memory"]),
        (resource.RLIMIT_CPU, order["seconds"]),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    gc.disable()  # a process of a second makes no garbage that matters, and looking for it takes a tenth of its time
    try:
        found = _read(folder, order)
    except UnfitReportError as error:
        found = {"rule": error.rule, "what": error.what}
    except MemoryError:
        found = {"rule": "memory"}
    (folder / "found.json").write_text(json.dumps(found), encoding="utf-8")


def _read(folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    path = folder / "workbook"
    archive = zipfile.ZipFile(path) if order["kind"] == "xlsx" else None
    noted = noted_members(archive) if archive else frozenset()
    try:
        book = CalamineWorkbook.from_path(path)
        name, sheet, at = _chosen(book, order["sheet"], order["header_row"])
    except PasswordError as error:
        raise UnfitReportError("locked", "the workbook is locked with a password; save it without one") from error
    except CalamineError as error:
        raise UnfitReportError("damaged", "the workbook is damaged and cannot be read; save it anew as .xlsx") from error
    notes = sheet_notes(archive, name, noted) if archive else SheetNotes()
    table = _written(folder / "rows.csv", sheet, at, notes)
    others = [s for s in book.sheet_names if s != name]
    facts = {
        "sheet": name,
        "other_sheets": ", ".join(others),
        "formulas": notes.n_formulas,
        "hidden_rows": notes.n_hidden_rows,
        "hidden_columns": notes.n_hidden_columns,
        "merged_cells": sum(1 for _, (bottom, _) in sheet.merged_cell_ranges or () if bottom > at),
        "days_from": "1904" if archive and is_1904(archive) else "",
    }
    return table | {"facts": facts}


def _chosen(book: CalamineWorkbook, wanted: str, header_row: int) -> Table:
    """Return the sheet asked for, or the only one in sight with a table, and where its header is (from 0)."""
    names = [str(m.name) for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    if any(m.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba) for m in book.sheets_metadata):
        raise UnfitReportError("macros", "the workbook holds macros; save it as .xlsx")
    if wanted:
        fits = [n for n in names if n == wanted] or [n for n in names if n.strip().casefold() == wanted.strip().casefold()]
        if len(fits) != 1:
            what = f"the workbook has no sheet {wanted!r}, which its mapping names; it has {', '.join(map(repr, names))}"
            raise UnfitReportError("sheet", what)
    else:
        fits = [str(m.name) for m in book.sheets_metadata if m.name in names and m.visible == SheetVisibleEnum.Visible]
    tables, headers_only = list[Table](), list[Table]()
    for name in fits:
        sheet = book.get_sheet_by_name(name)
        at, has_rows = _table_at(sheet, header_row)
        if at is not None:
            (tables if has_rows else headers_only).append((name, sheet, at))
    if len(tables) > 1:
        what = f"several sheets hold a table: {', '.join(repr(n) for n, _, _ in tables)}; say sheet in the mapping"
        raise UnfitReportError("sheet", what)
    if tables:
        return tables[0]
    if headers_only:
        name, _, at = headers_only[0]
        raise UnfitReportError("no_rows", f"sheet {name!r} has column names in row {at + 1} and no rows under them")
    where = (
        f"in row {header_row}" if header_row else f"among the first {SAMPLE_ROWS} rows of a sheet; say header_row in the mapping"
    )
    raise UnfitReportError("header", f"the workbook has no row of column names {where}")


def _table_at(sheet: CalamineSheet, header_row: int) -> tuple[int | None, bool]:
    """Return where the header is (from 0), and whether anything stands under it."""
    if sheet.end is None:
        return None, False
    n_rows = sheet.end[0] + 1
    if n_rows * sheet.width > MAX_CELLS:
        what = f"sheet {sheet.name!r} reaches to row {n_rows:,}; delete its blank rows and columns, or send parts"
        raise UnfitReportError("too_large", what)
    first = [[text_of(v) for v in row] for row in islice(sheet.iter_rows(), max(SAMPLE_ROWS, header_row))]
    if header_row:
        at = header_row - 1 if header_row <= len(first) and any(c.strip() for c in first[header_row - 1]) else None
    else:
        at = header_at(first)
    return at, at is not None and n_rows > at + 1


def _written(path: Path, sheet: CalamineSheet, at: int, notes: SheetNotes) -> dict[str, Any]:
    """Write the rows under the header, and return the header and the rows that are not taken."""
    left = sheet.start[1] if sheet.start else 0
    rows = _rows(sheet, left, notes)
    _, header = next(islice(rows, at, None))
    width = max(i for i, cell in enumerate(header, start=1) if cell.strip())
    if width > MAX_COLUMNS:
        raise UnfitReportError("columns", f"the sheet has {width:,} columns; a report has {MAX_COLUMNS:,} at most")
    if at + 1 in notes.unworked:
        where = ", ".join(notes.unworked[at + 1])
        raise UnfitReportError(
            "formulas", f"a column name is a formula without a stored result in {where}: open and save the file once"
        )
    rest = _Rest()
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(_taken(rows, width, left, notes, rest))
    return {"header": header[:width], "left": left, "header_row": at + 1} | asdict(rest)


@dataclass(slots=True)
class _Rest:
    """What became of the rows under the header."""

    n_rows: int = 0
    n_blank: int = 0
    rejected: list[tuple[int, str, str]] = field(default_factory=list)


def _taken(rows: Iterator[Row], width: int, left: int, notes: SheetNotes, rest: _Rest) -> Iterator[tuple[object, ...]]:
    """Yield the rows that fit the header, each after its number, and count the rest."""
    last = 0
    for number, row in rows:
        if number in notes.unworked:
            rest.rejected.append((number, _unworked(notes.unworked[number]), "|".join(row)))
        elif len(row) > width and any(row[width:]):
            column = next(i for i, cell in enumerate(row[width:], start=left + width + 1) if cell)
            why = f"a cell in column {column_letters(column)}, to the right of the last column name"
            rest.rejected.append((number, why, "|".join(row)))
        elif row[0].strip() or any(cell.strip() for cell in row):
            rest.n_rows += 1
            yield (number, *row[:width])
        else:
            rest.n_blank += 1
        last = number
    below = sorted(row for row in notes.unworked if row > last)  # the reader sees no cell where no result is stored
    rest.rejected += [(row, _unworked(notes.unworked[row]), "") for row in below]


def _unworked(cells: Sequence[str]) -> str:
    return f"a formula without a stored result in {', '.join(cells)}: open the workbook in a spreadsheet and save it once"


def _rows(sheet: CalamineSheet, left: int, notes: SheetNotes) -> Iterator[Row]:
    """Yield every row from the first with its number, its cells as text and errors as their name."""
    cells = iter(sheet.iter_rows())
    number = 0
    while block := list(islice(cells, _BLOCK)):
        columns = [_texts(column, left + i + 1, number) for i, column in enumerate(zip(*block, strict=True))]
        for row in zip(*columns, strict=True):
            number += 1
            if number in notes.errors:
                names = notes.errors[number]
                yield number, [names.get(left + i, cell) for i, cell in enumerate(row, start=1)]
            else:
                yield number, row


def _texts(column: Sequence[object], place: int, above: int) -> Iterable[str]:
    """Return a column's cells as text: whole columns of one kind are the rule."""
    kinds = set(map(type, column))
    texts: list[str]
    if kinds == {float}:
        texts = [number_text(v) for v in column]  # type: ignore[arg-type]
    elif kinds == {date}:
        texts = list(map(date.isoformat, column))  # type: ignore[arg-type]
    else:
        texts = column if kinds == {str} else [text_of(v) for v in column]  # type: ignore[assignment]
        if (most := max(map(len, texts))) > MAX_CELL_CHARS:
            row = above + 1 + next(i for i, text in enumerate(texts) if len(text) == most)
            what = f"cell {column_letters(place)}{row} holds {most:,} characters; no cell of a report does"
            raise UnfitReportError("too_long", what)
    return texts


def number_text(value: float) -> str:
    """Return a number with the 15 digits a spreadsheet keeps, never as a power of ten."""
    text = f"{value:.15g}"
    return f"{Decimal(text):f}" if "e" in text else text


def text_of(value: object) -> str:
    """Return a cell as text: ISO days and times, plain decimals, true and false."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime):
        return (value + _HALF_SECOND).isoformat(timespec="seconds")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return value.isoformat(timespec="seconds") if isinstance(value, time) else str(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
