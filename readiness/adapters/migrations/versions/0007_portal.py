"""People who sign in, and the quizzes they take in the portal."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("sitting_items", "shown_texts", "sittings", "failed_sign_ins", "sign_ins", "entry_links", "people")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "people",
        _text("person_id", 32),
        _text("email", 254),
        _text("role", 32),
        _text("channel", 64),
        _text("rep_id", 64),
        sa.Column("password_hash", sa.Text(), nullable=False),
        _flag("is_disabled"),
        _moment("added_at"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table("entry_links", *_token("entry_links"), _moment("expires_at"), _moment("used_at", nullable=True))
    op.create_table("sign_ins", *_token("sign_ins"), _text("csrf", 64), _moment("seen_at"), _moment("expires_at"))
    op.create_table(
        "failed_sign_ins",
        _text("tried_sha256", 64),
        _integer("n_failed"),
        _moment("since"),
        sa.PrimaryKeyConstraint("tried_sha256", name=op.f("pk_failed_sign_ins")),
    )
    _create_sittings()


def _create_sittings() -> None:
    op.create_table(
        "sittings",
        _text("sitting_id", 32),
        *(_text(name, length) for name, length in (("launch_id", 64), ("rep_id", 64), ("quiz_id", 130), ("form_id", 130))),
        _text("language", 16),
        _integer("number"),
        _moment("started_at"),
        _integer("minutes"),
        sa.Column("pass_share", sa.Float(), nullable=False),
        _text("feedback", 16),
        _integer("most_items"),
        _flag("is_adaptive"),
        _integer("n_opened"),
        _moment("ended_at", nullable=True),
        _text("ending", 16),
        sa.Column("share", sa.Float()),
        _flag("is_passed"),
        _foreign("sittings", "launch_id", "launches"),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_sittings")),
        sa.UniqueConstraint("launch_id", "rep_id", "number", name=op.f("uq_sittings_launch_id")),
    )
    op.create_index("ix_sittings_rep_id", "sittings", ["rep_id"])
    op.create_table(
        "shown_texts",
        _text("text_sha256", 64),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("text_sha256", name=op.f("pk_shown_texts")),
    )
    op.create_table(
        "sitting_items",
        *(_text(name, length) for name, length in (("sitting_id", 32), ("item_id", 130), ("text_sha256", 64))),
        _text("option_order", 32),
        _integer("place"),
        _flag("is_fixed"),
        *(sa.Column(name, sa.Float()) for name in ("discrimination", "difficulty")),
        sa.Column("area", sa.Integer()),
        sa.Column("exposure", sa.Float()),
        sa.Column("chosen", sa.Integer()),
        _integer("number"),
        _moment("arrived_at", nullable=True),
        _foreign("sitting_items", "sitting_id", "sittings"),
        _foreign("sitting_items", "text_sha256", "shown_texts"),
        sa.PrimaryKeyConstraint("sitting_id", "item_id", name=op.f("pk_sitting_items")),
    )


def downgrade() -> None:
    """Go back."""
    for name in TABLES:
        op.drop_table(name)


def _token(table: str) -> tuple[Any, ...]:
    """Return what every row has that a secret opens: whose it is, or which launch's rep."""
    return (
        _text("token_sha256", 64),
        sa.Column("person_id", sa.String(length=32)),
        sa.Column("launch_id", sa.String(length=64)),
        _text("rep_id", 64),
        _foreign(table, "person_id", "people"),
        _foreign(table, "launch_id", "launches"),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f(f"pk_{table}")),
    )


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    key = "text_sha256" if other == "shown_texts" else column
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}_{other}"))


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(), nullable=nullable)
