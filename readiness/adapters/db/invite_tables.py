"""Invite tables: which invites and reminders went to whom, what was answered, and who was in which session.

In: the metadata of all tables.
Out: one Table each.
"""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Index, Integer, String, Table, Text

from readiness.adapters.db.tables import metadata


def _launch_id() -> Column[str]:
    return Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True)


invites = Table(
    "invites",
    metadata,
    _launch_id(),
    Column("rep_id", String(64), primary_key=True),
    Column("module_id", String(64), primary_key=True),
    Column("letter", Integer, primary_key=True),
    Column("uid", String(64), nullable=False),
    Column("method", String(16), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("why", String(16), nullable=False),
    Column("email", Text, nullable=False),
    Column("session_id", String(130), nullable=False),
    Column("title", Text, nullable=False),
    Column("trainer_id", String(64), nullable=False),
    Column("language", String(35), nullable=False),
    Column("place", Text, nullable=False),
    Column("starts_at", DateTime, nullable=False),
    Column("ends_at", DateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Index("ix_invites_uid", "uid"),
)
"""One row a mail, numbered by `letter`; written before it goes out. `state` is meant, sent or refused (`reason` says why)."""

invite_replies = Table(
    "invite_replies",
    metadata,
    _launch_id(),
    Column("rep_id", String(64), primary_key=True),
    Column("module_id", String(64), primary_key=True),
    Column("reply_sha256", String(64), primary_key=True),
    Column("answer", String(16), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("said_at", DateTime, nullable=False),
    Column("read_at", DateTime, nullable=False),
    Column("comment", Text, nullable=False),
    Column("wish_starts_at", DateTime, nullable=True),
)
"""`answer` is accepted, declined, tentative or countered; it counts while `sequence` is that of the last invite."""

invite_reminders = Table(
    "invite_reminders",
    metadata,
    _launch_id(),
    Column("rep_id", String(64), primary_key=True),
    Column("module_id", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("about", String(160), primary_key=True),
    Column("email", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("reason", Text, nullable=False),
)
"""`kind` is session (to the rep), declined or no_show (to the manager); `about` is the session as it then was."""

session_presence = Table(
    "session_presence",
    metadata,
    _launch_id(),
    Column("session_id", String(130), primary_key=True),
    Column("rep_id", String(64), primary_key=True),
    Column("seconds", Integer, nullable=False),
    Column("source", String(16), nullable=False),
    Column("file_number", Integer, nullable=False),
)
"""How long somebody was in a session, as the last list of it said; `file_number` is that list's place among all."""

presence_review = Table(
    "presence_review",
    metadata,
    _launch_id(),
    Column("sha256", String(64), primary_key=True),
    Column("row_number", Integer, primary_key=True),
    Column("queue_id", String(16), nullable=False),
    Column("session_id", String(130), nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("source", String(16), nullable=False),
    Column("reason", Text, nullable=False),
)
"""People of attendance lists whom nobody could name yet, a row each."""
