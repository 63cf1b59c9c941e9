"""Spec files: a factory's spec in catalogue XML, YAML, JSON, XLSX or CSV becomes one ProductSpec.

In: the bytes of every `spec.*` file of a launch folder.
Out: one ProductSpec, each value with its unit and the place it came from; faults as Problems.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from readiness.adapters import spec_catalogue_xml, spec_tables
from readiness.adapters.input_tables import BadValueError, Problems
from readiness.adapters.input_values import currency_value, decimal_value, gtin_value, id_value
from readiness.adapters.spec_records import SpecRecord
from readiness.stages.spec import Characteristic, ProductSpec, Source, Variant
from readiness.stages.units import canonical_unit

T = TypeVar("T")
READERS: Mapping[str, Callable[[str, bytes, Problems], list[SpecRecord]]] = {
    ".xml": spec_catalogue_xml.records,
    ".yaml": spec_tables.yaml_records,
    ".yml": spec_tables.yaml_records,
    ".json": spec_tables.yaml_records,
    ".xlsx": spec_tables.xlsx_records,
    ".csv": spec_tables.csv_records,
}
PRODUCT_FIELDS = ("model_id", "name", "vendor", "category", "revision", "summary")
OPERATORS = ("=", "<=", ">=")


def read_spec(files: Mapping[str, bytes], problems: Problems) -> ProductSpec | None:
    """Return the product that all spec files describe together, or None where nothing could be read."""
    records: list[SpecRecord] = []
    for name in sorted(files):
        suffix = name[name.rfind(".") :].lower()
        if suffix in READERS:
            records += READERS[suffix](name, files[name], problems)
        else:
            problems.add(name, 0, "", f"{suffix} is not a format that is read", "one of " + ", ".join(READERS))
    return _assembled(records, problems) if records else None


def _assembled(records: list[SpecRecord], problems: Problems) -> ProductSpec:
    product: dict[str, str] = {}
    for record in (r for r in records if r.record == "product"):
        if record.id in PRODUCT_FIELDS:
            product.setdefault(record.id, record.get("value"))
        else:
            _fault(record, "id", f"{record.id!r} is unknown", "one of " + ", ".join(PRODUCT_FIELDS), problems)
    characteristics = _each(records, "characteristic", _characteristic, problems)
    variants = _each(records, "variant", _variant, problems)
    if not product.get("name"):
        problems.add(records[0].file, 0, "product.name", "the product's name is missing", "the name customers know it by")
    if not any(r.record == "characteristic" for r in records):
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


def _each(records: list[SpecRecord], kind: str, make: Callable[[SpecRecord, Problems], T | None], problems: Problems) -> list[T]:
    """Return what `make` makes of every record of a kind; an id used twice is a fault."""
    made: list[T] = []
    seen: dict[str, str] = {}
    for record in (r for r in records if r.record == kind):
        if record.id in seen:
            _fault(record, "id", f"{record.id!r} is already used in {seen[record.id]}", "each id once", problems)
            continue
        seen[record.id] = f"{record.file}, {record.place}"
        item = make(record, problems)
        if item is not None:
            made.append(item)
    return made


def _characteristic(record: SpecRecord, problems: Problems) -> Characteristic | None:
    before = len(problems.found)
    _checked(record, "id", id_value, "an id without spaces, commas, semicolons or slashes", problems)
    value, written, operator = record.get("value"), record.get("unit"), record.get("operator") or "="
    if not value:
        _fault(record, "value", "blank", "a number or words", problems)
    if operator not in OPERATORS:
        _fault(record, "operator", f"{operator!r} is unknown", "one of " + ", ".join(OPERATORS), problems)
    number = _number(value)
    unit = canonical_unit(written) if written else ""
    if unit is None:
        _fault(record, "unit", f"{written!r} is not a unit that is known", "a unit such as cm, kg, year or %", problems)
    elif unit and value and number is None:
        _fault(record, "value", f"{value!r} is not a number but has the unit {unit}", "a number", problems)
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
    )


def _variant(record: SpecRecord, problems: Problems) -> Variant | None:
    before = len(problems.found)
    _checked(record, "id", id_value, "an id without spaces, commas, semicolons or slashes", problems)
    _checked(record, "gtin", gtin_value, "a GTIN of 8, 12, 13 or 14 digits with its check digit", problems)
    price = _checked(record, "list_price", decimal_value("0"), "an amount, 0 or more, with a decimal point", problems)
    currency = _checked(record, "currency", currency_value, "an ISO 4217 code such as EUR", problems)
    if price is not None and not record.get("currency"):
        _fault(record, "currency", "blank beside a price", "an ISO 4217 code such as EUR", problems)
    for name, _ in record.properties:
        unit = name[name.rfind("(") + 1 : -1] if name.endswith(")") and "(" in name else ""
        if unit and canonical_unit(unit) is None:
            _fault(record, name, f"{unit!r} is not a unit that is known", "a unit such as cm, kg, year or %", problems)
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
    try:
        return parse(text)
    except BadValueError as error:
        _fault(record, name, str(error), expected, problems)
        return None


def _fault(record: SpecRecord, column: str, what: str, expected: str, problems: Problems) -> None:
    problems.add(record.file, record.row, record.column(column), what, expected)


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
