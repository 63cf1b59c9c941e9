"""Certificates given, and the standard each was judged by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "standards",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("standard", sa.String(length=64), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_standards_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "standard", name=op.f("pk_standards")),
    )
    op.create_table(
        "certificates",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("happened_on", "valid_from", "valid_until")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("decided_by", "reason")),
        sa.Column("standard", sa.String(length=64), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_certificates_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "kind", "subject_id", "number", name=op.f("pk_certificates")),
    )


def downgrade() -> None:
    """Go back; who was certified is then known from the printed certificates only."""
    op.drop_table("certificates")
    op.drop_table("standards")
