"""Replaced rows: the rows of one scope of a table made exactly these.

In: a connection in a transaction, a table, rows.
Out: whether anything changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, insert, select


def replace_rows(connection: Connection, table: Table, scope: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Make the rows of one scope exactly these; return whether that changed anything."""
    where = and_(*(table.c[name] == value for name, value in scope.items()))
    stored = [dict(r._mapping) for r in connection.execute(select(table).where(where))]
    keys = [c.name for c in table.primary_key]

    def by_key(items_: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        return sorted(items_, key=lambda r: tuple(str(r[k]) for k in keys))

    if by_key(stored) == by_key(rows):
        return False
    # Only what differs is touched: other tables may point at rows that stay.
    old = {tuple(r[k] for k in keys): r for r in stored}
    new = {tuple(r[k] for k in keys): r for r in rows}
    for key in [k for k in old if k not in new]:
        connection.execute(delete(table).where(and_(*(table.c[n] == v for n, v in zip(keys, key, strict=True)))))
    for key in [k for k in new if k in old and dict(new[k]) != old[k]]:
        match = and_(*(table.c[n] == v for n, v in zip(keys, key, strict=True)))
        connection.execute(table.update().where(match).values(**{n: v for n, v in new[key].items() if n not in keys}))
    added = [dict(new[k]) for k in new if k not in old]
    if added:
        connection.execute(insert(table), added)
    return True
