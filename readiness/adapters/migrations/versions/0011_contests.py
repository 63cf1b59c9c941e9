"""What reps contest of the inputs behind their figures, and how each contest was settled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "contests",
        sa.Column("contest_id", NUMBER, nullable=False),
        *(sa.Column(name, sa.String(length=64), nullable=False) for name in ("launch_id", "rep_id", "input_id")),
        *(sa.Column(name, sa.String(length=16), nullable=False) for name in ("kind", "figures")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("what", "mends", "says", "should_be")),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("settled_by", "because")),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_contests_launch_id_launches")),
        sa.PrimaryKeyConstraint("contest_id", name=op.f("pk_contests")),
    )
    op.create_index(
        "ix_contests_open",
        "contests",
        ["launch_id", "rep_id", "input_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def downgrade() -> None:
    """Go back; what was contested is then known nowhere."""
    op.drop_index("ix_contests_open", "contests")
    op.drop_table("contests")
