"""Contact tables: the contact plan that stands, what became of its contacts, what buyers said. Moments are UTC without a zone.

In: the metadata of all tables.
Out: one Table each.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, ForeignKey, Integer, String, Table, Text

from readiness.adapters.db.tables import metadata

contact_tasks = Table(
    "contact_tasks",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("contact_id", String(130), primary_key=True),
    Column("account_id", String(64), nullable=False),
    Column("rep_id", String(64), nullable=False, index=True),
    Column("due_on", Date, nullable=False),
)
"""Who is to make which contact by when, as the plan that stands has it: a new one changes as little of it as it can."""

contact_reports = Table(
    "contact_reports",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("contact_id", String(130), primary_key=True),
    Column("done_on", Date, nullable=False),
    Column("done_by", Text, nullable=False),
    Column("reaction", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("noted_at", DateTime, nullable=False),
)
"""What became of a contact; said once."""

survey_answers = Table(
    "survey_answers",
    metadata,
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True),
    Column("response_id", String(64), primary_key=True),
    Column("account_id", String(64), nullable=False),
    Column("rep_id", String(64), nullable=False),
    Column("answered_on", Date, nullable=False),
    Column("prepared", Integer),
    Column("understood_us", Integer),
    Column("would_buy_again", Integer),
    Column("said", Text, nullable=False),
)
"""What buyers answered of the reps who called on them."""
