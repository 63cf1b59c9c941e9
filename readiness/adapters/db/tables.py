"""Tables: every table there is. Money is integer minor units; days are ISO dates; no floats where a sum must be exact.

In: nothing.
Out: `metadata` and one Table each.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _launch_id() -> Column[str]:
    return Column("launch_id", String(64), ForeignKey("launches.launch_id"), primary_key=True)


launches = Table(
    "launches",
    metadata,
    Column("launch_id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("folder", Text, nullable=False),
)

input_files = Table(
    "input_files",
    metadata,
    _launch_id(),
    Column("path", Text, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    _launch_id(),
    Column("text_hash", String(64), primary_key=True),
    Column("approved_by", Text, nullable=False),
    Column("approved_on", Date, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    _launch_id(),
    Column("message_id", String(130), primary_key=True),
    Column("segment", Text, nullable=False),
    Column("persona", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("requirement_id", Text, nullable=False),
    Column("characteristic_id", Text, nullable=False),
    Column("headline", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_hash", String(64), nullable=False),
)

polished = Table(
    "polished",
    metadata,
    _launch_id(),
    Column("source_sha256", String(64), primary_key=True),
    Column("message_id", String(130), nullable=False),
    Column("text", Text, nullable=False),
    Column("model", Text, nullable=False),
)
"""A model's verified rewrite of one message, by the hash of the text it was made from: another text has no rewrite."""

decks = Table(
    "decks",
    metadata,
    _launch_id(),
    Column("deck_id", String(250), primary_key=True),
    Column("recipe_sha256", String(64), primary_key=True),
    Column("channel", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("industry", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("rep_id", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("spec_revision", Text, nullable=False),
    Column("message_ids", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("edition", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("kind", String(32), nullable=False, server_default=""),
    Column("language", String(35), nullable=False, server_default=""),
    Column("title", Text, nullable=False, server_default=""),
    Column("recipe", LargeBinary, nullable=False),
    # All that a list is filtered and ordered by: it never reads the rows, which are large.
    Index(
        "ix_decks_list",
        "launch_id",
        "status",
        "channel",
        "account_id",
        "deck_id",
        "kind",
        "edition",
        "language",
        "segment",
        "industry",
        "spec_revision",
    ),
)

items = Table(
    "items",
    metadata,
    _launch_id(),
    Column("item_id", String(130), primary_key=True),
    Column("quiz_id", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("stem", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("spec_revision", Text, nullable=False),
)

item_approvals = Table(
    "item_approvals",
    metadata,
    _launch_id(),
    Column("item_hash", String(64), primary_key=True),
    Column("item_id", String(130), nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("approved_on", Date, nullable=False),
)
"""Every approval of an item ever given: an id that is here and asked no more was retired, one under other hashes only changed."""

responses = Table(
    "responses",
    metadata,
    _launch_id(),
    Column("rep_id", String(64), primary_key=True),
    Column("item_id", String(130), primary_key=True),
    Column("sitting", String(100), primary_key=True),
    Column("stated", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("answered_on", Date, nullable=False),
    Column("correct", Boolean),
    Column("is_unfinished", Boolean, nullable=False),
    Column("file_number", Integer, nullable=False),
    Column("row_number", Integer, nullable=False),
)
"""Answers that have a rep and an item; `attempt` is counted anew over all of a rep's sittings whenever one is added."""

review = Table(
    "review",
    metadata,
    _launch_id(),
    Column("sha256", String(64), primary_key=True),
    Column("row_number", Integer, primary_key=True),
    Column("column_name", Text, primary_key=True),
    Column("person_queue", String(16), nullable=False),
    Column("question_queue", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("answer", Text, nullable=False),
)
"""Answers whose person or question nobody could name yet, as they were read."""

decisions = Table(
    "decisions",
    metadata,
    _launch_id(),
    Column("queue_id", String(16), primary_key=True),
    Column("choice", Text, nullable=False),
)
"""What a person, question or statement of the review queue is: a rep_id, an item_id, `-` for not ours, what voided it."""

attendance = Table(
    "attendance",
    metadata,
    _launch_id(),
    Column("rep_id", String(64), primary_key=True),
    Column("attended_on", Date, primary_key=True),
    Column("minutes", Integer, nullable=False),
)

submissions = Table(
    "submissions",
    metadata,
    Column("scope", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("file", Text, nullable=False),
    Column("n_rows", Integer, nullable=False),
    Column("n_taken", Integer, nullable=False),
    Column("n_duplicates", Integer, nullable=False),
    Column("n_quarantined", Integer, nullable=False),
    Column("n_review", Integer, nullable=False),
    Column("file_number", Integer, nullable=False),
)
"""One row a file taken in. `scope` is the launch (quizzes, attendance) or the partner (sales_out)."""

quarantine = Table(
    "quarantine",
    metadata,
    Column("scope", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("row_number", Integer, primary_key=True),
    Column("column_name", Text, primary_key=True),
    Column("file", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("raw", Text, nullable=False),
    ForeignKeyConstraint(["scope", "kind", "sha256"], ["submissions.scope", "submissions.kind", "submissions.sha256"]),
)

rep_results = Table(
    "rep_results",
    metadata,
    _launch_id(),
    Column("rep_id", String(64), primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("status", Text, nullable=False),
    Column("readiness", Float),
    Column("readiness_low", Float),
    Column("readiness_high", Float),
    Column("coverage", Float, nullable=False),
    Column("sales_out_minor", BigInteger),
    Column("expected_minor", BigInteger),
    Column("contribution_minor", BigInteger),
    Column("contribution_low_minor", BigInteger),
    Column("contribution_high_minor", BigInteger),
    Column("currency", String(3), nullable=False),
    Column("next_action", Text, nullable=False),
    Column("action_owner", Text, nullable=False),
    Column("action_due_on", Date),
)

output_files = Table(
    "output_files",
    metadata,
    _launch_id(),
    Column("out_dir", Text, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("stage", Text, nullable=False),
    Column("is_current", Boolean, nullable=False),
)
"""Every version of every file we wrote, recorded before it is written: what stands on disk and is not here is somebody's edit."""
