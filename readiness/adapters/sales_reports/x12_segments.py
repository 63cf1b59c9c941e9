"""X12 segments: the ones that 867, 852, 844 and 849 share: parties, references, days, products, prices.

In: segments split into elements.
Out: Level and Item, which the walkers fill and ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import repeat
from operator import add

from readiness.adapters.sales_reports.edi_lines import Fields, iso_day, period

BLANKS = [""] * 10
"""More than any segment has elements we read, stores (SDQ) apart."""
SALE_DAYS = ("003", "011", "035", "514")
"""Invoiced, shipped, delivered, transferred: the day of a sale, the surest first."""
_FIRST_DAYS, _LAST_DAYS = ("090", "193", "196", "150"), ("091", "194", "197", "151")
_REFERENCES = {
    "IV": ("document", 0), "DI": ("document", 1), "IK": ("document", 2), "CM": ("document", 3), "PO": ("document", 4),
    "CO": ("document", 5), "LI": ("document_line", 0), "SA": ("rep_code", 0),
    "SL": ("territory_code", 0), "SB": ("territory_code", 1),
}  # fmt: skip
"""REF01 -> our field: invoice numbers, a credit memo's, orders'; line of the document, sales rep, territory."""
BUYERS = ("EN", "UC", "BY", "SO", "ST", "BT")
"""End user, ultimate consignee, buyer, sold to, ship to, bill to: who bought, the one nearest to the use first."""
PLACES_OF_SALE = ("SN", "RL", "DB", "SF", "WH")
PRODUCT_CODES = ("MG", "VP", "VN", "VC", "MN", "N4", "ND")
PARTNER_CODES = ("BP", "IN", "SK", "PN")
GTINS = ("UP", "EN", "EO", "UK", "UA")
SALE_PRICES = ("RES", "INV", "NET", "ACT", "PRP", "SPC", "RTL", "")
"""CTP02 of a price at which something is sold, the surest first; "" is a unit price without a kind, as UIT has."""
_TENS = {
    "PN": 1, "HP": 2, "LC": 2, "QH": 2, "RC": 2, "TC": 2, "WC": 2, "TP": 3, "LM": 3, "QS": 3, "RM": 3, "TM": 3, "WM": 3, "TT": 4,
    "HT": 5,
}  # fmt: skip
"""Prices per ten, hundred, thousand: zeros."""
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{0,10})?$")
_DOZENS = ("PD", "LD", "RD", "TD", "WD")


@dataclass(frozen=True, slots=True)
class TransactionSet:
    """One set: its segments without ST and SE, the first of them numbered `start` in the file."""

    code: str
    control: str
    start: int
    segments: Sequence[str]
    mark: str
    """Divides elements."""
    inner: str
    """Divides the components of one."""

    @property
    def name(self) -> str:
        """Return how a person would name it."""
        return f"{self.code} {self.control}"

    def elements(self) -> Iterator[tuple[int, list[str]]]:
        """Yield number and elements of each segment, and blanks behind them: what a segment leaves out is blank."""
        return enumerate(map(add, map(str.split, self.segments, repeat(self.mark)), repeat(BLANKS)), self.start)

    def text(self, elements: list[str]) -> str:
        """Return a segment as it stood in the file."""
        return self.mark.join(elements[: -len(BLANKS)])


@dataclass(slots=True)
class Level:
    """What stands in one loop: days, references, parties; the first of a kind counts."""

    days: Fields = field(default_factory=dict)
    refs: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Our field -> how sure the kind of reference is, the surest 0, and its number."""
    parties: dict[str, Fields] = field(default_factory=dict)
    serials: list[tuple[int, str]] = field(default_factory=list)
    party: Fields = field(default_factory=dict)
    first_day: str = ""
    last_day: str = ""

    def refer(self, code: str, text: str) -> None:
        """Note a reference; of several for one field the surest counts."""
        name, rank = _REFERENCES.get(code, ("", 0))
        if name and text and (name not in self.refs or rank < self.refs[name][0]):
            self.refs[name] = (rank, text)


def _party(level: Level, _: int, e: list[str]) -> None:
    level.party = {"account_name": e[2], "account_code": e[4]}
    level.parties.setdefault(e[1], level.party)


def _street(level: Level, _: int, e: list[str]) -> None:
    level.party["street"] = ", ".join(filter(None, (level.party.get("street", ""), e[1], e[2])))


def _place(level: Level, _: int, e: list[str]) -> None:
    level.party |= {"city": e[1], "region": e[2], "postal_code": e[3], "country": e[4]}


def _reference(level: Level, number: int, e: list[str]) -> None:
    code, text = e[1], e[2]
    if code == "SE" and text:
        level.serials.append((number, text))
    elif text:
        level.refer(code, text)


