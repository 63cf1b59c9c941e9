"""Vision tables: what was heard of deals, as noted in the portal.

In: the metadata of all tables.
Out: a Table.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Integer, Numeric, String, Table, Text

from readiness.adapters.db.tables import metadata

vision_notes = Table(
    "vision_notes",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("account_id", String(64), nullable=False),
    Column("on", Date, nullable=False),
    Column("whose", Integer, nullable=False),
    Column("formed", Integer, nullable=False),
    Column("developed", Integer, nullable=False),
    Column("owner_met", Boolean, nullable=False),
    Column("n_contacts", Integer, nullable=False),
    Column("waiting_costs_money", Numeric(18, 4)),
    Column("waiting_costs_from", Date),
    Column("rival", Text, nullable=False),
    Column("reshaped", Boolean, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("noted_at", DateTime, nullable=False),
)
"""Only ever added to: what was believed before stays."""
