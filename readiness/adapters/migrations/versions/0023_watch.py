"""What was seen of inboxes, what was told to whom, and receivers that want another shape of message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; receivers of before get what they got."""
    op.create_table(
        "inbox_looks",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("taken", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_inbox_looks_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", name=op.f("pk_inbox_looks")),
    )
    op.create_table(
        "notices",
        sa.Column("notice_id", sa.String(length=250), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("webhooks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shape", sa.String(length=16), server_default="generic", nullable=False))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("webhooks", schema=None) as batch_op:
        batch_op.drop_column("shape")
    op.drop_table("notices")
    op.drop_table("inbox_looks")
