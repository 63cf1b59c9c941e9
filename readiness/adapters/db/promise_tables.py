"""Promise tables: what was owed, kept and broken, review by review. Days are calendar days.

In: the metadata of all tables.
Out: one Table each.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, DateTime, ForeignKey, String, Table, Text

from readiness.adapters.db.tables import metadata

promises = Table(
    "promises",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("act_id", Text, primary_key=True),
    Column("opened_on", Date, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject_id", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("owner_role", String(16), nullable=False),
    Column("words", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("because", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("closed_on", Date),
    Column("escalated_to", Text, nullable=False),
    Column("escalated_on", Date),
)
"""Every act that was ever owed; none is taken away."""

reviews = Table(
    "reviews",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("as_of", Date, primary_key=True),
    Column("held_at", DateTime, nullable=False),
    Column("facts", JSON, nullable=False),
)
"""What each weekly review found, so that the next one can say what changed."""
