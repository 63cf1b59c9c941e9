"""The sales ledger: postings and reversals instead of lines taken once. What was taken before is carried over."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = (
    "document", "movement", "product_code", "product_id", "account_code", "account_name", "account_id", "rep_id", "territory_id",
    "location", "serial",
)  # fmt: skip
TABLES = ("sales_cells", "sales_quarantine", "sales_pending", "sales_ledger", "sales_current", "sales_submissions")
LONG_AGO = date(1970, 1, 1)


def upgrade() -> None:
    """Go forward; a line of before is booked on the last day its file speaks of, the earliest it can have been known."""
    lines, files, held = _rows("sales_lines"), _sales("submissions"), _sales("quarantine")
    tables = _create()
    _fill(tables, lines, files, held)
    for name in ("quarantine", "submissions"):
        op.execute(sa.text(f"DELETE FROM {name} WHERE kind = 'sales_out'"))  # noqa: S608 - our names
    op.drop_index("ix_sales_lines_partner_id", "sales_lines")
    op.drop_table("sales_lines")


def _fill(
    tables: Mapping[str, sa.Table],
    lines: Sequence[dict[str, Any]],
    files: Sequence[dict[str, Any]],
    held: Sequence[dict[str, Any]],
) -> None:
    days: dict[tuple[str, str], list[date]] = {}
    for line in lines:
        days.setdefault((line["partner_id"], line["sha256"]), []).append(line["sold_on"])
    number_of = {(f["scope"], f["sha256"]): n for n, f in enumerate(files, start=1)}
    rows = {(q["scope"], q["sha256"], q["row_number"]): q for q in reversed(held)}
    n_held = Counter(key[:2] for key in rows)
    booked = {key: datetime.combine(max(found), time()) for key, found in days.items()}
    _insert(
        tables["sales_submissions"],
        (_submission(f, number_of, days, n_held[f["scope"], f["sha256"]]) for f in files),
    )
    kept = [_line(line, number_of[line["partner_id"], line["sha256"]]) for line in lines]
    kept.sort(key=lambda line: (line["submission_id"], line["line_key"]))
    at = {number_of[key]: moment for key, moment in booked.items()}
    _insert(tables["sales_current"], kept)
    _insert(tables["sales_ledger"], (line | {"kind": "post", "booked_at": at[line["submission_id"]]} for line in kept))
    _insert(tables["sales_quarantine"], (_held(q, number_of) for _, q in sorted(rows.items())))
    _insert(tables["sales_cells"], _cells(kept))


def _submission(
    file: Mapping[str, Any],
    number_of: Mapping[tuple[str, str], int],
    days: Mapping[tuple[str, str], Sequence[date]],
    n_quarantined: int,
) -> dict[str, Any]:
    key = (file["scope"], file["sha256"])
    spoken = days.get(key, ())
    n_ok = file["n_taken"] + file["n_duplicates"]
    return {
        "submission_id": number_of[key], "partner_id": file["scope"], "sha256": file["sha256"], "file": file["file"],
        "received_at": datetime.combine(max(spoken, default=LONG_AGO), time()),
        "period_from": min(spoken, default=None), "period_to": max(spoken, default=None), "locations": "[]", "mode": "delta",
        "sequence": None, "mapping_version": "", "status": "applied", "rows_in": n_ok + n_quarantined, "n_ok": n_ok,
        "n_unchanged": file["n_duplicates"], "n_duplicates": 0, "n_quarantined": n_quarantined, "n_pending": 0, "why": "",
        "decided_by": "",
    }  # fmt: skip


def _line(line: Mapping[str, Any], submission_id: int) -> dict[str, Any]:
    said = (str(line["units"]), str(line["amount_minor"]), line["rep_id"], line["territory_id"], line["currency"])
    return {
        **dict.fromkeys(TEXTS, ""),
        **{name: value for name, value in line.items() if name != "sha256"},
        "submission_id": submission_id, "movement": "return" if line["units"] < 0 else "sale",
        "product_code": line["product_id"], "account_code": line["account_id"],
        "week": line["sold_on"] - timedelta(days=line["sold_on"].weekday()),
        "content_hash": hashlib.sha256("".join(f"{len(p)}:{p}" for p in said).encode()).hexdigest(),
    }  # fmt: skip


def _held(row: Mapping[str, Any], number_of: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("row_number", "column_name", "reason", "raw")}
    return {"submission_id": number_of[row["scope"], row["sha256"]], **kept, "state": "open", "decided_by": ""}


def _cells(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    keys = ("partner_id", "account_id", "product_id", "week", "movement", "currency")
    sums: dict[tuple[Any, ...], list[int]] = {}
    for line in lines:
        cell = sums.setdefault(tuple(line[k] for k in keys), [0, 0, 0])
        cell[:] = cell[0] + 1, cell[1] + line["units"], cell[2] + line["amount_minor"]
    added = ("n_lines", "units", "amount_minor")
    return [dict(zip((*keys, *added), (*key, *cell), strict=True)) for key, cell in sorted(sums.items())]


def downgrade() -> None:
    """Go back to the lines that stand; what was reversed, waits or is held has no place there."""
    files, current, held = _rows("sales_submissions"), _rows("sales_current"), _rows("sales_quarantine")
    sha256_of = {f["submission_id"]: (f["partner_id"], f["sha256"], f["file"]) for f in files}
    for name in TABLES:
        op.drop_table(name)
    lines = _old_lines()
    names = [c.name for c in lines.columns if c.name != "sha256"]
    _insert(lines, ({**{n: x[n] for n in names}, "sha256": sha256_of[x["submission_id"]][1]} for x in current))
    n_taken = Counter(line["submission_id"] for line in current)
    counts = {
        f["submission_id"]: {"n_rows": f["rows_in"] - f["n_pending"], "n_taken": n_taken[f["submission_id"]],
                             "n_quarantined": f["n_quarantined"], "n_review": 0, "file_number": 0} for f in files
    }  # fmt: skip
    for c in counts.values():
        c["n_duplicates"] = c["n_rows"] - c["n_taken"] - c["n_quarantined"]
    key = {n: {"scope": p, "kind": "sales_out", "sha256": s, "file": f} for n, (p, s, f) in sha256_of.items()}
    _insert(_reflected("submissions"), (key[n] | c for n, c in counts.items()))
    kept = ("row_number", "column_name", "reason", "raw")
    open_rows = [q for q in held if q["state"] != "fixed"]
    _insert(_reflected("quarantine"), (key[q["submission_id"]] | {name: q[name] for name in kept} for q in open_rows))


def _reflected(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)


def _rows(name: str) -> list[dict[str, Any]]:
    table = _reflected(name)
    query = sa.select(table).order_by(*table.primary_key.columns)
    return [dict(row._mapping) for row in op.get_bind().execute(query)]


def _sales(name: str) -> list[dict[str, Any]]:
    return [row for row in _rows(name) if row["kind"] == "sales_out"]


def _insert(table: sa.Table, rows: Iterable[dict[str, Any]]) -> None:
    found = list(rows)
    if found:
        op.bulk_insert(table, found)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _file(table: str) -> list[Any]:
    name = op.f(f"fk_{table}_submission_id_sales_submissions")
    return [_integer("submission_id"), sa.ForeignKeyConstraint(["submission_id"], ["sales_submissions.submission_id"], name=name)]


def _line_columns() -> list[sa.Column[Any]]:
    return [
        _text("line_key", 64), _text("content_hash", 64), _text("partner_id", 64), _integer("row_number"), *_words(*TEXTS),
        sa.Column("sold_on", sa.Date(), nullable=False), sa.Column("week", sa.Date(), nullable=False),
        _big("units"), _big("amount_minor"), _text("currency", 3),
    ]  # fmt: skip


def _create() -> dict[str, sa.Table]:
    submissions = op.create_table(
        "sales_submissions",
        _integer("submission_id"),
        *(_text("partner_id", 64), _text("sha256", 64), *_words("file")),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("period_from", "period_to")),
        *(*_words("locations"), _text("mode", 16)),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        *(*_words("mapping_version"), _text("status", 16)),
        *(_integer(n) for n in ("rows_in", "n_ok", "n_unchanged", "n_duplicates", "n_quarantined", "n_pending")),
        *_words("why", "decided_by"),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_sales_submissions")),
        sa.UniqueConstraint("partner_id", "sha256", name=op.f("uq_sales_submissions_partner_id")),
        sa.CheckConstraint("rows_in = n_ok + n_duplicates + n_quarantined + n_pending", name="row_law"),
    )
    current = op.create_table(
        "sales_current",
        sa.Column("line_id", NUMBER, nullable=False),
        *(*_file("sales_current"), *_line_columns()),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_sales_current")),
        sa.UniqueConstraint("line_key", name=op.f("uq_sales_current_line_key")),
    )
    op.create_index("ix_sales_current_partner_id", "sales_current", ["partner_id", "sold_on"])
    ledger = op.create_table(
        "sales_ledger",
        sa.Column("entry_id", NUMBER, nullable=False),
        *(*_file("sales_ledger"), _text("kind", 8), sa.Column("booked_at", sa.DateTime(), nullable=False), *_line_columns()),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_sales_ledger")),
    )
    op.create_index("ix_sales_ledger_line_key", "sales_ledger", ["line_key"])
    return {"sales_submissions": submissions, "sales_current": current, "sales_ledger": ledger} | _create_rest()


def _create_rest() -> dict[str, sa.Table]:
    op.create_table(
        "sales_pending",
        *(*_file("sales_pending"), _text("state", 16), *_line_columns()),
        sa.PrimaryKeyConstraint("submission_id", "row_number", name=op.f("pk_sales_pending")),
    )
    op.create_index("ix_sales_pending_partner_id", "sales_pending", ["partner_id", "state"])
    held = op.create_table(
        "sales_quarantine",
        *_file("sales_quarantine"),
        _integer("row_number"),
        *_words("column_name", "reason", "raw"),
        _text("state", 16),
        *_words("decided_by"),
        sa.PrimaryKeyConstraint("submission_id", "row_number", name=op.f("pk_sales_quarantine")),
    )
    cells = op.create_table(
        "sales_cells",
        *(_text("partner_id", 64), _text("account_id", 64), _text("product_id", 64)),
        sa.Column("week", sa.Date(), nullable=False),
        *(_text("movement", 16), _text("currency", 3)),
        *(_integer("n_lines"), _big("units"), _big("amount_minor")),
        sa.PrimaryKeyConstraint(
            "partner_id", "account_id", "product_id", "week", "movement", "currency", name=op.f("pk_sales_cells")
        ),
    )
    return {"sales_quarantine": held, "sales_cells": cells}


def _old_lines() -> sa.Table:
    made = op.create_table(
        "sales_lines",
        *(_text("line_key", 64), _text("partner_id", 64), _text("sha256", 64)),
        _integer("row_number"),
        *_words("document"),
        sa.Column("sold_on", sa.Date(), nullable=False),
        *_words("product_id", "account_id", "rep_id", "territory_id"),
        _integer("units"),
        _big("amount_minor"),
        _text("currency", 3),
        sa.PrimaryKeyConstraint("line_key", name=op.f("pk_sales_lines")),
    )
    op.create_index("ix_sales_lines_partner_id", "sales_lines", ["partner_id"])
    return made
