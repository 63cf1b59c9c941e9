"""Sales mapping files: a partner's mapping.yaml, as a person writes and approves it.

In: the bytes of a mapping.yaml; a proposed mapping.
Out: ReportMapping, or None with Problems; the YAML of a mapping.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field

from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import (
    BadValueError,
    currency_value,
    decimal_mark_value,
    delimiter_value,
    encoding_value,
    shown,
)
from readiness.adapters.yaml_files import Strict, parsed_by, read_model
from readiness.stages.sales_out.lines import PRODUCT_FIELDS, READ_FIELDS
from readiness.stages.sales_out.mapping import ReportMapping, is_date_format, sample_day
from readiness.stages.sales_out.proposing import Proposal

OLDER_NAMES = {
    "product_id": "product_code", "account_id": "account_code", "rep_id": "rep_code", "territory_id": "territory_code",
    "units": "quantity",
}  # fmt: skip
"""Names of columns that older mappings use -> the field each fills."""
MAX_FACTOR = 10**6
_Movement = Literal[
    "sale",
    "return",
    "stock",
    "in_transit",
    "received",
    "ordered",
    "lost_sale",
    "adjustment",
    "transfer",
    "price",
    "summary",
    "no_sales",
]
_Factor = Annotated[int, Field(ge=1, le=MAX_FACTOR)]


def _date_format(text: str) -> str:
    if not is_date_format(text):
        raise BadValueError(f"{shown(text)} does not say year, month and day")
    return text


def _currency(text: str) -> str:
    return currency_value(text) if text else ""


def _field(text: str) -> str:
    name = OLDER_NAMES.get(text, text)
    if name not in READ_FIELDS:
        raise BadValueError(f"{shown(text)} is not a field")
    return name


_Field = Annotated[str, parsed_by(_field, "one of " + ", ".join(READ_FIELDS))]


_DATE_FORMATS = 'a format such as "%d.%m.%Y", or excel for the day numbers of a spreadsheet'


class _Mapping(Strict):
    columns: dict[_Field, str] = Field(min_length=1)
    date_format: Annotated[str, parsed_by(_date_format, _DATE_FORMATS)] = "%Y-%m-%d"
    decimal_mark: Annotated[str, parsed_by(decimal_mark_value, '"." or ","')] = "."
    currency: Annotated[str, parsed_by(_currency, "a currency code such as EUR")] = ""
    sheet: str = ""
    header_row: Annotated[int, Field(ge=0, le=1000)] = 0
    delimiter: Annotated[str, parsed_by(delimiter_value, 'one mark such as ";", or tab')] = ""
    encoding: Annotated[str, parsed_by(encoding_value, "an encoding such as utf-8 or cp1252")] = ""
    sign: Literal["as_reported", "returns_positive", "by_movement"] = "as_reported"
    movements: dict[str, _Movement] = Field(default_factory=dict)
    units_of_measure: dict[str, _Factor | dict[str, _Factor]] = Field(default_factory=dict)
    keys: list[_Field] = Field(default_factory=list)
    delivery: Literal["replace", "delta"] = "delta"
    covers: Literal["days", "weeks", "months"] = "days"
    product_by: tuple[Literal["product_code", "gtin", "partner_sku"], ...] = ("product_code", "gtin", "partner_sku")
    known_columns: list[str] = Field(default_factory=list)
    version: Annotated[int, Field(ge=1)] = 1
    approved_by: str = ""
    approved_on: date | None = None


def read_mapping(file: str, data: bytes, problems: Problems, *, is_for_booking: bool = True) -> ReportMapping | None:
    """Return a partner's mapping, or None with problems; a proposal nobody put a name under books nothing."""
    model = read_model(file, data, _Mapping, problems)
    if model is None:
        return None
    if is_for_booking and "approved_by" in model.model_fields_set and not model.approved_by.strip():
        problems.add_at(file, "approved_by", "is a proposal that nobody has approved", "the name of who read and approves it")
        return None
    columns = {ours: theirs for ours, theirs in model.columns.items() if theirs}
    if not _is_whole(file, columns, problems):
        return None
    given = model.model_dump()
    given |= {"columns": columns, "keys": tuple(model.keys)}
    given |= {"known_columns": tuple(model.known_columns), "units_of_measure": _factors(model.units_of_measure)}
    return ReportMapping(**given)


def _is_whole(file: str, columns: Mapping[str, str], problems: Problems) -> bool:
    """Return whether a line can be made of the columns: each used once, and the needed ones there."""
    before = len(problems.found)
    for ours, theirs in columns.items():
        first = next(name for name, header in columns.items() if header == theirs)
        if first != ours:
            problems.add_at(file, f"columns.{ours}", f"{shown(theirs)} is already used for {first}", "a column of its own")
    for name, others in (("sold_on", ()), ("quantity", ()), ("product_code", PRODUCT_FIELDS[1:])):
        if not any(field in columns for field in (name, *others)):
            problems.add_at(file, "columns", f"no column is read as {name}", "the name of a column of the report")
    return len(problems.found) == before


def _factors(given: Mapping[str, int | dict[str, int]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for unit, factor in given.items():
        by_product = factor if isinstance(factor, dict) else {"": factor}
        found |= {(unit, product): n for product, n in by_product.items()}
    return found


def mapping_yaml(mapping: ReportMapping) -> bytes:
    """Return a mapping as YAML, what is not said left out; reading it gives the mapping again."""
    plain = ReportMapping(columns={})
    units: dict[str, dict[str, int]] = {}
    for (unit, product), factor in mapping.units_of_measure.items():
        units.setdefault(unit, {})[product] = factor
    content: dict[str, Any] = {}
    for name in mapping.__slots__:
        value = getattr(mapping, name)
        if name == "columns" or value != getattr(plain, name):
            content[name] = list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
    if units:
        content["units_of_measure"] = {u: sizes[""] if [*sizes] == [""] else sizes for u, sizes in units.items()}
    always = {"date_format": mapping.date_format, "decimal_mark": mapping.decimal_mark}
    return yaml.safe_dump(always | content, sort_keys=False, allow_unicode=True, width=120).encode()


def proposal_yaml(proposal: Proposal) -> bytes:
    """Return a proposed mapping as YAML under what a person has to decide or may want to check, one comment line each."""
    head = ["A proposal: read it, change what is wrong, and approve it. Nothing is taken in by it until then."]
    if proposal.ambiguous:
        head += ["", "To decide:", *(f"  {line}" for line in proposal.ambiguous)]
    head += ["", "Why:", *(f"  {line}" for line in proposal.why)]
    head += [f"  days are written like {sample_day(proposal.mapping.date_format)}"] if proposal.mapping.date_format else []
    return "".join(f"# {line}".rstrip() + "\n" for line in head).encode() + mapping_yaml(proposal.mapping) + b"approved_by: ''\n"
