"""Account tables: who saw or changed what, tokens of programs, and who is told of what. Moments are UTC without a zone.

In: the metadata of all tables.
Out: one Table each.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from readiness.adapters.db.tables import metadata

audit_log = Table(
    "audit_log",
    metadata,
    Column("entry_id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime, nullable=False),
    Column("person_id", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("act", String(64), nullable=False),
    Column("launch_id", String(64), nullable=False),
    Column("rep_id", String(64), nullable=False),
    Column("about", Text, nullable=False),
    Index("ix_audit_log_at", "at"),
    Index("ix_audit_log_act", "act", "at"),
    Index("ix_audit_log_rep_id", "rep_id", "at"),
)
"""Who saw or changed what: only added to, but for what is older than it is kept, and for names of persons that were erased."""

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("token_id", String(32), nullable=False, unique=True),
    Column("person_id", String(32), ForeignKey("people.person_id"), nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("acts", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("used_at", DateTime),
)
"""Tokens of programs: each acts as a person, for some of that person's acts."""

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("person_id", String(32), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("request_sha256", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("at", DateTime, nullable=False, index=True),
)
"""What was answered to a request, so that the same request is answered again and not done again. Status 0: it is being done."""

webhooks = Table(
    "webhooks",
    metadata,
    Column("webhook_id", String(32), primary_key=True),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("shape", String(16), nullable=False, server_default="generic"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("delivery_id", String(32), primary_key=True),
    Column("webhook_id", String(32), ForeignKey("webhooks.webhook_id"), nullable=False, index=True),
    Column("event", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("n_tries", Integer, nullable=False),
    Column("next_try_at", DateTime, index=True),
    Column("answer", Text, nullable=False),
)
"""What was sent or is to be sent; no next try: it arrived, or was given up."""
