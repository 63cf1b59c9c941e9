"""Pitch tables: what raters gave reps' pitches, and the bars readiness was first measured against.

In: nothing.
Out: Tables on the one `metadata`.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, ForeignKey, Integer, String, Table

from readiness.adapters.db.tables import metadata

pitch_scores = Table(
    "pitch_scores",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("rep_id", String(64), primary_key=True),
    Column("graded_on", Date, primary_key=True),
    Column("rater", String(200), primary_key=True),
    Column("criterion", String(64), primary_key=True),
    Column("score", Float, nullable=False),
    Column("file_number", Integer, nullable=False),
)
"""Of two scores of one rater, day and criterion the one of the later file holds."""

first_bars = Table(
    "first_bars",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("motion", String(16), primary_key=True),
    Column("bar", Float, nullable=False),
    Column("measured_on", Date, nullable=False),
)
"""The bars as they stood when answers of the launch were first measured; never changed afterwards."""
