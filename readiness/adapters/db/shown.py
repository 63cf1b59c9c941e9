"""Shown rows: what was published, kept a row at a time, so that a page of it is found without reading the whole.

In: a connection in a transaction; tables as they were published; whose rows, which page.
Out: Slice: rows, how many there are, as of when.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, Select, and_, case, delete, func, insert, select, true

from readiness.adapters.db.page_tables import shown_rows, shown_tables
from readiness.errors import NotFoundError
from readiness.permissions import Scope

MOST_ROWS = 500
"""On one page."""
AT_ONCE = 2_000
FOUND_BY = (
    "rep_id", "name", "account_id", "account_name", "message_id", "partner_id", "territory_id", "industry", "segment", "headline",
)  # fmt: skip
"""Columns that a search looks into."""
MOST_COUNTS = 1_000
Row = Mapping[str, str]
_lock = Lock()
_counted: dict[tuple[str, str, str, str, Scope], dict[str, int]] = {}


@dataclass(frozen=True, slots=True)
class Owners:
    """What says whose a row is where the row itself does not: rep -> (channel, manager_id), account -> channel."""

    reps: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of a table: those equal in every given column, that hold every word searched for, in the order of a column."""

    equal: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    order_by: str = ""
    """A column's name; empty: as published."""
    is_number: bool = False
    """Of the column ordered by; rows with no number come last either way."""
    descending: bool = False
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Slice:
    """A page of rows, out of `n` that were found."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    n: int
    as_of: str
    """ISO day; empty for what has none."""
    made_at: datetime


def keep_table(
    connection: Connection, launch_id: str, name: str, data: bytes, *, owners: Owners, now: datetime, as_of: str = ""
) -> bool:
    """Keep a published CSV table in place of the last one of this name; return whether it is another.

    Rows that name a rep or an account belong to its channel and manager, as `owners` tells, unless the row says so itself.
    """
    digest = sha256(data + json.dumps([as_of, sorted(owners.reps.items()), sorted(owners.accounts.items())]).encode()).hexdigest()
    if _digest(connection, launch_id, name) == digest:
        return False
    drop_tables(connection, launch_id, [name])
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    header, n = list(reader.fieldnames or ()), 0
    for batch in _batched(_kept(launch_id, name, place, row, owners) for place, row in enumerate(reader)):
        connection.execute(insert(shown_rows), batch)
        n += len(batch)
    kept = {"launch_id": launch_id, "name": name, "header": header, "n_rows": n, "as_of": as_of, "sha256": digest}
    connection.execute(insert(shown_tables), [{**kept, "made_at": now.replace(tzinfo=None)}])
    return True


def drop_tables(connection: Connection, launch_id: str, names: Sequence[str]) -> None:
    """Forget tables that are published no more."""
    for table in (shown_rows, shown_tables):
        connection.execute(delete(table).where(table.c.launch_id == launch_id, table.c.name.in_(list(names))))


def slice_of(connection: Connection, launch_id: str, name: str, scope: Scope, wanted: Wanted) -> Slice:
    """Return a page of the rows that a scope covers.

    Raises:
        NotFoundError: no such table was published for this launch, or it has no column of a name given.
    """
    about = _about(connection, launch_id, name)
    where = and_(shown_rows.c.launch_id == launch_id, shown_rows.c.name == name, in_scope(scope), *_tests(wanted, about.header))
    n = connection.execute(select(func.count()).select_from(shown_rows).where(where)).scalar() or 0
    # The rows are large: only their places are sorted, and then the page's own rows are read.
    query = _ordered(select(shown_rows.c.place).where(where), wanted)
    places = list(connection.execute(query.limit(min(wanted.limit, MOST_ROWS)).offset(wanted.offset)).scalars())
    own = and_(shown_rows.c.launch_id == launch_id, shown_rows.c.name == name, shown_rows.c.place.in_(places))
    found = {row.place: row.content for row in connection.execute(select(shown_rows.c.place, shown_rows.c.content).where(own))}
    return Slice(name, tuple(about.header), tuple(found[place] for place in places), n, about.as_of, about.made_at)


def all_rows(connection: Connection, launch_id: str, name: str, scope: Scope, wanted: Wanted | None = None) -> Iterator[Row]:
    """Yield every row of a table that a scope covers, in the order published or wanted, never all at once; none where unknown.

    Raises:
        NotFoundError: the table has no column of a name given.
    """
    wanted = wanted or Wanted()
    is_plain = not wanted.equal and not wanted.order_by
    tests = _tests(wanted, () if is_plain else _about(connection, launch_id, name).header)
    where = and_(shown_rows.c.launch_id == launch_id, shown_rows.c.name == name, in_scope(scope), *tests)
    query = _ordered(select(shown_rows.c.content).where(where), wanted)
    yield from connection.execute(query.execution_options(yield_per=AT_ONCE)).scalars()


def row_about(connection: Connection, launch_id: str, name: str, account_id: str, scope: Scope) -> Row | None:
    """Return the first row of a table about an account that a scope covers; None where there is none."""
    r = shown_rows.c
    where = and_(r.launch_id == launch_id, r.name == name, r.account_id == account_id, in_scope(scope))
    found: Row | None = connection.execute(select(r.content).where(where).order_by(r.place).limit(1)).scalar()
    return found


def header_of(connection: Connection, launch_id: str, name: str) -> tuple[str, ...]:
    """Return the columns of a table.

    Raises:
        NotFoundError: no such table was published for this launch.
    """
    return tuple(_about(connection, launch_id, name).header)


def counts_by(connection: Connection, launch_id: str, name: str, column: str, scope: Scope) -> dict[str, int]:
    """Return value -> how many of the rows a scope covers have it in a column; empty where the table is unknown.

    It is remembered for as long as the table stays what it is: counting ten thousand rows takes longer than a page may.
    """
    digest = _digest(connection, launch_id, name)
    key = (digest, launch_id, name, column, scope)
    with _lock:
        known = _counted.get(key)
    if known is None:
        known = _counts(connection, launch_id, name, column, scope)
        with _lock:
            while len(_counted) >= MOST_COUNTS:
                del _counted[next(iter(_counted))]
            _counted[key] = known
    return dict(known)


def _counts(connection: Connection, launch_id: str, name: str, column: str, scope: Scope) -> dict[str, int]:
    value = _text(column)
    where = and_(shown_rows.c.launch_id == launch_id, shown_rows.c.name == name, in_scope(scope))
    return {row[0] or "": row[1] for row in connection.execute(select(value, func.count()).where(where).group_by(value))}


def _digest(connection: Connection, launch_id: str, name: str) -> str:
    """Return the hash of a table as it is now; "" where it is unknown."""
    t = shown_tables.c
    return connection.execute(select(t.sha256).where(t.launch_id == launch_id, t.name == name)).scalar() or ""


def names_of(connection: Connection, launch_id: str) -> dict[str, tuple[int, str, datetime]]:
    """Return each table's name -> how many rows it has, as of when, and when it was made."""
    t = shown_tables.c
    rows = connection.execute(select(t.name, t.n_rows, t.as_of, t.made_at).where(t.launch_id == launch_id).order_by(t.name))
    return {row.name: (row.n_rows, row.as_of, row.made_at) for row in rows}


