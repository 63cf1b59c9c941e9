"""Tables: rows to CSV and plain XLSX bytes, safe to open in a spreadsheet; and a workbook's cells as text.

In: a header and rows of str, int, float, Decimal, bool, date, datetime or None; the bytes of a workbook.
Out: bytes, the same on every run; rows of text.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from readiness.adapters.canonical_zip import canonical, zip_of
from readiness.adapters.sheet_xml import SheetRows
from readiness.adapters.zip_limits import ZipLimitError, ZipLimits, chunks, opened_zip

FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-][0-9][0-9.,' ]*")
"""What starts like a formula and is only a number, which stays one."""
"""A text that starts so is run as a formula by spreadsheets (OWASP, CSV injection)."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
MAX_WIDTH = 60
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd h:mm:ss"
_NO_ROWS = re.compile(rb"<sheetData\s*(?:/>|></sheetData>)")
_PLACE = re.compile(rb'<dimension ref="[^"]*"')
MAX_MEMBERS = 10_000
"""A workbook is a zip of one file a sheet and a few dozen more."""
TAGS_PER_CELL = 8
"""A cell with a text of its own has six marks in a workbook's XML; a row, a style or a width has a few more."""
CLOCK_ZERO = time()


class UnreadableWorkbookError(ValueError):
    """Bytes that are no workbook, or one that is not safe to unpack."""


def safe_text(text: str) -> str:
    """Return a text no spreadsheet runs as a formula and no XML refuses."""
    if not text.isprintable():  # most are, and the pattern is slow over a large table
        text = _ILLEGAL.sub("", text)
    return f"'{text}" if text.startswith(FORMULA_START) and not _NUMBER.fullmatch(text) else text


def plain_text(text: str) -> str:
    """Return a text as it was before `safe_text`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_START) else text


def cell_text(value: object) -> str:
    """Return a value as its CSV cell: ISO dates, plain decimals, blank for None and NaN."""
    if type(value) is str:  # nearly every cell of the large tables
        return safe_text(value)
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int | float):
        return repr(value) if isinstance(value, int) else f"{value:.10g}"
    return safe_text(str(value))


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return RFC 4180 CSV in UTF-8 with a header row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_text(h) for h in header])
    made: dict[str | date, str] = {}

    def text(value: object) -> str:
        if type(value) is not str and type(value) is not date:
            return cell_text(value)
        found = made.get(value)  # nearly every cell of a large table says what another said before
        if found is None:
            found = made[value] = cell_text(value)
        return found

    writer.writerows([text(v) for v in row] for row in rows)
    return out.getvalue().encode()


def xlsx_bytes(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[object]]]]) -> bytes:
    """Return a workbook of plain tables: bold frozen header, filter, widths that fit, no formula."""
    book = Workbook()
    first = book.worksheets[0]
    how = SheetRows(safe_text, cell_text, {date: _style(first["A1"], DAY), datetime: _style(first["A2"], MOMENT)})
    bold = _header_style(first["A3"])
    book.remove(first)
    filled: dict[str, tuple[str, str]] = {}
    for name, (header, rows) in sheets.items():
        sheet = book.create_sheet(name[:31])
        letters = [get_column_letter(i) for i in range(1, len(header) + 1)]
        top, _ = how.xml(letters, [header], 1, bold)
        table = list(rows)
        body, widths = how.xml(letters, table, 2)
        for letter, title, width in zip(letters, header, widths, strict=True):
            sheet.column_dimensions[letter].width = max(len(title), min(width, MAX_WIDTH)) + 3
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = place = f"A1:{letters[-1]}{len(table) + 1}"
        filled[f"xl/worksheets/sheet{len(filled) + 1}.xml"] = place, top + body
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(book))) as skeleton:
        members = {name: skeleton.read(name) for name in skeleton.namelist()}
    for name, xml in filled.items():
        members[name] = _with_rows(members[name], *xml)
    return zip_of(members)


def _with_rows(sheet: bytes, place: str, rows: str) -> bytes:
    """Return the XML of an empty sheet with rows, and where they are."""
    head, _, tail = _NO_ROWS.sub(b"<sheetData/>", sheet).partition(b"<sheetData/>")
    head = _PLACE.sub(f'<dimension ref="{place}"'.encode(), head)
    return b"".join((head, b"<sheetData>", rows.encode(), b"</sheetData>", tail))


def _style(cell: Cell, number_format: str) -> int:
    """Return the number of a workbook's style for days or moments: that of a cell, which keeps it."""
    cell.number_format = number_format
    return int(cell.style_id)


