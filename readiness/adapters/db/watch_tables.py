"""Watch tables: what was seen of inboxes, what was told. Moments are UTC without a zone.

In: the metadata of all tables.
Out: one Table each.
"""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, String, Table, Text

from readiness.adapters.db.tables import metadata

inbox_looks = Table(
    "inbox_looks",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("stamp", String(64), nullable=False),
    Column("taken", String(64), nullable=False),
)
"""An inbox as it was last looked at, and as it was when it was last collected."""

notices = Table(
    "notices",
    metadata,
    Column("notice_id", String(250), primary_key=True),
    Column("event", String(64), nullable=False),
    Column("launch_id", String(64), nullable=False),
    Column("said", Text, nullable=False),
    Column("told_at", DateTime, nullable=False),
)
"""What was told, so that nobody is told twice; the id says of what."""
