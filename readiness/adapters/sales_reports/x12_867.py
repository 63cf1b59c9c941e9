"""X12 867: a product transfer and resale report as lines, each with a movement told by its codes and not by its sign alone.

In: a transaction set.
Out: lines; what the set says of itself. A code that is not known rejects the line: an 867 can also be the reading of a meter.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from readiness.adapters.sales_reports.edi_lines import MONEY, EdiLines, Fields, Stated, refuse_cancelled, turned
from readiness.adapters.sales_reports.edi_totals import Totals
from readiness.adapters.sales_reports.x12_segments import (
    BUYERS,
    NOTED,
    Item,
    Level,
    TransactionSet,
    account,
    document,
    location,
    sold_on,
    stated_period,
)
from readiness.stages.sales_out.lines import SOLD

TRANSFERS = {
    **dict.fromkeys(("SS", "SD", "SH", "DS", "CS"), "sale"),
    **dict.fromkeys(("RP", "RB", "BN", "RU", "RV"), "return"),
    "IB": "transfer", "SA": "adjustment", "IA": "adjustment", "SC": "adjustment", "SM": "adjustment", "PA": "price",
    "SU": "summary", "RC": "received", "BB": "demand",
}  # fmt: skip
"""PTD01 -> movement."""
GOODS = ("", "01", "32", "38", "39", "83", "D1")
"""QTY01 of the quantity a transfer is about."""
QUANTITIES = {
    "76": "return", "84": "return", "17": "stock", "33": "stock", "ES": "stock", "31": "lost_sale", "63": "ordered",
    "BQ": "ordered", "75": "received", "87": "received", "77": "transfer", "78": "transfer",
}  # fmt: skip
"""QTY01 that says a movement of its own, whatever the transfer's."""
DEMAND = {
    **dict.fromkeys(("", "01", "38", "63", "BQ", "RP", "YA"), "ordered"), "31": "lost_sale",
    **dict.fromkeys(("17", "33", "ES"), "stock"),
}  # fmt: skip
"""QTY01 under PTD01 BB, which moves no goods."""
HEADING_BUYERS = ("EN", "UC", "ST")
"""Parties that may be the buyer in the heading, where BY is who reports."""


def movement_of(transfer: str, direction: str, quantity: str) -> tuple[str, bool]:
    """Return the movement and whether its number counts down; "" for codes that say none we know.

    Args:
        transfer: PTD01.
        direction: PTD06: CD from a customer, DM to the manufacturer, TO and AO out.
        quantity: QTY01.
    """
    word = TRANSFERS.get(transfer, "")
    if not word:
        return "", False
    if word == "demand":
        return DEMAND.get(quantity, ""), False
    if quantity not in GOODS:
        word = QUANTITIES.get(quantity, "")
    if word == "sale" and direction == "CD":
        word = "return"
    if word == "return" and direction == "DM":
        word = "transfer"  # stock going back to the factory is no customer's return
    is_out = word in ("transfer", "adjustment") and (direction in ("TO", "AO", "DM") or quantity == "78")
    return word, word == "return" or is_out


@dataclass(slots=True)
class _Line:
    """A line while it is read."""

    row: int
    raw: list[str]
    item: Item = field(default_factory=Item)
    level: Level = field(default_factory=Level)
    quantities: list[tuple[int, str, str, str]] = field(default_factory=list)
    """Segment, QTY01, quantity, unit."""
    has_inner: bool = False
    """An LX loop has begun: parties from here on are the line's own."""


@dataclass(slots=True)
class _Walk:
    """Where the reader stands in a set."""

    set: TransactionSet
    out: EdiLines
    totals: Totals = field(default_factory=Totals)
    heading: Level = field(default_factory=Level)
    transfer: Level | None = None
    transfer_row: int = 0
    code: str = ""
    direction: str = ""
    raw: list[str] = field(default_factory=list)
    by_item: bool | None = None
    """Whether LIN begins a line and QTY follows, or the other way round, as the standard has it; None until one is seen."""
    line: _Line | None = None
    n_in_transfer: int = 0
    currency: str = ""
    report_id: str = ""
    purpose: str = ""
    n_transfers: int = 0


def read_867(transaction: TransactionSet, out: EdiLines) -> Stated:
    """Read a set's lines into `out` and return what it says of itself."""
    walk = _Walk(transaction, out)
    for n, e in transaction.elements():
        if read := _READ.get(e[0]):
            read(walk, n, e)
    _end_transfer(walk)
    walk.totals.check(transaction.name)
    refuse_cancelled(transaction.name, walk.purpose)
    first, last = stated_period(walk.heading)
    if not walk.n_transfers and not walk.totals.counts["QTY"] and last:
        out.add(transaction.start, {"movement": "no_sales", "sold_on": last, "currency": walk.currency})
    return Stated(transaction.name, walk.report_id, walk.purpose, first, last, walk.totals.n_lines)


def _begin(walk: _Walk, _n: int, e: list[str]) -> None:
    walk.purpose, walk.report_id = e[1], e[2]


def _currency(walk: _Walk, _n: int, e: list[str]) -> None:
    walk.currency = e[2]


def _transfer(walk: _Walk, n: int, e: list[str]) -> None:
    _end_transfer(walk)
    walk.totals.counts["PTD"] += 1
    walk.transfer, walk.transfer_row, walk.raw = Level(), n, e
    walk.code, walk.direction = e[1], e[6]
    walk.by_item = None
    walk.n_in_transfer = 0
    walk.n_transfers += 1
    if e[4]:
        walk.transfer.refer(e[4], e[5])


