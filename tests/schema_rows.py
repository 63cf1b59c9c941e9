"""Rows drawn from a schema: three in each empty table, of the right types, pointing to rows that are there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
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
)

N = 3
LAWFUL = {"rows_in": 4, "n_ok": 1, "n_unchanged": 1, "n_duplicates": 1, "n_quarantined": 1, "n_pending": 1}
"""Values that keep to the law of counts of a file's rows."""


def reflected(connection: Connection) -> dict[str, Table]:
    """Return the tables that are there, each after those it points to."""
    found = MetaData()
    found.reflect(connection)
    return {t.name: t for t in found.sorted_tables if t.name != "alembic_version"}


def fill(connection: Connection, leave_out: set[str]) -> None:
    """Add rows to tables that have none."""
    for table in reflected(connection).values():
        if table.name in leave_out or connection.execute(select(table).limit(1)).first():
            continue
        rows = [{c.name: value(c, n) for c in table.columns} for n in range(N)]
        for constraint in table.foreign_key_constraints:
            parent = constraint.referred_table
            there = connection.execute(select(parent).order_by(*parent.primary_key.columns)).mappings().all()
            for n, row in enumerate(rows):
                row.update({e.parent.name: there[n][e.column.name] for e in constraint.elements})
        connection.execute(insert(table), rows)


def value(column: Column[Any], n: int) -> Any:
    """Return the n-th value of a column: the last row has nothing where it may."""
    if column.nullable and n == N - 1:
        return None
    moment = datetime(2024, 2, 29, 23, 59, 58, 100_001 + n, UTC).replace(tzinfo=None)
    made: dict[type[Any], Any] = {
        JSON: {"n": n, "say": "Zoë – “ok”", "list": [1.5, None, True]}, Boolean: bool(n % 2), DateTime: moment,
        Date: date(2024, 2, 27 + n), Float: 0.1 * (n + 1), Numeric: Decimal(f"{n}.25"), Integer: n + 1,
        LargeBinary: bytes(range(n, 256)),
    }  # fmt: skip
    if column.name in LAWFUL:
        return LAWFUL[column.name]
    found = next((v for kind, v in made.items() if isinstance(column.type, kind)), f"{n}ë\t\\N\n“")
    length = getattr(column.type, "length", None)
    return found[:length] if isinstance(found, str) and length else found


def rows_of(connection: Connection, table: Table, columns: list[str]) -> list[tuple[Any, ...]]:
    """Return some columns of a table's rows, in an order of their own."""
    found = connection.execute(select(*(table.columns[c] for c in columns)))
    return sorted((tuple(row) for row in found), key=repr)
