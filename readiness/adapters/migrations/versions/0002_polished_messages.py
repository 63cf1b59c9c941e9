"""Polished messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "polished",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=130), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_polished_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "source_sha256", name=op.f("pk_polished")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("polished")
