"""Channel reading: what the ledger says of partners: lines of every movement, files, and how lines were booked.

In: a connection.
Out: frames of lines; Submission, Booked, counts of what waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

import polars as pl
from sqlalchemy import Connection, and_, case, func, select

from readiness.adapters.db.ledger_posting import frame
from readiness.adapters.db.ledger_reading import files_of
from readiness.adapters.db.ledger_tables import sales_cells, sales_current, sales_ledger, sales_pending
from readiness.stages.sales_out.fill_rates import MovedUnits
from readiness.stages.sales_out.lines import SOLD
from readiness.stages.sales_out.schedule import Submission
from readiness.stages.sales_out.scorecard import Booked

CHANNEL_COLUMNS = (
    "line_key", "partner_id", "movement", "product_id", "account_id", "rep_id", "territory_id", "serial", "location", "sold_on",
    "units", "amount_minor", "currency",
)  # fmt: skip
_c, _l, _p = sales_current.c, sales_ledger.c, sales_pending.c


def channel_lines(connection: Connection, partners: Sequence[str], until: date) -> pl.DataFrame:
    """Return the lines of every movement that stand up to a day (CHANNEL_COLUMNS), by day and key."""
    where = and_(_c.partner_id.in_(partners), _c.sold_on <= until)
    return frame(connection, select(*(_c[name] for name in CHANNEL_COLUMNS)).where(where).order_by(_c.sold_on, _c.line_key))


def has_stock(connection: Connection, partners: Sequence[str]) -> bool:
    """Return whether any of the partners tells of its stock."""
    cells = sales_cells.c
    query = select(cells.partner_id).where(and_(cells.partner_id.in_(partners), cells.movement == "stock"))
    return connection.execute(query.limit(1)).first() is not None


def submissions_of(connection: Connection, partners: Sequence[str]) -> list[Submission]:
    """Return what became of the partners' files, in their order."""
    return [
        Submission(
            f.partner_id, f.received_at, f.period_from, f.period_to, f.rows_in, f.n_ok, f.n_duplicates, f.n_quarantined,
            f.n_pending, f.status,
        )
        for f in files_of(connection, partners)
    ]  # fmt: skip


def waiting_counts(connection: Connection, partners: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return partner -> how many of its lines wait for a product, and how many for an account."""
    no_product = func.sum(case((_p.product_id == "", 1), else_=0))
    no_account = func.sum(case((and_(_p.account_id == "", _p.movement.in_(SOLD)), 1), else_=0))
    where = and_(_p.partner_id.in_(partners), _p.state == "waiting")
    rows = connection.execute(select(_p.partner_id, no_product, no_account).where(where).group_by(_p.partner_id))
    return {partner_id: (int(product), int(account)) for partner_id, product, account in rows}


def booked_lines(connection: Connection, partners: Sequence[str], until: date) -> list[Booked]:
    """Return how what was sold up to a day was first booked and restated, by partner, day and moment of booking."""
    mine = and_(_l.partner_id.in_(partners), _l.movement.in_(SOLD), _l.sold_on <= until)
    reversed_keys = select(_l.line_key).where(and_(_l.partner_id.in_(partners), _l.kind == "reversal")).distinct()
    group = (_l.partner_id, _l.sold_on, _l.booked_at)
    sums = select(*group, func.count(), func.sum(func.abs(_l.units))).where(and_(mine, _l.line_key.not_in(reversed_keys)))
    found = [
        Booked(partner_id, sold_on, _day(at), int(n), int(units), 0)
        for partner_id, sold_on, at, n, units in connection.execute(sums.group_by(*group).order_by(*group))
    ]
    entries = select(_l.line_key, *group, _l.units).where(and_(mine, _l.line_key.in_(reversed_keys)))
    rows = connection.execute(entries.order_by(_l.line_key, _l.entry_id))
    return found + [_restated(list(told)) for _, told in groupby(rows, key=lambda row: row.line_key)]


def _restated(entries: Sequence[Any]) -> Booked:
    """Return one line that was taken back: its first booking, and how far its units now are from that."""
    first = entries[0]
    now = sum(entry.units for entry in entries)
    return Booked(first.partner_id, first.sold_on, _day(first.booked_at), 1, abs(first.units), abs(first.units - now))


def _day(moment: datetime) -> date:
    return moment.date()


def moved_units(connection: Connection, partners: Sequence[str]) -> list[MovedUnits]:
    """Return what partners sold and lost by product, account and week, of those that ever reported a lost sale."""
    cells = sales_cells.c
    telling = select(cells.partner_id).where(and_(cells.partner_id.in_(partners), cells.movement == "lost_sale"))
    group = (cells.product_id, cells.account_id, cells.week, cells.movement)
    where = and_(cells.partner_id.in_(telling), cells.movement.in_((*SOLD, "lost_sale")))
    rows = connection.execute(select(*group, func.sum(cells.units)).where(where).group_by(*group).order_by(*group))
    return [MovedUnits(product, account, week, movement, int(units)) for product, account, week, movement, units in rows]
