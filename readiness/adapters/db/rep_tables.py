"""Rep tables: what went into each rep's figures as it was measured, and what raters said of a pitch beside its scores.

In: the metadata of all tables.
Out: one Table each.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from readiness.adapters.db.tables import metadata

kept_inputs = Table(
    "kept_inputs",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("rep_id", String(64), primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("n_inputs", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""The inputs of the last measurement, a row a rep; `content` is packed JSON, a list a field."""

pitch_comments = Table(
    "pitch_comments",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("rep_id", String(64), primary_key=True),
    Column("graded_on", Date, primary_key=True),
    Column("rater", String(200), primary_key=True),
    Column("criterion", String(64), primary_key=True),
    Column("comment", Text, nullable=False),
    Index("ix_pitch_comments_rep_id", "launch_id", "rep_id"),
)
"""What a rater wrote beside a score of `pitch_scores`."""
