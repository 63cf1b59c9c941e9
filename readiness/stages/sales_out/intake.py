"""Sales-out intake: what becomes of the lines of one report.

In: lines as a partner reported them; accounts; lines taken before.
Out: Intake: lines that count, duplicates, quarantine.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from readiness.vocabulary import Money


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
    """What became of one report: rows_in = taken + duplicates + quarantined."""

    lines: tuple[SalesLine, ...]
    n_duplicates: int
    quarantined: tuple[Quarantined, ...]


def judge(
    reported: Sequence[ReportedLine], territory_by_account: Mapping[str, str], known: Mapping[str, tuple[int, int]]
) -> Intake:
    """Return what becomes of the lines of one report.

    Args:
        reported: the report's lines in their order.
        territory_by_account: every account known; a line of another waits in quarantine.
        known: line_key -> (units, amount_minor) of lines taken before.
    """
    lines: list[SalesLine] = []
    held: list[Quarantined] = []
    n_duplicates = 0
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
        if key in known:
            if known[key] == (r.units, r.amount_minor):
                n_duplicates += 1
            else:
                units, amount = known[key]
                now, then = Money(r.amount_minor, r.currency).amount, Money(amount, r.currency).amount
                what = f"says {r.units} units for {now:f} {r.currency}; {units} for {then:f} were taken for the same line before"
                held.append(Quarantined(r.partner_id, r.file, r.row, "units", what, r.raw))
            continue
        lines.append(
            SalesLine(
                key, r.partner_id, r.file, r.row, r.document, r.sold_on, r.product_id, r.account_id,
                r.rep_id, r.territory_id or territory_by_account[r.account_id], r.units, r.amount_minor, r.currency,
            )
        )  # fmt: skip
    return Intake(tuple(lines), n_duplicates, tuple(held))


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
