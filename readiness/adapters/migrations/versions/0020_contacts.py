"""The contact plan that stands, what became of its contacts, and what buyers said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; launches planned before have no standing plan until they are planned again."""
    op.create_table(
        "contact_tasks",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("contact_id", sa.String(length=130), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("territory_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("rep_name", sa.Text(), nullable=False),
        sa.Column("buyer_step", sa.String(length=64), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("asset", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("persona", sa.String(length=64), nullable=False),
        sa.Column("motion", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_contact_tasks_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "contact_id", name=op.f("pk_contact_tasks")),
    )
    op.create_index(op.f("ix_contact_tasks_rep_id"), "contact_tasks", ["rep_id"], unique=False)
    op.create_table(
        "contact_reports",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("contact_id", sa.String(length=130), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.Column("reaction", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_contact_reports_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "contact_id", name=op.f("pk_contact_reports")),
    )
    op.create_table(
        "survey_answers",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("response_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("prepared", sa.Integer(), nullable=True),
        sa.Column("understood_us", sa.Integer(), nullable=True),
        sa.Column("would_buy_again", sa.Integer(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_survey_answers_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "response_id", name=op.f("pk_survey_answers")),
    )


def downgrade() -> None:
    """Go back; what became of contacts, and what buyers said, is forgotten."""
    op.drop_table("survey_answers")
    op.drop_table("contact_reports")
    op.drop_index(op.f("ix_contact_tasks_rep_id"), table_name="contact_tasks")
    op.drop_table("contact_tasks")
