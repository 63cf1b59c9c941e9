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
