"""What is owed after a measurement, so that an act keeps the days it was first given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "open_acts",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("act_id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_open_acts_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "act_id", name=op.f("pk_open_acts")),
    )


def downgrade() -> None:
    """Go back; the next measurement gives every act days of its own again."""
    op.drop_table("open_acts")
