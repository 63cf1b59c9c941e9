"""What was heard of deals, as noted in the portal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "vision_notes",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("whose", sa.Integer(), nullable=False),
        sa.Column("formed", sa.Integer(), nullable=False),
        sa.Column("developed", sa.Integer(), nullable=False),
        sa.Column("owner_met", sa.Boolean(), nullable=False),
        sa.Column("n_contacts", sa.Integer(), nullable=False),
        sa.Column("waiting_costs_money", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("waiting_costs_from", sa.Date(), nullable=True),
        sa.Column("rival", sa.Text(), nullable=False),
        sa.Column("reshaped", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_vision_notes_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "number", name=op.f("pk_vision_notes")),
    )


def downgrade() -> None:
    """Go back; what was heard of deals is forgotten."""
    op.drop_table("vision_notes")
