"""Spec records: the one shape every layout of a spec is read into before it is checked.

In: nothing.
Out: SpecRecord.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

RECORDS = ("product", "characteristic", "variant")
AVAILABILITY = ("status", "available_from", "valid_until")
"""The fields of a characteristic that say when it may be spoken of."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "product": ("id", "value"),
    "characteristic": ("id", "name", "value", "unit", "operator", "condition", "quote", *AVAILABILITY),
    "variant": ("id", "name", "gtin", "list_price", "currency"),
}
"""The fields of each kind of record; a variant may have further ones, its properties."""
HEADER = "(header)"
"""Stands in SpecRecord.rows for the row that names a table's columns."""


@dataclass(frozen=True, slots=True)
class SpecRecord:
    """One row, block or element of a spec file, still text."""

    file: str
    row: int
    place: str
    """Where its value stands: a cell, a row, a field path or an element path."""
    record: str
    values: Mapping[str, str]
    properties: tuple[tuple[str, str], ...] = ()
    sheet: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    """The line of each field, where a file has one for each (YAML, JSON)."""

    def get(self, name: str) -> str:
        """Return a field's text, "" where it is absent."""
        return self.values.get(name, "").strip()

    @property
    def id(self) -> str:
        """Return the record's id."""
        return self.get("id")

    def row_of(self, name: str) -> int:
        """Return the row of one field."""
        return self.rows.get(name, self.row)

    def column(self, name: str) -> str:
        """Return how a fault in one field is named: `unit`, `characteristics!unit`, `characteristics[2].unit` or an element."""
        if self.place.startswith("/"):
            return self.place
        if self.sheet.endswith("]"):
            return f"{self.sheet}.{'product_id' if name == 'id' and self.record == 'variant' else name}"
        return f"{self.sheet}!{name}" if self.sheet else name
