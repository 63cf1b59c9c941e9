"""What each run took: time, memory, and what it made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "run_costs",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("cpu_seconds", sa.Float(), nullable=False),
        sa.Column("most_mb", sa.Integer(), nullable=False),
        sa.Column("n_decks", sa.Integer(), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("n_files", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_run_costs_run_id_runs")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_costs")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("run_costs")
