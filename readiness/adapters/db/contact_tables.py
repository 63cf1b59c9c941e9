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
    Column("account_name", Text, nullable=False),
    Column("channel", String(64), nullable=False),
    Column("territory_id", String(64), nullable=False),
    Column("rep_id", String(64), nullable=False, index=True),
    Column("rep_name", Text, nullable=False),
    Column("buyer_step", String(64), nullable=False),
    Column("act", Text, nullable=False),
    Column("asset", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("status", String(16), nullable=False),
    Column("owner", Text, nullable=False),
    Column("persona", String(64), nullable=False),
    Column("motion", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
)
"""Who is to make which contact by when, as the plan that stands has it: a new one changes as little of it as it can. Nobody of
the buyer's people is named here."""

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
