"""Spec files: a factory's spec in any layout that is read becomes one ProductSpec.

In: the bytes of every `spec.*` file of a launch folder.
Out: one ProductSpec, each value with its unit and the place it came from; faults as Problems.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from readiness.adapters import spec_formats, spec_tables
from readiness.adapters.input_ids import ANY_ID, KnownIds, either
from readiness.adapters.input_tables import BadValueError, Problems
from readiness.adapters.input_values import (
    currency_value,
    date_value,
    decimal_value,
    gtin_value,
    id_value,
    one_of,
    shown,
    text_value,
)
from readiness.adapters.spec_records import HEADER, SpecRecord
from readiness.adapters.spec_values import NO_NUMBER
from readiness.adapters.yaml_files import listed_ids
from readiness.stages.spec import STATUSES, Characteristic, ProductSpec, Source, Variant
from readiness.stages.units import canonical_unit

T = TypeVar("T")
READERS: Mapping[str, Callable[[str, bytes, Problems], list[SpecRecord]]] = {
    ".xml": spec_formats.records,
    ".yaml": spec_tables.yaml_records,
    ".yml": spec_tables.yaml_records,
    ".json": spec_formats.records,
    ".xlsx": spec_formats.records,
    ".csv": spec_formats.records,
}
PRODUCT_FIELDS = ("model_id", "name", "vendor", "category", "revision", "summary")
OPERATORS = ("=", "<=", ">=")
UNIT = "a unit such as cm, kg, year or %"
LONGEST = 2000
"""No value or sentence of a spec is longer."""
DAY = "a day as 2026-11-30"


def read_spec(files: Mapping[str, bytes], problems: Problems) -> ProductSpec | None:
    """Return the product that all spec files describe together, or None where nothing could be read.

    The ids it names go to `problems.columns` under `spec.*`, those of faulty records too.
    """
    records: list[SpecRecord] = []
    before = len(problems.found)
    lists: dict[str, list[KnownIds]] = {"characteristic": [], "variant": []}
    for name in sorted(files):
        suffix = name[name.rfind(".") :].lower()
        if suffix not in READERS:
            problems.add(name, 0, "", f"{suffix} is not a format that is read", "one of " + ", ".join(READERS))
            continue
        found = READERS[suffix](name, files[name], problems)
        records += found
        for kind, ids in lists.items():
            ids.append(_ids(name, found, kind, problems))
    for kind, ids in lists.items():
        # No variant at all: the launch's product_ids are then the only place that names them.
        problems.columns["spec.*", kind] = either(*ids) if ids and (any(ids) or kind == "characteristic") else ANY_ID
    if files and not records and len(problems.found) == before:
        problems.add(min(files), 0, "", "there is nothing in it that is read", "a product with its characteristics")
    return _assembled(records, problems, whole=len(problems.found) == before) if records else None


def _ids(file: str, records: list[SpecRecord], kind: str, problems: Problems) -> KnownIds:
    """Return the ids a spec file names; every id where it could not be read."""
    if not records:
        return listed_ids(file, f"{kind}s", "id" if kind == "characteristic" else "product_id", problems)
    mine = [r.id for r in records if r.record == kind]
    return KnownIds((i for i in mine if _is_id(i)), [i for i in mine if not _is_id(i)])


def _is_id(text: str) -> bool:
    try:
        id_value(text)
    except BadValueError:
        return False
    return True


def _assembled(records: list[SpecRecord], problems: Problems, *, whole: bool) -> ProductSpec:
    """Return the product; what is missing is a fault only where every file was read as a whole."""
    product = _product(records, problems)
    characteristics = _each(records, "characteristic", _characteristic, problems)
    variants = _each(records, "variant", _variant, problems)
    if whole and not product.get("name"):
        problems.add(records[0].file, 0, "product.name", "the product's name is missing", "the name customers know it by")
    if whole and not any(r.record == "characteristic" for r in records):
        problems.add(records[0].file, 0, "characteristics", "there is no characteristic", "at least one")
    return ProductSpec(
        model_id=product.get("model_id") or product.get("name", ""),
        name=product.get("name", ""),
        vendor=product.get("vendor", ""),
        category=product.get("category", ""),
        revision=product.get("revision") or "1",
        summary=product.get("summary", ""),
        characteristics=tuple(characteristics),
        variants=tuple(variants),
    )


def _product(records: list[SpecRecord], problems: Problems) -> dict[str, str]:
    """Return the product's own fields; the first file that has one is right, but two files must be of one product."""
    product: dict[str, str] = {}
    origin: dict[str, SpecRecord] = {}
    for record in (r for r in records if r.record == "product"):
        if record.id not in PRODUCT_FIELDS:
            what = f"{shown(record.id)} is unknown" if record.id else "blank"
            _fault(record, "id", what, "one of " + ", ".join(PRODUCT_FIELDS), problems)
            continue
        value, before = record.get("value"), origin.get(record.id)
        _checked(record, "value", text_value(LONGEST), "a text", problems)
        if before and before.file == record.file:
            _fault(record, "id", f"{record.id!r} is already used in {before.place}", "each field once", problems)
        elif before and record.id in ("model_id", "name") and value and value != product[record.id]:
            what = f"{shown(value)} is not the {record.id} of {before.file}"
            _fault(record, "value", what, f"{shown(product[record.id])}: one product, however many files", problems)
        elif value and not before:
            product[record.id], origin[record.id] = value, record
    return product


