"""Spec tables: YAML, JSON, XLSX and CSV layouts of a factory's spec.

In: the bytes of one spec file.
Out: SpecRecords, and Problems for what could not be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from openpyxl.utils import get_column_letter
from pydantic import ConfigDict, Field

from readiness.adapters.input_tables import Problems, close_name, raw_rows
from readiness.adapters.input_values import shown
from readiness.adapters.spec_records import AVAILABILITY, FIELDS, HEADER, RECORDS, SpecRecord
from readiness.adapters.yaml_files import Strict, read_model


class _Product(Strict):
    model_id: str = ""
    name: str = ""
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
    status: str = ""
    available_from: str = ""
    valid_until: str = ""


class _Variant(Strict):
    model_config = ConfigDict(extra="allow", coerce_numbers_to_str=True, str_strip_whitespace=True)
    product_id: str
    name: str = ""
    gtin: str = ""
    list_price: str = ""
    currency: str = ""


class _Spec(Strict):
    product: _Product = Field(default_factory=_Product)
    characteristics: list[_Characteristic] = Field(default_factory=list)
    variants: list[_Variant] = Field(default_factory=list)


def yaml_records(file: str, data: bytes, problems: Problems) -> list[SpecRecord]:
    """Return the records of a YAML or JSON spec; places are field paths."""
    spec = read_model(file, data, _Spec, problems)
    if spec is None:
        return []

    def lines(path: str, names: Sequence[str]) -> dict[str, int]:
        return {n: problems.line(file, f"{path}.{'product_id' if n == 'id' and path[0] == 'v' else n}") for n in names}

    records = [
        SpecRecord(file, problems.line(file, f"product.{name}"), f"product.{name}", "product", {"id": name, "value": value})
        for name, value in spec.product.model_dump().items()
        if value
    ]
    for i, c in enumerate(spec.characteristics):
        path, values = f"characteristics[{i}]", c.model_dump()
        line = problems.line(file, path)
        records.append(SpecRecord(file, line, f"{path}.value", "characteristic", values, (), path, lines(path, list(values))))
    for i, v in enumerate(spec.variants):
        path, extra = f"variants[{i}]", v.model_extra or {}
        values = {"id" if name == "product_id" else name: value for name, value in v.model_dump(exclude=set(extra)).items()}
        properties = tuple((name, value) for name, value in extra.items() if isinstance(value, str))
        for name in (n for n, value in extra.items() if not isinstance(value, str)):
            problems.add_at(file, f"{path}.{name}", "a list or a block of fields", "one value")
        for name in extra:
            if meant := close_name(name, [f for f in _Variant.model_fields if f not in v.model_fields_set]):
                problems.add_at(file, f"{path}.{name}", "unknown field", f"{meant}, or a name less like it")
        line = problems.line(file, path)
        records.append(SpecRecord(file, line, path, "variant", values, properties, path, lines(path, [*values, *extra])))
    return records


def csv_records(file: str, data: bytes, problems: Problems) -> list[SpecRecord]:
    """Return the records of a CSV spec; places are rows."""
    rows = raw_rows(file, data, problems)
    if not rows and not problems.in_file(file):
        problems.add(file, 0, "", "the file is empty", "a header row: record, id, ...")
    return list(_table_records(file, "", rows, problems)) if rows else []


def sheet_records(file: str, cells: Mapping[str, list[tuple[int, list[str]]]], problems: Problems) -> list[SpecRecord]:
    """Return the records of a workbook with the sheets product, characteristics and variants; places are cells."""
    sheets = {"product": "product", "characteristics": "characteristic", "variants": "variant"}
    records: list[SpecRecord] = []
    for title, rows in cells.items():
        name = title.strip().lower()
        if name in sheets:
            records += _table_records(file, title, [r for r in rows if any(r[1])], problems, sheets[name])
        else:
            problems.add(file, 0, title, "unknown sheet", "sheets named " + ", ".join(sheets))
    return records


def _table_records(
    file: str, sheet: str, rows: list[tuple[int, list[str]]], problems: Problems, kind: str = ""
) -> Iterator[SpecRecord]:
    """Yield the records of one table; `kind` is empty where a `record` column says it."""
    if not rows:
        return
    header = _header(file, sheet, *rows[0], kind, problems)
    if not header:
        return
    value_column = get_column_letter(header.index("value" if "value" in header else "id") + 1)
    for number, cells in rows[1:]:
        if any(c.strip() for c in cells[len(header) :]):
            expected = f"{len(header)}, as in the header (a comma inside a text needs quotes)"
            problems.add(file, number, sheet, f"{len(cells)} cells", expected)
            continue
        row = dict(zip(header, (c.strip() for c in cells), strict=False))
        record = kind or row.pop("record", "").lower()
        if record not in RECORDS:
            what = f"{shown(record)} is unknown" if record else "blank"
            problems.add(file, number, "record", what, "one of " + ", ".join(RECORDS))
            continue
        known = {name: text for name, text in row.items() if name in FIELDS[record]}
        others = tuple((name, text) for name, text in row.items() if name not in FIELDS[record] and text)
        strange = [name for name, _ in others if record != "variant" or name in _ALL_FIELDS]
        for name in strange:
            problems.add(file, number, name, f"a {record} has no such field", "blank, or " + ", ".join(FIELDS[record]))
        place = f"{sheet}!{value_column}{number}" if sheet else f"row {number}"
        properties = () if strange or record != "variant" else others
        yield SpecRecord(file, number, place, record, known, properties, sheet, {HEADER: rows[0][0]})


_ALL_FIELDS = frozenset(name for names in FIELDS.values() for name in names)
_SAME = {"product_id": "id", "field": "id"}


def _header(file: str, sheet: str, row: int, cells: Sequence[str], kind: str, problems: Problems) -> list[str]:
    """Return the header with our names; empty where it does not fit, every fault recorded."""
    header = [_SAME.get(h.strip(), h.strip()) for h in cells]
    while header and not header[-1]:
        header.pop()
    fields = FIELDS[kind] if kind else ("record", *dict.fromkeys(n for names in FIELDS.values() for n in names))
    before = len(problems.found)

    def fault(name: str, what: str, expected: str) -> None:
        problems.add(file, row, f"{sheet}!{name}" if sheet else name, what, expected)

    # In a CSV a variant's property may be named much like one of these (state, available); in a characteristic's row a misspelt
    # one is a fault all the same.
    absent = [name for name in fields if name not in header and (kind or name not in AVAILABILITY)]
    for name in dict.fromkeys(header):
        meant = "" if name in fields else close_name(name, absent)
        if not name:
            fault("(blank)", "a column without a name", "a name, or no cells under it")
        elif header.count(name) > 1:
            fault(name, "the column stands twice", "each column once")
        elif meant:
            fault(name, "unknown column", f"{meant}, which is missing")
            absent.remove(meant)
        elif name not in fields and kind in ("product", "characteristic"):
            fault(name, "unknown column", "one of " + ", ".join(fields))
    for name in ("record", "id") if not kind else ("id",):
        if name in absent:
            fault(name, "the column is missing", "a column of this name")
    return header if len(problems.found) == before else []
