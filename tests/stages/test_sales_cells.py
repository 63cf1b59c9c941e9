"""Cells by hand: what each holds, who serves whom and for how long, and that every cent is in one."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.sales_out import CELL_COLUMNS, LaunchCells, Market, Reported, contribution_cells, launch_lines
from readiness.stages.sales_out.baskets import baskets
from readiness.stages.sales_out.regularity import spread
from readiness.vocabulary import Account, Launch, LaunchDates

DAYS = LaunchDates(date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 4), date(2024, 5, 26))
LAUNCH = Launch("k2", "Kettle 2", 1, "Ada", ("K2",), "EUR", DAYS, ("shops",), 1)
RANGE = replace(LAUNCH, product_ids=("K2", "K3", "K4"))
ACCOUNTS = {a: Account(a, a, "shops", "firm", t, "home", "", None, Decimal(1)) for a, t in (("A", "T1"), ("B", "T2"))}
NOTHING = Market({}, {}, {}, {})
FIRST, SECOND, THIRD = "2024-03-04", "2024-04-01", "2024-04-29"
Line = dict[str, object]


def sold(
    day: str, rep: str = "r1", euros: float = 1, product: str = "K2", account: str = "A", share: float = 1.0, seller: str = ""
) -> Line:
    return {
        "rep_id": rep, "account_id": account, "territory_id": "", "product_id": product, "sold_on": date.fromisoformat(day),
        "units": 1, "amount_minor": round(euros * 100), "seller": seller or rep, "credit_share": share, "currency": "EUR",
    }  # fmt: skip


def cells(
    *lines: Line,
    launch: Launch = LAUNCH,
    market: Market = NOTHING,
    as_of: str = "2024-12-31",
    hired: dict[str, str] | None = None,
    reported: Reported | None = None,
    accounts: dict[str, Account] = ACCOUNTS,
) -> LaunchCells:
    table = pd.DataFrame(lines, columns=list(sold("2024-01-01")))
    frame, _, _ = launch_lines(table, accounts, ["r1", "r2"], "EUR")
    hired_on = {rep: date.fromisoformat(day) for rep, day in (hired or {}).items()}
    return contribution_cells(
        frame, accounts, launch, market, date.fromisoformat(as_of), hired_on=hired_on, reported=reported
    )  # fmt: skip


def rows(found: LaunchCells, *columns: str) -> list[tuple[object, ...]]:
    assert list(found.frame.columns)[: len(CELL_COLUMNS)] == list(CELL_COLUMNS)
    return list(found.frame[list(columns)].itertuples(index=False, name=None))


MAIN = ("period", "rep_id", "sales", "weeks")


# Which cells there are


def test_an_account_that_is_served_has_a_cell_in_every_period_zero_where_it_bought_nothing() -> None:
    found = cells(sold("2024-01-01", product="K1", euros=90), sold("2024-04-02", euros=10), sold("2024-04-28", euros=5))
    assert rows(found, *MAIN) == [(FIRST, "r1", 0, 4), (SECOND, "r1", 15, 4), (THIRD, "r1", 0, 4)]
    assert set(found.frame["history"]) == {10}  # nine weeks before 4 March 2024
    assert found.notes == ()


def test_each_product_has_its_own_cell_and_what_was_never_bought_there_has_none() -> None:
    lines = [sold("2024-03-10", euros=5), sold("2024-03-11", product="K3", euros=7), sold("2024-04-10", product="K3", euros=2)]
    other = [sold("2024-03-10", account="B"), sold("2024-04-10", account="B", product="K4")]
    found = cells(*lines, *other, launch=RANGE)
    mine = found.frame[found.frame["account_id"] == "A"]
    assert list(mine[["period", "product_id", "sales"]].itertuples(index=False, name=None)) == [
        (FIRST, "K2", 5), (FIRST, "K3", 7), (SECOND, "K2", 0), (SECOND, "K3", 2), (THIRD, "K2", 0), (THIRD, "K3", 0)
    ]  # fmt: skip


def test_what_an_account_bought_is_filled_up_to_the_usual_basket_of_its_segment() -> None:
    bought = np.array(
        [[1, 1, 0, 0], [0, 1, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]], dtype=np.bool_
    )  # products 0, 1, 2, 3 are bought by 1, 3, 1, 0 accounts of the first segment; the widest buys 2
    found = baskets(bought, ["x", "x", "x", "x", "y"])
    assert found.astype(int).tolist() == [[1, 1, 0, 0], [0, 1, 1, 0], [1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 1]]
    nobody = baskets(np.zeros((2, 3), dtype=np.bool_), ["x", "x"])
    assert nobody.astype(int).tolist() == [[1, 0, 0], [1, 0, 0]]  # one at least


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_baskets_hold_what_was_bought_and_are_of_one_width_but_for_the_widest(bought: list[list[bool]], random) -> None:
    table = np.array(bought)
    found = baskets(table, ["x"] * len(bought))
    assert (found | ~table).all()
    widths = found.sum(axis=1)
    assert (widths > widths.min()).sum() <= len(bought) * 0.1
    order = random.sample(range(len(bought)), len(bought))
    assert (baskets(table[order], ["x"] * len(bought)) == found[order]).all()


def test_where_hardly_any_product_of_an_account_sold_a_cell_is_of_all_products() -> None:
    accounts = {a: replace(ACCOUNTS["A"], account_id=a) for a in "ABCDE"}
    lines = [sold("2024-01-01", product="K1", account=a) for a in "ABCDE"]
    lines += [sold("2024-03-10", product=p, euros=3) for p in ("K2", "K3", "K4")]  # 3 of 5 x 3 x 3 cells: 93% are zero
    found = cells(*lines, launch=RANGE, accounts=accounts)
    assert len(found.frame) == 5 * 3
    assert set(found.frame["product_id"]) == {""}
    assert rows(found, "account_id", *MAIN)[0] == ("A", FIRST, "r1", 9, 4)
    assert found.frame["sales"].sum() == 9
    assert found.notes == ("A cell is of all products: by product, 93% of cells would be without a sale.",)


def test_where_accounts_order_by_the_calendar_cells_without_a_sale_are_left_out() -> None:
    def world(n: int, days: list[str]) -> LaunchCells:
        accounts = {str(a): replace(ACCOUNTS["A"], account_id=str(a)) for a in range(n)}
        return cells(*(sold(days[a % len(days)], account=str(a)) for a in range(n)), accounts=accounts)

    beat = world(50, ["2024-03-10", "2024-04-10"])  # each in one period of three: no spread at all
    assert len(beat.frame) == 50
    assert beat.notes == ("Accounts order by the calendar: 67% of cells are without a sale, tell of nobody and are left out.",)
    assert len(world(49, ["2024-03-10", "2024-04-10"]).frame) == 3 * 49  # too few to know


def test_the_spread_of_orders_by_hand() -> None:
    """Ten accounts of two cells: five order once, five twice: p = .75, m p = 1.5, sum (n - 1.5)^2 = 2.5, chance 10 x .375."""
    table = [("r", str(a), "K", b, 100 if b == 0 or a < 5 else 0) for a in range(10) for b in (0, 1)]
    columns = ("rep_id", "account_id", "product_id", "block", "amount_minor")
    assert spread(pl.DataFrame(table, columns, orient="row")) == (pytest.approx(2.5 / 3.75), 10)
    all_sold = [(*row[:4], 1) for row in table]
    assert spread(pl.DataFrame(all_sold, columns, orient="row")) == (1.0, 10)
    assert spread(pl.DataFrame([("", *row[1:]) for row in table], columns, orient="row")) == (1.0, 0)


@pytest.mark.parametrize("seed", range(5))
def test_orders_by_chance_are_not_taken_for_orders_by_the_calendar(seed: int) -> None:
    """Binomial counts have an index of dispersion of 1, give or take sqrt(2 / 200)."""
    rng = np.random.default_rng(seed)
    sales = rng.random((200, 20)) < 0.3
    table = [("r", str(a), "K", b, int(sales[a, b])) for a in range(200) for b in range(20)]
    found, _ = spread(pl.DataFrame(table, ("rep_id", "account_id", "product_id", "block", "amount_minor"), orient="row"))
    assert found == pytest.approx(1.0, abs=0.35)


def test_a_return_is_taken_off_and_what_counts_for_nobody_has_a_cell_of_its_own() -> None:
    lines = [sold("2024-01-01", euros=9), sold("2024-03-10", euros=10), sold("2024-03-12", euros=-4)]
    found = cells(*lines, sold("2024-03-11", rep="gone", euros=99), sold("2024-04-11", rep="gone", euros=50))
    # in the second period somebody sold to the account, so that r1 is not told to have sold nothing
    assert rows(found, *MAIN) == [(FIRST, "", 99, 4), (FIRST, "r1", 6, 4), (SECOND, "", 50, 4), (THIRD, "r1", 0, 4)]


def test_a_sale_of_another_product_serves_an_account_but_is_no_sale_of_the_launch() -> None:
    lines = [sold("2024-01-01", product="K1", account="B"), sold("2024-04-02", product="K1", account="B", euros=50)]
    assert rows(cells(*lines), *MAIN) == [(FIRST, "r1", 0, 4), (SECOND, "r1", 0, 4), (THIRD, "r1", 0, 4)]


def test_nothing_after_the_day_asked_for_counts() -> None:
    lines = [sold("2024-01-01", euros=9), sold("2024-03-10", euros=10), sold("2024-03-20", euros=10)]
    assert rows(cells(*lines, as_of="2024-03-17"), *MAIN) == [(FIRST, "r1", 10, 2)]
    assert cells(*lines, as_of="2024-03-03").frame.empty
    assert cells().frame.empty
    assert list(cells().frame.columns) == list(CELL_COLUMNS)


# Who serves


def test_an_account_changes_hands_half_way_between_the_last_sale_of_one_and_the_first_of_the_other() -> None:
    lines = [sold("2024-01-01", product="K1"), sold("2024-03-10", euros=7), sold("2024-04-10", euros=3)]
    found = cells(*lines, sold("2024-04-20", rep="r2", euros=4))
    # from 15 April on it is r2's: 14 days of the second period are r1's and 14 are r2's
    assert rows(found, *MAIN) == [(FIRST, "r1", 7, 4), (SECOND, "r1", 3, 2), (SECOND, "r2", 4, 2), (THIRD, "r2", 0, 4)]
    assert set(found.frame["first_rep_id"]) == {"r1"}


def test_an_account_of_a_rep_hired_meanwhile_changes_hands_on_the_day_of_hiring() -> None:
    lines = [sold("2024-01-01", product="K1"), sold("2024-03-10", euros=7), sold("2024-04-10", euros=3)]
    found = cells(*lines, sold("2024-05-10", rep="r2", euros=4), hired={"r1": "2020-01-01", "r2": "2024-04-15"})
    assert rows(found, *MAIN) == [(FIRST, "r1", 7, 4), (SECOND, "r1", 3, 2), (SECOND, "r2", 0, 2), (THIRD, "r2", 4, 4)]
    assert found.notes == ("tenure: 1 rep was hired after the launch; what a rep serves counts from the day of hiring on.",)


def test_nobody_has_a_cell_before_the_day_of_hiring_but_by_a_sale_that_says_so() -> None:
    late = cells(sold("2024-05-10", euros=4), hired={"r1": "2024-04-15"})
    assert rows(late, *MAIN) == [(SECOND, "r1", 0, 2), (THIRD, "r1", 4, 4)]
    early = cells(sold("2024-04-08", euros=5), sold("2024-05-10", euros=4), hired={"r1": "2024-04-15"})
    assert rows(early, *MAIN) == [(SECOND, "r1", 5, 3), (THIRD, "r1", 4, 4)]
    assert early.notes[1] == "tenure: 1 sales line is dated before the rep was hired, and counted for that rep as reported."


def test_a_shared_account_has_a_cell_for_each_with_the_part_that_is_theirs() -> None:
    shared = [sold("2024-03-10", rep="r1", euros=60, share=0.6), sold("2024-03-10", rep="r2", euros=40, share=0.4)]
    found = cells(*shared, sold("2024-05-05", rep="r1", euros=8))
    # half-way between 10 March and 5 May is 7 April: six days of the second period are shared
    assert rows(found, *MAIN, "credit_share") == [
        (FIRST, "r1", 60, 4, 0.6), (FIRST, "r2", 40, 4, 0.4),
        (SECOND, "r1", 0, 4, pytest.approx((6 * 0.6 + 22) / 28)), (SECOND, "r2", 0, pytest.approx(6 / 7), 0.4),
        (THIRD, "r1", 8, 4, 1),
    ]  # fmt: skip


def test_what_comes_back_later_is_taken_off_the_last_sale_of_that_product() -> None:
    back = [sold("2024-05-10", euros=-6), sold("2024-05-11", product="K3", euros=-2)]
    found = cells(sold("2024-03-10", euros=5), sold("2024-04-10", euros=8), *back, launch=RANGE)
    # K2 came back from the sale of April; of K3 no sale is known, so that it stands where it came back
    assert rows(found, "period", "product_id", "sales") == [
        (FIRST, "K2", 5), (FIRST, "K3", 0), (SECOND, "K2", 2), (SECOND, "K3", 0), (THIRD, "K2", 0), (THIRD, "K3", -2),
    ]  # fmt: skip


def test_a_return_after_a_hand_over_is_taken_off_what_its_seller_sold_and_serves_nobody() -> None:
    lines = [sold("2024-03-10", euros=7), sold("2024-04-05", rep="r2", euros=4), sold("2024-05-10", euros=-7)]
    found = cells(*lines, sold("2024-05-20", rep="r2", euros=2))
    # half-way between 10 March and 5 April is 23 March; the return of 10 May is r1's, whose last sale was in the first period
    assert rows(found, *MAIN) == [
        (FIRST, "r1", 0, pytest.approx(19 / 7)), (FIRST, "r2", 0, pytest.approx(9 / 7)), (SECOND, "r2", 4, 4),
        (THIRD, "r2", 2, 4),
    ]  # fmt: skip


def test_reps_who_sell_on_the_same_day_have_equal_parts_where_no_rule_says_otherwise() -> None:
    found = cells(sold("2024-03-10", rep="r1", euros=60), sold("2024-03-10", rep="r2", euros=40))
    assert rows(found, "rep_id", "sales", "weeks", "credit_share")[:2] == [("r1", 60, 4, 0.5), ("r2", 40, 4, 0.5)]


def test_the_first_to_serve_an_account_is_known_though_long_gone() -> None:
    found = cells(sold("2023-01-01", rep="", seller="old7"), sold("2024-03-10"), sold("2024-03-11", rep="r2", account="B"))
    assert set(found.frame[["account_id", "first_rep_id"]].itertuples(index=False, name=None)) == {("A", "old7"), ("B", "r2")}


# What is known


def test_weeks_whose_report_never_came_are_no_weeks_without_sales() -> None:
    lines = [sold("2024-01-01"), sold("2024-03-20", euros=6), sold("2024-05-20", euros=2)]
    lost = ("firm", date(2024, 3, 4), date(2024, 3, 10)), ("firm", date(2024, 4, 1), date(2024, 4, 28))
    found = cells(*lines, reported=Reported(lost, {"r1": 0.5}))
    assert rows(found, *MAIN, "reported_share") == [(FIRST, "r1", 6, 3, 0.5), (THIRD, "r1", 2, 4, 0.5)]
    told = cells(*lines, sold("2024-04-10", euros=1), reported=Reported(lost))
    assert rows(told, *MAIN, "reported_share")[1] == (SECOND, "r1", 1, 4, 1)  # somebody else reported that
    never = cells(*lines, reported=Reported((("firm", date(2024, 3, 1), date(2024, 5, 31)),)))
    assert [row[3] for row in rows(never, *MAIN)] == [4, 4, 4]  # and so for the partner who never reports


def test_without_any_report_of_before_the_history_is_not_known() -> None:
    assert cells(sold("2024-03-10")).frame["history"].isna().all()


def test_market_levels_are_the_mean_of_what_is_known_of_the_product_and_period() -> None:
    weeks = [date(2024, 3, 4) + timedelta(weeks=i) for i in range(4)]
    market = Market(
        index={("T1", weeks[0]): 1.0, ("T1", weeks[3]): 2.0, ("T2", weeks[0]): 9.0},
        in_stock_share={("K2", "T1", weeks[1]): 0.5, ("K3", "T1", weeks[1]): 0.1, ("K9", "T1", weeks[1]): 0.9},
        lost_units={},
        demand_index={("K2", "T1", weeks[2]): 3.0},
        promoted_share={("K2", "T1", weeks[2]): 1.0},
    )
    columns = ["market_index", "in_stock_share", "demand_index", "promotion"]
    found = cells(sold("2024-03-10"), sold("2024-03-10", product="K3"), market=market, launch=RANGE).frame
    assert found[columns].iloc[0].tolist() == [1.5, 0.5, 3.0, 0.25]  # K2; three of four weeks without a promotion
    assert found[columns].iloc[1].tolist()[:2] == [1.5, 0.1]  # K3
    assert math.isnan(found["demand_index"].iloc[1])
    assert found["promotion"].tolist()[1:] == [0.0] * 5
    assert found[columns[:3]].iloc[2:].isna().all(axis=None)
    assert found["territory_id"].tolist() == ["T1"] * 6


def test_levels_of_all_products_are_the_mean_over_products() -> None:
    week = date(2024, 3, 4)
    market = Market({}, {("K2", "T1", week): 0.5, ("K3", "T1", week): 0.1}, {}, {}, {("K2", "T1", week): 1.0})
    accounts = {a: replace(ACCOUNTS["A"], account_id=a) for a in "ABCDE"}
    lines = [sold("2024-01-01", product="K1", account=a) for a in "ABCDE"] + [
        sold("2024-03-10"),
        sold("2024-03-10", product="K3"),
    ]
    found = cells(*lines, launch=RANGE, accounts=accounts, market=market).frame
    assert set(found["product_id"]) == {""}
    assert found["in_stock_share"].iloc[0] == pytest.approx(0.3)
    assert found["promotion"].iloc[0] == pytest.approx(1 / 12)  # of three products' four weeks


# Every cent, every day

LINES = st.lists(
    st.tuples(
        st.integers(-60, 83), st.sampled_from("AB"), st.sampled_from(["r1", "r2", "gone"]), st.integers(-500, 5000),
        st.sampled_from(["K1", "K2", "K3", "K4"]),
    ),
    min_size=1,
    max_size=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(LINES, st.randoms(use_true_random=False))
def test_the_cells_hold_every_cent_of_every_rep_and_do_not_depend_on_the_order_of_lines(drawn, random) -> None:
    start = date(2024, 3, 4)
    lines = [
        sold(str(start + timedelta(days=d)), rep, cents / 100, product, account) for d, account, rep, cents, product in drawn
    ]
    found = cells(*lines, launch=RANGE)
    frame = found.frame
    counts = [(x, row) for x, row in zip(drawn, lines, strict=True) if x[0] >= 0 and x[4] in RANGE.product_ids]
    for rep in ("r1", "r2", ""):
        sums = sum(x[3] for x, _ in counts if (x[2] if x[2] != "gone" else "") == rep)
        assert round(frame.loc[frame["rep_id"] == rep, "sales"].mul(100).round().sum()) == sums
    keys = ["rep_id", "account_id", "product_id", "period"]
    assert not frame.duplicated(keys).any()
    assert frame.equals(frame.sort_values(["period", "account_id", "rep_id", "product_id"]).reset_index(drop=True))
    random.shuffle(lines)
    pd.testing.assert_frame_equal(cells(*lines, launch=RANGE).frame, frame, check_exact=True)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_every_day_of_the_window_is_somebodys_and_nobody_elses(drawn) -> None:
    """Days of service, by the parts of those who serve together, add up to the window for each product of an account."""
    start = date(2024, 3, 4)
    reps = {"gone": "r1"}
    lines = [sold(str(start + timedelta(days=d)), reps.get(r, r), abs(c) + 1, p, account) for d, account, r, c, p in drawn]
    frame = cells(*lines, launch=RANGE).frame
    served = (frame["weeks"] * frame["credit_share"]).groupby([frame["account_id"], frame["product_id"]]).sum()
    assert served.to_numpy() == pytest.approx(12.0)