def _end_transfer(walk: _Walk) -> None:
    _end_line(walk)
    if walk.transfer is not None and not walk.n_in_transfer:
        walk.out.reject(walk.transfer_row, f"transfer PTD {walk.code} has no quantity (QTY)", walk.set.text(walk.raw))
    walk.transfer = None


def _quantity(walk: _Walk, n: int, e: list[str]) -> None:
    walk.totals.add_quantity("QTY", e[2])
    walk.n_in_transfer += 1
    walk.by_item = bool(walk.by_item)
    if walk.line is None or not walk.by_item:
        _end_line(walk)
        walk.line = _Line(n, e)
    walk.line.quantities.append((n, e[1], e[2], e[3].split(walk.set.inner)[0]))


def _item(walk: _Walk, n: int, e: list[str]) -> None:
    walk.totals.counts["LIN"] += 1
    if walk.by_item is None:
        walk.by_item = True
    if walk.line is None or walk.by_item or walk.line.item.ranks:
        _end_line(walk)
        walk.line = _Line(n, e)
    walk.line.item.identify(e)


def _detail(walk: _Walk, _n: int, e: list[str]) -> None:
    if walk.line is None:
        return
    item, tag = walk.line.item, e[0]
    if tag == "UIT":
        item.price_unit(e, walk.set.inner)
    elif tag == "CTP":
        item.price(e, walk.set.inner)
    elif tag == "PID":
        item.describe(e)
    else:
        item.total(e)


def _inner(walk: _Walk, _n: int, _e: list[str]) -> None:
    if walk.line:
        walk.line.has_inner = True


def _noted(walk: _Walk, n: int, e: list[str]) -> None:
    """Note a party, reference or day in the level it stands in.

    A party after a quantity is by the standard another transfer's. Where the transfer has a buyer already, it begins a new group
    of lines; where it has none, or the item came first, it is the line's own.
    """
    line, transfer = walk.line, walk.transfer
    if e[0] == "N1" and line and transfer and not walk.by_item and not line.has_inner and account(BUYERS, transfer):
        _end_line(walk)
        transfer.parties.clear()
        line = None
    NOTED[e[0]](line.level if line else transfer or walk.heading, n, e)


def _end_line(walk: _Walk) -> None:
    line, walk.line = walk.line, None
    if line is None:
        return
    if not line.quantities:
        walk.out.reject(line.row, "the product (LIN) has no quantity (QTY)", walk.set.text(line.raw))
    transfer = walk.transfer or walk.heading
    levels = (line.level, transfer, walk.heading)
    buyer = account(BUYERS, line.level, transfer) if walk.transfer else {}
    common: Fields = {
        **line.item.names,
        **document(*levels),
        **(buyer or account(HEADING_BUYERS, walk.heading)),
        **location(*levels),
        "sold_on": sold_on(*levels),
        "currency": walk.currency,
    }
    words = [movement_of(walk.code, walk.direction, q[1]) for q in line.quantities]
    n_sold = sum(word in SOLD for word, _ in words)
    for quantity, (word, is_down) in zip(line.quantities, words, strict=True):
        is_own = len(words) == 1 or (n_sold == 1 and word in SOLD)
        _end_quantity(walk, line, quantity, word, common, is_down=is_down, is_own=is_own)


def _end_quantity(
    walk: _Walk, line: _Line, quantity: tuple[int, str, str, str], word: str, common: Fields, *, is_down: bool, is_own: bool
) -> None:
    """Add one quantity's line; the item's total and serial numbers are its own where no other quantity's they could be."""
    row, kind, number, unit = quantity
    sign = turned if is_down else str.strip
    price, wrong = line.item.unit_price(unit)
    amount = line.item.amount if is_own else ""
    if not word:
        code = f"PTD {walk.code}" if walk.code else "no PTD"
        walk.out.reject(
            row, f"{code} with QTY {kind} says no movement we know; it may be no sale at all", walk.set.text(line.raw)
        )
        return
    if wrong and word in SOLD and not amount:
        walk.out.reject(row, wrong, walk.set.text(line.raw))
        return
    if word not in MONEY:
        price = amount = ""
    fields = {
        **common, "movement": word, "quantity": sign(number), "unit_of_measure": unit, "unit_price": price,
        "amount": sign(amount),
    }  # fmt: skip
    serials = line.level.serials if is_own else []
    if len(serials) == 1:
        walk.out.add(row, fields | {"serial": serials[0][1]})
    elif serials and not amount and number.strip().lstrip("-") == str(len(serials)):
        one = "-1" if sign(number).startswith("-") else "1"
        for serial_row, serial in serials:
            walk.out.add(serial_row, fields | {"serial": serial, "quantity": one})
    else:
        walk.out.add(row, fields)


def _total(walk: _Walk, _n: int, e: list[str]) -> None:
    walk.totals.state(e)


_READ = {
    "BPT": _begin, "CUR": _currency, "PTD": _transfer, "QTY": _quantity, "LIN": _item, "LX": _inner, "CTT": _total,
    **dict.fromkeys(("UIT", "CTP", "PID", "AMT"), _detail),
    **dict.fromkeys(NOTED, _noted),
}  # fmt: skip
