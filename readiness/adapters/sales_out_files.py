"""Sales-out files: a partner's report, CSV or XLSX, read by its mapping or by headers that mean one thing only.

In: the bytes of a report and, where there is one, of the mapping.yaml beside it.
Out: ReportedLines, and Quarantined rows with the raw text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated

from pydantic import Field

from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import (
    CURRENCIES,
    YEARS,
    BadValueError,
    decimal_mark_value,
    delimiter_value,
    encoding_value,
    shown,
)
from readiness.adapters.table_files import UnreadableWorkbookError, workbook_cells
from readiness.adapters.yaml_files import Strict, parsed_by, read_model
from readiness.stages.sales_out import Quarantined, ReportedLine
from readiness.vocabulary import Partner, to_minor

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "document": (
        "document", "invoice", "invoice no", "invoice number", "order no", "order number", "sales order number", "belegnummer",
    ),
    "sold_on": ("sold on", "invoice date", "order date", "sales date", "pos date", "transaction date"),
    "product_id": (
        "product id", "product key", "part number", "mpn", "manufacturer part number", "vendor part", "herstellernummer",
    ),
    "account_id": ("account id", "reseller key", "reseller id", "customer id", "customer number", "account number"),
    "rep_id": ("rep id", "employee key", "sales rep id", "salesperson id"),
    "territory_id": ("territory id", "sales territory key"),
    "units": ("units", "quantity", "qty", "units sold", "pos qty", "sell thru qty", "menge"),
    "amount": ("amount", "sales", "net amount", "extended price", "line total", "umsatz"),
    "currency": ("currency", "iso currency", "waehrung"),
}  # fmt: skip
"""Headers, folded, that mean one thing only. `date`, `customer`, `sku` and `price` mean several and need a mapping."""
REQUIRED = ("sold_on", "product_id", "account_id", "units", "amount")
MAX_UNPACKED_BYTES = 500_000_000


SAMPLE = datetime(2019, 11, 23, tzinfo=UTC)
MAX_DIGITS = 15
"""Digits before the decimal mark: more do not fit where amounts are kept, and no sale has them."""
THIN = "\u00a0\u202f"
"""Spaces that part thousands without breaking the line."""


def _date_format(text: str) -> str:
    try:
        fits = datetime.strptime(SAMPLE.strftime(text), text).date() == SAMPLE.date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        fits = False
    if not fits:
        raise BadValueError(f"{shown(text)} does not say year, month and day")
    return text


class _Columns(Strict):
    document: str = ""
    sold_on: str = Field(min_length=1)
    product_id: str = Field(min_length=1)
    account_id: str = Field(min_length=1)
    rep_id: str = ""
    territory_id: str = ""
    units: str = Field(min_length=1)
    amount: str = Field(min_length=1)
    currency: str = ""


class _Mapping(Strict):
    delimiter: Annotated[str, parsed_by(delimiter_value, 'one mark such as ";", or tab')] = ""
    encoding: Annotated[str, parsed_by(encoding_value, "an encoding such as utf-8 or cp1252")] = "utf-8-sig"
    date_format: Annotated[str, parsed_by(_date_format, 'a format such as "%d.%m.%Y"')] = "%Y-%m-%d"
    decimal_mark: Annotated[str, parsed_by(decimal_mark_value, '"." or ","')] = "."
    columns: _Columns


@dataclass(frozen=True, slots=True)
class ReportMapping:
    """How one partner's reports are read; `columns` maps our names to the partner's headers."""

    delimiter: str
    encoding: str
    date_formats: tuple[str, ...]
    decimal_mark: str
    columns: Mapping[str, str]


UNMAPPED = ReportMapping("", "utf-8-sig", ("%Y-%m-%d", "%Y/%m/%d"), ".", {})


def read_mapping(file: str, data: bytes, problems: Problems) -> ReportMapping | None:
    """Return a partner's mapping, or None with problems."""
    model = read_model(file, data, _Mapping, problems)
    if model is None:
        return None
    columns = {ours: theirs for ours, theirs in model.columns.model_dump().items() if theirs}
    for ours, theirs in columns.items():
        first = next(name for name, header in columns.items() if header == theirs)
        if first != ours:
            problems.add_at(file, f"columns.{ours}", f"{shown(theirs)} is already used for {first}", "a column of its own")
            return None
    return ReportMapping(model.delimiter, model.encoding, (model.date_format,), model.decimal_mark, columns)


def read_report(partner: Partner, file: str, data: bytes, mapping: ReportMapping) -> tuple[list[ReportedLine], list[Quarantined]]:
    """Return the report's lines and the rows that could not be read; a file that does not fit is held as a whole (row 0)."""
    try:
        rows = _xlsx_rows(data, mapping) if data[:2] == b"PK" else _csv_rows(data, mapping)
        header_row, width, columns = _columns_of(rows, mapping)
    except _UnfitFileError as error:
        return [], [Quarantined(partner.partner_id, file, 0, error.column, str(error), "")]
    lines: list[ReportedLine] = []
    held: list[Quarantined] = []
    for number, cells in rows:
        if number <= header_row or not any(cells):
            continue
        raw = "|".join(cells)
        if any(cells[width:]):
            what = f"{len(cells)} cells where the header has {width}: a text with the delimiter in it needs quotes"
            held.append(Quarantined(partner.partner_id, file, number, "", what, raw))
            continue
        try:
            lines.append(_line(partner, file, number, cells, columns, mapping, raw))
        except _BadCellError as error:
            held.append(Quarantined(partner.partner_id, file, number, error.column, str(error), raw))
    return lines, held