def _header_style(cell: Cell) -> int:
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor="1F3A4D")
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return int(cell.style_id)


def workbook_bytes(book: Workbook, *, stamp: str = "2000-01-01T00:00:00Z") -> bytes:
    """Return an openpyxl workbook as bytes that do not depend on the clock; `stamp` is when it says that it was made."""
    out = io.BytesIO()
    book.save(out)
    return canonical(out.getvalue(), stamp=stamp)


def workbook_cells(
    data: bytes, max_unpacked: int, max_cells: int = 20_000_000, *, date_format: str = "%Y-%m-%d", decimal_mark: str = "."
) -> dict[str, list[tuple[int, list[str]]]]:
    """Return each sheet's rows with their numbers, every cell as the text a person sees: no 25.0 for 25, no clock on a day.

    Raises:
        UnreadableWorkbookError: it is not a workbook, it unpacks to too much, or a formula in it has no stored result.
    """
    try:
        _refuse_bomb(data, max_unpacked, max_cells * TAGS_PER_CELL)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of drop-downs and colours it does not keep: nothing to us
            shown, stored = (load_workbook(io.BytesIO(data), read_only=True, data_only=only) for only in (True, False))
            sheets = {
                sheet.title: _sheet_cells(sheet, stored[sheet.title], date_format, decimal_mark, max_cells)
                for sheet in shown.worksheets
            }
            shown.close()
            stored.close()
    except UnreadableWorkbookError:
        raise
    except (zipfile.BadZipFile, zlib.error, InvalidFileException, KeyError, ValueError, TypeError, AttributeError) as error:
        raise UnreadableWorkbookError("is not a workbook that can be read") from error
    except (IndexError, SyntaxError, OSError, EOFError, RuntimeError, OverflowError, MemoryError) as error:
        raise UnreadableWorkbookError("is damaged or locked with a password") from error
    return sheets


def _refuse_bomb(data: bytes, max_unpacked: int, max_tags: int) -> None:
    """Refuse what would take a machine's memory or an hour, before anything is made of it."""
    limits = ZipLimits(MAX_MEMBERS, max_unpacked)
    n_tags = 0
    try:
        with opened_zip(data, limits) as (archive, infos):
            for info in infos:
                for part in chunks(archive, info):
                    n_tags += part.count(b"<")
                    if n_tags > max_tags:
                        what = "unpacks to more cells than any table of this kind has"
                        raise UnreadableWorkbookError(f"{what} in {info.filename}")
    except ZipLimitError as error:
        raise UnreadableWorkbookError(_OVER[error.rule].format(limits=limits, error=error)) from error


_OVER = {
    "members": "holds {error.found:,} files; no workbook has more than {limits.members:,}",
    "unpacked": "unpacks to more than {limits.unpacked:,} bytes",
    "ratio": "unpacks to {error.found:,} times its size",
    "lies": "unpacks to more than it says in {error.member}",
    "twice": "holds {error.member} twice",
    "locked": "is damaged or locked with a password",
}


def _sheet_cells(sheet: Any, stored: Any, date_format: str, decimal_mark: str, max_cells: int) -> list[tuple[int, list[str]]]:
    for one in (sheet, stored):
        one.reset_dimensions()  # a sheet may claim a million rows that are not there
    rows: list[tuple[int, list[str]]] = []
    n_cells = 0
    for number, (cells, formulas) in enumerate(zip(sheet.iter_rows(), stored.iter_rows(), strict=True), start=1):
        n_cells += 1 + len(cells)
        if n_cells > max_cells:
            raise UnreadableWorkbookError(f"has more than {max_cells:,} cells in {sheet.title}, blank ones included")
        for cell, formula in zip(cells, formulas, strict=True):
            if cell.value is None and formula.value is not None:
                place = f"{sheet.title}!{formula.coordinate}"
                raise UnreadableWorkbookError(f"holds a formula without a stored result in {place}: open and save it once")
        rows.append((number, [_seen_text(c, date_format, decimal_mark) for c in cells]))
    return rows


def _seen_text(cell: Any, date_format: str, decimal_mark: str) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime) and value.time() != CLOCK_ZERO:
        return value.strftime(f"{date_format} %H:%M")
    if isinstance(value, datetime | date):
        return value.strftime(date_format)
    if isinstance(value, int | float):
        percent = "%" in str(cell.number_format)
        text = f"{Decimal(f'{value * 100 if percent else value:.15g}'):f}"
        return text.replace(".", decimal_mark) + ("%" if percent else "")
    return str(value).strip()
