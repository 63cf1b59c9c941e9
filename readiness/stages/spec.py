"""Spec: what the factory says about its product, each value with its unit and the place it came from.

In: rows read from a spec file of any layout.
Out: ProductSpec.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Source:
    """The place a value came from."""

    file: str
    place: str
    """A cell (`characteristics!C4`), a row (`row 7`), or an element or field path (`/ProductDescription/Features/saddle`)."""

    def __str__(self) -> str:
        """Return the place as a person would say it."""
        return f"{self.file}, {self.place}"


STATUSES = ("available", "dated", "roadmap")
"""What the factory says of a characteristic: in every unit it ships, in those from a day on, or planned without promise."""


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One measurable or stated property (QFD: technical characteristic).

    A number is in `number` with its `unit` (no unit: ""); a property that is only words has number None and its words in
    `text`. `operator` says whether the factory promises exactly, at most or at least this value.
    """

    characteristic_id: str
    name: str
    text: str
    number: Decimal | None
    unit: str
    operator: str
    condition: str
    quote: str
    source: Source
    status: str = "available"
    """One of STATUSES."""
    available_from: date | None = None
    """The first day it ships; a dated characteristic has one."""
    valid_until: date | None = None
    """The last day the factory stands by the value; None: no end is stated."""

    @property
    def value(self) -> str:
        """Return the value as printed: bound, number and unit, or the words."""
        if self.number is None:
            return self.text
        bound = {"<=": "at most ", ">=": "at least ", "=": ""}[self.operator]
        unit = self.unit
        if unit and self.number != 1 and unit in PLURALS:
            unit = PLURALS[unit]
        return f"{bound}{self.number.normalize():f}" + (f" {unit}" if unit else "")


PLURALS = {
    "year": "years", "month": "months", "week": "weeks", "day": "days", "hour": "hours", "minute": "minutes", "piece": "pieces",
    "speed": "speeds", "port": "ports", "user": "users", "seat": "seats", "cycle": "cycles", "page": "pages", "tap": "taps",
}  # fmt: skip
"""Units that English writes out and puts in the plural."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One sellable product of the model."""

    product_id: str
    name: str
    gtin: str
    list_price: Decimal | None
    currency: str
    properties: tuple[tuple[str, str], ...]
    """Further name and value pairs, such as size and weight, each with its unit in the value."""
    source: Source


@dataclass(frozen=True, slots=True)
class ProductSpec:
    """The factory's whole description of one product model."""

    model_id: str
    name: str
    vendor: str
    category: str
    revision: str
    summary: str
    characteristics: tuple[Characteristic, ...]
    variants: tuple[Variant, ...]

    def characteristic(self, characteristic_id: str) -> Characteristic:
        """Return one characteristic by its id; KeyError if there is none."""
        for c in self.characteristics:
            if c.characteristic_id == characteristic_id:
                return c
        raise KeyError(characteristic_id)
