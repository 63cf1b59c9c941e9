"""Tables: rows to CSV and plain XLSX bytes, safe to open in a spreadsheet.

In: a header and rows of str, int, float, Decimal, bool, date, datetime or None.
Out: bytes, the same on every run.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from readiness.adapters.canonical_zip import canonical

FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts so is run as a formula by spreadsheets (OWASP, CSV injection)."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
MAX_WIDTH = 60


def safe_text(text: str) -> str:
    """Return a text no spreadsheet runs as a formula and no XML refuses."""
    text = _ILLEGAL.sub("", text)
    return f"'{text}" if text.startswith(FORMULA_START) else text


def cell_text(value: object) -> str:
    """Return a value as its CSV cell: ISO dates, plain decimals, blank for None and NaN."""
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
    writer.writerow(header)
    writer.writerows([cell_text(v) for v in row] for row in rows)
    return out.getvalue().encode()


def xlsx_bytes(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[object]]]]) -> bytes:
    """Return a workbook of plain tables: bold frozen header, filter, widths that fit, no formula."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, (header, rows) in sheets.items():
        write_sheet(book.create_sheet(name[:31]), header, rows)
    return workbook_bytes(book)


def write_sheet(sheet: Worksheet, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Fill one sheet with a table and make it readable."""
    widths = [len(h) for h in header]
    sheet.append(list(header))
    for row in rows:
        cells = [safe_text(v) if isinstance(v, str) else v for v in row]
        sheet.append([None if isinstance(v, float) and v != v else v for v in cells])
        widths = [max(w, min(len(cell_text(v)), MAX_WIDTH)) for w, v in zip(widths, cells, strict=True)]
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F3A4D")
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    for i, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(i)].width = width + 3
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def workbook_bytes(book: Workbook) -> bytes:
    """Return an openpyxl workbook as bytes that do not depend on the clock."""
    out = io.BytesIO()
    book.save(out)
    return canonical(out.getvalue())
