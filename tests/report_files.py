"""Report files: workbooks and layouts for the tests of what partners send.

In: rows, a sheet's XML.
Out: bytes as a partner would send them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

TABLE = [["invoice", "product", "qty"], ["I-1", "TR-1000", 2], ["I-2", "TR-1000", -1]]


@dataclass(frozen=True)
class Said:
    """What a mapping says of the layout."""

    sheet: str = ""
    header_row: int = 0
    delimiter: str = ""
    encoding: str = ""


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book(*rows: list[Any], **others: list[list[Any]]) -> bytes:
    """Return a workbook whose first sheet has these rows, and further sheets by name."""
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(row)
    for name, lines in others.items():
        sheet = workbook.create_sheet(name)
        for line in lines:
            sheet.append(line)
    return saved(workbook)


def rewritten(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """Return a zip with its members changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        members = {name: old.read(name) for name in old.namelist()}
        change(members)
        for name, content in members.items():
            new.writestr(name, content)
    return out.getvalue()


def with_rows(xml: bytes, rows: list[list[Any]] | None = None) -> bytes:
    """Return a workbook with rows of raw XML after those of a table."""
    sheet = "xl/worksheets/sheet1.xml"
    table = book(*(rows or TABLE))
    return rewritten(table, lambda m: m.update({sheet: m[sheet].replace(b"</sheetData>", xml + b"</sheetData>")}))
