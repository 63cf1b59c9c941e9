"""Line sources: in which file and row each sales line stands, what is not booked, and rows that could not be read.

In: a connection.
Out: frames of lines; rows in quarantine with how their file was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, and_, select

from readiness.adapters.db.ledger_tables import sales_current, sales_pending, sales_quarantine, sales_submissions
from readiness.stages.sales_out.restating import LEDGER_LINE

_c, _p, _q, _s = sales_current.c, sales_pending.c, sales_quarantine.c, sales_submissions.c
_UNBOOKED = (
    "line_key", "partner_id", "rep_id", "row_number", "state", "product_id", "product_code", "account_id", "account_code",
    "sold_on", "units", "amount_minor", "currency",
)  # fmt: skip
_TYPES = pl.Schema([*LEDGER_LINE.items(), ("submission_id", pl.Int64()), ("file", pl.String()), ("state", pl.String())])


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A row that could not be taken in and was not mended since."""

    partner_id: str
    submission_id: int
    sha256: str
    file: str
    mapping_version: str
    row: int
    reason: str
    raw: str
    """Its cells as a JSON object, or its text."""
    state: str


def sources_of(connection: Connection, partners: Sequence[str], until: date) -> pl.DataFrame:
    """Return line_key, file and row_number of the lines that stand up to a day, by key."""
    query = select(_c.line_key, _s.file, _c.row_number).join_from(sales_current, sales_submissions)
    return _frame(connection, query.where(and_(_c.partner_id.in_(partners), _c.sold_on <= until)).order_by(_c.line_key))


def unbooked_lines(connection: Connection, partners: Sequence[str], until: date) -> pl.DataFrame:
    """Return the lines that were read and not booked up to a day, with their file, by file and row."""
    query = select(_p.submission_id, _s.file, *(_p[name] for name in _UNBOOKED)).join_from(sales_pending, sales_submissions)
    where = and_(_p.partner_id.in_(partners), _p.sold_on <= until)
    return _frame(connection, query.where(where).order_by(_p.submission_id, _p.row_number))


def unread_rows(connection: Connection, partners: Sequence[str]) -> list[UnreadRow]:
    """Return the partners' rows in quarantine, those left out for good too, by file and row."""
    columns = (
        _s.partner_id, _s.submission_id, _s.sha256, _s.file, _s.mapping_version, _q.row_number, _q.column_name, _q.reason, _q.raw,
        _q.state,
    )  # fmt: skip
    query = select(*columns).join_from(sales_quarantine, sales_submissions)
    query = query.where(and_(_s.partner_id.in_(partners), _q.state != "fixed", _q.row_number > 0))
    rows = connection.execute(query.order_by(_s.submission_id, _q.row_number))
    return [
        UnreadRow(
            r.partner_id, r.submission_id, r.sha256, r.file, r.mapping_version, r.row_number,
            f"{r.column_name}: {r.reason}" if r.column_name else r.reason, r.raw, r.state,
        )
        for r in rows
    ]  # fmt: skip


def _frame(connection: Connection, query: Select[Any]) -> pl.DataFrame:
    schema = {str(c.key): _TYPES[str(c.key)] for c in query.selected_columns}
    return pl.DataFrame([tuple(row) for row in connection.execute(query)], schema=schema, orient="row")
