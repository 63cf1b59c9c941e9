"""X12 844 and 849: claims about transfers and the answers to them, as lines that are never sales.

In: a transaction set.
Out: lines of price or adjustment with their references; what the set says of itself.

A claim (844) asks for money on goods whose sale an 867 reports; the answer (849) grants it or not. Read as sales they would
count twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from readiness.adapters.sales_reports.edi_lines import EdiLines, Fields, Stated, iso_day, refuse_cancelled
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

ADJUSTMENTS = ("SA", "IA", "SC")
"""PAD02 of a claim about stock; every other is about a price."""


@dataclass(slots=True)
class _Claim:
    """A PAD loop."""

    row: int
    code: str = ""
    item: Item = field(default_factory=Item)
    level: Level = field(default_factory=Level)
    quantities: list[tuple[int, str, str]] = field(default_factory=list)
    """Segment, quantity, unit."""
    currency: str = ""


@dataclass(slots=True)
class _Walk:
    """Where the reader stands in a set."""

    set: TransactionSet
    out: EdiLines
    totals: Totals = field(default_factory=Totals)
    heading: Level = field(default_factory=Level)
    contract: Level | None = None
    claim: _Claim | None = None
    currency: str = ""
    report_id: str = ""
    purpose: str = ""
    day: str = ""


def read_844(transaction: TransactionSet, out: EdiLines) -> Stated:
    """Read a set's lines into `out` and return what it says of itself."""
    walk = _Walk(transaction, out)
    for n, e in transaction.elements():
        if read := _READ.get(e[0]):
            read(walk, n, e)
    _end_claim(walk)
    walk.totals.check(transaction.name)
    refuse_cancelled(transaction.name, walk.purpose)
    first, last = stated_period(walk.heading)
    return Stated(transaction.name, walk.report_id, walk.purpose, first, last, walk.totals.n_lines)


def _begin(walk: _Walk, _n: int, e: list[str]) -> None:
    """Read BAA (844), whose date is the third element, or BRC (849), whose date is the second."""
    place = 3 if e[0] == "BAA" else 2
    walk.purpose, walk.day, walk.report_id = e[1], iso_day(e[place]), e[place + 2]


def _currency(walk: _Walk, _n: int, e: list[str]) -> None:
    if walk.claim:
        walk.claim.currency = e[2]
    else:
        walk.currency = e[2]


def _contract(walk: _Walk, _n: int, e: list[str]) -> None:
    _end_claim(walk)
    walk.totals.counts["CON"] += 1
    walk.contract = Level()
    walk.contract.refer(e[1], e[2])


def _claim(walk: _Walk, n: int, e: list[str]) -> None:
    _end_claim(walk)
    walk.totals.counts["PAD"] += 1
    walk.claim = _Claim(n, e[2])


def _detail(walk: _Walk, n: int, e: list[str]) -> None:
    tag = e[0]
    if tag in ("LIN", "QTY") and (walk.claim is None or (tag == "LIN" and walk.claim.item.ranks)):
        _end_claim(walk)
        walk.claim = _Claim(n)
    if (claim := walk.claim) is None:
        return
    if tag == "LIN":
        walk.totals.counts["LIN"] += 1
        claim.item.identify(e)
    elif tag == "QTY":
        walk.totals.quantities.append(e[2])
        claim.quantities.append((n, e[2], e[3].split(walk.set.inner)[0]))
    elif tag == "UIT":
        claim.item.price_unit(e, walk.set.inner)
    elif tag == "PID":
        claim.item.describe(e)
    else:
        claim.item.amount = claim.item.amount or e[2]


def _noted(walk: _Walk, n: int, e: list[str]) -> None:
    NOTED[e[0]](walk.claim.level if walk.claim else walk.contract or walk.heading, n, e)


def _total(walk: _Walk, _n: int, e: list[str]) -> None:
    _end_claim(walk)
    walk.totals.state(e)


def _end_claim(walk: _Walk) -> None:
    claim, walk.claim = walk.claim, None
    if claim is None:
        return
    levels = (claim.level, walk.contract or walk.heading, walk.heading)
    word = "adjustment" if claim.code in ADJUSTMENTS else "price"
    common: Fields = {
        "document": walk.report_id,
        **claim.item.names, **document(*levels), **account(BUYERS, *levels[:2]), **location(*levels),
        "movement": word, "sold_on": sold_on(*levels) or walk.day, "currency": claim.currency or walk.currency,
    }  # fmt: skip
    quantities = claim.quantities or [(claim.row, "", "")]
    for row, number, unit in quantities:
        amount = claim.item.amount if len(quantities) == 1 else ""
        price = claim.item.unit_price(unit)[0]
        walk.out.add(row, common | {"quantity": number, "unit_of_measure": unit, "unit_price": price, "amount": amount})


_READ = {
    "BAA": _begin, "BRC": _begin, "CUR": _currency, "CON": _contract, "PAD": _claim, "CTT": _total,
    **dict.fromkeys(("LIN", "QTY", "UIT", "PID", "AMT"), _detail),
    **dict.fromkeys(NOTED, _noted),
}  # fmt: skip
