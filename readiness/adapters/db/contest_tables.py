"""Contest tables: what reps contest of the inputs behind their figures; a row is added, then settled once.

In: nothing.
Out: a Table on the one `metadata`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Integer, String, Table, Text, text

from readiness.adapters.db.tables import metadata

_IS_OPEN = text("status = 'open'")

contests = Table(
    "contests",
    metadata,
    Column("contest_id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), nullable=False),
    Column("rep_id", String(64), nullable=False),
    Column("input_id", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("figures", String(16), nullable=False),
    Column("what", Text, nullable=False),
    Column("mends", Text, nullable=False),
    Column("says", Text, nullable=False),
    Column("should_be", Text, nullable=False),
    Column("opened_at", DateTime, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("status", String(8), nullable=False),
    Column("settled_at", DateTime),
    Column("settled_by", Text, nullable=False),
    Column("because", Text, nullable=False),
    Index("ix_contests_open", "launch_id", "rep_id", "input_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
)
"""`what` and `mends` say what the input was and which act mends it as they were when it was contested: mended, it may be gone.
Of one input of a rep at most one contest is open."""
