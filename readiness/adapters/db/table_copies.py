"""Table copies: every row of every table as lines of JSON, and lines put back as rows, on either database.

In: a connection in a transaction.
Out: TableCopy, lines; rows. A copy made on one kind of database can be put back on the other.

A line is a list of a row's values in the order of `columns`; days and moments are ISO texts, bytes base64, exact numbers texts.
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    insert,
    select,
    text,
)

VERSION_TABLE = "alembic_version"
"""Alembic's own: it is filled when the schema is made."""
A_SLICE = 5_000
"""Rows that stand in memory at a time."""
_KINDS: tuple[tuple[type[Any], str], ...] = (
    (JSON, "json"), (Boolean, "truth"), (DateTime, "moment"), (Date, "day"), (Float, "float"), (Numeric, "exact"),
    (Integer, "whole"), (LargeBinary, "bytes"),
)  # fmt: skip
_READ: Mapping[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "float": float,
    "exact": Decimal,
    "bytes": base64.b64decode,
}


@dataclass(frozen=True, slots=True)
class TableCopy:
    """A table as it is copied: its name, and each column with the kind of its values."""

    name: str
    columns: tuple[tuple[str, str], ...]


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables that are there, each after those its rows point to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSION_TABLE]


def copy_of(table: Table) -> TableCopy:
    """Return how a table is copied."""
    return TableCopy(table.name, tuple((c.name, _kind(c.type)) for c in table.columns))


def _kind(type_: Any) -> str:
    return next((kind for class_, kind in _KINDS if isinstance(type_, class_)), "text")


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield a table's rows as lines, by primary key."""
    floats = [at for at, (_, kind) in enumerate(copy_of(table).columns) if kind == "float"]
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=A_SLICE)
    for row in connection.execute(query):
        yield orjson.dumps(_finite(list(row), floats), default=_as_text, option=orjson.OPT_APPEND_NEWLINE)


def _finite(values: list[Any], floats: Sequence[int]) -> list[Any]:
    """Return values with what JSON has no number for as a text."""
    for at in floats:
        if values[at] is not None and not math.isfinite(values[at]):
            values[at] = str(values[at])
    return values


def _as_text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    raise TypeError(type(value).__name__)


def put_back(connection: Connection, table: Table, copy: TableCopy, lines: Iterable[bytes]) -> int:
    """Add a table's rows; return how many."""
    readers = [(at, _READ[kind]) for at, (_, kind) in enumerate(copy.columns) if kind in _READ]
    rows = (_row(line, readers) for line in lines)
    n = 0
    if connection.dialect.name == "postgresql":
        n = _copied_in(connection, copy, rows)
        _number_on(connection, table)
        return n
    names = [name for name, _ in copy.columns]
    while part := [dict(zip(names, row, strict=True)) for row in islice(rows, A_SLICE)]:
        connection.execute(insert(table), part)
        n += len(part)
    return n


def _row(line: bytes, readers: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values: list[Any] = orjson.loads(line)
    for at, read in readers:
        if values[at] is not None:
            values[at] = read(values[at])
    return values


def _copied_in(connection: Connection, copy: TableCopy, rows: Iterable[list[Any]]) -> int:
    """Add rows by COPY, some ten times as fast as by INSERT."""
    jsons = [at for at, (_, kind) in enumerate(copy.columns) if kind == "json"]
    names = ", ".join(f'"{name}"' for name, _ in copy.columns)
    driver: Any = connection.connection.driver_connection
    n = 0
    with driver.cursor() as cursor, cursor.copy(f'COPY "{copy.name}" ({names}) FROM STDIN') as stream:
        for row in rows:
            for at in jsons:
                row[at] = orjson.dumps(row[at]).decode()
            stream.write_row(row)
            n += 1
    return n


def _number_on(connection: Connection, table: Table) -> None:
    """Let new rows be numbered after those put back."""
    for column in table.primary_key.columns:
        if isinstance(column.type, Integer):
            named = {"t": f'"{table.name}"', "c": column.name}
            sequence = connection.execute(text("SELECT pg_get_serial_sequence(:t, :c)"), named).scalar()
            if sequence:
                last = f'SELECT max("{column.name}") FROM "{table.name}"'  # noqa: S608 - our names
                connection.execute(
                    text(f"SELECT setval(:s, coalesce(({last}), 1), ({last}) IS NOT NULL)"),
                    {"s": sequence},
                )


@dataclass(slots=True)
class Digest:
    """How many lines passed, and a sum of their hashes that does not depend on their order."""

    n: int = 0
    total: int = 0

    def passed(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield lines as they pass."""
        for line in lines:
            self.n += 1
            self.total = (self.total + int.from_bytes(hashlib.blake2b(line, digest_size=16).digest())) % (1 << 128)
            yield line


def has_rows(connection: Connection) -> bool:
    """Say whether any table has a row."""
    return any(connection.execute(select(table).limit(1)).first() is not None for table in tables_of(connection))