class _UnfitFileError(ValueError):
    def __init__(self, column: str, what: str) -> None:
        super().__init__(what)
        self.column = column


class _BadCellError(_UnfitFileError):
    pass


def _csv_rows(data: bytes, mapping: ReportMapping) -> list[tuple[int, list[str]]]:
    try:
        text = data.decode(mapping.encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise _UnfitFileError("", f"the file is not text in {mapping.encoding}") from error
    if "\x00" in text:
        raise _UnfitFileError("", "the file holds NUL bytes, so it is not a text file")
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    delimiter = mapping.delimiter or max(",;|\t", key=first.count)
    # Strict: a quote that is never closed would else swallow every line after it into one.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [(number, [c.strip() for c in cells]) for number, cells in enumerate(reader, start=1)]
    except csv.Error as error:
        raise _UnfitFileError("", f"a quotation mark near line {reader.line_num} is opened and not closed") from error


def _xlsx_rows(data: bytes, mapping: ReportMapping) -> list[tuple[int, list[str]]]:
    """Return the first sheet's rows, days and numbers written as the mapping says: in a workbook they have no marks."""
    try:
        sheets = workbook_cells(data, MAX_UNPACKED_BYTES, date_format=mapping.date_formats[0], decimal_mark=mapping.decimal_mark)
    except UnreadableWorkbookError as error:
        raise _UnfitFileError("", f"the file {error}") from error
    return next(iter(sheets.values()), [])


def _folded(header: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", spaced.lower()).split())


def _columns_of(rows: Sequence[tuple[int, list[str]]], mapping: ReportMapping) -> tuple[int, int, dict[str, int]]:
    """Return the header's row, how many columns it names, and our column names to their positions."""
    found = next(((n, cells) for n, cells in rows if any(cells) and not cells[0].startswith("#")), None)
    if found is None:
        raise _UnfitFileError("", "the file is empty")
    header_row, header = found
    columns: dict[str, int] = {}
    for ours, theirs in mapping.columns.items():
        if header.count(theirs) != 1:
            what = "stands more than once" if theirs in header else "is not in the header"
            raise _UnfitFileError(ours, f"column {theirs!r} of mapping.yaml {what}")
        columns[ours] = header.index(theirs)
    if not mapping.columns:
        folded = [_folded(h) for h in header]
        for ours, names in SYNONYMS.items():
            at = [i for i, h in enumerate(folded) if h in names]
            if len(at) == 1:
                columns[ours] = at[0]
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise _UnfitFileError(missing[0], f"no header that surely means {', '.join(missing)}; write a mapping.yaml beside it")
    return header_row, max(i for i, name in enumerate(header, start=1) if name), columns


def _line(
    partner: Partner, file: str, row: int, cells: list[str], columns: dict[str, int], mapping: ReportMapping, raw: str
) -> ReportedLine:
    def cell(name: str) -> str:
        return cells[columns[name]] if name in columns and columns[name] < len(cells) else ""

    for name in ("sold_on", "product_id", "account_id", "units", "amount"):
        if not cell(name):
            raise _BadCellError(name, "blank")
    currency = cell("currency").upper() or partner.currency
    if cell("currency") and currency not in CURRENCIES:
        raise _BadCellError("currency", f"{shown(cell('currency'))} is not a currency code")
    units = _number("units", cell("units"), mapping.decimal_mark)
    if units != units.to_integral_value():
        raise _BadCellError("units", f"{shown(cell('units'))} is not a whole number")
    amount = _number("amount", cell("amount"), mapping.decimal_mark)
    return ReportedLine(
        partner.partner_id, file, row, cell("document"), _day(cell("sold_on"), mapping.date_formats), cell("product_id"),
        cell("account_id"), cell("rep_id"), cell("territory_id"), int(units), to_minor(amount, currency), currency, raw,
    )  # fmt: skip


def _day(text: str, formats: Sequence[str]) -> date:
    for form in formats:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if day.year in YEARS:
            return day
    raise _BadCellError("sold_on", f"{shown(text)} is not a date written as {' or '.join(formats)}")


def _number(column: str, text: str, decimal_mark: str) -> Decimal:
    """Return a number; (12.5) and 12.5- are negative; a space, an apostrophe or the other mark may part thousands in threes."""
    body = text.strip()
    negative = body.startswith("(") and body.endswith(")")
    if negative:
        body = body[1:-1].strip()
    elif body.endswith("-") and body[0] not in "+-":
        negative, body = True, body[:-1].strip()
    match = _number_pattern(decimal_mark).fullmatch(body)
    if not match or (negative and match["sign"]):
        raise _BadCellError(column, f"{shown(text)} is not a number with the decimal mark {decimal_mark!r}")
    whole = re.sub(r"\D", "", match["whole"])
    if len(whole.lstrip("0")) > MAX_DIGITS:
        raise _BadCellError(column, f"{shown(text)} is larger than any sale")
    number = Decimal(f"{whole or '0'}.{match['part'] or '0'}")
    return -number if negative or match["sign"] == "-" else number


@cache
def _number_pattern(decimal_mark: str) -> re.Pattern[str]:
    other = "," if decimal_mark == "." else "."
    grouped = rf"\d{{1,3}}(?P<mark>[ '’{THIN}{other}])\d{{3}}(?:(?P=mark)\d{{3}})*"
    return re.compile(
        rf"(?P<sign>[+-]?)(?P<whole>{grouped}|\d+|(?=\{decimal_mark}\d))(?:\{decimal_mark}(?P<part>\d*))?", re.ASCII
    )
