"""Sales-out by hand: what counts, what waits, which rep serves whom, and what each cell holds."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.sales_out import (
    CELL_COLUMNS,
    LINE_COLUMNS,
    Market,
    contribution_cells,
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
NOTHING = Market({}, {}, {}, {})


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
    columns = [*LINE_COLUMNS, "currency"]
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


# Cells


def cells(
    *lines: SalesLine, market: Market = NOTHING, as_of: str = "2024-12-31"
) -> list[tuple[str, str, str, float, float, float]]:
    found = contribution_cells(frame(*lines), ACCOUNTS, LAUNCH, market, date.fromisoformat(as_of))
    assert list(found.columns) == list(CELL_COLUMNS)
    rows = found[["period", "account_id", "rep_id", "sales", "weeks", "history"]].itertuples(index=False)
    return [tuple(r) for r in rows]  # type: ignore[misc]


FIRST, SECOND, THIRD = "2024-03-04", "2024-04-01", "2024-04-29"


def test_an_account_that_ever_bought_has_a_cell_in_every_period_zero_where_it_bought_nothing() -> None:
    found = cells(sold("2024-01-01", product="K1", euros=90), sold("2024-04-02", euros=10), sold("2024-04-28", euros=5))
    # nine weeks of history before 4 March 2024
    assert found == [(FIRST, "A", "r1", 0, 4, 10), (SECOND, "A", "r1", 15, 4, 10), (THIRD, "A", "r1", 0, 4, 10)]


def test_an_account_handed_over_counts_for_each_rep_in_the_time_that_was_theirs() -> None:
    found = cells(
        sold("2024-01-01", product="K1", euros=90), sold("2024-03-10", rep="r1", euros=7), sold("2024-04-10", rep="r1", euros=3),
        sold("2024-04-20", rep="r2", euros=4),
    )  # fmt: skip
    assert [r[:4] for r in found] == [
        (FIRST, "A", "r1", 7),
        (SECOND, "A", "r1", 3),
        (SECOND, "A", "r2", 4),
        (THIRD, "A", "r2", 0),
    ]


def test_a_sale_of_another_product_serves_an_account_but_is_no_sale_of_the_launch() -> None:
    found = cells(sold("2024-01-01", "B", product="K1", euros=9), sold("2024-04-02", "B", product="K1", euros=50))
    assert [r[:4] for r in found] == [(FIRST, "B", "r1", 0), (SECOND, "B", "r1", 0), (THIRD, "B", "r1", 0)]


def test_a_return_is_taken_off_and_a_line_of_nobody_is_in_no_cell() -> None:
    back = replace(sold("2024-03-12", euros=-4), units=-1)
    found = cells(sold("2024-01-01", euros=9), sold("2024-03-10", euros=10), back, sold("2024-03-11", rep="gone", euros=99))
    assert [r[3] for r in found] == [6, 0, 0]


def test_nothing_after_the_day_asked_for_counts() -> None:
    found = cells(sold("2024-01-01", euros=9), sold("2024-03-10", euros=10), sold("2024-03-20", euros=10), as_of="2024-03-17")
    assert [(r[0], r[3], r[4]) for r in found] == [(FIRST, 10, 2)]
    assert cells(sold("2024-01-01"), as_of="2024-03-03") == []
    assert cells() == []


def test_without_any_report_of_before_the_history_is_not_known() -> None:
    assert all(math.isnan(r[5]) for r in cells(sold("2024-03-10")))


def test_market_levels_are_the_mean_of_what_is_known_of_the_period() -> None:
    weeks = [date(2024, 3, 4) + timedelta(weeks=i) for i in range(4)]
    market = Market(
        {("T1", weeks[0]): 1.0, ("T1", weeks[3]): 2.0, ("T2", weeks[0]): 9.0}, {("K2", "T1", weeks[1]): 0.5, ("K9", "T1",
        weeks[1]): 0.1},
        {}, {("K2", "T1", weeks[2]): 3.0},
    )  # fmt: skip
    found = contribution_cells(frame(sold("2024-03-10")), ACCOUNTS, LAUNCH, market, date(2024, 5, 26))
    levels = found[["market_index", "in_stock_share", "demand_index"]]
    assert levels.iloc[0].tolist() == [1.5, 0.5, 3.0]
    assert levels.iloc[1].isna().all()
    assert found["territory_id"].tolist() == ["T1"] * 3


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 83), st.sampled_from("AB"), st.sampled_from(["r1", "r2"]), st.integers(1, 50)),
        min_size=1,
        max_size=15,
    )
)
def test_the_cells_hold_every_cent_that_was_sold_in_the_window(rows: list[tuple[int, str, str, int]]) -> None:
    lines = [sold((date(2024, 3, 4) + timedelta(days=d)).isoformat(), a, r, euros) for d, a, r, euros in rows]
    found = cells(*lines)
    assert math.isclose(sum(r[3] for r in found), sum(row[3] for row in rows))
    assert len({r[:3] for r in found}) == len(found)
    assert {r[:2] for r in found} == {(p, a) for p in (FIRST, SECOND, THIRD) for a in {row[1] for row in rows}}
