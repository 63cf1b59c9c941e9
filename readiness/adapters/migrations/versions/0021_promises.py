"""What was owed, kept and broken, and what each weekly review found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "promises",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("act_id", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("owner_role", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("escalated_to", sa.Text(), nullable=False),
        sa.Column("escalated_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_promises_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "act_id", "opened_on", name=op.f("pk_promises")),
    )
    op.create_table(
        "reviews",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_reviews_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "as_of", name=op.f("pk_reviews")),
    )


def downgrade() -> None:
    """Go back; who kept what is forgotten."""
    op.drop_table("reviews")
    op.drop_table("promises")
