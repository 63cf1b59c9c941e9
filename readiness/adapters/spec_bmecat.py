"""BMEcat catalogues: versions 1.2 and 2005, ETIM files among them, read into spec records.

Element order does not matter, optional elements may be empty or missing, with or without a namespace. A bare `&` and HTML's
named characters, which many files hold by mistake, are read as meant.

In: the bytes of one catalogue.
Out: SpecRecords whose places are element paths, and a line for each element left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element

from readiness.adapters.input_tables import Problems
from readiness.adapters.spec_bmecat_xml import Tree, catalogue_tree, is_of_language
from readiness.adapters.spec_families import LONGEST, Item, Model, common_name, family_records
from readiness.adapters.spec_numbers import decimal_mark, number_text
from readiness.adapters.spec_records import SpecRecord
from readiness.adapters.spec_values import Stated, is_stated, plain_text, unit_of_code
from readiness.stages.units import UNITS, canonical_unit

PRODUCTS = ("PRODUCT", "ARTICLE")
LIST_PRICES = ("net_list", "nrp", "gros_list", "")
"""Price types that are a list price, the first there is; net_customer and others are one customer's own."""
LINKS = {
    "accessories": "accessories", "sparepart": "spare parts", "similar": "similar products", "followup": "followed by",
    "mandatory": "needed with it", "select": "one of these needed with it", "consists_of": "consists of",
    "base_product": "base product", "diff_orderunit": "in other order units",
}  # fmt: skip
"""Types of reference, as a person says them."""
DIMENSIONS = {"WEIGHT": "kg", "LENGTH": "m", "WIDTH": "m", "DEPTH": "m", "VOLUME": "m3"}
"""PRODUCT_DIMENSIONS and the units the standard gives them."""
GTIN_TYPES = ("gtin", "ean", "ean13", "ean_13", "upc", "")
PLACES = Decimal("0.0001")
_CODE = re.compile(r"E[FV]\d{6}")


def read(file: str, data: bytes, problems: Problems, locale: str = "en") -> tuple[list[SpecRecord], list[str]]:
    """Return the records of a catalogue and what was left out."""
    tree = catalogue_tree(file, data, problems)
    if tree is None:
        return [], []
    products = [e for e in tree.root.iter() if tree.tag(e) in PRODUCTS and tree.child(e, *_named("ID")) is not None]
    products = [p for p in products if p.get("mode") != "delete"]
    if not products:
        problems.add(
            file, 1, tree.paths[tree.root], "there is no product in it", "PRODUCT with SUPPLIER_PID, or ARTICLE with SUPPLIER_AID"
        )
        return [], []
    catalogue = _Catalogue(tree, locale, products)
    items = [catalogue.item(p) for p in products]
    records, notes = family_records(file, catalogue.model(items), items, catalogue.mark)
    return records, [*tree.notes, *tree.unread(), *notes]


def _named(what: str) -> tuple[str, ...]:
    """Return an element's names in both versions."""
    return {
        "ID": ("SUPPLIER_PID", "SUPPLIER_AID"),
        "DETAILS": ("PRODUCT_DETAILS", "ARTICLE_DETAILS"),
        "FEATURES": ("PRODUCT_FEATURES", "ARTICLE_FEATURES"),
        "PRICES": ("PRODUCT_PRICE_DETAILS", "ARTICLE_PRICE_DETAILS"),
        "PRICE": ("PRODUCT_PRICE", "ARTICLE_PRICE"),
        "ORDER": ("PRODUCT_ORDER_DETAILS", "ARTICLE_ORDER_DETAILS"),
        "LINK": ("PRODUCT_REFERENCE", "ARTICLE_REFERENCE"),
        "LINKED": ("PROD_ID_TO", "ART_ID_TO"),
        "MAKER_ID": ("MANUFACTURER_PID", "MANUFACTURER_AID"),
    }[what]


