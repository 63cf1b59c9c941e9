"""Page tables: rows and charts of what was published, as pages and programs read them: a page at a time, by scope.

In: the metadata of all tables.
Out: one Table each.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, DateTime, ForeignKey, Index, Integer, String, Table, Text

from readiness.adapters.db.tables import metadata

shown_tables = Table(
    "shown_tables",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("header", JSON, nullable=False),
    Column("n_rows", Integer, nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("made_at", DateTime, nullable=False),
)
"""One row a published table; its file is still the record, this is how it is looked into."""

shown_rows = Table(
    "shown_rows",
    metadata,
    Column("launch_id", String(64), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("manager_id", String(64), nullable=False),
    Column("rep_id", String(64), nullable=False),
    Column("account_id", String(64), nullable=False),
    Column("found_by", Text, nullable=False),
    Column("content", JSON, nullable=False),
    Index("ix_shown_rows_channel", "launch_id", "name", "channel", "place"),
    Index("ix_shown_rows_manager", "launch_id", "name", "manager_id", "place"),
    Index("ix_shown_rows_rep", "launch_id", "name", "rep_id", "place"),
    Index("ix_shown_rows_account", "launch_id", "name", "account_id"),
)

shown_charts = Table(
    "shown_charts",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("says", Text, nullable=False),
    Column("spec", JSON, nullable=False),
    Column("header", JSON, nullable=False),
    Column("rows", JSON, nullable=False),
    Column("picture", Text, nullable=False),
    Column("kinds", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("vega", JSON, nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("names_people", Boolean, nullable=False),
)
"""Charts of the last measurement: the Vega-Lite spec, the same compiled for a browser, drawn as SVG, and as a table.

`channel` is the only one it is about, "" where it is about all. One that names people is for those who may see everybody."""
