"""Sales-out intake: what becomes of the lines of one report.

In: lines as a partner reported them; accounts.
Out: Intake: lines that count, quarantine; lines as the ledger keeps them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from readiness.stages.sales_out.restating import LEDGER_LINE
from readiness.vocabulary import Money, week_of


@dataclass(frozen=True, slots=True)
class ReportedLine:
    """One line as a partner reported it, parsed but not yet judged."""

    partner_id: str
    file: str
    row: int
    document: str
    sold_on: date
    product_id: str
    account_id: str
    rep_id: str
    territory_id: str
    units: int
    amount_minor: int
    currency: str
    raw: str


@dataclass(frozen=True, slots=True)
class SalesLine:
    """One line that counts; money in integer minor units, negative for returns."""

    line_key: str
    """sha256 of partner, document, day, product, account, direction and occurrence: the same line never counts twice."""
    partner_id: str
    file: str
    row: int
    document: str
    sold_on: date
    product_id: str
    account_id: str
    rep_id: str
    """As reported; empty where the report names none."""
    territory_id: str
    units: int
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A line that could not be taken as it stands, with the reason and the raw text."""

    partner_id: str
    file: str
    row: int
    column: str
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of one report: rows_in = lines + quarantined."""

    lines: tuple[SalesLine, ...]
    quarantined: tuple[Quarantined, ...]


def judge(reported: Sequence[ReportedLine], territory_by_account: Mapping[str, str]) -> Intake:
    """Return what becomes of the lines of one report.

    Args:
        reported: the report's lines in their order.
        territory_by_account: every account known; a line of another waits in quarantine.
    """
    lines: list[SalesLine] = []
    held: list[Quarantined] = []
    occurrences: Counter[tuple[str, ...]] = Counter()
    for r in reported:
        reason = _fault(r, territory_by_account)
        if reason:
            held.append(Quarantined(r.partner_id, r.file, r.row, reason[0], reason[1], r.raw))
            continue
        direction = "return" if r.units < 0 else "sale"
        identity = (r.partner_id, r.document, r.sold_on.isoformat(), r.product_id, r.account_id, direction)
        occurrences[identity] += 1
        key = _line_key((*identity, str(occurrences[identity])))
        lines.append(
            SalesLine(
                key, r.partner_id, r.file, r.row, r.document, r.sold_on, r.product_id, r.account_id,
                r.rep_id, r.territory_id or territory_by_account[r.account_id], r.units, r.amount_minor, r.currency,
            )
        )  # fmt: skip
    return Intake(tuple(lines), tuple(held))


def intake_lines(lines: Sequence[SalesLine]) -> pl.DataFrame:
    """Return lines as the ledger keeps them."""
    rows = [
        {
            "line_key": x.line_key,
            "content_hash": _line_key((str(x.units), str(x.amount_minor), x.rep_id, x.territory_id, x.currency)),
            "partner_id": x.partner_id, "row_number": x.row, "document": x.document,
            "movement": "return" if x.units < 0 else "sale", "product_code": x.product_id, "product_id": x.product_id,
            "account_code": x.account_id, "account_name": "", "account_id": x.account_id, "rep_id": x.rep_id,
            "territory_id": x.territory_id, "location": "", "serial": "", "sold_on": x.sold_on, "week": week_of(x.sold_on),
            "units": x.units, "amount_minor": x.amount_minor, "currency": x.currency,
        }
        for x in lines
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=LEDGER_LINE)


def _fault(r: ReportedLine, territory_by_account: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the column and the reason why a line cannot be taken, or None."""
    if r.account_id not in territory_by_account:
        return "account_id", f"account {r.account_id!r} is unknown"
    if (r.units > 0 and r.amount_minor < 0) or (r.units < 0 and r.amount_minor > 0):
        amount = Money(r.amount_minor, r.currency).amount
        return "amount", f"the price is negative: {r.units} units for {amount:f} {r.currency}".strip()
    return None


def _line_key(parts: tuple[str, ...]) -> str:
    """Return a key in which no two different tuples of parts can meet: each part goes in with its length."""
    return hashlib.sha256("".join(f"{len(p)}:{p}" for p in parts).encode()).hexdigest()
