"""Bulk loading: many rows into a table at the speed of the database's own way in, inside the transaction that is open.

In: a connection, a table, a polars frame whose columns are columns of the table.
Out: rows; nothing is committed here.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

import polars as pl
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table

_SLICE = 20_000
"""Rows that stand in memory as Python objects at a time."""
_CACHE_KIB = 65_536
"""Pages SQLite may keep for a load: rows sorted by one index meet the pages of another in any order."""


def append(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Add the frame's rows in their order; rows sorted by the table's key are the quickest.

    SQLite: the driver's executemany on plain tuples, made a column at a time. PostgreSQL: COPY of the frame as CSV.
    """
    if frame.is_empty():
        return
    names = ", ".join(frame.columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * frame.width)
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KIB}")
        parts = (_as_sqlite(part).get_columns() for part in frame.iter_slices(_SLICE))
        rows = chain.from_iterable(zip(*(column.to_list() for column in columns), strict=True) for columns in parts)
        _driver(connection).executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our names
        return
    with _driver(connection).cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN (FORMAT csv)") as copy:
        for part in frame.iter_slices(100_000):
            # "" and NULL are told apart: an empty text is quoted, a null is not.
            copy.write(part.write_csv(include_header=False, quote_style="non_numeric", datetime_format="%Y-%m-%d %H:%M:%S%.6f"))


def staged_keys(connection: Connection, keys: pl.DataFrame) -> Table:
    """Return a temporary table of a frame's line_key and row_number, by key; what was staged before is gone."""
    staging = Table("staged_keys", MetaData(), Column("line_key", String(64), primary_key=True), Column("row_number", Integer))
    ending = " ON COMMIT DROP" if connection.dialect.name == "postgresql" else ""
    connection.exec_driver_sql("DROP TABLE IF EXISTS staged_keys")
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE staged_keys (line_key VARCHAR(64) PRIMARY KEY, row_number INTEGER){ending}"
    )
    append(connection, staging, keys.select("line_key", "row_number").sort("line_key"))
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE staged_keys")
    return staging


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _as_sqlite(frame: pl.DataFrame) -> pl.DataFrame:
    """Return days and moments as the texts SQLAlchemy writes."""
    days = [pl.col(n).dt.to_string("%Y-%m-%d") for n, t in frame.schema.items() if t == pl.Date]
    moments = [pl.col(n).dt.to_string("%Y-%m-%d %H:%M:%S%.6f") for n, t in frame.schema.items() if t == pl.Datetime]
    return frame.with_columns(*days, *moments)
