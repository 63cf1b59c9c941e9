"""Invites that were sent, what was answered to them, reminders, and who was in which session."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _launch_id(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_launch_id_launches")
    column: sa.Column[str] = sa.Column("launch_id", sa.String(length=64), nullable=False)
    return column, sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=name)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "invites",
        *_launch_id("invites"),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("module_id", sa.String(length=64), nullable=False),
        sa.Column("letter", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("session_id", sa.String(length=130), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("trainer_id", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", "module_id", "letter", name=op.f("pk_invites")),
    )
    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.create_index("ix_invites_uid", ["uid"], unique=False)

    op.create_table(
        "invite_replies",
        *_launch_id("invite_replies"),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("module_id", sa.String(length=64), nullable=False),
        sa.Column("reply_sha256", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("wish_starts_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", "module_id", "reply_sha256", name=op.f("pk_invite_replies")),
    )
    op.create_table(
        "invite_reminders",
        *_launch_id("invite_reminders"),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("module_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("about", sa.String(length=160), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", "module_id", "kind", "about", name=op.f("pk_invite_reminders")),
    )
    op.create_table(
        "session_presence",
        *_launch_id("session_presence"),
        sa.Column("session_id", sa.String(length=130), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("file_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("launch_id", "session_id", "rep_id", name=op.f("pk_session_presence")),
    )
    op.create_table(
        "presence_review",
        *_launch_id("presence_review"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=130), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("launch_id", "sha256", "row_number", name=op.f("pk_presence_review")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("presence_review")
    op.drop_table("session_presence")
    op.drop_table("invite_reminders")
    op.drop_table("invite_replies")
    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.drop_index("ix_invites_uid")

    op.drop_table("invites")
