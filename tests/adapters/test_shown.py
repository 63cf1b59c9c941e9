"""Published rows looked into: scopes, search, order, pages; against the same rows filtered in plain Python; on both databases."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from readiness.adapters.db.shown import Owners, Wanted, all_rows, counts_by, drop_tables, keep_table, names_of, slice_of
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.db.tables import launches
from readiness.errors import NotFoundError
from readiness.permissions import Scope

NOW = datetime(2025, 3, 1, 8, tzinfo=UTC)
HEADER = ["rep_id", "name", "channel", "manager_id", "readiness"]
OWNERS = Owners({"r9": ("online", "m2")}, {"a1": "shops"})
ROWS = [
    ["r1", "Ana Éclair", "shops", "m1", "70.5"],
    ["r2", "Bo 100%", "shops", "m2", ""],
    ["r3", "Cy_O'Neil", "online", "m1", "9"],
    ["r9", "Di <b>", "", "", "-3"],
    ["r8", "Ed", "", "", "100"],
]


def as_csv(rows: list[list[str]], header: list[str] = HEADER) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([header, *rows])
    return out.getvalue().encode()


def keep(connection: Connection, rows: list[list[str]] = ROWS, name: str = "report.reps") -> bool:
    return keep_table(connection, "L", name, as_csv(rows), owners=OWNERS, now=NOW, as_of="2025-02-28")


@pytest.fixture
def url(database_url: str) -> str:
    with transaction(database_url) as connection:
        connection.execute(insert(launches), [{"launch_id": "L", "name": "n", "owner": "o", "folder": "f"}])
        keep(connection)
    return database_url


def ids(url: str, scope: Scope = Scope(), **wanted: object) -> tuple[list[str], int]:  # noqa: B008 - frozen
    with reading(url) as connection:
        found = slice_of(connection, "L", "report.reps", scope, Wanted(**wanted))  # type: ignore[arg-type]
    return [row["rep_id"] for row in found.rows], found.n


def test_scopes(url: str) -> None:
    assert ids(url) == (["r1", "r2", "r3", "r9", "r8"], 5)
    assert ids(url, Scope(channel="shops")) == (["r1", "r2"], 2)
    assert ids(url, Scope(channel="online")) == (["r3", "r9"], 2)  # r9 by its owner
    assert ids(url, Scope(manager_id="m2")) == (["r2", "r9"], 2)
    assert ids(url, Scope(rep_id="r8")) == (["r8"], 1)
    assert ids(url, Scope(nothing=True)) == ([], 0)


def test_order_by_number_and_by_words_with_what_is_not_known_last(url: str) -> None:
    assert ids(url, order_by="readiness", is_number=True)[0] == ["r9", "r3", "r1", "r8", "r2"]
    assert ids(url, order_by="readiness", is_number=True, descending=True)[0] == ["r8", "r1", "r3", "r9", "r2"]
    assert ids(url, order_by="rep_id", descending=True)[0] == ["r9", "r8", "r3", "r2", "r1"]


def test_pages(url: str) -> None:
    assert ids(url, limit=2, offset=2) == (["r3", "r9"], 5)
    assert ids(url, limit=2, offset=40) == ([], 5)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("éclair", ["r1"]),
        ("100%", ["r2"]),
        ("%", ["r2"]),
        ("_", ["r3"]),
        ("o'neil", ["r3"]),
        ("cy r3", ["r3"]),
        ("<b>", ["r9"]),
        ("zz", []),
    ],
)
def test_search_takes_signs_as_they_are(url: str, words: str, expected: list[str]) -> None:
    assert ids(url, search=words)[0] == expected


def test_equal(url: str) -> None:
    assert ids(url, equal={"channel": "shops", "name": "Ana Éclair"})[0] == ["r1"]
    assert ids(url, equal={"readiness": ""})[0] == ["r2"]
    with pytest.raises(NotFoundError, match="no column 'salary'"):
        ids(url, equal={"salary": "1"})


def test_counts_all_rows_and_names(url: str) -> None:
    with reading(url) as connection:
        assert counts_by(connection, "L", "report.reps", "channel", Scope()) == {"shops": 2, "online": 1, "": 2}
        assert [r["rep_id"] for r in all_rows(connection, "L", "report.reps", Scope(manager_id="m1"))] == ["r1", "r3"]
        assert names_of(connection, "L") == {"report.reps": (5, "2025-02-28", NOW.replace(tzinfo=None))}
        with pytest.raises(NotFoundError, match="L has no table"):
            slice_of(connection, "L", "report.none", Scope(), Wanted())


def test_the_same_table_again_changes_nothing_and_another_takes_its_place(url: str) -> None:
    with transaction(url) as connection:
        assert keep(connection) is False
        assert keep(connection, ROWS[:1]) is True
    assert ids(url) == (["r1"], 1)
    with transaction(url) as connection:
        drop_tables(connection, "L", ["report.reps"])
        assert names_of(connection, "L") == {}


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n", exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, st.sampled_from(["", "a", "b"]), st.sampled_from(["", "1", "22", "-3.5", "4e2"])), max_size=12))
def test_any_rows_come_back_as_they_were_and_in_order(url: str, drawn: list[tuple[str, str, str]]) -> None:
    rows = [[f"x{k}", name, channel, "", value] for k, (name, channel, value) in enumerate(drawn)]
    with transaction(url) as connection:
        keep(connection, rows, "t")
        found = slice_of(connection, "L", "t", Scope(channel="a"), Wanted(order_by="readiness", is_number=True))
        whole = list(all_rows(connection, "L", "t", Scope()))
    assert [[row[c] for c in HEADER] for row in whole] == rows
    mine = [r for r in rows if r[2] == "a"]
    expected = sorted((r for r in mine if r[4]), key=lambda r: float(r[4])) + [r for r in mine if not r[4]]
    assert [row["rep_id"] for row in found.rows] == [r[0] for r in expected]
