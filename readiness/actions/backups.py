"""Backups: all that must not be lost of an installation in one file, taken while it is in use, and put back.

In: settings; a file.
Out: BackedUp; Restored. The database's rows and the workspace's files belong together: no output is newer than its record.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from readiness import __version__
from readiness.adapters import home_files
from readiness.adapters.backup_files import Backup, opened, writing
from readiness.adapters.db import outputs, store, table_copies
from readiness.adapters.db.store import Connection
from readiness.adapters.person_files import database_files
from readiness.adapters.restored_rows import rows_put_back
from readiness.errors import ConflictError, InputError, Problem
from readiness.settings import Settings


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds."""

    file: str
    taken_at: str
    program: str
    revision: str
    n_tables: int
    n_rows: int
    n_files: int
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    backup: BackedUp
    revision: str
    """Of the database now: a backup of an earlier program is brought forward."""
    set_aside: str
    """Where the files are that stood there before, "" where none did."""


def back_up(settings: Settings, target: Path, now: datetime) -> BackedUp:
    """Write a backup of the database and of the workspace's files, as they are at one moment; whoever works goes on.

    Raises:
        InputError: the file cannot be written, or what was written cannot be read again.
        ConflictError: a PostgreSQL database is at another revision than this program.
    """
    home = settings.home.resolve()
    with home_files.aside_in(home) as aside, _moment(settings, home, aside) as (connection, files):
        about = {
            "program": __version__,
            "revision": store.revision_in(connection),
            "taken_at": now.astimezone(UTC).isoformat(timespec="seconds"),
            "home": str(home),
        }
        with writing(target, about) as backup:
            for table in table_copies.tables_of(connection):
                backup.table(table.name, table_copies.copy_of(table).columns, table_copies.lines_of(connection, table))
            for name, path in sorted(files.items()):
                backup.file(name, path)
    return verify(target)


@contextmanager
def _moment(settings: Settings, home: Path, aside: Path) -> Iterator[tuple[Connection, dict[str, Path]]]:
    """Give the database and the files as they are while nobody publishes; writers wait for that moment only."""
    database = [path.resolve() for path in database_files(settings.database)]
    while True:
        with store.reading(settings.database) as connection:
            folders = outputs.all_folders(connection)
        with ExitStack() as stack:
            with home_files.locked(folders):
                connection = stack.enter_context(store.reading(settings.database))
                is_all = outputs.all_folders(connection) <= folders
                files = home_files.note(home, folders, database, aside) if is_all else {}
            if is_all:
                yield connection, files
                return


def verify(source: Path) -> BackedUp:
    """Read a backup to its end and return what it holds.

    Raises:
        InputError: it is none, or it is damaged.
    """
    with opened(source) as backup:
        backup.check()
        return _said(backup)


def restore(settings: Settings, source: Path, *, force: bool = False) -> Restored:
    """Put a backup back: all of the database in one transaction, then the files; an earlier program's is brought forward.

    Raises:
        InputError: it is damaged, or of a later program.
        ConflictError: something is there already, and `force` does not say to replace it.
    """
    home = settings.home.resolve()
    database = [path.resolve() for path in database_files(settings.database)]
    with opened(source) as backup, home_files.arriving(home) as aside:
        backup.check()
        revision = str(backup.about["revision"])
        if not store.knows(revision):
            what = f"it was written by program {backup.about['program']}, whose database is at revision {revision}"
            raise InputError(Problem(str(source), 0, "", what, f"one of program {__version__} or earlier: install the later one"))
        for part in backup.files():
            with home_files.target_of(home, aside, part.title).open("wb") as file:
                file.writelines(backup.chunks(part))
        replaced = home_files.holdings(home, database)
        with store.whole(settings.database) as connection:
            if not force and (replaced or table_copies.has_rows(connection)):
                there = f"{settings.home} is not empty" if replaced else "the database is not empty"
                raise ConflictError(f"{there}: `readiness restore FILE --force` sets aside its files and replaces its rows")
            store.emptied(connection)
            store.migrate(connection, revision)
            rows_put_back(connection, backup, home)
            store.migrate(connection, store.head())
        before = home_files.moved_in(home, aside, replaced)
        return Restored(_said(backup), store.head(), str(before or ""))


def _said(backup: Backup) -> BackedUp:
    tables, files = backup.tables(), backup.files()
    about = backup.about
    return BackedUp(
        str(backup.path), about["taken_at"], about["program"], about["revision"], len(tables), sum(p.n_lines for p in tables),
        len(files), backup.path.stat().st_size,
    )  # fmt: skip
