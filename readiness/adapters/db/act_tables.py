"""Act tables: what is owed as the last measurement left it, so that an act keeps the days it was first given.

In: nothing.
Out: a Table on the one `metadata`.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, String, Table, Text

from readiness.adapters.db.tables import metadata

open_acts = Table(
    "open_acts",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("act_id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
)
"""An act whose reason is gone has no row; should the reason come back, it is another act with days of its own."""
