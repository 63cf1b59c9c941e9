"""EDIFACT reports: SLSRPT and INVRPT as lines, place by place or item by item.

In: a message.
Out: lines; what the message says of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from readiness.adapters.sales_reports.edi_lines import MONEY, EdiLines, Fields, Stated, iso_day, period, refuse_cancelled, turned
from readiness.adapters.sales_reports.edi_totals import Totals
from readiness.adapters.sales_reports.edifact_codes import BUYERS, DAYS, NAMES, PRICES, SELLERS, TENS, words
from readiness.adapters.sales_reports.edifact_message import Message, number_of, shifted
from readiness.stages.sales_out.lines import SOLD

PIECES = "PCE"
"""The unit of a quantity without one."""


@dataclass(slots=True)
class _Figure:
    """A QTY group."""

    row: int
    code: str
    number: str
    unit: str
    day: str = ""
    place: Fields = field(default_factory=dict)
    party: Fields = field(default_factory=dict)


@dataclass(slots=True)
class _Item:
    """A LIN group."""

    row: int
    codes: Fields = field(default_factory=dict)
    fields: Fields = field(default_factory=dict)
    days: Fields = field(default_factory=dict)
    prices: Fields = field(default_factory=dict)
    amount: str = ""
    currency: str = ""
    place: Fields = field(default_factory=dict)
    party: Fields = field(default_factory=dict)
    is_place_before: bool | None = None
    """Whether a place stands before the quantities it is of, or after; None until one is seen."""
    figures: list[_Figure] = field(default_factory=list)


@dataclass(slots=True)
class _Walk:
    """Where the reader stands in a message."""

    message: Message
    out: EdiLines
    totals: Totals = field(default_factory=Totals)
    days: Fields = field(default_factory=dict)
    parties: dict[str, Fields] = field(default_factory=dict)
    refs: Fields = field(default_factory=dict)
    place: Fields = field(default_factory=dict)
    place_days: Fields = field(default_factory=dict)
    place_kind: str = ""
    """3227 of the places that stand before their items; "" where items come first."""
    item: _Item | None = None
    currency: str = ""
    report_id: str = ""
    purpose: str = ""


def read_sales_message(message: Message, out: EdiLines) -> Stated:
    """Read a message's lines into `out` and return what it says of itself."""
    walk = _Walk(message, out)
    for n, e in message.elements():
        if read := _READ.get(e[0]):
            read(walk, n, e)
    _end_item(walk)
    walk.totals.check(message.name)
    refuse_cancelled(message.name, walk.purpose)
    first, last = period(walk.days.get("90", ""), walk.days.get("91", ""))
    if message.kind == "SLSRPT" and not walk.totals.counts["LIN"] and last:
        place = walk.place or _party_of(SELLERS, walk.parties)
        out.add(message.start, {**place, "movement": "no_sales", "sold_on": last, "currency": walk.currency})
    return Stated(message.name, walk.report_id, walk.purpose, first, last, walk.totals.n_lines)


def _begin(walk: _Walk, _n: int, e: list[str]) -> None:
    part = walk.message.part
    walk.report_id, walk.purpose = part(e, 2), part(e, 3)


def _day(walk: _Walk, _n: int, e: list[str]) -> None:
    """Note a day in the group it stands in; 718 is a period, whose two days are noted as those of a period."""
    part = walk.message.part
    code, text, form = part(e, 1), part(e, 1, 1), part(e, 1, 2)
    item = walk.item
    if item and item.figures:
        if code in DAYS[walk.message.kind]:
            item.figures[-1].day = item.figures[-1].day or iso_day(text)
        return
    days = item.days if item else walk.place_days if walk.place else walk.days
    if form == "718" and len(text) in (16, 17):
        days |= {"90": iso_day(text[:8]), "91": iso_day(text[-8:])}
    else:
        days.setdefault(code, iso_day(text))


def _place(walk: _Walk, _n: int, e: list[str]) -> None:
    part = walk.message.part
    kind, code = part(e, 1), part(e, 2)
    place = {"location": code, "account_code": code}
    if name := part(e, 2, 3):
        place["account_name"] = name
    place |= next((p for p in walk.parties.values() if p["account_code"] == code), {})
    item = walk.item
    if item is None or kind == walk.place_kind:
        _end_item(walk)
        walk.place, walk.place_days, walk.place_kind = place, {}, kind
        return
    if item.is_place_before is None:
        item.is_place_before = not item.figures
    if item.is_place_before:
        item.place = place
    else:
        item.figures[-1].place = place


def _party(walk: _Walk, _n: int, e: list[str]) -> None:
    part = walk.message.part
    kind = part(e, 1)
    found = {
        "account_code": part(e, 2), "account_name": part(e, 4) or part(e, 3), "street": part(e, 5), "city": part(e, 6),
        "region": part(e, 7), "postal_code": part(e, 8), "country": part(e, 9),
    }  # fmt: skip
    item = walk.item
    if item is None:
        walk.parties.setdefault(kind, found)
    elif kind in BUYERS and item.figures:
        item.figures[-1].party = found
    elif kind in BUYERS:
        item.party = found


def _currency(walk: _Walk, _n: int, e: list[str]) -> None:
    code = walk.message.part(e, 1, 1)
    if walk.item:
        walk.item.currency = code
    else:
        walk.currency = walk.currency or code


