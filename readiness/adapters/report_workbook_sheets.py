"""Report workbook, its sheets: titles, tables and texts from top to bottom, each value by its kind, made to be read and printed.

In: rows of text, numbers and days.
Out: sheets of a workbook; where their tables stand, for charts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart._chart import ChartBase
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from readiness.adapters.table_files import safe_text

TEXT, WRAPPED, DAY, COUNT, SHARE, TENTHS, INDEX, HUNDREDTHS, MONEY = (
    "text", "wrapped", "day", "count", "share", "tenths", "index", "hundredths", "money",
)  # fmt: skip
"""What a column holds; it says how its numbers look."""
_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        DAY: "yyyy-mm-dd", COUNT: "#,##0", SHARE: "0%;[Red]-0%", TENTHS: "0.0%;[Red]-0.0%", INDEX: "0.0",
        HUNDREDTHS: "0.00;[Red]-0.00",
    }
)  # fmt: skip
_WORDS = (TEXT, WRAPPED)
_INK, _PALE = "1F3A4D", "FFFFFF"
_FONT = "Calibri"
_LINE = 15.0
"""Points of height for a line of text."""
_MOST_LINES = 26
"""A row is no higher than Excel allows."""
_PAGE = 170.0
"""Characters of width that a landscape page holds in letters that can be read."""
_ACROSS, _DOWN = 770.0, 498.0
"""Points of an A4 page in landscape within its margins."""
_SLACK = 45.0
"""Points by which programs differ in where a page ends."""
_MARGINS = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.75)
Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: str
    kind: str = TEXT
    width: float = 14.0
    """In characters; what the sheet's own widths say goes before it."""
    fills: Mapping[str, str] = field(default_factory=dict)
    """Text of a cell -> its colour."""


@dataclass(frozen=True, slots=True)
class Look:
    """What all sheets of a workbook have in common."""

    currency: str
    footer: str
    largest: float = 0.0
    """The largest amount of money in it."""

    @property
    def money_width(self) -> float:
        """Return how many characters a column of money needs."""
        return max(15.0, len(f"-{self.largest:,.0f} {self.currency}") * 1.15 + 2)

    def number_format(self, kind: str) -> str:
        """Return how numbers of a kind are shown; "" for text."""
        if kind == MONEY:
            unit = re.sub("[^A-Z]", "", self.currency.upper())
            shown = f'#,##0\\ "{unit}"' if unit else "#,##0"
            return f"{shown};[Red]-{shown}"
        return _FORMATS.get(kind, "")


