"""Inputs: everything that went into one rep's figures, row by row, and what names the rep and did not count.

In: the rows of the modules beside this one.
Out: RepInput; ids that stay the same from run to run.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ID_LETTERS = 16
"""Of a hash: 64 bits, so that two of a million inputs are the same once in thirty million launches."""
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class RepInput:
    """One input; the fields before `figures` are the columns of the table in their order. None means not known, never 0."""

    input_id: str
    kind: str
    """sale, waiting, quarantined, account, cell, answer, attendance, pitch, certificate, roster or formula."""
    counts_as: str
    """sales_out, history (of the account), service (who serves the account), expected, readiness, certificate or nothing."""
    why: str
    on: date | None = None
    what: str = ""
    given: str = ""
    is_right: bool | None = None
    partner_id: str = ""
    file: str = ""
    row: int | None = None
    account_id: str = ""
    account: str = ""
    product_id: str = ""
    units: int | None = None
    money: Decimal | None = None
    currency: str = ""
    share: float | None = None
    """Of the whole sale, 0..1."""
    weeks: float | None = None
    history_money: float | None = None
    """A week, before the launch."""
    market_index: float | None = None
    in_stock_share: float | None = None
    demand_index: float | None = None
    value: float | None = None
    contested: str = ""
    """The number of the contest that is open; "" where none is."""
    figures: str = ""
    """sales, added or readiness: what a contest of it puts in question."""
    mends: str = ""
    """Which act mends the source, should it be wrong."""

    @property
    def words(self) -> str:
        """Return the input as a person names it."""
        what = self.what if self.value is None else f"{self.what} {self.value:g}"
        parts = (
            self.on.isoformat() if self.on else "", what, self.given, self.account or self.account_id, self.product_id,
            "" if self.units is None else f"{self.units} units", "" if self.money is None else f"{self.money} {self.currency}",
            f"{self.file} row {self.row}" if self.file else "",
        )  # fmt: skip
        return ", ".join(part for part in parts if part)


def input_id(kind: str, *key: object) -> str:
    """Return the id of an input: the same on every run while what tells it from others of its kind is the same."""
    said = "".join(f"{len(text)}:{text}" for text in map(str, key))
    return f"{kind}-{hashlib.sha256(said.encode()).hexdigest()[:ID_LETTERS]}"
