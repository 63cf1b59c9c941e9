"""Stored mentions: where a person stands by name, address or id, in any column of any table, and what it shall be instead.

In: a connection; what stands for the person, and the mark in its place.
Out: Changes; columns rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    String,
    Table,
    Text,
    and_,
    cast,
    false,
    or_,
    select,
    update,
)

from readiness.adapters.db import tables
from readiness.adapters.db.persons import HELD, Rows
from readiness.adapters.scrubbing import ID_COLUMNS, Scrub

metadata = tables.metadata


@dataclass(frozen=True, slots=True)
class Changes:
    """What a scrub makes of one column: values as they are -> as they shall be, or rows by key."""

    table: Table
    column: str
    values: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[tuple[Mapping[str, Any], Any]] = ()


def mentions(connection: Connection, scrub: Scrub) -> Iterator[Changes]:
    """Yield every column in which a person stands by name, address or id, and what it shall be instead."""
    for table in metadata.sorted_tables:
        for column in table.c:
            if isinstance(column.type, JSON):
                yield from _json_changes(connection, table, column, scrub)
            elif isinstance(column.type, LargeBinary):
                yield from _blob_changes(connection, table, column, scrub)
            elif isinstance(column.type, String | Text) and not _is_hash(column):
                values = _text_changes(connection, column, scrub)
                if values:
                    yield Changes(table, column.name, values=values)


def _is_hash(column: Column[Any]) -> bool:
    return column.name.endswith(("sha256", "_hash", "_key")) or column.name in ("csrf", "revision")


def _text_changes(connection: Connection, column: Column[Any], scrub: Scrub) -> dict[str, str]:
    found: dict[str, str] = {}
    if column.name in ID_COLUMNS and scrub.marks:
        known = connection.execute(select(column).where(column.in_(list(scrub.marks))).distinct()).scalars()
        found = {value: scrub.marks[value] for value in known}
    for value in connection.execute(select(column).where(_may_mention(column, scrub)).distinct()).scalars():
        new = scrub.text(str(value))
        if new != value and value not in found:
            found[str(value)] = new
    return found


def _may_mention(column: ColumnElement[Any], scrub: Scrub) -> ColumnElement[bool]:
    whole = [n.strip() for n in scrub.names if n.strip()]
    return or_(false(), column.in_(whole), *(column.contains(needle, autoescape=True) for needle in scrub.needles))


def _json_changes(connection: Connection, table: Table, column: Column[Any], scrub: Scrub) -> Iterator[Changes]:
    keys = list(table.primary_key.columns)
    as_text = cast(column, Text)
    ids = [as_text.contains(f'"{i}"', autoescape=True) for i in scrub.marks]
    rows = []
    for row in connection.execute(select(*keys, column.label("value_")).where(or_(_may_mention(as_text, scrub), *ids))):
        new = scrub.value(row.value_)
        if new != row.value_:
            rows.append(({k.name: row._mapping[k.name] for k in keys}, new))
    if rows:
        yield Changes(table, column.name, rows=rows)


def _blob_changes(connection: Connection, table: Table, column: Column[Any], scrub: Scrub) -> Iterator[Changes]:
    keys = list(table.primary_key.columns)
    rows = []
    query = select(*keys, column.label("value_")).execution_options(yield_per=50)
    for row in connection.execute(query):
        old = bytes(row.value_)
        new = scrub.data(old)
        if new != old:
            rows.append(({k.name: row._mapping[k.name] for k in keys}, new))
    if rows:
        yield Changes(table, column.name, rows=rows)


def apply(connection: Connection, changes: Sequence[Changes]) -> dict[str, int]:
    """Write what a scrub makes of each column, and return how many rows of each table that was."""
    done: dict[str, int] = {}
    for change in changes:
        column = change.table.c[change.column]
        n = sum(
            connection.execute(update(change.table).where(column == old).values({change.column: new})).rowcount
            for old, new in change.values.items()
        )
        for key, value in change.rows:
            where = and_(*(change.table.c[k] == v for k, v in key.items()))
            n += connection.execute(update(change.table).where(where).values(_with_hash(change, value))).rowcount
        if n:
            done[change.table.name] = done.get(change.table.name, 0) + n
    return done


def _with_hash(change: Changes, value: Any) -> dict[str, Any]:
    """Return the new value, with the hash of an input file beside it: the folder's own file is another one from now on."""
    if change.table is tables.input_files:
        return {change.column: value, "sha256": sha256(value).hexdigest()}
    return {change.column: value}


def named_elsewhere(connection: Connection, scrub: Scrub) -> list[Rows]:
    """Return the texts of other tables that name a person: who approved, decided or asked for something, and input files."""
    texts, files = [], []
    for change in mentions(connection, scrub):
        if change.table.name not in HELD:
            texts += [{"table": change.table.name, "column": change.column, "text": value} for value in change.values]
        if change.table is tables.input_files:
            files += [_lines_naming(connection, key, scrub) for key, _ in change.rows]
    told: list[Rows] = []
    if texts:
        told.append(("named_elsewhere", "Other places that name the person", texts))
    if files:
        told.append(("launch_files", "Lines of launch folders, as they were taken in", [row for rows in files for row in rows]))
    return told


def _lines_naming(connection: Connection, key: Mapping[str, Any], scrub: Scrub) -> list[Mapping[str, Any]]:
    i = tables.input_files.c
    query = select(i.content).where(i.launch_id == key["launch_id"], i.path == key["path"])
    lines = bytes(connection.execute(query).scalar_one()).decode("utf-8", "replace").splitlines()
    named = [(n, line) for n, line in enumerate(lines, start=1) if scrub.mentions(line.encode(), ids=True)]
    return [{**key, "line": n, "text": line} for n, line in named]
