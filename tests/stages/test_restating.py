"""Restating by hand: what a report changes, and what a person should look at first."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from readiness.stages.sales_out.lines import LINE_SCHEMA
from readiness.stages.sales_out.restating import (
    LEDGER_LINE,
    Delivery,
    Scope,
    hold_reasons,
    is_waiting,
    ledger_lines,
    restated,
)

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def lines(*rows: tuple[str, str, int, str]) -> pl.DataFrame:
    """Return lines: key, what it says, day of March, location."""
    made = [
        {"line_key": k, "content_hash": c, "product_id": "K", "account_id": "A", "sold_on": date(2026, 3, d), "location": place}
        for k, c, d, place in rows
    ]
    names = ("line_key", "content_hash", "product_id", "account_id", "sold_on", "location")
    return pl.DataFrame(made, schema={name: LEDGER_LINE[name] for name in names})


STANDS = lines(("a", "1", 2, "north"), ("b", "1", 3, "south"), ("c", "1", 9, "north"))
NEW = lines(("d", "1", 3, "north"), ("a", "2", 2, "north"), ("c", "1", 9, "north"))


@pytest.mark.parametrize(
    ("scope", "posts", "reversals"),
    [
        (None, ["a", "d"], ("a",)),
        (Scope(date(2026, 3, 1), date(2026, 3, 7)), ["a", "d"], ("a", "b")),
        (Scope(date(2026, 3, 1), date(2026, 3, 7), ("north",)), ["a", "d"], ("a",)),
        (Scope(date(2026, 3, 20), date(2026, 3, 27)), ["a", "d"], ("a",)),
    ],
)
def test_what_is_new_is_posted_what_changed_is_reversed_and_what_is_gone_of_the_scope_too(
    scope: Scope | None, posts: list[str], reversals: tuple[str, ...]
) -> None:
    found = restated(STANDS, NEW, scope)
    assert (found.posts["line_key"].to_list(), found.reversals, found.n_unchanged) == (posts, reversals, 1)


def test_a_line_matched_otherwise_than_before_says_something_new_and_an_empty_report_says_nothing() -> None:
    found = restated(STANDS, STANDS.with_columns(product_id=pl.lit("")), None)
    assert (found.posts.height, found.reversals, found.n_unchanged) == (3, ("a", "b", "c"), 0)
    nothing = restated(STANDS, STANDS.clear(), Scope(*MARCH))
    assert (nothing.posts.height, nothing.reversals, nothing.n_unchanged) == (0, ("a", "b", "c"), 0)


def days(*of_march: int) -> pl.Series:
    return pl.Series([date(2026, 3, d) for d in of_march], dtype=pl.Date)


@pytest.mark.parametrize(
    ("delivery", "of_march", "n_standing", "last", "reasons"),
    [
        (Delivery(MARCH, 7, date(2026, 4, 1), replaces=True), (1, 31), 4, 7, ()),
        (Delivery((MARCH[0], date(2026, 3, 7)), None, date(2026, 4, 1), replaces=True), (1, 8, 9), 0, None, (
            "outside the period: 2 lines from 2026-03-08 to 2026-03-09, but the file says it is for 2026-03-01 to 2026-03-07",)),
        (Delivery(MARCH, None, date(2026, 3, 31), replaces=True), (1,), 0, None, (
            "open period: it replaces 2026-03-01 to 2026-03-31, and came on 2026-03-31, before that was over",)),
        (Delivery(MARCH, None, date(2026, 3, 31), replaces=False), (1,), 9, None, ()),
        (Delivery(None, 6, date(2026, 4, 1), replaces=False), (1,), 0, 7, (
            "older: it is number 6, and number 7 is applied already",)),
        (Delivery(None, None, date(2026, 4, 1), replaces=True), (1, 2), 5, None, (
            "smaller: 2 lines would replace 5, fewer than half",)),
        (Delivery(MARCH, None, date(2026, 4, 1), replaces=True), (), 1, None, (
            "smaller: 0 lines would replace 1, fewer than half",)),
    ],
)  # fmt: skip
def test_each_reason_to_ask_a_person_first(
    delivery: Delivery, of_march: tuple[int, ...], n_standing: int, last: int | None, reasons: tuple[str, ...]
) -> None:
    assert hold_reasons(delivery, days(*of_march), n_standing, last) == reasons


def test_a_sale_waits_for_its_product_and_its_account_stock_for_its_product_and_no_sales_for_nothing() -> None:
    known = {"sale": ("K", "A"), "return": ("K", ""), "stock": ("K", ""), "lost_sale": ("", ""), "no_sales": ("", "")}
    frame = pl.DataFrame([{"movement": m, "product_id": p, "account_id": a} for m, (p, a) in known.items()])
    assert is_waiting(frame).to_list() == [False, True, False, True, False]


def test_matched_lines_become_lines_of_the_ledger_with_the_monday_of_their_day() -> None:
    texts = {name: "" for name, kind in LINE_SCHEMA.items() if kind == pl.String}
    numbers = {"row": 7, "sold_on": date(2026, 3, 8), "units": 3, "amount_minor": 333, "faults": 0, "cautions": 0}
    matched = {"product_id": "K", "account_id": "A", "line_key": "k", "content_hash": "c"}
    row = {**texts, **numbers, **matched, "rep_code": "r1", "territory_code": "T"}
    found = ledger_lines(pl.DataFrame([row]), "firm")
    assert list(found.columns) == list(LEDGER_LINE)
    picked = found.select("partner_id", "row_number", "rep_id", "territory_id", "sold_on", "week", "units").row(0)
    assert picked == ("firm", 7, "r1", "T", date(2026, 3, 8), date(2026, 3, 2), 3)
