"""Restored rows: the tables of a backup put back into an empty database of the revision they were copied from.

In: a connection in a transaction, a backup, the home its files go to.
Out: rows, counted and compared with what the backup holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

from readiness.adapters.backup_files import Backup, PartCopy, damaged
from readiness.adapters.db.store import Connection
from readiness.adapters.db.table_copies import Digest, TableCopy, lines_of, put_back, tables_of
from readiness.adapters.home_files import folder_of, place_of

PATHS = {"output_files": "out_dir", "launches": "folder"}
"""Columns with full paths of folders: those of the home are those of the home that is restored."""


def rows_put_back(connection: Connection, backup: Backup, home: Path) -> None:
    """Put every table's rows back, and see that they are there.

    Raises:
        InputError: what the database has then is not what the backup holds.
    """
    parts = {part.title.removesuffix(".jsonl"): part for part in backup.tables()}
    tables = tables_of(connection)
    if missing := sorted(set(parts) - {table.name for table in tables}):
        raise damaged(backup.path, f"revision {backup.about['revision']} has no table {missing[0]}")
    for table in tables:
        if part := parts.get(table.name):
            given, found = Digest(), Digest()
            copy = TableCopy(table.name, part.columns)
            put_back(connection, table, copy, given.passed(_moved(backup, part, copy, home)))
            for _ in found.passed(lines_of(connection, table)):
                pass
            if given != found or given.n != part.n_lines:
                raise damaged(backup.path, f"the rows of {table.name} that were put back are not those it holds")


def _moved(backup: Backup, part: PartCopy, copy: TableCopy, home: Path) -> Iterator[bytes]:
    """Yield a table's lines with the paths they have in the home that is restored."""
    lines: Iterable[bytes] = backup.chunks(part)
    column = PATHS.get(copy.name)
    if column is None:
        yield from lines
        return
    at = [name for name, _ in copy.columns].index(column)
    old = Path(backup.about["home"])
    for line in lines:
        values = orjson.loads(line)
        if copy.name == "output_files" or Path(values[at]).is_relative_to(old):
            values[at] = folder_of(home, place_of(old, values[at]))
        yield orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)
