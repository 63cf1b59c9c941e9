"""What a training plan was mended for: illness, leave, rooms lost, the launch moved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "training_changes",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_training_changes_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "number", name=op.f("pk_training_changes")),
    )


def downgrade() -> None:
    """Go back; plans stay as they were mended, for reasons nobody knows any more."""
    op.drop_table("training_changes")
