"""Simulated reports: what each partner of a simulated launch sends, each in a manner of its own.

In: LaunchWorld, the products of the spec.
Out: inbox/sales_out/<partner>/, one path with its bytes after the other, and the aliases that their codes need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

import numpy as np

from readiness.adapters.simulated_names import (
    OLD_PRODUCT,
    PARTNERS,
    account_id,
    account_name,
    partner_id,
    period_start,
    product_id,
    rep_id,
    rep_name,
    week_start,
)
from readiness.stats.launch_world import WEEKS_A_PERIOD, LaunchWorld

OLD_GTIN, OLD_PRICE = "2000000009995", 42.0
NOTE = "# Made up for a simulated launch"
MAPPINGS = {
    "birch": f"""\
{NOTE}
columns: {{document: Rechnungsnummer, sold_on: Datum, gtin: EAN, description: Artikel, account_code: Kunde, rep_code: Vertreter,
          quantity: Menge, amount: Wert}}
date_format: "%d.%m.%Y"
decimal_mark: ","
""",
    "cedar": f"""\
{NOTE}
columns: {{document: Doc, sold_on: Date, partner_sku: SKU, movement: Type, account_code: Customer, rep_code: Agent,
          quantity: Units, amount: Total}}
date_format: "%Y/%m/%d"
sign: returns_positive
movements: {{SALE: sale, CREDIT: return}}
""",
}


@dataclass(frozen=True, slots=True)
class Goods:
    """One product as partners write it."""

    product_id: str
    gtin: str
    name: str
    price: float


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a report; money below 0 came back."""

    sold_on: date
    account: int
    account_id: str
    rep: int
    goods: Goods
    cents: int

    @property
    def units(self) -> int:
        """Return how many pieces, with the sign of the money."""
        pieces = max(1, round(abs(self.cents) / 100 / self.goods.price))
        return pieces if self.cents > 0 else -pieces


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a partner writes a report."""

    header: str
    encoding: str
    row: Callable[[str, _Line], str]


def _alder(document: str, x: _Line) -> str:
    cells = (document, x.sold_on.isoformat(), x.goods.product_id, f'"{x.goods.name}"', x.account_id,
             f'"{account_name(x.account)}"', rep_id(x.rep), str(x.units), f"{x.cents / 100:.2f}", "EUR")  # fmt: skip
    return ",".join(cells)


def _birch(document: str, x: _Line) -> str:
    money = f"{x.cents / 100:,.2f}".translate(str.maketrans(",.", ".,"))
    cells = (
        document,
        f"{x.sold_on:%d.%m.%Y}",
        x.goods.gtin,
        x.goods.name,
        x.account_id,
        rep_id(x.rep),
        str(x.units),
        money,
    )
    return ";".join(cells)


def _cedar(document: str, x: _Line) -> str:
    kind = "SALE" if x.cents > 0 else "CREDIT"
    cells = (document, f"{x.sold_on:%Y/%m/%d}", cedar_sku(x.goods.product_id), kind, x.account_id, rep_name(x.rep),
             str(abs(x.units)), f"{abs(x.cents) / 100:.2f}")  # fmt: skip
    return "|".join(cells)


MANNERS: Mapping[str, _Manner] = {
    "alder": _Manner(
        "Invoice No,Invoice Date,Mfr Part No,Description,Customer No,Customer Name,Sales Rep,Qty,Net Amount,Currency",
        "utf-8",
        _alder,
    ),
    "birch": _Manner("Rechnungsnummer;Datum;EAN;Artikel;Kunde;Vertreter;Menge;Wert", "cp1252", _birch),
    "cedar": _Manner("Doc|Date|SKU|Type|Customer|Agent|Units|Total", "utf-8", _cedar),
}


def cedar_sku(product: str) -> str:
    """Return a product's code in the third partner's own list."""
    return f"CX-{100 + int(product[1:])}"


def report_files(world: LaunchWorld, goods: Sequence[Goods]) -> Iterator[tuple[str, bytes]]:
    """Yield a report a partner and week, where it came, and one for every four weeks of the year before; one at a time."""
    for number, partner in enumerate(PARTNERS[: world.is_missing.shape[0]]):
        folder = f"inbox/sales_out/{partner_id(world, number)}"
        if partner in MAPPINGS:
            yield f"{folder}/mapping.yaml", MAPPINGS[partner].encode()
        counted = 0
        for starts_on, lines in chain(_history(world, number), _window(world, number, goods)):
            data, counted = _written(partner, lines, counted)
            yield f"{folder}/{starts_on.isoformat()}.csv", data


def _written(partner: str, lines: Sequence[_Line], counted: int) -> tuple[bytes, int]:
    """Return the bytes of one report, and the number of its last document."""
    manner = MANNERS[partner]
    rows = [manner.row(f"{partner[:2].upper()}{counted + i:07d}", x) for i, x in enumerate(lines, start=1)]
    return ("\n".join([manner.header, *rows]) + "\n").encode(manner.encoding), counted + len(lines)


def history_day(account: int, period: int, starts_on: date) -> date:
    """Return the day of the one line an account has in four weeks of the year before: some working day of them."""
    week, day = divmod((7 * account + 3 * period) % (5 * WEEKS_A_PERIOD), 5)
    return starts_on + timedelta(weeks=week, days=day)


def _history(world: LaunchWorld, partner: int) -> Iterator[tuple[date, list[_Line]]]:
    """Yield the reports of the year before: one line an account and four weeks."""
    old = Goods(OLD_PRODUCT, OLD_GTIN, "Example Kettle of last year", OLD_PRICE)
    mine = np.flatnonzero(world.partner[world.accounts.territory] == partner).tolist()
    cents = np.maximum(np.rint(world.accounts.history * 100), 1).astype(np.int64)
    n_periods = cents.shape[1]
    for period in range(n_periods):
        starts_on = period_start(period - n_periods)
        lines = [
            _Line(history_day(account, period, starts_on), account, account_id(world, account), int(world.served.before[account]),
                  old, int(cents[account, period]))
            for account in mine
        ]  # fmt: skip
        yield starts_on, sorted(lines, key=lambda x: (x.sold_on, x.account))


def _window(world: LaunchWorld, partner: int, goods: Sequence[Goods]) -> Iterator[tuple[date, list[_Line]]]:
    """Yield the weekly reports since the launch that came and have a line."""
    o = world.orders
    mine = np.flatnonzero((world.partner[world.accounts.territory[o.account]] == partner) & world.is_reported)
    mine = mine[np.lexsort((world.cents[mine], o.product[mine], o.account[mine], o.day[mine], o.week[mine]))]
    weeks, starts = np.unique(o.week[mine], return_index=True)
    line_rep, cents = world.line_rep, world.cents
    for week, rows in zip(weeks.tolist(), np.split(mine, starts[1:]), strict=True):
        columns = (column[rows].tolist() for column in (o.day, o.account, line_rep, o.product, cents))
        yield (
            week_start(week),
            [
                _Line(week_start(week) + timedelta(days=day), account, account_id(world, account), rep, goods[product], money)
                for day, account, rep, product, money in zip(*columns, strict=True)
            ],
        )


def alias_files(world: LaunchWorld, goods: Sequence[Goods]) -> dict[str, bytes]:
    """Return products.csv and what the third partner's codes mean."""
    products = [f"{OLD_PRODUCT},{OLD_PRODUCT},{OLD_GTIN},Example Kettle of last year"]
    products += [f'{g.product_id},{g.product_id},{g.gtin},"{g.name}"' for g in goods]
    files = {"products.csv": ["product_id,mpn,gtin,name", *products]}
    if world.is_missing.shape[0] == len(PARTNERS):
        last = partner_id(world, len(PARTNERS) - 1)
        codes = [OLD_PRODUCT, *(product_id(i) for i in range(len(goods)))]
        files["aliases/products.csv"] = ["partner_id,code,product_id", *(f"{last},{cedar_sku(c)},{c}" for c in codes)]
        people = [f"{last},{rep_name(i)},{rep_id(i)}" for i in range(world.options.n_reps)]
        files["aliases/reps.csv"] = ["partner_id,code,rep_id", *people]
    return {path: ("\n".join([NOTE, *lines]) + "\n").encode() for path, lines in files.items()}