def _reference(walk: _Walk, _n: int, e: list[str]) -> None:
    part = walk.message.part
    fields = walk.item.fields if walk.item else walk.refs
    if part(e, 1) == "IV" and (number := part(e, 1, 1)):
        fields.setdefault("document", number)
        if line := part(e, 1, 2):
            fields.setdefault("document_line", line)


def _line(walk: _Walk, n: int, e: list[str]) -> None:
    _end_item(walk)
    walk.totals.counts["LIN"] += 1
    part = walk.message.part
    walk.item = _Item(n)
    walk.item.codes[part(e, 3, 1)] = part(e, 3)


def _more_codes(walk: _Walk, _n: int, e: list[str]) -> None:
    part = walk.message.part
    if walk.item:
        for place in range(2, len(e)):
            walk.item.codes.setdefault(part(e, place, 1), part(e, place))


def _description(walk: _Walk, _n: int, e: list[str]) -> None:
    part = walk.message.part
    if walk.item and (text := f"{part(e, 3, 3)} {part(e, 3, 4)}".strip()):
        walk.item.fields.setdefault("description", text)


def _price(walk: _Walk, _n: int, e: list[str]) -> None:
    part = walk.message.part
    if walk.item:
        zeros = TENS.get(part(e, 1, 4))
        price = number_of(part(e, 1, 1))
        walk.item.prices.setdefault(part(e, 1), shifted(price, zeros) if zeros is not None else "")


def _money(walk: _Walk, _n: int, e: list[str]) -> None:
    part = walk.message.part
    if walk.item and part(e, 1) == "203":
        walk.item.amount = walk.item.amount or number_of(part(e, 1, 1))
        walk.item.currency = walk.item.currency or part(e, 1, 2)


def _quantity(walk: _Walk, n: int, e: list[str]) -> None:
    part = walk.message.part
    code, number = part(e, 1), number_of(part(e, 1, 1))
    walk.totals.quantities.append(number)
    if walk.item is None:
        walk.out.reject(n, "a quantity (QTY) before any product (LIN)", walk.message.mark.join(e))
        return
    figure = _Figure(n, code, number, part(e, 1, 2) or PIECES)
    if walk.item.is_place_before:
        figure.place = walk.item.place
    walk.item.figures.append(figure)


def _control(walk: _Walk, _n: int, e: list[str]) -> None:
    """Read CNT: 2 counts lines, 1 adds up quantities."""
    part = walk.message.part
    _end_item(walk)
    if part(e, 1) == "2":
        walk.totals.n_lines = part(e, 1, 1)
    elif part(e, 1) == "1":
        walk.totals.hash = number_of(part(e, 1, 1))


def _summary(walk: _Walk, _n: int, _e: list[str]) -> None:
    _end_item(walk)


def _party_of(kinds: Iterable[str], parties: Mapping[str, Fields]) -> Fields:
    return next((parties[kind] for kind in kinds if kind in parties), {})


def _end_item(walk: _Walk) -> None:
    item, walk.item = walk.item, None
    if item is None:
        return
    if not item.figures:
        walk.out.reject(item.row, "the product (LIN) has no quantity (QTY)", "|".join(item.codes.values()))
    first, last = walk.days.get("90", ""), walk.days.get("91", "")
    said = words(walk.message.kind, [f.code for f in item.figures], is_one_day=first == last)
    names = {name: next((item.codes[k] for k in kinds if item.codes.get(k)), "") for name, kinds in NAMES.items()}
    common = {**walk.refs, **names, **item.fields, "currency": item.currency or walk.currency}
    n_sold = sum(said[f.code] in SOLD for f in item.figures)
    price = next((item.prices[kind] for kind in PRICES if kind in item.prices), "")
    for figure in item.figures:
        word = said[figure.code]
        if not word:
            raw = f"QTY {figure.code} {figure.number} {figure.unit}"
            walk.out.reject(figure.row, f"quantity QTY {figure.code} is no movement we know in {walk.message.kind}", raw)
            continue
        sign: Callable[[str], str] = turned if word == "return" else str.strip
        fields = common | _who(walk, item, figure) | {"movement": word, "sold_on": _day_of(walk, item, figure)}
        fields |= {"quantity": sign(figure.number), "unit_of_measure": figure.unit, "unit_price": price if word in MONEY else ""}
        if word in SOLD and n_sold == 1:
            fields["amount"] = sign(item.amount)
        walk.out.add(figure.row, fields)


def _who(walk: _Walk, item: _Item, figure: _Figure) -> Fields:
    """Return the place of sale and who bought: a buyer of the figure or item, else the place, else who sold."""
    place = figure.place or item.place or walk.place
    party = figure.party or item.party
    return (place or _party_of(SELLERS, walk.parties)) | party


def _day_of(walk: _Walk, item: _Item, figure: _Figure) -> str:
    """Return the day of a figure: its own, else its item's, its place's, the message's; an opening stock is of the first day."""
    if figure.code == "157" and (first := walk.days.get("90")):
        return first
    levels = (item.days, walk.place_days, walk.days)
    codes = DAYS[walk.message.kind]
    return figure.day or next((days[code] for days in levels for code in codes if days.get(code)), "")


_READ: Mapping[str, Callable[[_Walk, int, list[str]], None]] = {
    "BGM": _begin, "DTM": _day, "LOC": _place, "NAD": _party, "CUX": _currency, "RFF": _reference, "LIN": _line,
    "PIA": _more_codes, "IMD": _description, "PRI": _price, "MOA": _money, "QTY": _quantity, "CNT": _control, "UNS": _summary,
}  # fmt: skip
