"""Spec families: the products of one catalogue file as variants of one model.

In: a Model and its Items as a reader found them.
Out: SpecRecords: what all items share is a characteristic of the model, what differs a property of each variant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from readiness.adapters.input_values import shown
from readiness.adapters.spec_records import SpecRecord
from readiness.adapters.spec_values import Stated, in_one_line, plain_text, readings, unit_of

LONGEST = 2000
"""No value or sentence of a spec is longer."""
MAX_NAME = 300
MAX_ID = 60


@dataclass(frozen=True, slots=True)
class Item:
    """One sellable product of a file."""

    id: str
    name: str
    stated: tuple[Stated, ...]
    place: str
    row: int = 1
    sheet: str = ""
    gtin: str = ""
    price: str = ""
    currency: str = ""
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """What a file says about the model itself: product fields with their places, and properties every variant has."""

    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    stated: tuple[Stated, ...] = ()


def family_records(file: str, model: Model, items: Sequence[Item], mark: str) -> tuple[list[SpecRecord], list[str]]:
    """Return the records of a model with its variants, and a line for each thing that could not be kept as it was."""
    notes: list[str] = []
    items = [replace(i, stated=_distinct(i.stated)) for i in items]
    model = replace(model, stated=_distinct(model.stated))
    common = shared(model, items)
    records = [
        SpecRecord(file, 1, place, "product", {"id": name, "value": value[:LONGEST]})
        for name, (value, place) in model.fields.items()
        if value
    ]
    ids: dict[str, int] = {}
    for stated in common:
        records += _characteristics(file, stated, mark, ids)
        notes += _note(stated)
    kept = {s.key for s in common}
    for item in items:
        own = {s.key: s for s in (*model.stated, *item.stated) if s.key not in kept}
        records.append(_variant(file, item, list(own.values()), mark, notes))
    return records, list(dict.fromkeys(notes))


def shared(model: Model, items: Sequence[Item]) -> list[Stated]:
    """Return the properties of the model itself that no item contradicts, and those that every item states alike, each once."""
    found = {s.key: s for s in model.stated}
    said = [{s.key: s for s in item.stated} for item in items]
    for key in dict.fromkeys(k for each in said for k in each):
        values = [each.get(key) for each in said]
        alike = len({v.said for v in values if v is not None}) == 1
        if key in found:
            if not alike or next(v.said for v in values if v is not None) != found[key].said:
                del found[key]
        elif alike and None not in values:
            found[key] = next(v for v in values if v is not None)
    return list(found.values())


def _distinct(stated: Sequence[Stated]) -> tuple[Stated, ...]:
    """Return the properties with a key of its own for each that says something else under a name used before."""
    found: dict[str, Stated] = {}
    for one in stated:
        key, number = one.key, 2
        while key in found and found[key].said != one.said:
            key, number = f"{one.key} {number}", number + 1
        found.setdefault(key, replace(one, key=key))
    return tuple(found.values())


def _characteristics(file: str, stated: Stated, mark: str, ids: dict[str, int]) -> Iterable[SpecRecord]:
    name = plain_text(stated.name).replace("\n", " ")[:MAX_NAME]
    base = slug(stated.name)
    for reading in readings(stated, mark):
        wanted = base + reading.suffix
        ids[wanted] = ids.get(wanted, 0) + 1
        values = {
            "id": wanted if ids[wanted] == 1 else f"{wanted}.{ids[wanted]}",
            "name": name,
            "value": reading.value,
            "unit": reading.unit,
            "operator": reading.operator,
            "condition": reading.condition,
            "quote": reading.quote,
        }
        yield SpecRecord(file, stated.row, stated.place, "characteristic", values, (), stated.sheet)


def _variant(file: str, item: Item, differing: Sequence[Stated], mark: str, notes: list[str]) -> SpecRecord:
    properties: dict[str, str] = {}
    told = [(s.name, in_one_line(readings(s, mark)), s.place) for s in differing]
    for name, value, place in [*told, *((n, v, item.place) for n, v in item.properties)]:
        if len(value) > LONGEST:
            notes.append(f"{place}: {name} of {item.id} has {len(value):,} characters; at most {LONGEST:,} fit")
        elif value:
            properties[_free_name(_bare(name), properties)] = value
    for stated in differing:
        notes += _note(stated)
    values = {"id": item.id, "name": item.name, "gtin": item.gtin, "list_price": item.price, "currency": item.currency}
    return SpecRecord(file, item.row, item.place, "variant", values, tuple(properties.items()), item.sheet)


def _note(stated: Stated) -> list[str]:
    if unit_of(stated) is None:
        return [f"{stated.place}: the unit {shown(stated.unit)} is not known; it is kept in the words of {stated.name}"]
    return []


def _bare(name: str) -> str:
    """Return a name without brackets at its end, where a variant's property has its unit."""
    return re.sub(r"\s*\(([^()]*)\)\s*$", r", \1", " ".join(plain_text(name).split())).rstrip("()") or "property"


def _free_name(name: str, taken: Mapping[str, str]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free


def slug(text: str) -> str:
    """Return an id made of a name: lower case, a dash for everything that is no letter or digit."""
    return re.sub(r"[\W_]+", "-", plain_text(text).lower()).strip("-")[:MAX_ID].strip("-") or "property"


def common_name(names: Sequence[str]) -> str:
    """Return the words that all names start with, without what joins them to the rest; "" where there are none."""
    words = [name.split() for name in names if name.strip()]
    if not words:
        return ""
    n = 0
    while all(len(w) > n for w in words) and len({w[n].casefold() for w in words}) == 1:
        n += 1
    start = " ".join(words[0][:n])
    if n < max(map(len, words)):
        start = re.sub(r"(\s+(with|and|in|for|mit|und|für|avec|et|-|–|/|&)|[\s,;:(/–-])+$", "", start)
    return start if sum(c.isalnum() for c in start) >= 2 else ""
