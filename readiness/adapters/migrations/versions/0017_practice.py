"""What reps answered while practising, and what is in memory of each claim since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "practice_answers",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(length=130), nullable=False),
        sa.Column("item_id", sa.String(length=130), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_practice_answers_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", "number", name=op.f("pk_practice_answers")),
    )
    op.create_table(
        "practice_cards",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("claim", sa.String(length=130), nullable=False),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("n_answers", sa.Integer(), nullable=False),
        sa.Column("n_right", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_practice_cards_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", "claim", name=op.f("pk_practice_cards")),
    )


def downgrade() -> None:
    """Go back; what was practised is forgotten."""
    op.drop_table("practice_cards")
    op.drop_table("practice_answers")
