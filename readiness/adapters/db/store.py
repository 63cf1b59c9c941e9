"""Store: the database engine, its schema, and one transaction at a time.

In: an SQLAlchemy URL.
Out: `transaction(url)`; `reading(url)`; `whole(url)`; `upgrade(url)`; `revision(url)`; `tidy(url)`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from readiness.errors import ConflictError, InputError, Problem, ReadinessError

__all__ = [
    "Connection", "DatabaseDownError", "emptied", "engine", "head", "knows", "migrate", "reading", "revision", "revision_in",
    "tidy", "transaction", "trial", "upgrade", "whole",
]  # fmt: skip

KEPT_OPEN = 16
"""Connections: one for each request that the portal works on at once; to open one takes longer than most questions to it."""
BUSY_SECONDS = 60
ONLY_READS = "readiness_only_reads"
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


class DatabaseDownError(ReadinessError):
    """The database cannot be reached."""

    exit_code = 1


@lru_cache(maxsize=8)
def engine(url: str) -> Engine:
    """Return the engine of a database; one a URL and process."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql" and parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        made = create_engine(parsed, pool_pre_ping=True, pool_size=KEPT_OPEN)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        what = f"{url.split('://')[0]!r} is not a database that can be used ({error})"
        raise InputError(Problem("READINESS_DATABASE_URL", 0, "", what, "sqlite:///FILE or postgresql://...")) from error
    if parsed.get_backend_name() == "sqlite":
        event.listen(made, "connect", _sqlite_connect)
        event.listen(made, "begin", _sqlite_begin)
    return made


def _sqlite_connect(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver opens no transaction of its own, so that ours covers schema changes and reads too.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    # A write lock from the start: a transaction that reads first and writes later could otherwise fail in the middle.
    only_reads = connection.get_execution_options().get(ONLY_READS, False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


@contextmanager
def transaction(url: str) -> Iterator[Connection]:
    """Run one transaction on an up-to-date database: all of it is kept, or none.

    Raises:
        ConflictError: a PostgreSQL database is at another revision than this program.
        DatabaseDownError: it cannot be reached.
    """
    _ensure_schema(url)
    try:
        with engine(url).begin() as connection:
            yield connection
    except OperationalError as error:
        raise DatabaseDownError(f"the database cannot be reached: {str(error.orig).splitlines()[0]}") from error


@contextmanager
def trial(url: str) -> Iterator[Connection]:
    """Run one transaction of which nothing is kept, to see what it would do."""
    with transaction(url) as connection:
        yield connection
        connection.rollback()


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """Read from an up-to-date database, as it stands at the first read; it waits for nobody who writes, and must not write.

    Raises:
        ConflictError: a PostgreSQL database is at another revision than this program.
        DatabaseDownError: it cannot be reached.
    """
    _ensure_schema(url)
    try:
        with engine(url).connect() as plain:
            connection = plain.execution_options(**_only_reads(url))
            with connection.begin():
                yield connection
    except OperationalError as error:
        raise DatabaseDownError(f"the database cannot be reached: {str(error.orig).splitlines()[0]}") from error


def _only_reads(url: str) -> dict[str, Any]:
    if make_url(url).get_backend_name() == "postgresql":
        return {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
    return {ONLY_READS: True}


_ready: set[str] = set()


def _ensure_schema(url: str) -> None:
    """Bring an embedded database up to date; a server's is changed only by `readiness db upgrade`."""
    if url in _ready:
        return
    if make_url(url).get_backend_name() == "sqlite":
        upgrade(url)
    else:
        now, wanted = revision(url)
        if now != wanted:
            raise ConflictError(
                f"the database is at revision {now or 'none'}, this program needs {wanted}: run `readiness db upgrade`"
            )
    _ready.add(url)


def tidy(url: str) -> None:
    """Write an embedded database anew, so that nothing of what was deleted is left in its files; a server does that by itself.

    Raises:
        DatabaseDownError: somebody else holds it.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return
    try:
        with engine(url).connect() as plain:
            raw = plain.connection.dbapi_connection
            for command_ in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                raw.execute(command_)  # type: ignore[union-attr]
    except (OperationalError, sqlite3.OperationalError) as error:
        raise DatabaseDownError("the database is in use: stop the portal and all commands, and repeat") from error


def upgrade(url: str) -> None:
    """Bring the schema up to date; a database that is so already is left alone."""
    now, wanted = revision(url)
    if now == wanted:
        return
    with engine(url).begin() as connection:
        migrate(connection, wanted)


def migrate(connection: Connection, wanted: str) -> None:
    """Bring the schema forward to a revision, in the transaction that is open."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, wanted)


def revision_in(connection: Connection) -> str:
    """Return the revision of the database that is read."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def emptied(connection: Connection) -> None:
    """Drop every table, in the transaction that is open.

    Raises:
        ConflictError: some are not ours.
    """
    found = MetaData()
    found.reflect(connection)
    if found.tables and not revision_in(connection):
        raise ConflictError(f"the database has tables that are not ours, such as {min(found.tables)}: give another database")
    found.drop_all(connection)


def knows(wanted: str) -> bool:
    """Say whether this program has a revision."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return wanted in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


@contextmanager
def whole(url: str) -> Iterator[Connection]:
    """Run one transaction on a database as it is, whatever its schema: for whoever replaces all of it.

    Raises:
        DatabaseDownError: it cannot be reached.
    """
    try:
        with engine(url).begin() as connection:
            yield connection
    except OperationalError as error:
        raise DatabaseDownError(f"the database cannot be reached: {str(error.orig).splitlines()[0]}") from error
    finally:
        _ready.discard(url)


def revision(url: str) -> tuple[str | None, str]:
    """Return the revision the database is at and the one this program needs."""
    try:
        with engine(url).connect() as connection:
            return MigrationContext.configure(connection).get_current_revision(), head()
    except OperationalError as error:
        raise DatabaseDownError(f"the database cannot be reached: {str(error.orig).splitlines()[0]}") from error


@lru_cache(maxsize=1)
def head() -> str:
    """Return the revision this program needs; to find it, every migration is compiled."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head() or ""
