"""Bulk loading on SQLite and PostgreSQL: what goes in comes out, whatever the texts."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest
from sqlalchemy import select

from readiness.adapters.db.bulk_loading import append, staged_keys
from readiness.adapters.db.ledger_tables import sales_submissions
from readiness.adapters.db.store import transaction, upgrade

MOMENT = datetime(2026, 3, 1, 12, 30, 5, 250_000)  # noqa: DTZ001 - the database keeps UTC without its zone
TEXTS = [
         "", "plain", 'a "quoted" text', "a,b;c\td", "two\nlines\r\nhere",
         "\\N", "\\.", "NULL", "None", "Ümläut 漢字 🙂", "'; DROP TABLE x; --", " "]  # fmt: skip


def submissions(n: int) -> pl.DataFrame:
    """Return rows of sales_submissions with every kind of value, nulls among them."""
    counts = dict.fromkeys(("n_ok", "n_unchanged", "n_duplicates", "n_quarantined", "n_pending", "rows_in"), 0)
    return pl.DataFrame(
        [
            {
                "submission_id": i + 1, "partner_id": "firm", "sha256": str(i), "file": TEXTS[i % len(TEXTS)],
                "received_at": MOMENT, "period_from": date(2026, 2, 1) if i % 2 else None,
                "period_to": None, "locations": "[]", "mode": "delta", "sequence": 2**40 if i % 3 else None,
                "mapping_version": "", "status": "applied", **counts, "why": TEXTS[-1 - i % len(TEXTS)], "decided_by": "",
            }
            for i in range(n)
        ],
        schema_overrides={"period_to": pl.Date, "period_from": pl.Date, "sequence": pl.Int64},
    )  # fmt: skip


def test_every_text_number_day_and_null_comes_back_as_it_went_in(database_url: str) -> None:
    upgrade(database_url)
    sent = submissions(2 * len(TEXTS))
    with transaction(database_url) as connection:
        append(connection, sales_submissions, sent)
        append(connection, sales_submissions, sent.clear())
    with transaction(database_url) as connection:
        columns = [sales_submissions.c[name] for name in sent.columns]
        rows = connection.execute(select(*columns).order_by(sales_submissions.c.submission_id)).all()
    assert [tuple(r) for r in rows] == sent.rows()


def test_a_row_that_does_not_fit_leaves_nothing_of_its_transaction(database_url: str) -> None:
    upgrade(database_url)
    twice = pl.concat([submissions(3), submissions(1)])
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"), transaction(database_url) as connection:
        append(connection, sales_submissions, twice)
    with transaction(database_url) as connection:
        assert connection.execute(select(sales_submissions)).all() == []


def test_staged_keys_are_those_staged_last_and_gone_with_the_transaction(database_url: str) -> None:
    upgrade(database_url)
    with transaction(database_url) as connection:
        staged_keys(connection, pl.DataFrame({"line_key": ["b", "a"], "row_number": [2, 1]}))
        table = staged_keys(connection, pl.DataFrame({"line_key": ["d", "c"], "row_number": [4, 3]}))
        assert sorted(connection.execute(select(table)).all()) == [("c", 3), ("d", 4)]