def _each(records: list[SpecRecord], kind: str, make: Callable[[SpecRecord, Problems], T | None], problems: Problems) -> list[T]:
    """Return what `make` makes of every record of a kind; an id used twice is a fault."""
    made: list[T] = []
    seen: dict[str, str] = {}
    for record in (r for r in records if r.record == kind):
        if record.id in seen:
            _fault(record, "id", f"{shown(record.id)} is already used in {seen[record.id]}", "each id once", problems)
            continue
        if record.id:
            seen[record.id] = f"{record.file}, {record.place}"
        item = make(record, problems)
        if item is not None:
            made.append(item)
    return made


def _characteristic(record: SpecRecord, problems: Problems) -> Characteristic | None:
    before = len(problems.found)
    _checked(record, "id", id_value, "an id without spaces, commas, semicolons or slashes", problems)
    value, written, operator = record.get("value"), record.get("unit"), record.get("operator") or "="
    if not value or value.lower() in NO_NUMBER:
        _fault(record, "value", f"{shown(value)} says nothing" if value else "blank", "a number or words", problems)
    for name in ("name", "value", "condition", "quote"):
        _checked(record, name, text_value(LONGEST if name in ("value", "quote") else 300), "a shorter text", problems)
    if operator not in OPERATORS:
        _fault(record, "operator", f"{shown(operator)} is unknown", "one of " + ", ".join(OPERATORS), problems)
    unit = canonical_unit(written) if written else ""
    number = _number(value.removesuffix("%").rstrip() if unit == "%" else value)
    if unit is None:
        _fault(record, "unit", f"{shown(written)} is not a unit that is known", UNIT, problems)
    elif unit and value and number is None and value.lower() not in NO_NUMBER:
        _fault(record, "value", f"{shown(value)} is not a number but has the unit {unit}", "a number", problems)
    status, available_from, valid_until = _availability(record, problems)
    if len(problems.found) > before:
        return None
    return Characteristic(
        characteristic_id=record.id,
        name=record.get("name") or record.id,
        text=value,
        number=number,
        unit=unit or "",
        operator=operator,
        condition=record.get("condition"),
        quote=record.get("quote") or value,
        source=Source(record.file, record.place),
        status=status,
        available_from=available_from,
        valid_until=valid_until,
    )


def _availability(record: SpecRecord, problems: Problems) -> tuple[str, date | None, date | None]:
    """Return status, first day and last day; a first day alone makes a characteristic dated."""
    starts = _checked(record, "available_from", date_value, DAY, problems)
    ends = _checked(record, "valid_until", date_value, DAY, problems)
    status = _checked(record, "status", one_of(STATUSES), "one of " + ", ".join(STATUSES), problems)
    if status == "dated" and not record.get("available_from"):
        _fault(record, "available_from", "blank beside the status dated", DAY, problems)
    if status == "available" and starts:
        _fault(record, "status", f"available, but not before {starts}", "dated, or no available_from", problems)
    if starts and ends and ends < starts:
        _fault(record, "valid_until", f"{ends} is before available_from", f"{starts} or later", problems)
    return status or ("dated" if starts else "available"), starts, ends


