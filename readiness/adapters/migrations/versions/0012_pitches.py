"""Graded pitches, and the bars readiness was first measured against."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "pitch_scores",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("graded_on", sa.Date(), nullable=False),
        sa.Column("rater", sa.String(length=200), nullable=False),
        sa.Column("criterion", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("file_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_pitch_scores_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", "graded_on", "rater", "criterion", name=op.f("pk_pitch_scores")),
    )
    op.create_table(
        "first_bars",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("motion", sa.String(length=16), nullable=False),
        sa.Column("bar", sa.Float(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_first_bars_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "motion", name=op.f("pk_first_bars")),
    )


def downgrade() -> None:
    """Go back; graded pitches are then in the files they came in only."""
    op.drop_table("first_bars")
    op.drop_table("pitch_scores")
