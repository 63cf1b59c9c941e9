"""Desk tables: what people do in the portal besides signing in and taking quizzes. Moments are UTC without a zone.

In: the metadata of all tables.
Out: one Table each.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, ForeignKey, Index, Integer, String, Table, Text

from readiness.adapters.db.tables import metadata

launch_drafts = Table(
    "launch_drafts",
    metadata,
    Column("draft_id", String(32), primary_key=True),
    Column("person_id", String(32), nullable=False, index=True),
    Column("made_at", DateTime, nullable=False),
    Column("launch_id", String(64), nullable=False),
    Column("name", Text, nullable=False),
)
"""Launch folders that somebody is putting together; the files are under `drafts/` of the workspace, by the draft's id."""

evidence_judgements = Table(
    "evidence_judgements",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("statement_id", String(200), primary_key=True),
    Column("characteristic_id", String(200), nullable=False),
    Column("statement", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", DateTime, nullable=False),
)
"""What each statement speaks of, empty for nothing in the spec, as said in the portal; it stands beside the folder's file."""

approved_words = Table(
    "approved_words",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("text_hash", String(64), primary_key=True),
    Column("message_id", String(130), nullable=False),
    Column("words", JSON, nullable=False),
    Index("ix_approved_words_message_id", "launch_id", "message_id"),
)
"""What an approval was given to, so that a message that changed can be read beside it."""

runs = Table(
    "runs",
    metadata,
    Column("run_id", String(32), primary_key=True),
    Column("launch_id", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", DateTime, nullable=False),
    Column("started_at", DateTime),
    Column("seen_at", DateTime),
    Column("ended_at", DateTime),
    Column("said", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Index("ix_runs_launch_id", "launch_id", "asked_at"),
)
"""Flows that were started, by whom, and what became of them: asked, running, waiting, done, failed or lost."""

run_steps = Table(
    "run_steps",
    metadata,
    Column("run_id", String(32), ForeignKey("runs.run_id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("stage", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("n_done", Integer),
    Column("n_total", Integer),
    Column("started_at", DateTime),
    Column("ended_at", DateTime),
    Column("said", Text, nullable=False),
)

run_costs = Table(
    "run_costs",
    metadata,
    Column("run_id", String(32), ForeignKey("runs.run_id"), primary_key=True),
    Column("seconds", Float, nullable=False),
    Column("cpu_seconds", Float, nullable=False),
    Column("most_mb", Integer, nullable=False),
    Column("n_decks", Integer, nullable=False),
    Column("n_rows", Integer, nullable=False),
    Column("n_files", Integer, nullable=False),
)
"""What each run took, of its own process and those that process started, and what it made."""

coaching_notes = Table(
    "coaching_notes",
    metadata,
    Column("note_id", Integer, primary_key=True, autoincrement=True),
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), nullable=False),
    Column("rep_id", String(64), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("due_on", Date),
    Column("is_done", Boolean, nullable=False),
    Index("ix_coaching_notes_rep_id", "launch_id", "rep_id"),
)

kit_links = Table(
    "kit_links",
    metadata,
    Column("link_id", String(32), primary_key=True),
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("for_whom", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("n_opened", Integer, nullable=False),
    Index("ix_kit_links_launch_id", "launch_id", "channel"),
)
"""Links that open one channel's kit without an account, until they expire or are ended."""

go_decisions = Table(
    "go_decisions",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("decision", String(16), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("why", Text, nullable=False),
    Column("facts", JSON, nullable=False),
)
"""Go, wait or stop, by whom and on which facts; the last one holds."""
