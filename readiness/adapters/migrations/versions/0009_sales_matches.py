"""Which of our products and accounts each partner's codes mean."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; codes are matched again when a report next names them."""
    op.create_table(
        "sales_matches",
        sa.Column("partner_id", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=8), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("known_id", sa.Text(), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("score_ppm", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("texts", "candidates", "decided_by")),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("partner_id", "field", "code", name=op.f("pk_sales_matches")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("sales_matches")
