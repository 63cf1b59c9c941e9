"""The database itself, on SQLite and PostgreSQL: schema, transactions, migrations with data in place."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from readiness.adapters.db import launches
from readiness.adapters.db.store import MIGRATIONS, engine, revision, transaction, upgrade
from readiness.adapters.db.tables import metadata
from readiness.errors import ConflictError, InputError, ReadinessError


def migrate_to(url: str, wanted: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine(url).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, wanted)


def migrate_down(url: str, wanted: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine(url).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, wanted)


def test_migrations_lead_to_exactly_the_tables_of_the_code(database_url: str) -> None:
    upgrade(database_url)
    with engine(database_url).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    upgrade(database_url)
    before = revision(database_url)
    upgrade(database_url)
    assert revision(database_url) == before
    assert before[0] == before[1]


def test_a_database_of_the_first_revision_is_brought_forward_with_its_data(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    migrate_to(url, "0001")
    with engine(url).begin() as connection:
        connection.execute(text("INSERT INTO launches VALUES ('l', 'L', 'O', '/f')"))
        connection.execute(text("INSERT INTO approvals VALUES ('l', 'h', 'Ada', '2024-01-08')"))
    with transaction(url) as connection:
        approval = launches.approvals_of(connection, "l", {"R1-evaluate": "h"}).by_message["R1-evaluate"]
    assert (approval.approved_by, approval.approved_on) == ("Ada", "2024-01-08")
    assert revision(url)[0] == revision(url)[1]


OLD_LINES = [
    ("k1", "firm", "s1", 2, "D1", "2024-03-05", "K1", "A", "r1", "T1", 2, 200, "EUR"),
    ("k2", "firm", "s1", 3, "D1", "2024-03-06", "K1", "A", "r1", "T1", -1, -100, "EUR"),
    ("k3", "firm", "s2", 2, "D2", "2024-03-12", "K2", "B", "", "T2", 5, 555, "EUR"),
]


def test_sales_lines_of_before_are_carried_into_the_ledger_and_back(database_url: str) -> None:
    """Three lines of two files, one of them sent again in part, one row of it in quarantine."""
    url = database_url
    names = ", ".join(f":c{i}" for i in range(13))
    migrate_down(url, "0007")
    with engine(url).begin() as connection:
        connection.execute(text("INSERT INTO submissions VALUES ('firm', 'sales_out', 's1', 'a.csv', 2, 2, 0, 0, 0, 0)"))
        connection.execute(text("INSERT INTO submissions VALUES ('firm', 'sales_out', 's2', 'b.csv', 3, 1, 1, 1, 0, 0)"))
        connection.execute(text("INSERT INTO submissions VALUES ('l', 'quizzes', 's3', 'q.csv', 1, 1, 0, 0, 0, 1)"))
        connection.execute(text("INSERT INTO quarantine VALUES ('firm', 'sales_out', 's2', 4, 'units', 'b.csv', 'why', 'raw')"))
        for line in OLD_LINES:
            values = {f"c{i}": date.fromisoformat(v) if i == 5 else v for i, v in enumerate(line)}
            connection.execute(text(f"INSERT INTO sales_lines VALUES ({names})"), values)  # noqa: S608 - our names
    migrate_to(url, "0008")
    with engine(url).begin() as connection:
        rows = "SELECT line_key, movement, units, amount_minor, week FROM sales_current ORDER BY line_key"
        found = [(*r[:4], str(r[4])[:10]) for r in connection.execute(text(rows))]
        assert found == [
            ("k1", "sale", 2, 200, "2024-03-04"), ("k2", "return", -1, -100, "2024-03-04"), ("k3", "sale", 5, 555, "2024-03-11"),
        ]  # fmt: skip
        for table in ("sales_ledger", "sales_current", "sales_cells"):
            assert connection.execute(text(f"SELECT sum(units), sum(amount_minor) FROM {table}")).one() == (6, 655)  # noqa: S608
        counts = "SELECT file, rows_in, n_ok, n_unchanged, n_quarantined FROM sales_submissions ORDER BY submission_id"
        assert [tuple(r) for r in connection.execute(text(counts))] == [("a.csv", 2, 2, 0, 0), ("b.csv", 3, 2, 1, 1)]
        assert connection.execute(text("SELECT kind FROM submissions")).scalars().all() == ["quizzes"]
    migrate_down(url, "0007")
    with engine(url).begin() as connection:
        lines = [tuple(str(v)[:10] if i == 5 else v for i, v in enumerate(r)) for r in connection.execute(text(OLD_QUERY))]
        assert lines == OLD_LINES
        counts = (
            "SELECT file, n_rows, n_taken, n_duplicates, n_quarantined FROM submissions WHERE kind = 'sales_out' ORDER BY file"
        )
        assert [tuple(r) for r in connection.execute(text(counts))] == [("a.csv", 2, 2, 0, 0), ("b.csv", 3, 1, 1, 1)]
        assert connection.execute(text("SELECT reason FROM quarantine")).scalars().all() == ["why"]


OLD_QUERY = (
    "SELECT line_key, partner_id, sha256, row_number, document, sold_on, product_id, account_id, rep_id, territory_id, units,"
    " amount_minor, currency FROM sales_lines ORDER BY line_key"
)


def test_a_failed_transaction_leaves_nothing(database_url: str) -> None:
    upgrade(database_url)
    with pytest.raises(RuntimeError), transaction(database_url) as connection:
        connection.execute(text("INSERT INTO launches VALUES ('l', 'L', 'O', '/f')"))
        raise RuntimeError
    with transaction(database_url) as connection:
        assert launches.all_launch_ids(connection) == []


def test_foreign_keys_hold(database_url: str) -> None:
    upgrade(database_url)
    with pytest.raises(IntegrityError), transaction(database_url) as connection:
        launches.save_approvals(connection, "nobody", {"R1-evaluate": "h"}, "Ada", date(2024, 1, 8))


def test_sqlite_writes_ahead(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    with transaction(f"sqlite:///{path}"):
        pass
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_server_database_is_only_upgraded_when_somebody_says_so(postgres_server: str) -> None:
    with pytest.raises(ConflictError, match="readiness db upgrade"), transaction(postgres_server):
        pass
    engine(postgres_server).dispose()


@pytest.mark.parametrize("url", ["nonsense", "oracle-of-delphi://x/y"])
def test_an_unusable_url_is_named(url: str) -> None:
    with pytest.raises(InputError, match="READINESS_DATABASE_URL"):
        engine(url)


def test_a_database_that_is_down_is_one_sentence() -> None:
    with pytest.raises(ReadinessError, match="the database cannot be reached"), transaction("postgresql://x@127.0.0.1:1/none"):
        pass
