"""Training plans with modules: sessions and seats that outlive a change of plan, and the waves that were drawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; the seats there are become seats of the one module there was."""
    op.create_table(
        "training_plans",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_training_plans_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "revision", name=op.f("pk_training_plans")),
    )
    op.create_table(
        "training_sessions",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=130), nullable=False),
        sa.Column("module_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("trainer_id", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("room_id", sa.String(length=64), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_training_sessions_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "session_id", name=op.f("pk_training_sessions")),
    )
    op.create_table(
        "training_seats",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("module_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=130), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_training_seats_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", "module_id", "session_id", name=op.f("pk_training_seats")),
    )
    with op.batch_alter_table("training_seats", schema=None) as batch_op:
        batch_op.create_index("ix_training_seats_session_id", ["launch_id", "session_id"], unique=False)
        batch_op.create_index("ix_training_seats_status", ["launch_id", "status"], unique=False)

    op.create_table(
        "training_draws",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_training_draws_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", name=op.f("pk_training_draws")),
    )
    # How long a session was and who taught it was not kept: the next plan of the launch says so.
    op.execute(
        "INSERT INTO training_sessions (launch_id, session_id, module_id, title, trainer_id, language, place, room_id, "
        "starts_at, ends_at, seats, wave, status) SELECT launch_id, session_id, 'training', '', '', '', '', '', "
        "MIN(starts_at), MIN(starts_at), COUNT(*), MIN(wave), 'planned' FROM enrolments GROUP BY launch_id, session_id"
    )
    op.execute(
        "INSERT INTO training_seats (launch_id, rep_id, module_id, session_id, wave, status, why) "
        "SELECT launch_id, rep_id, 'training', session_id, wave, 'enrolled', '' FROM enrolments"
    )
    op.drop_table("enrolments")


def downgrade() -> None:
    """Go back; of each rep's seats the first by time is kept."""
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
    op.execute(
        "INSERT INTO enrolments (launch_id, rep_id, session_id, wave, starts_at) "
        "SELECT launch_id, rep_id, session_id, wave, starts_at FROM (SELECT a.launch_id, a.rep_id, a.session_id, a.wave, "
        "s.starts_at, ROW_NUMBER() OVER (PARTITION BY a.launch_id, a.rep_id ORDER BY s.starts_at, a.session_id) AS place "
        "FROM training_seats a JOIN training_sessions s ON s.launch_id = a.launch_id AND s.session_id = a.session_id) seats "
        "WHERE place = 1"
    )
    op.drop_table("training_draws")
    with op.batch_alter_table("training_seats", schema=None) as batch_op:
        batch_op.drop_index("ix_training_seats_status")
        batch_op.drop_index("ix_training_seats_session_id")

    op.drop_table("training_seats")
    op.drop_table("training_sessions")
    op.drop_table("training_plans")
