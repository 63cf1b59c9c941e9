"""Decks with their recipes, those that newer ones supersede among them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FOR_WHOM = ("channel", "segment", "industry", "account_id", "rep_id")


def upgrade() -> None:
    """Go forward; what was kept of decks before is made anew by the next launch."""
    op.drop_table("decks")
    op.create_table(
        "decks",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("deck_id", sa.String(length=250), nullable=False),
        sa.Column("recipe_sha256", sa.String(length=64), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in (*FOR_WHOM, "file", "spec_revision", "message_ids")),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("recipe", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_decks_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "deck_id", "recipe_sha256", name=op.f("pk_decks")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("decks")
    op.create_table(
        "decks",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("deck_id", sa.String(length=130), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("channel", "file", "spec_revision", "message_ids")),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_decks_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "deck_id", name=op.f("pk_decks")),
    )
