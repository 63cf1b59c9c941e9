"""Ledger posting: how lines get into the ledger and what stands of it, and how they are taken back.

In: a connection in a transaction, a file, its lines.
Out: entries, what stands, what waits, and the cells they are of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Select,
    Table,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from readiness.adapters.db.bulk_loading import append, staged_keys
from readiness.adapters.db.ledger_tables import (
    LINE_FIELDS,
    sales_cells,
    sales_current,
    sales_ledger,
    sales_pending,
    sales_quarantine,
    sales_submissions,
)
from readiness.stages.sales_out.restating import COMPARED, LEDGER_LINE, Scope, is_waiting, restated

CELL = ("partner_id", "rep_id", "account_id", "product_id", "week", "movement", "currency")
_c, _l, _p, _q = sales_current.c, sales_ledger.c, sales_pending.c, sales_quarantine.c


class File(Protocol):
    """Which file lines are of."""

    @property
    def submission_id(self) -> int:
        """Return its number; a partner's files are in the order of theirs."""

    @property
    def partner_id(self) -> str:
        """Return whose file it is."""


def frame(connection: Connection, query: Select[Any]) -> pl.DataFrame:
    """Return a query's rows as a frame, typed as lines are."""
    schema = {str(c.key): LEDGER_LINE.get(str(c.key), pl.Int64) for c in query.selected_columns}
    return pl.DataFrame([tuple(row) for row in connection.execute(query)], schema=schema, orient="row")


