"""Artifact tables: copies of output files in the artifact store. Moments are UTC without a zone.

In: the metadata of all tables.
Out: one Table.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, String, Table

from readiness.adapters.db.tables import metadata

artifacts = Table(
    "artifacts",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("path", String(250), primary_key=True),
    Column("sha256", String(64), primary_key=True, index=True),
    Column("noted_at", DateTime, nullable=False),
    Column("is_put", Boolean, nullable=False),
    Column("retired_at", DateTime),
)
"""Noted before it is put, so that whoever collects garbage leaves alone what is on its way; retired when another version took its
place, or none."""