def _order(level: Level, _: int, e: list[str]) -> None:
    level.refer("PO", e[1])


def _day(level: Level, _: int, e: list[str]) -> None:
    code, day = e[1], iso_day(e[2])
    if e[5] == "RD8":
        level.first_day, level.last_day = (iso_day(day) for day in [*e[6].split("-"), ""][:2])
    elif code in _FIRST_DAYS:
        level.first_day = level.first_day or day
    elif code in _LAST_DAYS:
        level.last_day = level.last_day or day
    elif day:
        level.days.setdefault(code, day)


NOTED = {
    "N1": _party, "N3": _street, "N4": _place, "REF": _reference, "N9": _reference, "PRF": _order, "DTM": _day,
}  # fmt: skip
"""What puts a segment into the level it stands in, by its tag."""


def sold_on(*levels: Level) -> str:
    """Return the day of a sale: a day of the line's own, else the last day of the period it stands in, the inner level first."""
    for level in levels:
        for code in SALE_DAYS:
            if code in level.days:
                return level.days[code]
        if last := level.last_day or level.first_day:
            return last
    return ""


def stated_period(level: Level) -> tuple[str, str]:
    """Return the period a heading states."""
    return period(level.first_day, level.last_day)


def document(inner: Level, *outer: Level) -> Fields:
    """Return the invoice, else the order, the sales rep and territory, the inner level first; the line only of the innermost."""
    found: Fields = {}
    for level in reversed(outer):
        found |= {name: text for name, (_, text) in level.refs.items() if name != "document_line"}
    return found | {name: text for name, (_, text) in inner.refs.items()}


def account(codes: Sequence[str], *levels: Level) -> Fields:
    """Return the party that bought, the inner level first."""
    for level in levels:
        if parties := level.parties:
            for code in codes:
                if code in parties:
                    return parties[code]
    return {}


def location(*levels: Level) -> Fields:
    """Return the place of sale."""
    party = account(PLACES_OF_SALE, *levels)
    found = party.get("account_code", "") or party.get("account_name", "")
    return {"location": found} if found else {}


@dataclass(slots=True)
class Item:
    """A product and its prices."""

    names: Fields = field(default_factory=dict)
    """What names it: our field -> code."""
    ranks: dict[str, int] = field(default_factory=dict)
    prices: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Kind, price, unit, basis."""
    amount: str = ""

    def identify(self, elements: list[str]) -> None:
        """Read LIN: pairs of a kind and a code; of several codes for one field the surest counts."""
        for i in range(2, len(elements) - len(BLANKS) - 1, 2):
            field_name, rank = _KINDS.get(elements[i], ("", 0))
            if field_name and elements[i + 1] and rank < self.ranks.get(field_name, len(_KINDS)):
                self.names[field_name], self.ranks[field_name] = elements[i + 1], rank

    def describe(self, elements: list[str]) -> None:
        """Read PID: a description in words."""
        self.names.setdefault("description", elements[5])

    def price_unit(self, elements: list[str], inner: str) -> None:
        """Read UIT."""
        if price := elements[2]:
            self.prices.append(("", price, elements[1].split(inner)[0], elements[3]))

    def price(self, elements: list[str], inner: str) -> None:
        """Read CTP."""
        if price := elements[3]:
            self.prices.append((elements[2], price, elements[5].split(inner)[0], elements[9]))

    def total(self, elements: list[str]) -> None:
        """Read AMT: the total of a line."""
        if elements[1] in ("1", "TT"):
            self.amount = self.amount or elements[2]

    def unit_price(self, unit: str) -> tuple[str, str]:
        """Return the price at which one unit was sold, and what is wrong with the prices there are."""
        if not self.prices:
            return "", ""
        known = [p for p in self.prices if p[0] in SALE_PRICES]
        if not known:
            return "", f"its only price is of kind {self.prices[0][0]}, not the price of a sale (CTP)"
        best = min(known, key=lambda p: (SALE_PRICES.index(p[0]), p[3] != "RS")) if len(known) > 1 else known[0]
        _, price, per, basis = best
        if basis in _DOZENS:
            per = "DZ"
        if per and unit and per != unit:
            return "", f"its price is per {per} and its quantity in {unit}"
        return _scaled(price, _TENS.get(basis, 0)), ""


_KINDS = {
    kind: (name, rank)
    for name, kinds in (("product_code", PRODUCT_CODES), ("gtin", GTINS), ("partner_sku", PARTNER_CODES), ("serial", ("SN",)))
    for rank, kind in enumerate(kinds)
}


def _scaled(price: str, zeros: int) -> str:
    """Return a price per hundred and the like as the price of one."""
    return f"{Decimal(price).scaleb(-zeros):f}" if zeros and _PLAIN.match(price) else price