class _Catalogue:
    """One catalogue being read."""

    def __init__(self, tree: Tree, locale: str, products: list[Element]) -> None:
        self.tree, self.locale, self.products = tree, locale, products
        numbers = [e.text or "" for e in tree.root.iter() if tree.tag(e) in ("FVALUE", "PRICE_AMOUNT", *DIMENSIONS)]
        self.mark = decimal_mark(numbers)
        self.catalogue = next((e for e in tree.root.iter() if tree.tag(e) == "CATALOG"), None)
        self.currency = self._text(self.catalogue, "CURRENCY", "DEFAULT_CURRENCY")
        groups = [e for e in tree.root.iter() if tree.tag(e) == "CLASSIFICATION_GROUP"]
        self.group_names = {tree.text_of(g, "CLASSIFICATION_GROUP_ID"): g for g in groups}

    def model(self, items: list[Item]) -> Model:
        """Return what the file says of all products."""
        makers = {self._detail(p, "MANUFACTURER_NAME") for p in self.products}
        supplier = next((e for e in self.tree.root.iter() if self.tree.tag(e) == "SUPPLIER"), None)
        groups = {self._group(p) for p in self.products}
        descriptions = {" ".join(s.values) for i in items for s in i.stated if s.key == "description"}
        catalogue_name = self._text(self.catalogue, "CATALOG_NAME")
        found = {
            "model_id": items[0].id if len(items) == 1 else "",
            "name": common_name([i.name for i in items]) or catalogue_name or items[0].name or items[0].id,
            "vendor": (makers.pop() if len(makers) == 1 else "") or self._text(supplier, "SUPPLIER_NAME"),
            "category": groups.pop() if len(groups) == 1 else "",
            "revision": self._text(self.catalogue, "CATALOG_VERSION"),
            "summary": descriptions.pop().replace("\n", " ") if len(descriptions) == 1 else "",
        }
        place = items[0].place
        return Model({k: (v, place) for k, v in found.items() if v and len(v) <= LONGEST})

    def item(self, product: Element) -> Item:
        """Return one product."""
        identity = self.tree.child(product, *_named("ID"))
        price, currency, properties = self._price(product)
        return Item(
            id=self._read(identity),
            name=plain_text(self._detail(product, "DESCRIPTION_SHORT")).replace("\n", " "),
            stated=tuple(self._stated(product)),
            place=self.tree.paths[product],
            gtin=self._gtin(product),
            price=price,
            currency=currency,
            properties=(*properties, *self._classes(product), *self._links(product)),
        )

    def _stated(self, product: Element) -> Iterator[Stated]:
        for name, key in (("DESCRIPTION_LONG", "description"), ("MANUFACTURER_TYPE_DESCR", "manufacturer's type")):
            element = self._in_details(product, name)
            if element is not None and (text := plain_text(self._read(element))):
                yield Stated(key, key, (text,), place=self.tree.paths[element])
        features = [f for block in self._each(product, *_named("FEATURES")) for f in self._each(block, "FEATURE")]
        order = {f: number_text(self.tree.text_of(f, "FORDER")) for f in features}
        for feature in sorted(features, key=lambda f: Decimal(order[f] or 10**9)):
            if stated := self._feature(feature):
                yield stated
        for logistic in self._each(product, "PRODUCT_LOGISTIC_DETAILS"):
            for name, unit in DIMENSIONS.items():
                for element in [e for d in self._each(logistic, "PRODUCT_DIMENSIONS") for e in self._each(d, name)]:
                    if is_stated(text := self._read(element)):
                        yield Stated(f"product {name.lower()}", name.lower(), (text,), unit, place=self.tree.paths[element])

    def _feature(self, feature: Element) -> Stated | None:
        """Return a feature; one whose value is not stated stays among what was left out."""
        values = [e for e in self._each(feature, "FVALUE") if is_stated(e.text or "")]
        details = self._text(feature, "FVALUE_DETAILS")
        if not values:  # version 1.2 has the values of variants one element deeper
            values = [e for v in feature.iter() if self.tree.tag(v) == "VARIANT" for e in self._each(v, "FVALUE")]
        values = self._in_language(values)
        texts = [self._read(e) for e in values]
        if not texts:
            return None
        if details:
            texts = [details if len(texts) == 1 and _CODE.fullmatch(texts[0]) else f"{', '.join(texts)} ({details})"]
        key = self._localized(feature, "FNAME") or self._text(feature, "FT_IDREF", "FREF")
        description = self._localized(feature, "FDESCR")
        name = description if description and (not key or _CODE.fullmatch(key)) else key
        if not name:
            return None
        self._text(feature, "FORDER")
        if name != description and _CODE.fullmatch(name):
            self.tree.notes.append(f"{self.tree.paths[feature]}: {name} has no words in this file; its code stands for a name")
        unit, place = self._text(feature, "FUNIT"), self.tree.paths[feature]
        return Stated(key or name, name, tuple(texts), unit if is_stated(unit) else "", place=place, unit_named=feature_unit)

    def _price(self, product: Element) -> tuple[str, str, list[tuple[str, str]]]:
        """Return the list price of one unit with its currency, and how it is stated where that is for several."""
        prices = [p for block in self._each(product, *_named("PRICES")) for p in self._each(block, *_named("PRICE"))]
        offered = [p for p in prices if p.get("price_type", "") in LIST_PRICES and self.tree.text_of(p, "PRICE_AMOUNT")]
        if not offered:
            return "", "", []
        price = min(offered, key=lambda p: (LIST_PRICES.index(p.get("price_type", "")), self._from(p)))
        currency = self._text(price, "PRICE_CURRENCY") or price.get("currency", "") or self.currency
        self._text(price, "LOWER_BOUND")
        written = self._text(price, "PRICE_AMOUNT")
        amount = number_text(written, self.mark) or written
        factor = self._text(price, "PRICE_FACTOR")
        order = next(iter(self._each(product, *_named("ORDER"))), None)
        quantity = self._text(order, "PRICE_QUANTITY")
        one = self._for_one(amount, factor, quantity)
        if one == amount:
            return amount, currency, []
        unit = self._text(order, "ORDER_UNIT")
        each = f"{quantity or 1} {unit_of_code(unit) or canonical_unit(unit) or unit}".strip()
        times = f", times {factor}" if factor else ""
        return one, currency, [("price as stated", f"{amount} {currency} for {each}{times}".replace("  ", " "))]

    def _for_one(self, amount: str, factor: str, quantity: str) -> str:
        """Return the price of one unit: the amount times its factor, by the quantity it is for.

        "" where one of the three cannot be read: no price is better than one that is wrong by a hundred.
        """
        numbers = [amount, *(number_text(n, self.mark) if n else "1" for n in (factor, quantity))]
        if numbers[1:] == ["1", "1"]:
            return amount
        if not all(re.fullmatch(r"\d{1,12}(\.\d{1,6})?", n, re.ASCII) for n in numbers) or not Decimal(numbers[2]):
            return ""
        one = (Decimal(amount) * Decimal(numbers[1]) / Decimal(numbers[2])).quantize(PLACES).normalize()
        return f"{one:f}"

    def _from(self, price: Element) -> Decimal:
        return Decimal(number_text(self.tree.text_of(price, "LOWER_BOUND"), self.mark) or 1)

    def _gtin(self, product: Element) -> str:
        details = [product, *self._each(product, *_named("DETAILS"))]
        numbers = [e for d in details for e in self._each(d, "INTERNATIONAL_PID", "EAN", "GTIN")]
        known = [e for e in numbers if e.get("type", "").lower() in GTIN_TYPES and (e.text or "").strip()]
        return self._read(known[0]) if known else ""

    def _group(self, product: Element) -> str:
        for block in self._each(product, *_named("FEATURES")):
            group = self.group_names.get(self.tree.text_of(block, "REFERENCE_FEATURE_GROUP_ID"))
            name = self._text(block, "REFERENCE_FEATURE_GROUP_NAME") or self._text(group, "CLASSIFICATION_GROUP_NAME")
            if name:
                return name
        return ""

    def _classes(self, product: Element) -> Iterator[tuple[str, str]]:
        for block in self._each(product, *_named("FEATURES")):
            system = self._text(block, "REFERENCE_FEATURE_SYSTEM_NAME")
            if group := self._text(block, "REFERENCE_FEATURE_GROUP_ID"):
                yield f"{system or 'classification'} class", group
        if (element := self._in_details(product, *_named("MAKER_ID"))) is not None and (text := self._read(element)):
            yield "manufacturer's number", text

    def _links(self, product: Element) -> Iterator[tuple[str, str]]:
        kinds: dict[str, list[str]] = {}
        for link in self._each(product, *_named("LINK")):
            kinds.setdefault(LINKS.get(link.get("type", ""), "see also"), []).extend(
                self._read(e) for e in self._each(link, *_named("LINKED"))
            )
        yield from ((kind, ", ".join(t for t in ids if t)) for kind, ids in kinds.items())

    def _in_details(self, product: Element, *names: str) -> Element | None:
        for parent in (*self._each(product, *_named("DETAILS")), product):
            if found := self._in_language(self._each(parent, *names)):
                return found[0]
        return None

    def _detail(self, product: Element, *names: str) -> str:
        element = self._in_details(product, *names)
        return self._read(element) if element is not None else ""

    def _localized(self, parent: Element, name: str) -> str:
        found = self._in_language(self._each(parent, name))
        return self._read(found[0]) if found else ""

    def _in_language(self, elements: list[Element]) -> list[Element]:
        """Return the elements of the language asked for, else those without one, else those of the first language."""
        filled = [e for e in elements if (e.text or "").strip()]
        tests: list[Callable[[Element], bool]] = [
            lambda e: is_of_language(_language(e), self.locale),
            lambda e: not _language(e),
            lambda e: _language(e) == _language(filled[0]),
        ]
        return next((found for test in tests if (found := [e for e in filled if test(e)])), [])

    def _each(self, parent: Element, *names: str) -> list[Element]:
        return [e for e in parent if self.tree.tag(e) in names]

    def _text(self, parent: Element | None, *names: str) -> str:
        element = self.tree.child(parent, *names) if parent is not None else None
        return self._read(element) if element is not None else ""

    def _read(self, element: Element | None) -> str:
        return self.tree.read(element) if element is not None else ""


def _language(element: Element) -> str:
    return element.get("lang", "") or element.get("{http://www.w3.org/XML/1998/namespace}lang", "")


def feature_unit(written: str) -> str | None:
    """Return the canonical unit of an FUNIT: a code of trade or ETIM, or a unit as people write it.

    `PS` is a horsepower to one supplier and a pound per square inch to another, so it is no unit here.
    """
    if written.strip() == "PS":
        return None
    return written.strip() if written.strip() in UNITS else unit_of_code(written) or canonical_unit(written)
