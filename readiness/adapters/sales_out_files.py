"""Sales-out files: a partner's report, CSV or XLSX, read by its mapping or by headers that mean one thing only.

In: the bytes of a report and, where there is one, of the mapping.yaml beside it.
Out: ReportedLines, and Quarantined rows with the raw text.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from pydantic import Field

from readiness.adapters.input_tables import Problems
from readiness.adapters.yaml_files import Strict, read_model
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
    delimiter: str = Field(default="", max_length=1)
    encoding: str = "utf-8-sig"
    date_format: str = "%Y-%m-%d"
    decimal_mark: str = Field(default=".", pattern="^[.,]$")
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
    return ReportMapping(model.delimiter, model.encoding, (model.date_format,), model.decimal_mark, columns)


def read_report(partner: Partner, file: str, data: bytes, mapping: ReportMapping) -> tuple[list[ReportedLine], list[Quarantined]]:
    """Return the report's lines and the rows that could not be read; a file that does not fit is held as a whole (row 0)."""
    try:
        rows = _xlsx_rows(data) if data[:4] == b"PK\x03\x04" else _csv_rows(data, mapping)
        header_row, columns = _columns_of(rows, mapping)
    except _UnfitFileError as error:
        return [], [Quarantined(partner.partner_id, file, 0, error.column, str(error), "")]
    lines: list[ReportedLine] = []
    held: list[Quarantined] = []
    for number, cells in rows:
        if number <= header_row or not any(cells):
            continue
        raw = "|".join(cells)
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
        raise _UnfitFileError("", f"is not text in {mapping.encoding}") from error
    if "\x00" in text:
        raise _UnfitFileError("", "holds NUL bytes, so it is not a text file")
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    delimiter = mapping.delimiter or max(",;|\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(number, [c.strip() for c in cells]) for number, cells in enumerate(reader, start=1)]
    except csv.Error as error:
        raise _UnfitFileError("", f"cannot be parsed near line {reader.line_num} ({error})") from error


def _xlsx_rows(data: bytes) -> list[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(m.file_size for m in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise _UnfitFileError("", f"unpacks to more than {MAX_UNPACKED_BYTES:,} bytes")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        if isinstance(error, _UnfitFileError):
            raise
        raise _UnfitFileError("", "is not a workbook") from error
    sheet = book.worksheets[0]
    rows = [(i, [_cell_text(v) for v in row]) for i, row in enumerate(sheet.iter_rows(values_only=True), start=1)]
    book.close()
    return rows


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    return f"{value:.15g}" if isinstance(value, float) else str(value).strip()


def _folded(header: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", spaced.lower()).split())


def _columns_of(rows: Sequence[tuple[int, list[str]]], mapping: ReportMapping) -> tuple[int, dict[str, int]]:
    """Return the header's row and our column names to their positions."""
    found = next(((n, cells) for n, cells in rows if any(cells) and not cells[0].startswith("#")), None)
    if found is None:
        raise _UnfitFileError("", "is empty")
    header_row, header = found
    columns: dict[str, int] = {}
    for ours, theirs in mapping.columns.items():
        if header.count(theirs) != 1:
            what = "stands more than once" if theirs in header else "is not in the header"
            raise _UnfitFileError(theirs, f"column {theirs!r} of mapping.yaml {what}")
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
    return header_row, columns


def _line(
    partner: Partner, file: str, row: int, cells: list[str], columns: dict[str, int], mapping: ReportMapping, raw: str
) -> ReportedLine:
    def cell(name: str) -> str:
        return cells[columns[name]] if name in columns and columns[name] < len(cells) else ""

    for name in ("sold_on", "product_id", "account_id", "units", "amount"):
        if not cell(name):
            raise _BadCellError(name, f"{name} is blank")
    currency = cell("currency") or partner.currency
    units = _number("units", cell("units"), mapping.decimal_mark)
    if units != units.to_integral_value():
        raise _BadCellError("units", f"units {cell('units')!r} is not a whole number")
    amount = _number("amount", cell("amount"), mapping.decimal_mark)
    return ReportedLine(
        partner.partner_id, file, row, cell("document"), _day(cell("sold_on"), mapping.date_formats), cell("product_id"),
        cell("account_id"), cell("rep_id"), cell("territory_id"), int(units), to_minor(amount, currency), currency, raw,
    )  # fmt: skip


def _day(text: str, formats: Sequence[str]) -> date:
    for form in formats:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise _BadCellError("sold_on", f"date {text!r} is not {' or '.join(formats)}")


def _number(column: str, text: str, decimal_mark: str) -> Decimal:
    """Return a number; (12.5) and 12.5- are negative, the other mark may part thousands in threes."""
    body = text.replace(" ", "").replace("\u00a0", "").replace("'", "")
    negative = (body.startswith("(") and body.endswith(")")) or body.endswith("-")
    body = body.strip("()").rstrip("-")
    other = "," if decimal_mark == "." else "."
    if other in body:
        if not re.fullmatch(rf"[+-]?\d{{1,3}}(\{other}\d{{3}})+(\{decimal_mark}\d+)?", body):
            raise _BadCellError(column, f"{column} {text!r} does not fit the decimal mark {decimal_mark!r}")
        body = body.replace(other, "")
    try:
        number = Decimal(body.replace(decimal_mark, "."))
    except InvalidOperation as error:
        raise _BadCellError(column, f"{column} {text!r} is not a number") from error
    if not number.is_finite():
        raise _BadCellError(column, f"{column} {text!r} is not a number")
    return -number if negative else number
