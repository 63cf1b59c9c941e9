"""Ledger reading: sales as they stand or stood on a day, the files they are from, and what waits for a person.

In: a connection.
Out: frames of lines; SalesSubmissions; rows in quarantine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import polars as pl
from sqlalchemy import Connection, and_, func, select

from readiness.adapters.db.ledger_posting import frame
from readiness.adapters.db.ledger_tables import (
    LINE_FIELDS,
    sales_current,
    sales_ledger,
    sales_pending,
    sales_quarantine,
    sales_submissions,
)
from readiness.adapters.db.sales_files import SalesSubmission
from readiness.stages.sales_out.lines import SOLD

SOLD_COLUMNS = (
    "partner_id", "rep_id", "account_id", "territory_id", "product_id", "sold_on", "units", "amount_minor", "currency",
)  # fmt: skip
AT_ONCE = 50_000
"""Rows that are fetched at a time."""
_c, _l, _p, _q, _s = sales_current.c, sales_ledger.c, sales_pending.c, sales_quarantine.c, sales_submissions.c


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row that could not be taken in, 0 for the file as a whole."""

    submission_id: int
    partner_id: str
    file: str
    row: int
    column: str
    reason: str
    raw: str


def sold_lines(connection: Connection, partners: Sequence[str], until: date) -> pd.DataFrame:
    """Return the sales and returns that stand up to a day (SOLD_COLUMNS), by day and key."""
    where = and_(_c.partner_id.in_(partners), _c.sold_on <= until, _c.movement.in_(SOLD))
    query = select(*(_c[name] for name in SOLD_COLUMNS)).where(where).order_by(_c.sold_on, _c.line_key)
    rows = connection.execute(query, execution_options={"yield_per": AT_ONCE})
    columns = _columns_of(rows.partitions(), len(SOLD_COLUMNS))
    kind = None if columns[0] else object
    return pd.DataFrame(dict(zip(SOLD_COLUMNS, columns, strict=True)), columns=list(SOLD_COLUMNS), dtype=kind)


def _columns_of(parts: Iterable[Sequence[Sequence[Any]]], n_columns: int) -> list[list[Any]]:
    """Return the columns of rows that come in parts; equal values are one object, for millions of rows name few accounts."""
    columns: list[list[Any]] = [[] for _ in range(n_columns)]
    known: list[dict[Any, Any]] = [{} for _ in range(n_columns)]
    for part in parts:
        for column, mine, values in zip(columns, known, zip(*part, strict=True), strict=True):
            column += [mine.setdefault(value, value) for value in values]
    return columns


def lines_known_at(connection: Connection, partners: Sequence[str], at: datetime) -> pl.DataFrame:
    """Return the partners' lines as they stood at a moment, by key: those whose last entry up to then is no reversal."""
    until = and_(_l.partner_id.in_(partners), _l.booked_at <= at)
    last = select(func.max(_l.entry_id).label("entry_id")).where(until).group_by(_l.line_key).subquery()
    query = select(*(_l[name] for name in LINE_FIELDS)).join(last, last.c.entry_id == _l.entry_id)
    return frame(connection, query.where(_l.kind == "post").order_by(_l.line_key))


def lines_now(connection: Connection, partners: Sequence[str]) -> pl.DataFrame:
    """Return the partners' lines that stand, of every movement, by key."""
    query = select(*(_c[name] for name in LINE_FIELDS)).where(_c.partner_id.in_(partners)).order_by(_c.line_key)
    return frame(connection, query)


def waiting_lines(connection: Connection, partners: Sequence[str]) -> pl.DataFrame:
    """Return the lines that wait for a product or an account, by file and row."""
    where = and_(_p.partner_id.in_(partners), _p.state == "waiting")
    query = select(_p.submission_id, *(_p[name] for name in LINE_FIELDS)).where(where)
    return frame(connection, query.order_by(_p.submission_id, _p.row_number))


def files_of(connection: Connection, partners: Sequence[str]) -> list[SalesSubmission]:
    """Return the partners' files in their order."""
    query = select(sales_submissions).where(_s.partner_id.in_(partners)).order_by(_s.submission_id)
    return [SalesSubmission(**row._mapping) for row in connection.execute(query)]


def held_files(connection: Connection) -> list[SalesSubmission]:
    """Return the files that wait for a person to accept or reject them, in their order."""
    query = select(sales_submissions).where(_s.status == "held").order_by(_s.submission_id)
    return [SalesSubmission(**row._mapping) for row in connection.execute(query)]


def files_not_taken(connection: Connection, partner_id: str) -> list[SalesSubmission]:
    """Return a partner's files of which every row waits in quarantine, in their order."""
    where = and_(_s.partner_id == partner_id, _s.n_quarantined == _s.rows_in, _s.rows_in > 0, _s.status != "rejected")
    query = select(sales_submissions).where(where).order_by(_s.submission_id)
    return [SalesSubmission(**row._mapping) for row in connection.execute(query)]


def rows_in_quarantine(
    connection: Connection, partners: Sequence[str] | None = None, submission_id: int | None = None, limit: int | None = None
) -> list[QuarantinedRow]:
    """Return the rows that wait to be mended, of all partners or these, or of one file; by file and row, at most `limit`."""
    query = select(_q.submission_id, _s.partner_id, _s.file, _q.row_number, _q.column_name, _q.reason, _q.raw)
    query = query.join_from(sales_quarantine, sales_submissions).where(_q.state == "open")
    query = query if partners is None else query.where(_s.partner_id.in_(partners))
    query = query if submission_id is None else query.where(_q.submission_id == submission_id)
    return [QuarantinedRow(*row) for row in connection.execute(query.order_by(_q.submission_id, _q.row_number).limit(limit))]
