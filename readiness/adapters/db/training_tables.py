"""Training tables: every plan of a launch that was made, and its sessions, seats and drawn waves as they stand now.

In: the metadata of all tables.
Out: one Table each.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, DateTime, ForeignKey, Index, Integer, String, Table, Text

from readiness.adapters.db.tables import metadata


def _launch_id() -> Column[str]:
    return Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True)


training_plans = Table(
    "training_plans",
    metadata,
    _launch_id(),
    Column("revision", Integer, primary_key=True),
    Column("made_at", DateTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("facts", JSON, nullable=False),
)
"""One row a plan or a replan; `facts` name no rep. The last revision is the one that stands."""

training_sessions = Table(
    "training_sessions",
    metadata,
    _launch_id(),
    Column("session_id", String(130), primary_key=True),
    Column("module_id", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("trainer_id", String(64), nullable=False),
    Column("language", String(35), nullable=False),
    Column("place", Text, nullable=False),
    Column("room_id", String(64), nullable=False),
    Column("starts_at", DateTime, nullable=False),
    Column("ends_at", DateTime, nullable=False),
    # UTC: SQLite keeps no zone, so none is stored.
    Column("seats", Integer, nullable=False),
    Column("wave", Integer, nullable=False),
    Column("status", String(16), nullable=False),
)
"""`place` is blank online; `status` is planned, held or cancelled. An id says no time, so that a moved session keeps it."""

training_seats = Table(
    "training_seats",
    metadata,
    _launch_id(),
    Column("rep_id", String(64), primary_key=True),
    Column("module_id", String(64), primary_key=True),
    Column("session_id", String(130), primary_key=True),
    Column("wave", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("why", Text, nullable=False),
    Index("ix_training_seats_session_id", "launch_id", "session_id"),
    Index("ix_training_seats_status", "launch_id", "status"),
)
"""`status` is enrolled, attended or no_show; excused and unserved say why and have no session ("")."""

training_draws = Table(
    "training_draws",
    metadata,
    _launch_id(),
    Column("rep_id", String(64), primary_key=True),
    Column("wave", Integer, nullable=False),
    Column("stratum", Text, nullable=False),
    Column("why", Text, nullable=False),
)
"""The wave drawn for each rep, whether or not there was a seat in it; `why` says why one was given and not drawn."""

training_changes = Table(
    "training_changes",
    metadata,
    _launch_id(),
    Column("number", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("who", String(64), nullable=False),
    Column("from_day", Date, nullable=False),
    Column("until_day", Date, nullable=False),
    Column("noted_at", DateTime, nullable=False),
    Column("by", Text, nullable=False),
)
"""What a plan was mended for that the launch's files do not say; `who` is a trainer, room or rep; blank: the launch moved."""
