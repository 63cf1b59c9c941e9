"""Sales lines get the keys of today's reader, so that a report sent again is known; files and mappings are kept, cells by rep."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FIELDS = (
    "line_key", "partner_id", "document", "serial", "product_code", "sold_on", "movement", "location", "account_code",
    "account_name", "rep_id", "territory_id", "currency", "units", "amount_minor",
)  # fmt: skip
TABLES = ("sales_pending", "sales_ledger", "sales_current")
"""Where two say something else under one key, the last has the word."""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "sales_mappings",
        sa.Column("partner_id", sa.String(length=64), nullable=False),
        sa.Column("mapping_version", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("yaml", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("partner_id", "mapping_version", name=op.f("pk_sales_mappings")),
    )
    op.create_table(
        "sales_raw_files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sales_raw_files")),
    )
    _rekey()
    op.drop_table("sales_cells")
    _create_cells("partner_id", "rep_id", "account_id", "product_id", "week", "movement", "currency")


def downgrade() -> None:
    """Go back; the keys stay: those of before are not told apart from these."""
    op.drop_table("sales_cells")
    _create_cells("partner_id", "account_id", "product_id", "week", "movement", "currency")
    op.drop_table("sales_mappings")
    op.drop_table("sales_raw_files")


def _create_cells(*cell: str) -> None:
    """Make the cells, and fill them with the sums of what stands."""
    lengths = {"partner_id": 64, "account_id": 64, "product_id": 64, "movement": 16, "currency": 3}
    kinds = {name: sa.String(length=lengths[name]) if name in lengths else sa.Text() for name in cell} | {"week": sa.Date()}
    op.create_table(
        "sales_cells",
        *(sa.Column(name, kinds[name], nullable=False) for name in cell),
        sa.Column("n_lines", sa.Integer(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*cell, name=op.f("pk_sales_cells")),
    )
    names = ", ".join(cell)
    sums = f"SELECT {names}, count(*), sum(units), sum(amount_minor) FROM sales_current GROUP BY {names}"  # noqa: S608 - ours
    op.execute(sa.text(f"INSERT INTO sales_cells ({names}, n_lines, units, amount_minor) {sums}"))


def _rekey() -> None:
    lines: dict[str, dict[str, Any]] = {}
    for table in TABLES:
        columns = [sa.column(name, sa.Date() if name == "sold_on" else None) for name in FIELDS]
        for row in op.get_bind().execute(sa.select(*columns).select_from(sa.table(table))):
            lines[row.line_key] = dict(row._mapping)
    alike: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for key, line in lines.items():
        alike[_identity(line)].append((_content_hash(line), key))
    renamed = [
        {"old": key, "new": hashlib.sha256(_coded([*identity, str(n)])).hexdigest(), "said": said}
        for identity, found in alike.items()
        for n, (said, key) in enumerate(sorted(found), start=1)
    ]
    for table in TABLES:
        change = sa.text(f"UPDATE {table} SET line_key = :new, content_hash = :said WHERE line_key = :old")  # noqa: S608 - ours
        if renamed:
            op.get_bind().execute(change, renamed)


def _identity(line: dict[str, Any]) -> tuple[str, ...]:
    account = ("", "") if line["document"] else (line["account_code"], line["account_name"])
    day = line["sold_on"].isoformat()
    return (
        line["partner_id"], line["document"], "", line["serial"], line["product_code"], day, line["movement"], line["location"],
        *account,
    )  # fmt: skip


def _content_hash(line: dict[str, Any]) -> str:
    said = [line["product_code"], "", "", line["account_code"], line["account_name"], "", "", "", "", "", line["rep_id"]]
    said += [line["territory_id"], line["currency"], str(line["units"]), str(line["amount_minor"])]
    return hashlib.blake2b(_coded(said), digest_size=16).hexdigest()


def _coded(parts: Iterable[str]) -> bytes:
    return "".join(f"{len(p.encode())}:{p}" for p in parts).encode()
