"""Ledger tables: what partners reported, appended and never changed, and what stands of it. Money is integer minor units.

In: nothing.
Out: one Table each, in the `metadata` of tables.py.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from readiness.adapters.db.tables import metadata
from readiness.stages.sales_out.restating import LEDGER_LINE

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
"""A key the database counts up itself: in SQLite only an INTEGER is."""
ROW_LAW = "rows_in = n_ok + n_duplicates + n_quarantined + n_pending"
LINE_FIELDS = tuple(LEDGER_LINE)
"""What is kept of a line; `week` is the Monday of its day."""


def _submission_id(**kwargs: Any) -> Column[int]:
    return Column("submission_id", Integer, ForeignKey("sales_submissions.submission_id"), nullable=False, **kwargs)


def _line_columns() -> list[Column[Any]]:
    lengths = {"line_key": 64, "content_hash": 64, "partner_id": 64, "currency": 3}
    kinds: dict[str, TypeEngine[Any]] = {
        **{name: Text() for name in LINE_FIELDS},
        **{name: String(length) for name, length in lengths.items()},
        "row_number": Integer(), "sold_on": Date(), "week": Date(), "units": BigInteger(), "amount_minor": BigInteger(),
    }  # fmt: skip
    return [Column(name, kind, nullable=False) for name, kind in kinds.items()]


sales_submissions = Table(
    "sales_submissions",
    metadata,
    Column("submission_id", Integer, primary_key=True),
    Column("partner_id", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("file", Text, nullable=False),
    Column("received_at", DateTime, nullable=False),
    Column("period_from", Date),
    Column("period_to", Date),
    Column("locations", Text, nullable=False),
    Column("mode", String(16), nullable=False),
    Column("sequence", BigInteger),
    Column("mapping_version", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("rows_in", Integer, nullable=False),
    Column("n_ok", Integer, nullable=False),
    Column("n_unchanged", Integer, nullable=False),
    Column("n_duplicates", Integer, nullable=False),
    Column("n_quarantined", Integer, nullable=False),
    Column("n_pending", Integer, nullable=False),
    Column("why", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    UniqueConstraint("partner_id", "sha256"),
    CheckConstraint(ROW_LAW, name="row_law"),
)
"""One row a file: `status` is held, applied or rejected; a replaced file's lines are reversed, not forgotten.

`n_ok` rows were posted or said what stood already (`n_unchanged` of them). `locations` is a JSON list; [] means all.
"""

sales_mappings = Table(
    "sales_mappings",
    metadata,
    Column("partner_id", String(64), primary_key=True),
    Column("mapping_version", String(16), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("yaml", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("approved_on", Date),
)
"""Every way a partner's files were read. `number` counts the approved ones up, the highest is used; 0: it stood beside a file, or
the column names were sure."""

sales_raw_files = Table(
    "sales_raw_files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Every file as it came, deflated: rows that are mended are read again among the others of their file."""

sales_current = Table(
    "sales_current",
    metadata,
    Column("line_id", _NUMBER, primary_key=True),
    _submission_id(),
    *_line_columns(),
    UniqueConstraint("line_key"),
    Index("ix_sales_current_partner_id", "partner_id", "sold_on"),
)
"""What stands now: the sum of the ledger. Keys are random, the primary key is not: that is what makes a sorted load fast."""

sales_ledger = Table(
    "sales_ledger",
    metadata,
    Column("entry_id", _NUMBER, primary_key=True),
    _submission_id(),
    Column("kind", String(8), nullable=False),
    Column("booked_at", DateTime, nullable=False),
    *_line_columns(),
    Index("ix_sales_ledger_line_key", "line_key"),
)
"""Append only: `post`, or `reversal` with the signs turned. Every report is a plain sum of it."""

sales_pending = Table(
    "sales_pending",
    metadata,
    _submission_id(primary_key=True),
    Column("row_number", Integer, primary_key=True),
    Column("state", String(16), nullable=False),
    *(c for c in _line_columns() if c.name != "row_number"),
    Index("ix_sales_pending_partner_id", "partner_id", "state"),
)
"""Lines that were read and not posted: `waiting` for a product or an account, `held` or `rejected` with their file, or `replaced`
by a later report before they could be posted. A line that is posted leaves this table."""

sales_quarantine = Table(
    "sales_quarantine",
    metadata,
    _submission_id(primary_key=True),
    Column("row_number", Integer, primary_key=True),
    Column("column_name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", Text, nullable=False),
)
"""Rows that could not be read, 0 for a file as a whole: `open`; `fixed` (mended and taken in), `waived` (left out for good) or
`rejected` (sent back to the partner)."""

sales_cells = Table(
    "sales_cells",
    metadata,
    Column("partner_id", String(64), primary_key=True),
    Column("rep_id", Text, primary_key=True),
    Column("account_id", String(64), primary_key=True),
    Column("product_id", String(64), primary_key=True),
    Column("week", Date, primary_key=True),
    Column("movement", String(16), primary_key=True),
    Column("currency", String(3), primary_key=True),
    Column("n_lines", Integer, nullable=False),
    Column("units", BigInteger, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
)
"""Sums of what stands, changed by each posting and reversal; the rep is whom the report names, "" where it names none."""
