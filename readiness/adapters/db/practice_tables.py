"""Practice tables: every question a rep answered while practising, and what is in memory of each claim since.

In: the metadata of all tables.
Out: one Table each.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, Float, ForeignKey, Integer, String, Table

from readiness.adapters.db.tables import metadata

practice_answers = Table(
    "practice_answers",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("rep_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("claim", String(130), nullable=False),
    Column("item_id", String(130), nullable=False),
    Column("answered_on", Date, nullable=False),
    Column("answered_at", DateTime, nullable=False),
    Column("chosen", Integer, nullable=False),
    Column("is_right", Boolean, nullable=False),
)
"""`answered_on` is by the clock of the rep, `answered_at` UTC; `chosen` is -1 for "I do not know"; each rep counts from 1."""

practice_cards = Table(
    "practice_cards",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("rep_id", String(64), primary_key=True),
    Column("claim", String(130), primary_key=True),
    Column("stability", Float, nullable=False),
    Column("difficulty", Float, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("n_answers", Integer, nullable=False),
    Column("n_right", Integer, nullable=False),
)
"""What the last answer about a claim left in a rep's memory, and how many answers there are."""