def _variant(record: SpecRecord, problems: Problems) -> Variant | None:
    before = len(problems.found)
    _checked(record, "id", id_value, "an id without spaces, commas, semicolons or slashes", problems)
    _checked(record, "gtin", gtin_value, "a GTIN of 8, 12, 13 or 14 digits with its check digit", problems)
    price = _checked(record, "list_price", decimal_value("0"), "an amount, 0 or more, with a decimal point", problems)
    currency = _checked(record, "currency", currency_value, "an ISO 4217 code such as EUR", problems)
    if price is not None and not record.get("currency"):
        _fault(record, "currency", "blank beside a price", "an ISO 4217 code such as EUR", problems)
    for name, value in record.properties:
        if len(value) > LONGEST:
            _fault(record, name, f"{shown(value)} has {len(value):,} characters", "a shorter text", problems)
        elif value.lower() in NO_NUMBER:
            _fault(record, name, f"{shown(value)} says nothing", "a number, words or blank", problems)
        unit = name[name.rfind("(") + 1 : -1] if name.endswith(")") and "(" in name else ""
        if unit and canonical_unit(unit) is None:
            # A table's header names the unit for every row, so the header is where it is wrong, once.
            row = record.rows.get(HEADER, record.row_of(name))
            problems.add(record.file, row, record.column(name), f"{shown(unit)} is not a unit that is known", UNIT)
    if len(problems.found) > before:
        return None
    return Variant(
        product_id=record.id,
        name=record.get("name") or record.id,
        gtin=record.get("gtin"),
        list_price=price,
        currency=currency or "",
        properties=tuple(_with_unit(name, value) for name, value in record.properties if value),
        source=Source(record.file, record.place),
    )


def _with_unit(name: str, value: str) -> tuple[str, str]:
    """Return `weight (lb)`, `25.13` as `weight`, `25.13 lb`."""
    if name.endswith(")") and "(" in name:
        bare, unit = name[:-1].rsplit("(", 1)
        return bare.strip(), f"{value} {canonical_unit(unit) or unit}"
    return name, value


def _number(text: str) -> Decimal | None:
    try:
        return decimal_value()(text) if text else None
    except BadValueError:
        return None


def _checked(record: SpecRecord, name: str, parse: Callable[[str], T], expected: str, problems: Problems) -> T | None:
    text = record.get(name)
    if not text and name != "id":
        return None
    if not text:
        _fault(record, name, "blank", expected, problems)
        return None
    try:
        return parse(text)
    except BadValueError as error:
        _fault(record, name, str(error), expected, problems)
        return None


def _fault(record: SpecRecord, column: str, what: str, expected: str, problems: Problems) -> None:
    problems.add(record.file, record.row_of(column), record.column(column), what, expected)


def spec_json(spec: ProductSpec) -> dict[str, Any]:
    """Return a ProductSpec as plain JSON values: what `readiness analyse spec` writes."""
    return {
        "product": {field: getattr(spec, field) for field in PRODUCT_FIELDS},
        "characteristics": [
            {
                "id": c.characteristic_id,
                "name": c.name,
                "value": c.text if c.number is None else float(c.number),
                "unit": c.unit,
                "operator": c.operator,
                "condition": c.condition,
                "quote": c.quote,
                "status": c.status,
                "available_from": c.available_from.isoformat() if c.available_from else None,
                "valid_until": c.valid_until.isoformat() if c.valid_until else None,
                "source": str(c.source),
            }
            for c in spec.characteristics
        ],
        "variants": [
            {
                "product_id": v.product_id,
                "name": v.name,
                "gtin": v.gtin,
                "list_price": None if v.list_price is None else f"{v.list_price:f}",
                "currency": v.currency,
                "properties": dict(v.properties),
                "source": str(v.source),
            }
            for v in spec.variants
        ],
    }
