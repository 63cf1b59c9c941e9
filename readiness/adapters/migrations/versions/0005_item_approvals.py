"""Quiz items that a person approved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "item_approvals",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("item_hash", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(length=130), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_item_approvals_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "item_hash", name=op.f("pk_item_approvals")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("item_approvals")
