"""Reading waits for nobody who writes, sees one state of things, and cannot write on PostgreSQL."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError

from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.db.tables import launches


def add(connection: Connection, launch_id: str) -> None:
    connection.execute(insert(launches), [{"launch_id": launch_id, "name": "n", "owner": "o", "folder": "f"}])


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(launches)).scalar() or 0


def test_a_reader_does_not_wait_for_a_writer(database_url: str) -> None:
    with transaction(database_url) as connection:
        add(connection, "a")
    with transaction(database_url) as writing:
        add(writing, "b")
        began = time.monotonic()
        with reading(database_url) as other:
            assert count(other) == 1
        assert time.monotonic() - began < 30  # a writer would wait for sixty seconds and fail
    with reading(database_url) as other:
        assert count(other) == 2


def test_a_reader_sees_one_state(database_url: str) -> None:
    with reading(database_url) as first:
        before = count(first)
        with transaction(database_url) as writing:
            add(writing, "a")
        assert count(first) == before


def test_a_reader_does_not_write(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has no transaction that only reads")
    with pytest.raises(DBAPIError), reading(database_url) as connection:
        add(connection, "a")
    with transaction(database_url) as connection:  # the connection that is used again may write
        add(connection, "a")