class Sheet:
    """One sheet, written row by row: what is written cannot be changed, and takes no memory."""

    def __init__(
        self, book: Workbook, title: str, widths: Sequence[float], look: Look, *, frozen: str = "A2", repeated: str = "1:1"
    ) -> None:
        """Add a sheet; `frozen` is the first cell that scrolls, `repeated` the rows printed on every page."""
        self.look, self.title, self.row = look, title, 0
        self._height = self._repeated = 0.0
        self._sheet = book.create_sheet(title)
        self._widths = tuple(widths)
        for at, width in enumerate(widths, start=1):
            self._sheet.column_dimensions[get_column_letter(at)].width = width
        self._merged: list[str] = []
        self._set_up(frozen, repeated)

    def _set_up(self, frozen: str, repeated: str) -> None:
        sheet = self._sheet
        sheet.freeze_panes = frozen
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToWidth = n_pages = max(1, round(sum(self._widths) / _PAGE))
        sheet.page_setup.fitToHeight = 0
        width = sum(5.25 * w + 3.75 for w in self._widths) / n_pages
        self._page = _DOWN * max(1.0, width / _ACROSS)
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins = _MARGINS
        sheet.print_title_rows = repeated
        if n_pages > 1:
            sheet.print_title_cols = "A:B"
        sheet.merged_cells = self._merged  # a set of its own is written in any order
        footer = sheet.oddFooter
        for part, text in ((footer.left, safe_text(self.look.footer).replace("&", "&&")), (footer.right, "&P / &N")):
            if part is not None:
                part.text = text

    def heading(self, text: str, *, size: int = 12) -> None:
        """Add a line in large letters, with an empty one before it where anything is above."""
        if self.row:
            self.gap()
        self._span(text, Font(name=_FONT, bold=True, size=size, color=_INK), 1)

    def line(self, text: str) -> None:
        """Add a text across the sheet, in as many lines as it needs."""
        self._span(text, Font(name=_FONT), 1)

    def pair(self, name: str, value: Value, kind: str = TEXT) -> None:
        """Add a name and what it is, on the left in two columns; nothing where that is not known."""
        if value is not None and value != "":
            self._append([_Cells(self, Column(name)).of(name), _Cells(self, Column(name, kind), side="left").of(value)])

    def gap(self) -> None:
        """Leave a row empty."""
        self._append([])

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, is_filtered: bool = False, spans: bool = False
    ) -> tuple[int, int]:
        """Add a table, and return the row of its header and its last row; `spans`: the last column runs to the sheet's edge."""
        self._header(columns)
        top = self.row
        if spans:
            self._merge(len(columns))
        cells = [_Cells(self, column) for column in columns]
        wraps = [at for at, column in enumerate(columns) if column.kind == WRAPPED]
        edge = len(columns)
        for row in rows:
            n = max((self._n_lines(row[at], at + 1, spans=spans and at + 1 == edge) for at in wraps), default=1)
            self._append([cell.of(value) for cell, value in zip(cells, row, strict=True)], n)
            if spans:
                self._merge(edge)
        if is_filtered:
            self._sheet.auto_filter.ref = f"A{top}:{get_column_letter(edge)}{self.row}"
        return top, self.row

    def chart(self, chart: ChartBase) -> None:
        """Lay a chart below what is there, on one printed page."""
        self._sheet.add_chart(chart, self._laid(chart.height / 2.54 * 72))

    def picture(self, image: Image) -> None:
        """Lay a picture below what is there, on one printed page."""
        self._sheet.add_image(image, self._laid(image.height * 0.75))

    def _laid(self, height: float) -> str:
        """Leave as many rows empty as something so many points high covers, and return the cell it begins in."""
        self.gap()
        first, later = self._page, self._page - self._repeated
        used = self._height if self._height < first else (self._height - first) % later
        page = first if self._height < first else later
        if used + height + _SLACK > page and height + _SLACK < later:
            for _ in range(math.ceil((page - used + _SLACK) / _LINE)):
                self.gap()
        at = f"A{self.row + 1}"
        for _ in range(math.ceil(height / _LINE) + 1):
            self.gap()
        return at

    def area(self, column: int, top: int, last: int, *, to_column: int = 0) -> str:
        """Return cells as a formula names them, from the first to the last row."""
        end = to_column or column
        return f"'{self.title}'!${get_column_letter(column)}${top}:${get_column_letter(end)}${last}"

    def _header(self, columns: Sequence[Column]) -> None:
        cells = []
        for column in columns:
            cell: Any = WriteOnlyCell(self._sheet, value=safe_text(column.title))
            cell.data_type = "s"
            cell.font, cell.fill = Font(name=_FONT, bold=True, color=_PALE), PatternFill("solid", fgColor=_INK)
            is_left = column.kind in (*_WORDS, DAY)
            side = "left" if is_left else "right"
            cell.alignment = Alignment(vertical="top", wrap_text=True, horizontal=side, indent=int(is_left))
            cells.append(cell)
        n = max(self._n_lines(f"{c.title}  ", at, spans=False) for at, c in enumerate(columns, start=1))
        self._append(cells, n)

    def _span(self, text: str, font: Font, first: int) -> None:
        cell: Any = WriteOnlyCell(self._sheet, value=safe_text(text))
        cell.data_type, cell.font = "s", font
        cell.alignment = Alignment(vertical="top", wrap_text=True, horizontal="left", indent=1)
        self._append([cell], self._n_lines(text, first, spans=True) * (1 if font.sz in (None, 11) else 1.5))
        self._merge(first)

    def _append(self, cells: Sequence[Any], n_lines: float = 1) -> None:
        self.row += 1
        height = _LINE * min(n_lines, _MOST_LINES)
        if n_lines != 1:
            self._sheet.row_dimensions[self.row].height = height
        self._height += height
        self._repeated = self._repeated or height
        self._sheet.append(cells)

    def _merge(self, first: int) -> None:
        if first < len(self._widths):
            self._merged.append(f"{get_column_letter(first)}{self.row}:{get_column_letter(len(self._widths))}{self.row}")

    def _n_lines(self, value: Value, column: int, *, spans: bool) -> int:
        """Return how many lines a text takes in its column, or from there to the sheet's edge."""
        text = str(value or "")
        width = (sum(self._widths[column - 1 :]) if spans else self._widths[column - 1]) - 1
        return sum(_lines(paragraph, max(width, 4)) for paragraph in text.split("\n"))


def _lines(text: str, width: float) -> int:
    """Return how many lines words take, none broken unless it is too long for one."""
    n, used = 1, 0.0
    for word in text.split():
        length = len(word) * 0.87
        if used and used + 1 + length > width:
            n, used = n + 1, 0.0
        used += length + (1 if used else 0)
        n, used = n + int(used // (width + 1)), used % (width + 1)
    return n


class _Cells:
    """The cells of one column: one object for each look, whose value is changed from row to row."""

    def __init__(self, sheet: Sheet, column: Column, *, side: str = "") -> None:
        self._column, self._side = column, side or ("left" if column.kind in (*_WORDS, DAY) else None)
        self._plain = self._styled(sheet, "")
        self._filled = {text: self._styled(sheet, colour) for text, colour in column.fills.items()}

    def _styled(self, sheet: Sheet, colour: str) -> Any:
        cell: Any = WriteOnlyCell(sheet._sheet)
        cell.alignment = Alignment(
            vertical="top", wrap_text=self._column.kind == WRAPPED, horizontal=self._side, indent=1 if self._side else 0
        )
        if shown := sheet.look.number_format(self._column.kind):
            cell.number_format = shown
        if colour:
            cell.fill = PatternFill("solid", fgColor=colour)
        return cell

    def of(self, value: Value) -> Any:
        """Return the cell for a value; no text is ever a formula."""
        cell = self._filled.get(value, self._plain) if isinstance(value, str) else self._plain
        if isinstance(value, float) and not math.isfinite(value):
            value = None
        cell.value = safe_text(value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"
        return cell


def fitting_widths(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], look: Look, *, least: float = 9.0, most: float = 30.0
) -> list[float]:
    """Return the width of each column by what it holds; one whose text wraps has its own."""
    widths = [max(least, *(len(word) + 3 for word in column.title.split() or [""])) for column in columns]
    for row in rows:
        for at, value in enumerate(row):
            if isinstance(value, str):
                widths[at] = max(widths[at], min(len(value) + 3, most))
    kept = {MONEY: look.money_width, DAY: 12.0}
    return [c.width if c.kind == WRAPPED else max(w, kept.get(c.kind, 0.0)) for c, w in zip(columns, widths, strict=True)]
