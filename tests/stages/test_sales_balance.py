"""Balance: stock, receipts and sales agree where everything was told, and by what is missing they do not."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.sales_out.balance import BALANCE, stock_balances, stock_trends
from readiness.stages.sales_out.tiers import told_once
from readiness.vocabulary import Partner

DAY = date(2024, 3, 3)
TOP, SHOP = Partner("top", "", (), "EUR", 1), Partner("shop", "", (), "EUR", 2, "top")
SCHEMA = {"movement": pl.String, "day": pl.Int64, "units": pl.Int64, "partner_id": pl.String, "location": pl.String,
          "account_id": pl.String, "product_id": pl.String}  # fmt: skip
Line = tuple[str, int, int, str, str, str, str]


def line(
    movement: str, day: int, units: int, partner: str = "shop", place: str = "", account: str = "", product: str = "K"
) -> Line:
    return movement, day, units, partner, place, account, product


def balances(*lines: Line) -> pl.DataFrame:
    found = pl.DataFrame(list(lines), SCHEMA, orient="row").with_row_index("n")
    sold_on = (pl.lit(DAY) + pl.duration(days="day")).alias("sold_on")
    found = found.with_columns(sold_on, pl.col("n").cast(pl.String).alias("line_key"), pl.lit("").alias("serial"))
    return stock_balances(told_once(found, [TOP, SHOP]), [TOP, SHOP])


def test_one_balance_by_hand() -> None:
    found = balances(
        line("stock", 0, 10), line("received", 3, 5), line("sale", 7, 4, place="x"), line("return", 7, -1),
        line("transfer", 2, -2), line("adjustment", 1, 1), line("sale", 0, 99), line("sale", 8, 99),
        line("ordered", 4, 50), line("stock", 7, 9),
    )  # fmt: skip
    (row,) = found.rows(named=True)
    assert found.schema == BALANCE
    assert (row["opened_on"], row["counted_on"], row["location"]) == (DAY, DAY + timedelta(days=7), "")
    assert [row[f"{x}_units"] for x in ("opening", "sell_in", "sales_out", "return", "other", "expected", "closing", "gap")] == [
        10, 5, 4, 1, -1, 11, 9, -2,
    ]  # fmt: skip
    assert (row["gap_share"], row["missing"]) == (-2 / 15, "")


def test_without_receipts_there_is_no_gap_unless_the_supplier_tells_what_it_sold_there() -> None:
    own = (line("stock", 0, 10), line("sale", 5, 4), line("stock", 7, 9))
    (row,) = balances(*own).rows(named=True)
    assert (row["sell_in_units"], row["gap_units"], row["gap_share"], row["missing"]) == (None, None, None, "receipts")
    (row,) = balances(*own, line("sale", 2, 3, "top", account="shop")).rows(named=True)
    assert (row["sell_in_units"], row["gap_units"], row["missing"]) == (3, 0, "")


def test_places_are_counted_apart_where_stock_is() -> None:
    found = balances(line("stock", 0, 5, place="n"), line("stock", 0, 7, place="s"), line("received", 1, 1, place="n"),
                     line("sale", 2, 2, place="s"), line("stock", 7, 6, place="n"), line("stock", 7, 5, place="s"))  # fmt: skip
    assert found.select("location", "gap_units").rows() == [("n", 0), ("s", 0)]


MOVES = ("received", "sale", "return", "transfer", "adjustment")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(MOVES), st.integers(1, 40), st.integers(1, 9),
                       st.booleans(), st.sampled_from("KL")), max_size=30),
    st.sets(st.integers(1, 40), min_size=1, max_size=6),
)  # fmt: skip
def test_the_gaps_are_what_nobody_told(moves: list[tuple[str, int, int, bool, str]], counted: set[int]) -> None:
    """A ledger kept by hand, day by day; some moves are not told, and the gaps are those."""
    told = [line("received", 0, 0, product=p) for p in "KL"]
    untold = dict.fromkeys(("K", "L"), 0)
    for product in "KL":
        stock = 100
        told.append(line("stock", 0, stock, product=product))
        for day in range(1, 41):
            for kind, when, n, is_told, what in moves:
                if when == day and what == product:
                    change = {"received": n, "sale": -n, "return": n, "transfer": -n, "adjustment": n}[kind]
                    stock += change
                    if is_told:
                        units = {"sale": n, "return": -n}.get(kind, change)
                        told.append(line(kind, day, units, product=product))
                    elif day <= max(counted):
                        untold[product] += change
            if day in counted:
                told.append(line("stock", day, stock, product=product))
    found = balances(*told)
    assert found.height == 2 * len(counted)
    assert dict(found.group_by("product_id").agg(pl.col("gap_units").sum()).iter_rows()) == untold


@pytest.mark.parametrize(("gaps", "trend"), [([-1] * 5, ""), ([-1] * 6, "losing"), ([2] * 6, "gaining"), ([-1] * 6 + [1], ""),
                                            ([-1] * 9 + [0, 1], "losing"), ([0] * 9, "")])  # fmt: skip
def test_gaps_that_keep_to_one_side_are_a_trend(gaps: list[int], trend: str) -> None:
    # Two-sided sign test: 6 of 6 is 2/64, 1 of 7 is 16/128, 1 of 10 is 22/1024.
    rows, stock = [line("received", 0, 0), line("stock", 0, 100)], 100
    for n, gap in enumerate(gaps, start=1):
        stock += gap
        rows.append(line("stock", n, stock))
    (found,) = stock_trends(balances(*rows)).rows(named=True)
    assert (found["n"], found["gap_units"], found["trend"]) == (len(gaps), sum(gaps), trend)
    assert stock_trends(balances()).is_empty()
