"""Contests in the database: every earlier revision comes forward with its data, moments and words stay as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text

from readiness.adapters.db import contests
from readiness.adapters.db.store import engine, transaction, upgrade
from readiness.errors import ConflictError
from readiness.stages.report.contests import Contest, settled
from tests.adapters.test_store import migrate_down, migrate_to

BERLIN = timezone(timedelta(hours=1))
CONTEST = Contest(
    0, "l", "r1", "sale-1", "sale", "sales", "a “sale”", "mend it", "says é", "12",
    datetime(2026, 1, 1, 0, 30, tzinfo=BERLIN), "Ana",
)  # fmt: skip


@pytest.mark.parametrize("before", [f"{n:04}" for n in range(1, 11)])
def test_a_database_of_any_earlier_revision_comes_forward_with_its_data(database_url: str, before: str) -> None:
    migrate_down(database_url, before)
    with engine(database_url).begin() as connection:
        connection.execute(text("INSERT INTO launches VALUES ('l', 'L', 'Ada', '/f')"))
        connection.execute(text("INSERT INTO approvals VALUES ('l', 'h', 'Ada', '2024-01-08')"))
    upgrade(database_url)
    with transaction(database_url) as connection:
        assert connection.execute(text("SELECT owner FROM launches")).scalars().all() == ["Ada"]
        assert connection.execute(text("SELECT approved_by FROM approvals")).scalars().all() == ["Ada"]
        assert contests.contests_of(connection, "l") == []
        first = contests.add_contest(connection, CONTEST)
    with transaction(database_url) as connection:
        kept = contests.contest_of(connection, first)
    assert kept == replace(CONTEST, contest_id=first)
    assert kept.opened_at == datetime(2025, 12, 31, 23, 30, tzinfo=UTC)


def test_contests_are_gone_going_back_and_other_data_stays(database_url: str) -> None:
    with engine(database_url).begin() as connection:
        connection.execute(text("INSERT INTO launches VALUES ('l', 'L', 'Ada', '/f')"))
        contests.add_contest(connection, CONTEST)
    migrate_down(database_url, "0010")
    migrate_to(database_url, "head")
    with transaction(database_url) as connection:
        assert connection.execute(text("SELECT owner FROM launches")).scalars().all() == ["Ada"]
        assert contests.contests_of(connection, "l") == []


def test_of_two_who_settle_the_same_contest_the_second_is_told(database_url: str) -> None:
    with transaction(database_url) as connection:
        connection.execute(text("INSERT INTO launches VALUES ('l', 'L', 'Ada', '/f')"))
        number = contests.add_contest(connection, CONTEST)
        both_read = contests.contest_of(connection, number)
        done = settled(both_read, is_upheld=True, because="so", by="Ada", at=CONTEST.opened_at)
        contests.settle(connection, done)
        with pytest.raises(ConflictError, match=f"contest {number} is settled already"):
            contests.settle(connection, replace(done, status="rejected"))
        assert contests.contests_of(connection, "l") == [done]
