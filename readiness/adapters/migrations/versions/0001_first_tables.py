"""First tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "launches",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("launch_id", name=op.f("pk_launches")),
    )
    op.create_table(
        "sales_lines",
        sa.Column("line_key", sa.String(length=64), nullable=False),
        sa.Column("partner_id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("rep_id", sa.Text(), nullable=False),
        sa.Column("territory_id", sa.Text(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.PrimaryKeyConstraint("line_key", name=op.f("pk_sales_lines")),
    )
    with op.batch_alter_table("sales_lines", schema=None) as batch_op:
        batch_op.create_index("ix_sales_lines_partner_id", ["partner_id"], unique=False)

    op.create_table(
        "submissions",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("n_taken", sa.Integer(), nullable=False),
        sa.Column("n_duplicates", sa.Integer(), nullable=False),
        sa.Column("n_quarantined", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "kind", "sha256", name=op.f("pk_submissions")),
    )
    op.create_table(
        "approvals",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_approvals_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "text_hash", name=op.f("pk_approvals")),
    )
    op.create_table(
        "attendance",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("attended_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_attendance_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", "attended_on", name=op.f("pk_attendance")),
    )
    op.create_table(
        "decks",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("deck_id", sa.String(length=130), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("spec_revision", sa.Text(), nullable=False),
        sa.Column("message_ids", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_decks_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "deck_id", name=op.f("pk_decks")),
    )
    op.create_table(
        "enrolments",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_enrolments_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", name=op.f("pk_enrolments")),
    )
    op.create_table(
        "input_files",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_input_files_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "path", name=op.f("pk_input_files")),
    )
    op.create_table(
        "items",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(length=130), nullable=False),
        sa.Column("quiz_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("spec_revision", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_items_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "item_id", name=op.f("pk_items")),
    )
    op.create_table(
        "messages",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=130), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("persona", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("requirement_id", sa.Text(), nullable=False),
        sa.Column("characteristic_id", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_messages_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "message_id", name=op.f("pk_messages")),
    )
    op.create_table(
        "output_files",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("out_dir", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_output_files_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "out_dir", "path", "sha256", name=op.f("pk_output_files")),
    )
    op.create_table(
        "quarantine",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scope", "kind", "sha256"],
            ["submissions.scope", "submissions.kind", "submissions.sha256"],
            name=op.f("fk_quarantine_scope_submissions"),
        ),
        sa.PrimaryKeyConstraint("scope", "kind", "sha256", "row_number", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "rep_results",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("readiness", sa.Float(), nullable=True),
        sa.Column("readiness_low", sa.Float(), nullable=True),
        sa.Column("readiness_high", sa.Float(), nullable=True),
        sa.Column("coverage", sa.Float(), nullable=False),
        sa.Column("sales_out_minor", sa.BigInteger(), nullable=True),
        sa.Column("expected_minor", sa.BigInteger(), nullable=True),
        sa.Column("contribution_minor", sa.BigInteger(), nullable=True),
        sa.Column("contribution_low_minor", sa.BigInteger(), nullable=True),
        sa.Column("contribution_high_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("next_action", sa.Text(), nullable=False),
        sa.Column("action_owner", sa.Text(), nullable=False),
        sa.Column("action_due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_rep_results_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", name=op.f("pk_rep_results")),
    )
    op.create_table(
        "responses",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(length=130), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_responses_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", "item_id", "attempt", name=op.f("pk_responses")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("responses")
    op.drop_table("rep_results")
    op.drop_table("quarantine")
    op.drop_table("output_files")
    op.drop_table("messages")
    op.drop_table("items")
    op.drop_table("input_files")
    op.drop_table("enrolments")
    op.drop_table("decks")
    op.drop_table("attendance")
    op.drop_table("approvals")
    op.drop_table("submissions")
    with op.batch_alter_table("sales_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_sales_lines_partner_id")

    op.drop_table("sales_lines")
    op.drop_table("launches")