def in_scope(table: Table, partner_id: str, scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a line is of a scope."""
    found = and_(table.c.partner_id == partner_id, table.c.sold_on.between(scope.first_on, scope.last_on))
    return and_(found, table.c.location.in_(scope.locations)) if scope.locations else found


def keep_pending(connection: Connection, submission_id: int, lines: pl.DataFrame, state: str) -> None:
    """Keep a file's lines that are not booked."""
    extra = (pl.lit(submission_id).alias("submission_id"), pl.lit(state).alias("state"))
    append(connection, sales_pending, lines.select(*extra, *LINE_FIELDS).sort("row_number"))


def book(connection: Connection, made: File, lines: pl.DataFrame, scope: Scope | None, at: datetime) -> tuple[int, int]:
    """Book what lines change; return how many of them are booked or say what stood, and how many of these the latter."""
    keys = staged_keys(connection, lines)
    _replace_waiting(connection, made, keys, scope)
    change = restated(_standing(connection, made.partner_id, lines, keys, scope), lines, scope)
    _confirm(connection, made, lines.join(change.posts, on="line_key", how="anti"))
    reverse(connection, made.partner_id, change.reversals, made.submission_id, at)
    return post(connection, made, change.posts, at) + change.n_unchanged, change.n_unchanged


def _replace_waiting(connection: Connection, made: File, keys: Table, scope: Scope | None) -> None:
    """Let go of lines of earlier files that still wait, where this one has the word."""
    is_named = _p.line_key.in_(select(keys.c.line_key))
    is_over = is_named if scope is None else or_(is_named, in_scope(sales_pending, made.partner_id, scope))
    earlier = and_(_p.partner_id == made.partner_id, _p.state == "waiting", _p.submission_id < made.submission_id)
    connection.execute(update(sales_pending).where(and_(earlier, is_over)).values(state="replaced"))


def _standing(connection: Connection, partner_id: str, lines: pl.DataFrame, keys: Table, scope: Scope | None) -> pl.DataFrame:
    """Return what stands under the lines' keys or in the scope, as far as it is compared."""
    query = select(*(_c[name] for name in ("line_key", *COMPARED, "sold_on", "location")))
    inside = None if scope is None else frame(connection, query.where(in_scope(sales_current, partner_id, scope)))
    if inside is not None and not inside.is_empty():  # most lines are found there: only the others are looked up
        keys = staged_keys(connection, lines.join(inside, on="line_key", how="anti"))
    named = frame(connection, query.where(_c.line_key.in_(select(keys.c.line_key))))
    return named if inside is None else pl.concat([inside, named])


def _confirm(connection: Connection, made: File, unchanged: pl.DataFrame) -> None:
    """Note that a file named these lines, where a row of an earlier one may yet be mended: that must not undo them."""
    is_open = and_(_q.state == "open", _q.submission_id < made.submission_id, sales_submissions.c.partner_id == made.partner_id)
    mendable = select(_q.row_number).join_from(sales_quarantine, sales_submissions).where(is_open).limit(1)
    if unchanged.is_empty() or connection.execute(mendable).first() is None:
        return
    rows = staged_keys(connection, unchanged)
    number = select(rows.c.row_number).where(rows.c.line_key == _c.line_key).scalar_subquery()
    values = {"submission_id": made.submission_id, "row_number": number}
    connection.execute(update(sales_current).where(_c.line_key.in_(select(rows.c.line_key))).values(values))


def reverse(connection: Connection, partner_id: str, keys: Sequence[str], submission_id: int | None, at: datetime) -> None:
    """Reverse what stands under these keys, for a file, or each line for its own."""
    if not keys:
        return
    staged = staged_keys(connection, pl.DataFrame({"line_key": keys}).with_columns(row_number=0))
    owner = _c.submission_id if submission_id is None else literal(submission_id)
    turned = [-_c[f] if f in ("units", "amount_minor") else _c[f] for f in LINE_FIELDS]
    is_gone = _c.line_key.in_(select(staged.c.line_key))
    gone = select(owner, literal("reversal"), literal(at, DateTime()), *turned).where(is_gone).order_by(_c.line_key)
    _enter(connection, partner_id, gone)
    is_empty = and_(sales_cells.c.partner_id == partner_id, sales_cells.c.n_lines == 0)
    connection.execute(delete(sales_cells).where(is_empty))
    connection.execute(delete(sales_current).where(is_gone))


def post(connection: Connection, made: File, lines: pl.DataFrame, at: datetime) -> int:
    """Post a file's lines, sorted by key; those without a product or an account wait; return how many were posted."""
    waits = is_waiting(lines)
    keep_pending(connection, made.submission_id, lines.filter(waits), "waiting")
    ready = lines.filter(~waits)
    before = connection.execute(select(func.max(_c.line_id))).scalar() or 0
    append(connection, sales_current, ready.select(pl.lit(made.submission_id).alias("submission_id"), *LINE_FIELDS))
    mine = and_(_c.submission_id == made.submission_id, _c.line_id > before)
    new = select(_c.submission_id, literal("post"), literal(at, DateTime()), *(_c[f] for f in LINE_FIELDS)).where(mine)
    _enter(connection, made.partner_id, new.order_by(_c.line_id))
    return ready.height


def _enter(connection: Connection, partner_id: str, entries: Select[Any]) -> None:
    """Append entries to the ledger, and add them to the cells they are of."""
    before = connection.execute(select(func.max(_l.entry_id))).scalar() or 0
    connection.execute(insert(sales_ledger).from_select(["submission_id", "kind", "booked_at", *LINE_FIELDS], entries))
    n_lines = func.sum(case((_l.kind == "post", 1), else_=-1))
    sums = select(*(_l[name] for name in CELL), n_lines, func.sum(_l.units), func.sum(_l.amount_minor))
    sums = sums.where(and_(_l.entry_id > before, _l.partner_id == partner_id)).group_by(*(_l[name] for name in CELL))
    added = ("n_lines", "units", "amount_minor")
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    upsert = dialect.insert(sales_cells).from_select([*CELL, *added], sums)
    cells = sales_cells.c
    together = {name: cells[name] + upsert.excluded[name] for name in added}
    connection.execute(upsert.on_conflict_do_update(index_elements=CELL, set_=together))
