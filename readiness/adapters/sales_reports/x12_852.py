"""X12 852: product activity of a period, item by item, in all or store by store.

In: a transaction set.
Out: lines; what the set says of itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from readiness.adapters.sales_reports.edi_lines import MONEY, EdiLines, Fields, Stated, iso_day, period, refuse_cancelled, turned
from readiness.adapters.sales_reports.edi_totals import Totals
from readiness.adapters.sales_reports.x12_segments import (
    NOTED,
    Item,
    Level,
    TransactionSet,
    account,
    document,
    location,
)
from readiness.stages.sales_out.lines import SOLD

ACTIVITIES = {
    "QS": "sale", "Q1": "sale", "QU": "return", "Q2": "return", "Q3": "return", "RQ": "return",
    "QE": "stock", "QA": "stock", "OH": "stock", "QB": "stock", "QI": "in_transit", "QR": "received",
    "LS": "lost_sale", "QD": "lost_sale", "QO": "lost_sale", "QP": "ordered", "Q4": "ordered",
    "QT": "adjustment", "PA": "adjustment", "QZ": "transfer",
    **dict.fromkeys(("TS", "QC", "QH", "QL", "QM", "QN", "QX", "QF", "DG", "HL", "OQ", "PO"), "summary"),
}  # fmt: skip
"""ZA01 -> movement. Totals, plans and parts of a stock are kept and never counted."""
SALES = ("QS", "Q1")
STOCKS = ("QE", "QA", "OH")
"""Figures for the same thing, the first that is there counts: sold, and sold net of returns; stock at the end of the period."""
STORES = ("ST", "SN", "RL", "WH")
REPORTERS = ("BY", "FR")
_PAIRS_AT, _MAX_PAIRS = 3, 10
"""Where the pairs of store and quantity begin in SDQ."""


@dataclass(slots=True)
class _Activity:
    """A ZA loop."""

    row: int
    raw: list[str]
    code: str
    quantity: str
    unit: str
    day: str
    stores: list[tuple[int, int, str, str, str]] = field(default_factory=list)
    """Segment, place in it, store, quantity, unit."""


@dataclass(slots=True)
class _Walk:
    """Where the reader stands in a set."""

    set: TransactionSet
    out: EdiLines
    totals: Totals = field(default_factory=Totals)
    heading: Level = field(default_factory=Level)
    item: Item | None = None
    level: Level = field(default_factory=Level)
    activities: list[_Activity] = field(default_factory=list)
    first: str = ""
    last: str = ""
    currency: str = ""
    report_id: str = ""
    purpose: str = ""


def read_852(transaction: TransactionSet, out: EdiLines) -> Stated:
    """Read a set's lines into `out` and return what it says of itself."""
    walk = _Walk(transaction, out)
    for n, e in transaction.elements():
        if read := _READ.get(e[0]):
            read(walk, n, e)
    _end_item(walk)
    walk.totals.check(transaction.name)
    refuse_cancelled(transaction.name, walk.purpose)
    if not walk.totals.counts["LIN"] and walk.last:
        place = account((*STORES, *REPORTERS), walk.heading)
        out.add(transaction.start, {**place, "movement": "no_sales", "sold_on": walk.last, "currency": walk.currency})
    return Stated(transaction.name, walk.report_id, walk.purpose, walk.first, walk.last, walk.totals.n_lines)


def _begin(walk: _Walk, _n: int, e: list[str]) -> None:
    walk.first, walk.last = period(iso_day(e[2]), iso_day(e[3]))
    walk.report_id, walk.purpose = e[4], e[5]


def _currency(walk: _Walk, _n: int, e: list[str]) -> None:
    walk.currency = e[2]


def _item(walk: _Walk, _n: int, e: list[str]) -> None:
    _end_item(walk)
    walk.totals.counts["LIN"] += 1
    walk.item, walk.level, walk.activities = Item(), Level(), []
    walk.item.identify(e)


def _activity(walk: _Walk, n: int, e: list[str]) -> None:
    if walk.item is None:
        walk.out.reject(n, "an activity (ZA) before any product (LIN)", walk.set.text(e))
        return
    unit = e[3].split(walk.set.inner)[0]
    walk.totals.quantities.append(e[2])
    walk.activities.append(_Activity(n, e, e[1], e[2], unit, iso_day(e[5])))


