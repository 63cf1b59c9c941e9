"""Spec tables: YAML, JSON, XLSX and CSV layouts of a factory's spec.

In: the bytes of one spec file.
Out: SpecRecords, and Problems for what could not be read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from pydantic import ConfigDict, Field

from readiness.adapters.input_tables import Problems, raw_rows
from readiness.adapters.spec_records import FIELDS, RECORDS, SpecRecord
from readiness.adapters.yaml_files import Strict, read_model

MAX_UNPACKED_BYTES = 200_000_000
"""A spec workbook that unpacks to more is refused unread: no spec is that long, a zip bomb is."""


class _Product(Strict):
    model_id: str = ""
    name: str
    vendor: str = ""
    category: str = ""
    revision: str = ""
    summary: str = ""


class _Characteristic(Strict):
    id: str
    name: str = ""
    value: str
    unit: str = ""
    operator: str = ""
    condition: str = ""
    quote: str = ""


class _Variant(Strict):
    model_config = ConfigDict(extra="allow", coerce_numbers_to_str=True, str_strip_whitespace=True)
    product_id: str
    name: str = ""
    gtin: str = ""
    list_price: str = ""
    currency: str = ""


class _Spec(Strict):
    product: _Product
    characteristics: list[_Characteristic] = Field(default_factory=list)
    variants: list[_Variant] = Field(default_factory=list)


def yaml_records(file: str, data: bytes, problems: Problems) -> list[SpecRecord]:
    """Return the records of a YAML or JSON spec; places are field paths."""
    spec = read_model(file, data, _Spec, problems)
    if spec is None:
        return []
    records = [
        SpecRecord(file, problems.line(file, f"product.{name}"), f"product.{name}", "product", {"id": name, "value": value})
        for name, value in spec.product.model_dump().items()
        if value
    ]
    for i, c in enumerate(spec.characteristics):
        path = f"characteristics[{i}]"
        records.append(SpecRecord(file, problems.line(file, path), f"{path}.value", "characteristic", c.model_dump()))
    for i, v in enumerate(spec.variants):
        path = f"variants[{i}]"
        values = v.model_dump(exclude=set(v.model_extra or {}))
        values["id"] = values.pop("product_id")
        properties = tuple((name, str(value)) for name, value in (v.model_extra or {}).items())
        records.append(SpecRecord(file, problems.line(file, path), path, "variant", values, properties))
    return records


def csv_records(file: str, data: bytes, problems: Problems) -> list[SpecRecord]:
    """Return the records of a CSV spec; places are rows."""
    rows = raw_rows(file, data, problems)
    if not rows:
        if not problems.found or problems.found[-1].file != file:
            problems.add(file, 0, "", "the file is empty", "a header row: record, id, ...")
        return []
    return list(_table_records(file, "", rows, problems))


def xlsx_records(file: str, data: bytes, problems: Problems) -> list[SpecRecord]:
    """Return the records of a workbook with the sheets product, characteristics and variants; places are cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(m.file_size for m in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            problems.add(file, 0, "", f"unpacks to {unpacked:,} bytes", f"at most {MAX_UNPACKED_BYTES:,}")
            return []
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        problems.add(file, 0, "", f"is not a workbook ({error})", "an .xlsx file")
        return []
    sheets = {"product": "product", "characteristics": "characteristic", "variants": "variant"}
    records: list[SpecRecord] = []
    for title in book.sheetnames:
        if title not in sheets:
            problems.add(file, 0, title, "unknown sheet", "sheets named " + ", ".join(sheets))
            continue
        rows = [(i, [_cell_text(v) for v in row]) for i, row in enumerate(book[title].iter_rows(values_only=True), start=1)]
        records += _table_records(file, title, [r for r in rows if any(r[1])], problems, sheets[title])
    book.close()
    return records


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).strip()


def _table_records(
    file: str, sheet: str, rows: list[tuple[int, list[str]]], problems: Problems, kind: str = ""
) -> Iterator[SpecRecord]:
    """Yield the records of one table; `kind` is empty where a `record` column says it."""
    if not rows:
        return
    header_row, header = rows[0][0], [h.strip().replace("product_id", "id").replace("field", "id") for h in rows[0][1]]
    needed = ["id"] if kind else ["record", "id"]
    missing = [name for name in needed if name not in header]
    for name in missing:
        problems.add(file, header_row, f"{sheet}!{name}" if sheet else name, "the column is missing", "a column of this name")
    if missing or not _header_known(file, sheet, header_row, header, kind, problems):
        return
    value_column = get_column_letter(header.index("value" if "value" in header else "id") + 1)
    for number, cells in rows[1:]:
        row = dict(zip(header, (c.strip() for c in cells), strict=False))
        record = kind or row.pop("record", "")
        if record not in RECORDS:
            problems.add(file, number, "record", f"{record!r} is unknown", "one of " + ", ".join(RECORDS))
            continue
        known = {name: text for name, text in row.items() if name in FIELDS[record]}
        others = tuple((name, text) for name, text in row.items() if name not in _ALL_FIELDS and text)
        place = f"{sheet}!{value_column}{number}" if sheet else f"row {number}"
        yield SpecRecord(file, number, place, record, known, others if record == "variant" else (), sheet)


_ALL_FIELDS = frozenset(name for names in FIELDS.values() for name in names)


def _header_known(file: str, sheet: str, row: int, header: list[str], kind: str, problems: Problems) -> bool:
    """Say which columns stand twice, or are unknown where a table has no variants to have properties."""
    before = len(problems.found)
    for name in dict.fromkeys(h for h in header if h and header.count(h) > 1):
        problems.add(file, row, f"{sheet}!{name}" if sheet else name, "the column stands twice", "each column once")
    if kind in ("product", "characteristic"):
        for name in header:
            if name and name not in FIELDS[kind]:
                problems.add(file, row, f"{sheet}!{name}", "unknown column", "one of " + ", ".join(FIELDS[kind]))
    return len(problems.found) == before
