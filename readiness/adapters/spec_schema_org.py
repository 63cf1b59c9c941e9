"""schema.org products: a Product or ProductGroup in JSON-LD, as web shops publish it, read into spec records.

The product may stand alone, in a list, inside @graph, or as the main entity of a page. Its variants are those of hasVariant or
those that say isVariantOf; references by @id are followed.

In: the bytes of one JSON file.
Out: SpecRecords whose places are field paths, and a line for each field left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import shown
from readiness.adapters.spec_families import LONGEST, Item, Model, common_name, family_records
from readiness.adapters.spec_json_ld import (
    GROUP,
    Node,
    bare_key,
    graph_nodes,
    is_product,
    is_type,
    leaves,
    texts_of,
)
from readiness.adapters.spec_numbers import number_text
from readiness.adapters.spec_records import SpecRecord
from readiness.adapters.spec_values import Stated, is_stated, plain_text, unit_of_code
from readiness.adapters.yaml_reading import read_json
from readiness.stages.units import canonical_unit

GTINS = ("gtin", "gtin14", "gtin13", "gtin12", "gtin8")
NOT_PROPERTIES = frozenset(
    "name description disambiguatingDescription brand manufacturer category sku productID mpn productGroupID variesBy hasVariant "
    "isVariantOf offers url image logo photo sameAs review reviews aggregateRating mainEntityOfPage potentialAction identifier "
    "isRelatedTo isSimilarTo isAccessoryOrSparePartFor isConsumableFor subjectOf hasMerchantReturnPolicy alternateName "
    "inProductGroupWithID additionalProperty keywords purchaseDate releaseDate productionDate itemCondition model".split()
) | frozenset(GTINS)
"""Fields with a meaning of their own here, or that say nothing of what the product does."""
MEASURES = ("QuantitativeValue", "PropertyValue")


def read(file: str, data: bytes, problems: Problems, locale: str = "en") -> tuple[list[SpecRecord], list[str]]:
    """Return the records of a JSON-LD file and what was left out."""
    content = read_json(file, data, problems)
    if content is None:
        return [], []
    nodes = list(graph_nodes(content))
    products = [n for n in nodes if is_product(n.value)]
    if not products:
        problems.add(file, 1, "", "there is no Product or ProductGroup in it", 'a product with "@type": "Product"')
        return [], []
    reading = _Page(file, nodes, locale, problems)
    model, items = reading.family(products)
    records, notes = family_records(file, model, items, ".")
    return records, [*reading.unread(content), *notes]


class _Page:
    """One file being read; `used` are the paths something was taken from."""

    def __init__(self, file: str, nodes: list[Node], locale: str, problems: Problems) -> None:
        self.locale, self.used = locale, set[str]()
        self.by_id = {n.value["@id"]: n for n in nodes if isinstance(n.value.get("@id"), str) and len(n.value) > 1}
        self.line = partial(problems.line, file)

    def family(self, products: list[Node]) -> tuple[Model, list[Item]]:
        """Return the first group with its variants; without a group, all products as variants of one model."""
        group = next((p for p in products if is_type(p.value, GROUP) or "hasVariant" in p.value), None)
        if group is None:
            items = [i for p in products if (i := self._item(p))]
            named = [n for p in products if (n := self._text(p, "name"))]
            one = products[0] if len(products) == 1 else None
            own = tuple(self._stated(one)) if one and not items else ()
            return Model(self._fields(products[0], common_name(named) or "".join(named[:1]), one, products), own), items
        variants = self._variants(group, products)
        items = [i for v in variants if (i := self._item(v, group))]
        return Model(self._fields(group, self._text(group, "name"), group, [group]), tuple(self._stated(group))), items

    def _variants(self, group: Node, products: list[Node]) -> list[Node]:
        found = [self._resolved(n) for n in group.children("hasVariant")]
        places = {n.path for n in found}
        of_group = _texts_in(group.value.get("@id"), group.value.get("productGroupID"))
        for product in products:
            links = [v for n in product.children("isVariantOf") for v in (n.value.get("@id"), n.value.get("productGroupID"))]
            ids = _texts_in(*links, product.value.get("inProductGroupWithID"))
            if product.path not in places and product.path != group.path and (ids & of_group):
                found.append(product)
        return found

    def _resolved(self, node: Node) -> Node:
        return self.by_id.get(str(node.value.get("@id")), node) if set(node.value) <= {"@id", "@type"} else node

    def _fields(self, node: Node, name: str, one: Node | None, products: list[Node]) -> dict[str, tuple[str, str]]:
        """Return the product's own fields; those of several products only where they all say the same."""
        found = {"model_id": self._id(one) if one else "", "name": name}
        for field, keys in (
            ("vendor", ("brand", "manufacturer")),
            ("category", ("category",)),
            ("summary", ("description", "disambiguatingDescription")),
        ):
            values = {next((t for k in keys if (t := self._text(p, k))), "") for p in products}
            found[field] = values.pop() if len(values) == 1 else ""
        return {k: (v.replace("\n", " "), node.path or "$") for k, v in found.items() if v and len(v) <= LONGEST}

    def _id(self, node: Node) -> str:
        for key in ("productGroupID", "sku", "mpn", "productID", *GTINS):
            if text := self._text(node, key):
                return text
        return ""

    def _item(self, node: Node, group: Node | None = None) -> Item | None:
        """Return one sellable product; None where nothing identifies it."""
        sku = next((t for k in ("sku", "mpn", "productID", *GTINS) if (t := self._text(node, k))), "")
        if not sku:
            return None
        price, currency, properties = self._offer(node)
        if not price and group is not None and not properties:
            price, currency, properties = self._offer(group)
        mpn = self._text(node, "mpn")
        if mpn and mpn != sku:
            properties.append(("manufacturer's number", mpn))
        gtin = next((t for k in GTINS if (t := self._text(node, k))), "")
        link = re.search(r"/01/(\d{14})\b", gtin)
        return Item(
            id=sku,
            name=self._text(node, "name").replace("\n", " "),
            stated=tuple(self._stated(node)),
            place=node.path or "$",
            row=self.line(node.path),
            sheet=node.path,
            gtin=link[1] if link else gtin,
            price=price,
            currency=currency,
            properties=tuple(properties),
        )

    def _offer(self, node: Node) -> tuple[str, str, list[tuple[str, str]]]:
        """Return the price of the first offer that has one, and what else was asked for it elsewhere."""
        found: list[tuple[str, str]] = []
        between: list[tuple[str, str]] = []
        for offer in node.children("offers"):
            for part in (offer, *offer.children("priceSpecification")):
                price = self._text(part, "price")
                currency = self._text(part, "priceCurrency") or self._text(offer, "priceCurrency")
                low, high = self._text(part, "lowPrice"), self._text(part, "highPrice")
                if price or (low and low == high):
                    found.append((number_text(price or low) or price or low, currency))
                elif low or high:
                    between.append(("price", f"{low} to {high} {currency}" if low and high else f"from {low or high} {currency}"))
        distinct = list(dict.fromkeys(found))
        if not distinct:
            return "", "", between
        others = [(f"price in {c}" if c != distinct[0][1] else "another price", p) for p, c in distinct[1:]]
        return *distinct[0], [*others, *between]

    def _stated(self, node: Node) -> Iterator[Stated]:
        """Return the properties: the text, the fields of their own, then each additionalProperty."""
        if text := self._text(node, "description") or self._text(node, "disambiguatingDescription"):
            path = node.at("description" if "description" in node.value else "disambiguatingDescription")
            yield Stated("description", "description", (text,), place=path, row=self.line(path), sheet=path)
        for key in node.value:
            name = bare_key(key)
            if name not in NOT_PROPERTIES and not key.startswith("@") and (stated := self._property(node, key, name)):
                yield stated
        for part in node.children("additionalProperty"):
            name = self._text(part, "name") or self._text(part, "propertyID")
            if name and (stated := self._measure(part, f"additional {name}", name)):
                yield stated

    def _property(self, node: Node, key: str, name: str) -> Stated | None:
        spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()
        parts = node.children(key)
        measured = [p for p in parts if is_type(p.value, MEASURES) or {"value", "minValue", "maxValue"} & set(p.value)]
        if len(measured) == 1 and len(parts) == 1:
            return self._measure(measured[0], name, spaced)
        texts = self._texts(node, key)
        path = node.at(key)
        return Stated(name, spaced, tuple(texts), place=path, row=self.line(path), sheet=path) if texts else None

    def _measure(self, node: Node, key: str, name: str) -> Stated | None:
        """Return a PropertyValue or QuantitativeValue."""
        values = [t for t in self._texts(node, "value") if is_stated(t)]
        low, high = self._text(node, "minValue"), self._text(node, "maxValue")
        inner = next(iter(node.children("value")), None)
        if inner is not None and not (values or low or high):
            return self._measure(inner, key, name)
        if not (values or low or high):
            return None
        if values:
            low, high = "", ""  # a value between two limits: the limits stay among what was left out
            self.used -= {node.at("minValue"), node.at("maxValue")}
        code, text = self._text(node, "unitCode"), self._text(node, "unitText")
        known = unit_of_code(code.rsplit("/", 1)[-1]) or canonical_unit(text) or canonical_unit(code)
        path = node.at("value") if values else node.path
        self._text(node, "name")
        return Stated(key, name, tuple(values), known or text or code, low, high, path, self.line(path), node.path)

    def _text(self, node: Node, key: str) -> str:
        """Return a field's one text, of an entity its name, and remember that it was read."""
        texts = self._texts(node, key)
        return texts[0] if texts else ""

    def _texts(self, node: Node, key: str) -> list[str]:
        found = texts_of(node, key, self.locale)
        stated = [(path, text) for path, value in found if is_stated(text := plain_text(value))]
        self.used.update(path for path, _ in stated)
        return [text for _, text in stated]

    def unread(self, content: Any) -> list[str]:
        """Return a line for each field with something in it that was not read."""
        found: dict[str, list[str]] = {}
        for path, text in leaves(content):
            if path not in self.used and text.strip() and not re.search(r"(^|[.\]])@\w+(\[\d+\])*$", path):
                found.setdefault(re.sub(r"\[\d+\]", "[]", path), []).append(text)
        return [f"{k}: {shown(v[0])}" + (f" and {len(v) - 1} more" if len(v) > 1 else "") for k, v in found.items()]


def _texts_in(*values: object) -> set[str]:
    return {v for v in values if isinstance(v, str) and v}