def _stores(walk: _Walk, n: int, e: list[str]) -> None:
    if not walk.activities:
        walk.out.reject(n, "quantities by store (SDQ) with no activity (ZA) before them", walk.set.text(e))
        return
    stores = walk.activities[-1].stores
    for place in range(min(_MAX_PAIRS, (len(e) - _PAIRS_AT) // 2)):
        store, quantity = e[_PAIRS_AT + 2 * place], e[_PAIRS_AT + 1 + 2 * place]
        if store or quantity:
            stores.append((n, place + 1, store, quantity, e[1]))


def _detail(walk: _Walk, _n: int, e: list[str]) -> None:
    if walk.item and e[0] == "CTP":
        walk.item.price(e, walk.set.inner)
    elif walk.item:
        walk.item.describe(e)


def _noted(walk: _Walk, n: int, e: list[str]) -> None:
    NOTED[e[0]](walk.level if walk.item else walk.heading, n, e)


def _total(walk: _Walk, _n: int, e: list[str]) -> None:
    walk.totals.state(e)


def words(codes: Iterable[str], *, is_one_day: bool) -> dict[str, str]:
    """Return the movement of each code of one item; of several figures for the same thing one counts, the others are summaries.

    Where only a net figure tells the sales, the returns are in it already. An opening stock of a single day is not told apart
    from the closing one.
    """
    said = {code: ACTIVITIES.get(code, "") for code in codes}
    for same in (SALES, STOCKS):
        for code in [c for c in same if c in said][1:]:
            said[code] = "summary"
    if said.get("Q1") == "sale":
        said |= {code: "summary" for code, word in said.items() if word == "return"}
    if is_one_day and "QB" in said and any(said.get(code) == "stock" for code in STOCKS):
        said["QB"] = "summary"
    return said


def _end_item(walk: _Walk) -> None:
    item = walk.item
    if item is None:
        return
    said = words((a.code for a in walk.activities), is_one_day=walk.first == walk.last)
    levels = (walk.level, walk.heading)
    heading = account(STORES, *levels)
    common: Fields = {
        **item.names, **document(*levels), **(heading or account(REPORTERS, *levels)), **location(*levels),
        "currency": walk.currency,
    }  # fmt: skip
    if heading.get("account_code"):
        common["location"] = heading["account_code"]
    for activity in walk.activities:
        word = said[activity.code]
        if not word:
            walk.out.reject(activity.row, f"activity ZA {activity.code} is no movement we know", walk.set.text(activity.raw))
        elif not _adds_up(activity):
            walk.out.reject(activity.row, "its stores (SDQ) do not add up to its quantity (ZA)", walk.set.text(activity.raw))
        else:
            _end_activity(walk, item, activity, common | {"movement": word})
    walk.item = None


def _adds_up(activity: _Activity) -> bool:
    """Return whether a quantity is the sum of its stores', where both are given."""
    if not activity.quantity or not activity.stores:
        return True
    try:
        return Decimal(activity.quantity) == sum(Decimal(quantity) for *_, quantity, _ in activity.stores)
    except ArithmeticError:
        return False


def _end_activity(walk: _Walk, item: Item, activity: _Activity, common: Fields) -> None:
    word = common["movement"]
    common["sold_on"] = activity.day or (walk.first if activity.code == "QB" else walk.last)
    sign = turned if word == "return" else str.strip
    by_store = [
        (row, place, {"account_code": store, "location": store}, quantity, unit or activity.unit)
        for row, place, store, quantity, unit in activity.stores
    ]
    for row, place, where, quantity, unit in by_store or [(activity.row, 0, Fields(), activity.quantity, activity.unit)]:
        price, wrong = item.unit_price(unit)
        if wrong and word in SOLD:
            walk.out.reject(row, wrong, walk.set.text(activity.raw), place)
            continue
        fields = {k: v for k, v in common.items() if not where or k not in _ADDRESS} | where
        walk.out.add(
            row,
            fields | {"quantity": sign(quantity), "unit_of_measure": unit, "unit_price": price if word in MONEY else ""},
            place,
        )


_ADDRESS = ("account_name", "street", "city", "region", "postal_code", "country")
_READ = {
    "XQ": _begin, "CUR": _currency, "LIN": _item, "ZA": _activity, "SDQ": _stores, "CTP": _detail, "PID": _detail, "CTT": _total,
    **dict.fromkeys(NOTED, _noted),
}  # fmt: skip
