"""Akeneo product exports: one row a product, columns named attribute-locale-channel, read into spec records.

The locale asked for comes first, then columns without one, then the others in their order; the channel likewise. What stays
unread (another language, another channel, pictures, internal columns) is listed.

In: the rows of a product or product model export (CSV or a workbook's sheet), with the number of each.
Out: SpecRecords whose places are columns of rows, and a line for each column left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import CURRENCIES, shown
from readiness.adapters.spec_families import LONGEST, Item, Model, common_name, family_records
from readiness.adapters.spec_numbers import decimal_mark, number_text
from readiness.adapters.spec_records import SpecRecord
from readiness.adapters.spec_values import Stated, is_stated, plain_text

Rows = Sequence[tuple[int, list[str]]]
KEYS = ("sku", "identifier", "code")
"""The columns that name a product; `code` names a product model."""
SYSTEM = frozenset("sku identifier code uuid family parent groups categories enabled family_variant quality_score".split())
NAMES = ("name", "label", "title", "product_name", "variation_name", "erp_name")
VENDORS = ("brand", "manufacturer", "vendor", "marke", "hersteller", "marque")
GTINS = frozenset("gtin gtin8 gtin12 gtin13 gtin14 ean ean8 ean13 ean_code upc barcode".split())
SUMMARIES = ("short_description", "description", "long_description")
LIST_PRICES = ("price", "list_price", "recommended_price", "retail_price", "msrp", "rrp", "uvp", "unit_price")
INTERNAL = re.compile(r"(meta_.*|keywords?|.*cost|.*purchase_price|.*margin|supplier)")
_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{4})?_[A-Z]{2}")
_LINK = re.compile(r"(.+)-(products|product_models|product_uuids|groups)(-quantity)?")
_FILE = re.compile(r"(https?://\S+|\S*/\S+)\.(jpe?g|png|gif|webp|svg|tiff?|pdf|mp4|mov|zip)|https?://\S+", re.IGNORECASE)
_CODES = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+(,[a-z0-9]+(_[a-z0-9]+)*)*|[a-z][a-z0-9]*(,[a-z][a-z0-9_]*)+")
_PRICES = re.compile(r"(\d[\d.,]*)\s*([A-Z]{3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Column:
    """One column's name taken apart."""

    index: int
    title: str
    attribute: str
    kind: str
    """value, unit, price, link or system."""
    locale: str = ""
    channel: str = ""
    currency: str = ""


def is_akeneo(header: Sequence[str]) -> bool:
    """Say whether a header is one of an Akeneo export: a column for the product's key, and none of our own layout."""
    names = [h.strip() for h in header]
    return "record" not in names and ("sku" in names or "identifier" in names or {"code", "family_variant"} <= set(names))


def read(
    file: str, rows: Rows, problems: Problems, sheet: str = "", locale: str = "en", channel: str = ""
) -> tuple[list[SpecRecord], list[str]]:
    """Return the records of an export and what was left out."""
    header = [h.strip() for h in rows[0][1]]
    for name in dict.fromkeys(h for h in header if h and header.count(h) > 1):
        problems.add(file, rows[0][0], name, "the column stands twice", "each column once")
    for number, cells in rows[1:]:
        if any(c.strip() for c in cells[len(header) :]):
            problems.add(file, number, sheet, f"{len(cells)} cells", f"{len(header)}, as in the header")
    return _Export(header, rows[1:], sheet, locale, channel).records(file, problems)