def in_scope(scope: Scope) -> ColumnElement[bool]:
    """Return the test that a row is covered; a row of nobody's belongs to whoever sees everything."""
    r = shown_rows.c
    if scope.nothing:
        return ~true()
    limits = ((r.channel, scope.channel), (r.manager_id, scope.manager_id), (r.rep_id, scope.rep_id))
    return and_(true(), *(column == value for column, value in limits if value))


def _about(connection: Connection, launch_id: str, name: str) -> Any:
    t = shown_tables.c
    query = select(t.header, t.as_of, t.made_at).where(t.launch_id == launch_id, t.name == name)
    found = connection.execute(query).first()
    if found is None:
        raise NotFoundError(f"{launch_id} has no table {name!r} yet")
    return found


def _tests(wanted: Wanted, header: Sequence[str]) -> list[ColumnElement[bool]]:
    for name in (*wanted.equal, *([wanted.order_by] if wanted.order_by else [])):
        if name not in header:
            raise NotFoundError(f"there is no column {name!r}; there is: {', '.join(header)}")
    equal = [_text(name) == value for name, value in wanted.equal.items()]
    return equal + word_tests(wanted.search)


def word_tests(words: str) -> list[ColumnElement[bool]]:
    """Return the tests that a row holds every word searched for, the first eight of them."""
    return [shown_rows.c.found_by.contains(word, autoescape=True) for word in words.lower().split()[:8]]


def _ordered(query: Select[Any], wanted: Wanted) -> Select[Any]:
    place = shown_rows.c.place
    if not wanted.order_by:
        return query.order_by(place.desc() if wanted.descending else place)
    text = _text(wanted.order_by)
    if not wanted.is_number:
        return query.order_by(text.desc() if wanted.descending else text, place)
    number = case((text == "", None), else_=shown_rows.c.content[wanted.order_by].as_string().cast(Float))
    return query.order_by(case((text == "", 1), else_=0), number.desc() if wanted.descending else number, place)


def _text(column: str) -> Any:
    return shown_rows.c.content[column].as_string()


def _kept(launch_id: str, name: str, place: int, row: dict[str, str], owners: Owners) -> dict[str, Any]:
    rep_id, account_id = row.get("rep_id", ""), row.get("account_id", "")
    channel, manager_id = owners.reps.get(rep_id, ("", ""))
    return {
        "launch_id": launch_id,
        "name": name,
        "place": place,
        "channel": row.get("channel", "") or channel or owners.accounts.get(account_id, ""),
        "manager_id": row.get("manager_id", "") or manager_id,
        "rep_id": rep_id,
        "account_id": account_id,
        "found_by": " ".join(row.get(c, "") for c in FOUND_BY).lower(),
        "content": row,
    }


def _batched(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
