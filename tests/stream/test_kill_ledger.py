"""A booking killed with SIGKILL between any two statements is whole or not there; the next try ends as one never killed."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from readiness.adapters.db import bulk_loading, ledger_reading, sales_ledger, store
from readiness.adapters.db.sales_files import SalesReport
from tests.adapters.test_sales_ledger import DAYS, START, Row, check_sums, report_of, standing, take
from tests.clean_processes import CLEAN, deadly_step, step_at_statements, was_killed

WEEK = (DAYS[0], DAYS[0] + timedelta(days=6))


def first() -> SalesReport:
    return report_of("a", [Row(i, i, "New" if i == 3 else "P1", DAYS[0], is_broken=i == 4) for i in range(1, 8)])


def second() -> SalesReport:
    rows = [Row(1, 9, "P1", DAYS[0]), Row(3, 3, "P2", DAYS[0]), Row(5, 5, "New", DAYS[0]), Row(6, 6, "P1", DAYS[0]),
            Row(8, 8, "P2", DAYS[0]), Row(9, 9, "P1", DAYS[0], is_broken=True)]  # fmt: skip
    return report_of("b", rows, replaces=True, period=WEEK)


def book_and_die(url: str, at: int) -> None:
    """Book in a process that kills itself before its n-th statement, or before the commit."""
    step = deadly_step(at)
    plain = bulk_loading._driver

    def driver(connection: object) -> object:
        step()
        return plain(connection)  # type: ignore[arg-type]

    bulk_loading._driver = driver  # type: ignore[assignment]
    step_at_statements(url, step, "before_cursor_execute", "commit")
    take(url, second())
    os._exit(0)


def died(url: str, at: int) -> bool:
    store.engine(url).dispose()
    return was_killed(book_and_die, url, at)


def state(url: str) -> tuple[object, ...]:
    """Return what stands and what became of each file, after checking that all of it adds up."""
    with store.transaction(url) as connection:
        check_sums(connection)
        files = ledger_reading.files_of(connection, ["firm"])
        assert all(f.rows_in == f.n_ok + f.n_duplicates + f.n_quarantined + f.n_pending for f in files)
        rows = ledger_reading.rows_in_quarantine(connection)
        assert len(rows) == sum(f.n_quarantined for f in files)
        return standing(connection), [(f.sha256, f.status, f.n_ok, f.n_pending, f.n_quarantined) for f in files]


@pytest.mark.slow
def test_a_booking_killed_anywhere_is_whole_or_not_there(database_url: str) -> None:
    take(database_url, first())
    before = state(database_url)
    n_killed = 0
    while died(database_url, n_killed + 1):
        n_killed += 1
        assert state(database_url) == before
    assert n_killed > 20
    after = state(database_url)
    assert after != before
    take(database_url, second())
    assert state(database_url) == after
    assert sorted(units for _, _, units in after[0].values()) == [3, 6, 8, 9]  # type: ignore[attr-defined]


def test_two_files_of_one_partner_at_once_are_booked_one_after_the_other(database_url: str) -> None:
    """Each process books the same lines under other bytes: nothing is posted twice."""
    store.upgrade(database_url)
    store.engine(database_url).dispose()
    children = [CLEAN.Process(target=_book, args=(database_url, f"copy {n}")) for n in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
        assert child.exitcode == 0
    with store.transaction(database_url) as connection:
        files = ledger_reading.files_of(connection, ["firm"])
        assert sorted((f.n_ok, f.n_unchanged) for f in files) == [(200, 0), (200, 200), (200, 200)]
        assert len(standing(connection)) == 200
        check_sums(connection)


def _book(url: str, name: str) -> None:
    report = report_of(name, [Row(i, i + 1, "P1", DAYS[0]) for i in range(200)])
    with store.transaction(url) as connection:
        sales_ledger.record(connection, report, START)
    os._exit(0)
