"""What the portal keeps: rows to look into, runs, notes, decisions, tokens, who saw what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "audit_log",
        sa.Column("entry_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_log")),
    )
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.create_index("ix_audit_log_act", ["act", "at"], unique=False)
        batch_op.create_index("ix_audit_log_at", ["at"], unique=False)
        batch_op.create_index("ix_audit_log_rep_id", ["rep_id", "at"], unique=False)

    op.create_table(
        "idempotency_keys",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_idempotency_keys")),
    )
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_keys_at"), ["at"], unique=False)

    op.create_table(
        "company_asks",
        sa.Column("state_sha256", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("then", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("state_sha256", name=op.f("pk_company_asks")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_recovery_codes_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", "code_sha256", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "launch_drafts",
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_launch_drafts")),
    )
    with op.batch_alter_table("launch_drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_launch_drafts_person_id"), ["person_id"], unique=False)

    op.create_table(
        "runs",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_runs")),
    )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index("ix_runs_launch_id", ["launch_id", "asked_at"], unique=False)

    op.create_table(
        "shown_rows",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("manager_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("launch_id", "name", "place", name=op.f("pk_shown_rows")),
    )
    with op.batch_alter_table("shown_rows", schema=None) as batch_op:
        batch_op.create_index("ix_shown_rows_account", ["launch_id", "name", "account_id"], unique=False)
        batch_op.create_index("ix_shown_rows_channel", ["launch_id", "name", "channel", "place"], unique=False)
        batch_op.create_index("ix_shown_rows_manager", ["launch_id", "name", "manager_id", "place"], unique=False)
        batch_op.create_index("ix_shown_rows_rep", ["launch_id", "name", "rep_id", "place"], unique=False)

    op.create_table(
        "webhooks",
        sa.Column("webhook_id", sa.String(length=32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("webhook_id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("token_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("acts", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_api_tokens_person_id_people")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_id", name=op.f("uq_api_tokens_token_id")),
    )
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_tokens_person_id"), ["person_id"], unique=False)

    op.create_table(
        "evidence_judgements",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("statement_id", sa.String(length=200), nullable=False),
        sa.Column("characteristic_id", sa.String(length=200), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_evidence_judgements_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "statement_id", name=op.f("pk_evidence_judgements")),
    )
    op.create_table(
        "approved_words",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=130), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_approved_words_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "text_hash", name=op.f("pk_approved_words")),
    )
    with op.batch_alter_table("approved_words", schema=None) as batch_op:
        batch_op.create_index("ix_approved_words_message_id", ["launch_id", "message_id"], unique=False)

    op.create_table(
        "coaching_notes",
        sa.Column("note_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_coaching_notes_launch_id_launches")),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_coaching_notes")),
    )
    with op.batch_alter_table("coaching_notes", schema=None) as batch_op:
        batch_op.create_index("ix_coaching_notes_rep_id", ["launch_id", "rep_id"], unique=False)

    op.create_table(
        "go_decisions",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_go_decisions_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "number", name=op.f("pk_go_decisions")),
    )
    op.create_table(
        "kit_links",
        sa.Column("link_id", sa.String(length=32), nullable=False),
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("for_whom", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("n_opened", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_kit_links_launch_id_launches")),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_kit_links")),
    )
    with op.batch_alter_table("kit_links", schema=None) as batch_op:
        batch_op.create_index("ix_kit_links_launch_id", ["launch_id", "channel"], unique=False)

    op.create_table(
        "kept_inputs",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("n_inputs", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_kept_inputs_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", name=op.f("pk_kept_inputs")),
    )
    op.create_table(
        "pitch_comments",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("rep_id", sa.String(length=64), nullable=False),
        sa.Column("graded_on", sa.Date(), nullable=False),
        sa.Column("rater", sa.String(length=200), nullable=False),
        sa.Column("criterion", sa.String(length=64), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_pitch_comments_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", "graded_on", "rater", "criterion", name=op.f("pk_pitch_comments")),
    )
    with op.batch_alter_table("pitch_comments", schema=None) as batch_op:
        batch_op.create_index("ix_pitch_comments_rep_id", ["launch_id", "rep_id"], unique=False)

    op.create_table(
        "run_steps",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("n_done", sa.Integer(), nullable=True),
        sa.Column("n_total", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_run_steps_run_id_runs")),
        sa.PrimaryKeyConstraint("run_id", "place", name=op.f("pk_run_steps")),
    )
    op.create_table(
        "shown_charts",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("vega", sa.JSON(), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("names_people", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_shown_charts_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "name", name=op.f("pk_shown_charts")),
    )
    op.create_table(
        "shown_tables",
        sa.Column("launch_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_shown_tables_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "name", name=op.f("pk_shown_tables")),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("delivery_id", sa.String(length=32), nullable=False),
        sa.Column("webhook_id", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("n_tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.webhook_id"], name=op.f("fk_webhook_deliveries_webhook_id_webhooks")),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_webhook_deliveries")),
    )
    with op.batch_alter_table("webhook_deliveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_deliveries_next_try_at"), ["next_try_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_webhook_deliveries_webhook_id"), ["webhook_id"], unique=False)

    with op.batch_alter_table("decks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=32), server_default="", nullable=False))
        batch_op.add_column(sa.Column("language", sa.String(length=35), server_default="", nullable=False))
        batch_op.add_column(sa.Column("title", sa.Text(), server_default="", nullable=False))
        listed = ["status", "channel", "account_id", "deck_id", "kind", "edition", "language", "segment", "industry"]
        listed.append("spec_revision")
        batch_op.create_index("ix_decks_list", ["launch_id", *listed], unique=False)

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("manager_id", sa.String(length=64), server_default="", nullable=False))
        batch_op.add_column(sa.Column("language", sa.String(length=8), server_default="", nullable=False))
        batch_op.add_column(sa.Column("totp_secret", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("totp_last", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("totp_pending", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("sso_subject", sa.String(length=254), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_people_sso_subject"), ["sso_subject"], unique=False)

    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("needs_code", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("agent", sa.String(length=200), server_default="", nullable=False))


def downgrade() -> None:
    """Go back; what people did at the portal's desks is gone, what was published is not."""
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_column("agent")
        batch_op.drop_column("needs_code")

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_sso_subject"))
        batch_op.drop_column("sso_subject")
        batch_op.drop_column("totp_pending")
        batch_op.drop_column("totp_last")
        batch_op.drop_column("totp_secret")
        batch_op.drop_column("language")
        batch_op.drop_column("manager_id")
        batch_op.drop_column("name")

    with op.batch_alter_table("decks", schema=None) as batch_op:
        batch_op.drop_index("ix_decks_list")
        batch_op.drop_column("title")
        batch_op.drop_column("language")
        batch_op.drop_column("kind")

    with op.batch_alter_table("webhook_deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_deliveries_webhook_id"))
        batch_op.drop_index(batch_op.f("ix_webhook_deliveries_next_try_at"))

    op.drop_table("webhook_deliveries")
    op.drop_table("shown_tables")
    op.drop_table("shown_charts")
    with op.batch_alter_table("pitch_comments", schema=None) as batch_op:
        batch_op.drop_index("ix_pitch_comments_rep_id")

    op.drop_table("pitch_comments")
    op.drop_table("kept_inputs")
    op.drop_table("run_steps")
    with op.batch_alter_table("kit_links", schema=None) as batch_op:
        batch_op.drop_index("ix_kit_links_launch_id")

    op.drop_table("kit_links")
    op.drop_table("go_decisions")
    with op.batch_alter_table("coaching_notes", schema=None) as batch_op:
        batch_op.drop_index("ix_coaching_notes_rep_id")

    op.drop_table("coaching_notes")
    with op.batch_alter_table("approved_words", schema=None) as batch_op:
        batch_op.drop_index("ix_approved_words_message_id")

    op.drop_table("approved_words")
    op.drop_table("evidence_judgements")
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_tokens_person_id"))

    op.drop_table("api_tokens")
    op.drop_table("webhooks")
    with op.batch_alter_table("shown_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_shown_rows_rep")
        batch_op.drop_index("ix_shown_rows_manager")
        batch_op.drop_index("ix_shown_rows_channel")
        batch_op.drop_index("ix_shown_rows_account")

    op.drop_table("shown_rows")
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_index("ix_runs_launch_id")

    op.drop_table("runs")
    with op.batch_alter_table("launch_drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_launch_drafts_person_id"))

    op.drop_table("launch_drafts")
    op.drop_table("recovery_codes")
    op.drop_table("company_asks")
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_keys_at"))

    op.drop_table("idempotency_keys")
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_log_rep_id")
        batch_op.drop_index("ix_audit_log_at")
        batch_op.drop_index("ix_audit_log_act")

    op.drop_table("audit_log")
