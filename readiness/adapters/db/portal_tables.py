"""Portal tables: people who sign in, and the quizzes they take. Moments are UTC without a zone; secrets stand as their hash.

In: the metadata of all tables.
Out: one Table each.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, false

from readiness.adapters.db.tables import metadata

people = Table(
    "people",
    metadata,
    Column("person_id", String(32), primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("role", String(32), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("rep_id", String(64), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("is_disabled", Boolean, nullable=False),
    Column("added_at", DateTime, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("manager_id", String(64), nullable=False, server_default=""),
    Column("language", String(8), nullable=False, server_default=""),
    Column("totp_secret", Text, nullable=False, server_default=""),
    Column("totp_last", Integer, nullable=False, server_default="0"),
    Column("totp_pending", Text, nullable=False, server_default=""),
    Column("sso_subject", String(254), nullable=False, server_default="", index=True),
)

entry_links = Table(
    "entry_links",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("person_id", String(32), ForeignKey("people.person_id")),
    Column("launch_id", String(64), ForeignKey("launches.launch_id")),
    Column("rep_id", String(64), nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("used_at", DateTime),
)
"""Links that let somebody in: one with a person sets a password, once; one with a launch lets its rep take quizzes."""

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("person_id", String(32), ForeignKey("people.person_id")),
    Column("launch_id", String(64), ForeignKey("launches.launch_id")),
    Column("rep_id", String(64), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("needs_code", Boolean, nullable=False, server_default=false()),
    Column("agent", String(200), nullable=False, server_default=""),
)

failed_sign_ins = Table(
    "failed_sign_ins",
    metadata,
    Column("tried_sha256", String(64), primary_key=True),
    Column("n_failed", Integer, nullable=False),
    Column("since", DateTime, nullable=False),
)
"""Failures in a row by what was tried: an address of mail, of the network, or both."""

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("person_id", String(32), ForeignKey("people.person_id"), primary_key=True),
    Column("code_sha256", String(64), primary_key=True),
)
"""Codes that stand in for a second factor that was lost; one that was used is gone."""

company_asks = Table(
    "company_asks",
    metadata,
    Column("state_sha256", String(64), primary_key=True),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(128), nullable=False),
    Column("then", Text, nullable=False),
    Column("expires_at", DateTime, nullable=False),
)
"""Who was sent to the company's sign-in service and is not back yet."""

sittings = Table(
    "sittings",
    metadata,
    Column("sitting_id", String(32), primary_key=True),
    Column("launch_id", String(64), ForeignKey("launches.launch_id"), nullable=False),
    Column("rep_id", String(64), nullable=False),
    Column("quiz_id", String(130), nullable=False),
    Column("form_id", String(130), nullable=False),
    Column("language", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("pass_share", Float, nullable=False),
    Column("feedback", String(16), nullable=False),
    Column("most_items", Integer, nullable=False),
    Column("is_adaptive", Boolean, nullable=False),
    Column("n_opened", Integer, nullable=False),
    Column("ended_at", DateTime),
    Column("ending", String(16), nullable=False),
    Column("share", Float),
    Column("is_passed", Boolean, nullable=False),
    UniqueConstraint("launch_id", "rep_id", "number"),
    Index("ix_sittings_rep_id", "rep_id"),
)

shown_texts = Table(
    "shown_texts",
    metadata,
    Column("text_sha256", String(64), primary_key=True),
    Column("content", Text, nullable=False),
)
"""Items in the words they were shown in, each once, however many sittings showed them."""

sitting_items = Table(
    "sitting_items",
    metadata,
    Column("sitting_id", String(32), ForeignKey("sittings.sitting_id"), primary_key=True),
    Column("item_id", String(130), primary_key=True),
    Column("text_sha256", String(64), ForeignKey("shown_texts.text_sha256"), nullable=False),
    Column("option_order", String(32), nullable=False),
    Column("place", Integer, nullable=False),
    Column("is_fixed", Boolean, nullable=False),
    Column("discrimination", Float),
    Column("difficulty", Float),
    Column("area", Integer),
    Column("exposure", Float),
    Column("chosen", Integer),
    Column("number", Integer, nullable=False),
    Column("arrived_at", DateTime),
)
