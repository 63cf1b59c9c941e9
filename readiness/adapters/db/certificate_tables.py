"""Certificate tables: every certificate event, and the standards they were judged by. Rows are only ever added.

In: nothing.
Out: Tables on the one `metadata`.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, Text

from readiness.adapters.db.tables import metadata

standards = Table(
    "standards",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("standard", String(64), primary_key=True),
    Column("first_on", Date, nullable=False),
    Column("content", Text, nullable=False),
)
"""Where the bar was and who set it, by the hash of that."""

certificates = Table(
    "certificates",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("subject_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("event", String(16), nullable=False),
    Column("happened_on", Date, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("standard", String(64), nullable=False),
    Column("evidence", Text, nullable=False),
)
"""Issued, renewed, expired, revoked: what happened to the certificate of a rep or a partner, in its order."""