class _Export:
    """One export being read; `used` are the columns something was taken from."""

    def __init__(self, header: list[str], rows: Rows, sheet: str, locale: str, channel: str) -> None:
        self.columns = [_column(i, title) for i, title in enumerate(header) if title]
        self.rows = [(number, cells + [""] * (len(header) - len(cells))) for number, cells in rows]
        self.sheet, self.used = sheet, set[int]()
        self.order = sorted(self.columns, key=lambda c: _preference(c, locale, channel))
        self.units = {(c.attribute, c.locale, c.channel): c for c in self.columns if c.kind == "unit"}
        self.by_attribute: dict[str, list[_Column]] = {}
        for column in (c for c in self.order if c.kind in ("value", "system")):
            self.by_attribute.setdefault(column.attribute.lower(), []).append(column)
        self.attributes = list(dict.fromkeys(c.attribute for c in self.columns if c.kind == "value"))
        numbers = [c.index for c in self.columns if c.kind == "price" or (c.attribute, c.locale, c.channel) in self.units]
        self.mark = decimal_mark(cells[i] for _, cells in self.rows for i in numbers)
        self.key = next(k for k in KEYS if k in header)

    def records(self, file: str, problems: Problems) -> tuple[list[SpecRecord], list[str]]:
        """Return the records and what was left out."""
        items: list[Item] = []
        for number, cells in self.rows:
            if self._system(cells, self.key):
                items.append(self._item(number, cells))
            else:
                problems.add(file, number, self.key, "blank", "the product's own number")
        models = "family_variant" in (c.attribute for c in self.columns)
        model = self._model(items)
        notes: list[str] = []
        if models and items:
            roots = [i for i, (_, c) in zip(items, self.rows, strict=False) if not self._system(c, "parent")] or items
            model = Model({**model.fields, "model_id": (roots[0].id, roots[0].place)}, roots[0].stated)
            notes = [f"{i.place}: the product model {i.id} (its own products state what it says)" for i in items if i != roots[0]]
            items = []
        records, more = family_records(file, model, items, self.mark)
        return records, [*self._unread(), *notes, *more]

    def _item(self, number: int, cells: list[str]) -> Item:
        found = [s for name in self.attributes if (s := self._stated(name, number, cells)) is not None]
        by_name = {s.key.lower(): s for s in found}
        name = next((by_name[n] for n in NAMES if n in by_name), None)
        gtin = next((s for s in found if s.key.lower() in GTINS), None)
        others = [s for s in found if s is not name and s is not gtin and s.key.lower() not in VENDORS]
        price, currency, more = self._prices(cells)
        return Item(
            id=self._system(cells, self.key),
            name=name.values[0] if name else "",
            stated=tuple(others),
            place=self._place(number, self.key),
            row=number,
            gtin=gtin.values[0] if gtin else "",
            price=price,
            currency=currency,
            properties=(*more, *self._links(cells)),
        )

    def _model(self, items: Sequence[Item]) -> Model:
        parents, families = (self._only(name) for name in ("parent", "family"))
        names = [i.name for i in items if i.name]
        name = common_name(names) or _words(parents) or _words(families) or (names or [i.id for i in items] or [""])[0]
        vendor = next((v for a in VENDORS if (v := self._only(a))), "")
        summary = next((v for a in SUMMARIES if (v := self._same(items, a))), "")
        place = items[0].place if items else ""
        model_id = parents or (items[0].id if len(items) == 1 else "")
        found = {"model_id": model_id, "name": name, "vendor": _words(vendor), "category": _words(families), "summary": summary}
        return Model({k: (v, place) for k, v in found.items() if v})

    def _same(self, items: Sequence[Item], attribute: str) -> str:
        """Return the text that all items have, cut to whole sentences."""
        texts = {"".join(s.values) for i in items for s in i.stated if s.key == attribute}
        if len(texts) != 1:
            return ""
        text = texts.pop().replace("\n", " ")
        return text if len(text) <= LONGEST else text[:LONGEST].rpartition(". ")[0] + "."

    def _only(self, attribute: str) -> str:
        """Return the one value that a column (in the language chosen) has in every row; "" where there are several."""
        chosen = [self._chosen(attribute, cells) for _, cells in self.rows]
        if len({text for text, _ in chosen}) != 1:
            return ""
        self.used.update(column.index for _, column in chosen if column is not None)
        return chosen[0][0]

    def _chosen(self, attribute: str, cells: list[str]) -> tuple[str, _Column | None]:
        """Return the text of an attribute in the language and channel wanted, and the column it stands in."""
        for column in self.by_attribute.get(attribute.lower(), []):
            if cells[column.index].strip():
                return cells[column.index].strip(), column
        return "", None

    def _system(self, cells: list[str], name: str) -> str:
        column = next((c for c in self.columns if c.title == name), None)
        if column is None:
            return ""
        self.used.add(column.index)
        return cells[column.index].strip()

    def _stated(self, attribute: str, number: int, cells: list[str]) -> Stated | None:
        """Return one attribute of one row, None where it is blank, a picture or internal."""
        if INTERNAL.fullmatch(attribute.lower()) or attribute.lower() in VENDORS:
            return None
        text, column = self._chosen(attribute, cells)
        if column is None or not is_stated(text) or (len(text) < LONGEST and _FILE.fullmatch(text)):
            return None
        self.used.add(column.index)
        unit = self.units.get((column.attribute, column.locale, column.channel))
        if unit is not None:
            self.used.add(unit.index)
        value = _words(text).replace(",", ", ") if _CODES.fullmatch(text) and attribute.lower() not in NAMES else plain_text(text)
        written = cells[unit.index].strip() if unit is not None else ""
        place = self._place(number, column.title)
        return Stated(attribute, _words(attribute), (value,), written, place=place, row=number, sheet=column.title)

    def _prices(self, cells: list[str]) -> tuple[str, str, list[tuple[str, str]]]:
        """Return the list price with its currency, and the same price in other currencies."""
        found: dict[str, str] = {}
        for attribute in LIST_PRICES:
            for column in (c for c in self.order if c.attribute.lower() == attribute and not found.get(c.currency)):
                text = cells[column.index].strip()
                pairs = [(text, column.currency)] if column.kind == "price" else _PRICES.findall(text)
                for amount, currency in ((a, c) for a, c in pairs if a):
                    self.used.add(column.index)
                    found.setdefault(currency, number_text(amount, self.mark) or amount)
            if found:
                break
        currencies = list(found)
        if not currencies:
            return "", "", []
        return found[currencies[0]], currencies[0], [(f"price in {c}", found[c]) for c in currencies[1:]]

    def _links(self, cells: list[str]) -> list[tuple[str, str]]:
        linked = [c for c in self.columns if c.kind == "link" and cells[c.index].strip()]
        self.used.update(c.index for c in linked)
        return [(c.title.replace("-", " ").replace("_", " "), ", ".join(cells[c.index].strip().split(","))) for c in linked]

    def _place(self, number: int, title: str) -> str:
        where = f"row {number}, column {title}"
        return f"{self.sheet}, {where}" if self.sheet else where

    def _unread(self) -> list[str]:
        """Return a line for each column with something in it that was not read."""
        lines = []
        for column in (c for c in self.columns if c.index not in self.used):
            texts = [t for _, cells in self.rows if (t := cells[column.index].strip())]
            if texts:
                more = f" and {len(texts) - 1} more" if len(texts) > 1 else ""
                lines.append(f"column {column.title}: {shown(texts[0])}{more}")
        return lines


