"""Answers from elsewhere: sittings instead of attempt numbers, a review queue, decisions made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; an answer taken in before is the attempt its file said."""
    responses = [{**r, **_sitting(r)} for r in _rows("responses")]
    quarantine, submissions = _rows("quarantine"), _rows("submissions")
    for name in ("responses", "quarantine", "submissions"):
        op.drop_table(name)
    _fill(_responses(_text("sitting", 100), _integer("stated"), _integer("attempt")), responses)
    _fill(
        _submissions(_integer("n_review"), _integer("file_number")), [{**s, "n_review": 0, "file_number": 0} for s in submissions]
    )
    _fill(_quarantine("row_number", "column_name"), quarantine)
    op.create_table(
        "review",
        _launch_id(),
        _text("sha256", 64),
        _integer("row_number"),
        sa.Column("column_name", sa.Text(), nullable=False),
        *(_text(name, 16) for name in ("person_queue", "question_queue")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("reason", "answer")),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_review_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "sha256", "row_number", "column_name", name=op.f("pk_review")),
    )
    op.create_table(
        "decisions",
        _launch_id(),
        _text("queue_id", 16),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_decisions_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "queue_id", name=op.f("pk_decisions")),
    )


def downgrade() -> None:
    """Go back; what waits for review is in the files it came from."""
    kept = ("launch_id", "rep_id", "item_id", "attempt", "answered_on", "correct")
    responses = {tuple(r[name] for name in kept[:4]): {name: r[name] for name in kept} for r in _rows("responses")}
    quarantine = {(r["scope"], r["kind"], r["sha256"], r["row_number"]): r for r in reversed(_rows("quarantine"))}
    submissions = _rows("submissions")
    for name in ("decisions", "review", "responses", "quarantine", "submissions"):
        op.drop_table(name)
    _fill(_old_responses(), list(responses.values()))
    _fill(_submissions(), [{k: v for k, v in s.items() if k not in ("n_review", "file_number")} for s in submissions])
    _fill(_quarantine("row_number"), list(quarantine.values()))


def _sitting(row: dict[str, Any]) -> dict[str, Any]:
    day = row["answered_on"].isoformat()
    told = {"sitting": f"attempt {row['attempt']}", "stated": row["attempt"], "at": day}
    return {**told, "is_unfinished": False, "file_number": 0, "row_number": 0}


def _rows(name: str) -> list[dict[str, Any]]:
    """Return all rows of a table, by its key."""
    table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)
    query = sa.select(table).order_by(*table.primary_key.columns)
    return [dict(row._mapping) for row in op.get_bind().execute(query)]


def _fill(table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        op.bulk_insert(table, list(rows))


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _launch_id() -> sa.Column[str]:
    return _text("launch_id", 64)


def _answer_keys() -> tuple[sa.Column[str], ...]:
    return _launch_id(), _text("rep_id", 64), _text("item_id", 130)


def _responses(*counted: sa.Column[Any]) -> sa.Table:
    return op.create_table(
        "responses",
        *_answer_keys(),
        *counted,
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=True),
        sa.Column("is_unfinished", sa.Boolean(), nullable=False),
        _integer("file_number"),
        _integer("row_number"),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_responses_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", "item_id", "sitting", name=op.f("pk_responses")),
    )


def _old_responses() -> sa.Table:
    return op.create_table(
        "responses",
        *_answer_keys(),
        _integer("attempt"),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["launch_id"], ["launches.launch_id"], name=op.f("fk_responses_launch_id_launches")),
        sa.PrimaryKeyConstraint("launch_id", "rep_id", "item_id", "attempt", name=op.f("pk_responses")),
    )


def _submission_keys() -> tuple[sa.Column[str], ...]:
    return _text("scope", 64), _text("kind", 16), _text("sha256", 64)


def _submissions(*more: sa.Column[Any]) -> sa.Table:
    return op.create_table(
        "submissions",
        *_submission_keys(),
        sa.Column("file", sa.Text(), nullable=False),
        *(_integer(name) for name in ("n_rows", "n_taken", "n_duplicates", "n_quarantined")),
        *more,
        sa.PrimaryKeyConstraint("scope", "kind", "sha256", name=op.f("pk_submissions")),
    )


def _quarantine(*keys: str) -> sa.Table:
    return op.create_table(
        "quarantine",
        *_submission_keys(),
        _integer("row_number"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("column_name", "file", "reason", "raw")),
        sa.ForeignKeyConstraint(
            ["scope", "kind", "sha256"],
            ["submissions.scope", "submissions.kind", "submissions.sha256"],
            name=op.f("fk_quarantine_scope_submissions"),
        ),
        sa.PrimaryKeyConstraint("scope", "kind", "sha256", *keys, name=op.f("pk_quarantine")),
    )
