"""Alias tables: which of our products and accounts each partner's codes mean, and who or what decided so.

In: nothing.
Out: one Table, in the `metadata` of tables.py.
"""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Integer, String, Table, Text

from readiness.adapters.db.tables import metadata

sales_matches = Table(
    "sales_matches",
    metadata,
    Column("partner_id", String(64), primary_key=True),
    Column("field", String(8), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("known_id", Text, nullable=False),
    Column("how", String(16), nullable=False),
    Column("score_ppm", Integer, nullable=False),
    Column("texts", Text, nullable=False),
    Column("candidates", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", DateTime, nullable=False),
)
"""One row for each code a partner ever used: `known_id` is "" while it waits for a person; `decided_by` is "" where no person
decided. `texts` is a JSON object (name, place, gtin), `candidates` a JSON list of [id, parts per million, why]."""