def _column(index: int, title: str) -> _Column:
    if title in SYSTEM:
        return _Column(index, title, title, "system")
    if _LINK.fullmatch(title):
        return _Column(index, title, title, "link")
    attribute, *rest = title.split("-")
    kind, found = "value", {"locale": "", "channel": "", "currency": ""}
    for part in rest:
        if part == "unit":
            kind = "unit"
        elif part in CURRENCIES:
            kind, found["currency"] = "price", part
        else:
            found["locale" if _LOCALE.fullmatch(part) else "channel"] = part
    if kind == "value" and not rest and attribute.lower() in LIST_PRICES:
        kind = "price list"
    return _Column(index, title, attribute, kind, **found)


def _preference(column: _Column, locale: str, channel: str) -> tuple[int, int, int]:
    """Return how early a column is chosen among those of one attribute."""
    asked = locale.replace("-", "_")
    exact, language = column.locale == asked, column.locale.split("_")[0] == asked.split("_")[0]
    by_locale = 0 if exact else 1 if language and column.locale else 2 if not column.locale else 3
    by_channel = 0 if channel and column.channel == channel else 1 if not column.channel else 2
    return by_locale, by_channel, column.index


def _words(code: str) -> str:
    """Return an option's or attribute's code as words: `battleship_grey` as `battleship grey`."""
    return code.replace("_", " ") if re.fullmatch(r"[A-Za-z0-9_,]+", code) else code
