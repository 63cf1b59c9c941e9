"""Sales-out by hand: what counts, what waits, which rep serves whom, and what each cell holds."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.sales_out import (
    history_by_account,
    launch_lines,
    periods,
    serving_rep,
)
from readiness.vocabulary import Account, Launch, LaunchDates, week_of

TERRITORY = {"A": "T1", "B": "T2"}
DAYS = LaunchDates(date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 4), date(2024, 5, 26))
LAUNCH = Launch("k2", "Kettle 2", 1, "Ada", ("K2",), "EUR", DAYS, ("shops",), 1)
ACCOUNTS = {a: Account(a, a, "shops", "firm", t, "", "", None, Decimal(1)) for a, t in TERRITORY.items()}


@dataclass(frozen=True)
class SalesLine:
    """A line that stands."""

    account_id: str
    rep_id: str
    territory_id: str
    product_id: str
    sold_on: date
    units: int
    amount_minor: int
    currency: str


# What a launch counts


def sold(
    day: str, account: str = "A", rep: str = "r1", euros: float = 1, product: str = "K2", currency: str = "EUR"
) -> SalesLine:
    day_of_sale, cents = date.fromisoformat(day), round(euros * 100)
    return SalesLine(account, rep, TERRITORY.get(account, ""), product, day_of_sale, 1, cents, currency)


def stored(*lines: SalesLine) -> pd.DataFrame:
    columns = [f.name for f in fields(SalesLine)]
    return pd.DataFrame([[getattr(x, c) for c in columns] for x in lines], columns=columns)


def frame(*lines: SalesLine, reps: tuple[str, ...] = ("r1", "r2")) -> pd.DataFrame:
    return launch_lines(stored(*lines), ACCOUNTS, reps, "EUR")[0]


def test_lines_of_other_accounts_and_currencies_are_left_out_and_those_of_other_reps_are_nobodys() -> None:
    lines = [sold("2024-03-05"), sold("2024-03-05", rep="gone"), sold("2024-03-05", rep=""), sold("2024-03-05", account="Z"),
             sold("2024-03-05", currency="USD")]  # fmt: skip
    found, n_nobody, n_currency = launch_lines(stored(*lines), ACCOUNTS, ["r1"], "EUR")
    assert list(found["rep_id"]) == ["r1", "", ""]
    assert (n_nobody, n_currency) == (2, 1)
    empty, *rest = launch_lines(stored(), ACCOUNTS, ["r1"], "EUR")
    assert (len(empty), rest) == (0, [0, 0])


def test_an_account_is_served_by_who_sold_to_it_last_or_will_sell_to_it_first() -> None:
    found = frame(
        sold("2024-01-10", rep="r1"), sold("2024-02-10", rep="r2"), sold("2024-04-10", rep="r1"), sold("2024-03-01", "B", "r2"),
        sold("2024-05-01", "B", "r1"), sold("2024-06-01", "B", "gone"),
    )  # fmt: skip
    assert serving_rep(found, ["A", "B"], date(2024, 1, 1)) == {"A": "r1", "B": "r2"}
    assert serving_rep(found, ["A", "B"], date(2024, 2, 10)) == {"A": "r2", "B": "r2"}
    assert serving_rep(found, ["A", "B"], date(2024, 4, 10)) == {"A": "r1", "B": "r2"}
    assert serving_rep(found, ["A", "B"], date(2025, 1, 1)) == {"A": "r1", "B": "r1"}
    assert serving_rep(found, ["C"], date(2025, 1, 1)) == {}


def test_history_is_the_average_week_of_the_year_before_whatever_the_product_and_the_rep() -> None:
    # 2024-03-04 less 52 weeks is 2023-03-06: the line before it is too old, that of the launch day too new
    found = frame(
        sold("2023-03-05", euros=999), sold("2023-03-06", euros=26), sold("2024-03-03", product="K1", rep="gone", euros=78),
        sold("2024-03-04", euros=999), sold("2023-09-01", "B", euros=52),
    )  # fmt: skip
    assert history_by_account(found, LAUNCH) == {"A": 2.0, "B": 1.0}
    # reports that reach back ten weeks only are spread over ten weeks
    assert history_by_account(frame(sold("2023-12-25", euros=40)), LAUNCH) == {"A": 4.0}
    assert history_by_account(frame(sold("2024-03-04")), LAUNCH) is None


# Periods


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-10, 800))
def test_periods_tile_the_window_without_a_gap_or_an_overlap(start: date, length: int) -> None:
    until = start + timedelta(days=length)
    found = periods(start, until)
    days = [p.starts_on + timedelta(days=i) for p in found for i in range((p.ends_on - p.starts_on).days + 1)]
    assert days == [start + timedelta(days=i) for i in range(length + 1)]
    weeks = [w for p in found for w in p.weeks]
    assert weeks == sorted({week_of(d) for d in days})
    assert math.isclose(sum(p.n_weeks for p in found), max(length + 1, 0) / 7)
    assert all(p.n_weeks >= 1 for p in found[1:])
    assert all(p.starts_on.weekday() == 0 for p in found[1:])
    assert all(p.n_weeks <= 5 for p in found)


def test_a_window_of_twelve_weeks_is_three_periods_and_a_rest_of_days_joins_the_last() -> None:
    whole = periods(date(2024, 3, 4), date(2024, 5, 26))
    assert [(p.starts_on, p.ends_on, p.n_weeks) for p in whole] == [
        (date(2024, 3, 4), date(2024, 3, 31), 4), (date(2024, 4, 1), date(2024, 4, 28), 4), (date(2024, 4, 29),
        date(2024, 5, 26), 4),
    ]  # fmt: skip
    longer = periods(date(2024, 3, 4), date(2024, 5, 29))
    assert (longer[-1].starts_on, longer[-1].ends_on, len(longer), len(longer[-1].weeks)) == (
        date(2024, 4, 29),
        date(2024, 5, 29),
        3,
        5,
    )
