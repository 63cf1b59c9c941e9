"""Tiers: a sale that two tiers tell counts once, at the lower; two sales that one tier tells stay two."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.sales_out.tiers import WINDOW_DAYS, told_once
from readiness.vocabulary import Partner

DAY = date(2024, 3, 4)
TOP, SHOP, STALL = (
    Partner("top", "Top", (), "EUR", 1), Partner("shop", "Shop", (), "EUR", 2, "top"), Partner("stall", "", (), "EUR", 3, "shop"),
)  # fmt: skip
OTHER = Partner("other", "Other", (), "EUR", 1)
PARTNERS = (TOP, SHOP, STALL, OTHER)
SCHEMA = {
    "line_key": pl.String, "partner_id": pl.String, "day": pl.Int64, "account_id": pl.String, "product_id": pl.String,
    "units": pl.Int64, "serial": pl.String, "movement": pl.String,
}  # fmt: skip
Line = tuple[str, str, int, str, str, int, str, str]


def line(key: str, partner: str, day: int = 0, account: str = "A", product: str = "K", units: int = 1, serial: str = "",
         movement: str = "sale") -> Line:  # fmt: skip
    return key, partner, day, account, product, units, serial, movement


def frame(*lines: Line) -> pl.DataFrame:
    found = pl.DataFrame(list(lines), SCHEMA, orient="row")
    return found.with_columns((pl.lit(DAY) + pl.duration(days="day")).alias("sold_on"))


def overlaps(*lines: Line, partners: tuple[Partner, ...] = PARTNERS) -> dict[str, str]:
    found = told_once(frame(*lines), partners)
    return {key: other for key, other in found.select("line_key", "overlap_key").iter_rows() if other}


def test_the_line_farther_from_the_customer_is_the_one_that_repeats() -> None:
    assert overlaps(line("t", "top"), line("s", "shop", 3)) == {"t": "s"}
    assert overlaps(line("t", "top"), line("s", "shop", 4)) == {}
    assert overlaps(line("t", "top"), line("m", "shop", 2), line("s", "stall", 1)) == {"t": "s", "m": "s"}


@pytest.mark.parametrize("change", [{"account": "B"}, {"product": "L"}, {"units": 2}, {"movement": "return"}, {"account": ""}])
def test_another_customer_product_number_or_direction_is_another_sale(change: dict[str, object]) -> None:
    assert overlaps(line("t", "top", **change), line("s", "shop")) == {}  # type: ignore[arg-type]


def test_equal_sales_of_one_tier_stay_and_each_is_paired_once() -> None:
    assert overlaps(line("a", "top"), line("b", "top"), line("c", "other")) == {}
    assert list(overlaps(line("a", "top"), line("b", "top"), line("s", "shop")).values()) == ["s"]
    assert list(overlaps(line("t", "top"), line("r", "shop"), line("s", "shop"))) == ["t"]


def test_as_many_as_can_be_are_paired_and_then_the_nearest_days() -> None:
    # t0 could take s3 or nothing, t3 either: nearest first would leave t0 alone.
    assert overlaps(line("t0", "top", 0), line("t3", "top", 3), line("s3", "shop", 3), line("s6", "shop", 6)) == {
        "t0": "s3", "t3": "s6",
    }  # fmt: skip
    assert overlaps(line("t", "top", 2), line("far", "shop", 0), line("near", "shop", 3)) == {"t": "near"}


def test_a_serial_number_settles_it_however_far_apart_and_two_numbers_are_two_sales() -> None:
    assert overlaps(line("t", "top", 0, "A", serial="X1"), line("s", "shop", 40, "B", serial="X1")) == {"t": "s"}
    assert overlaps(line("t", "top", serial="X1"), line("s", "shop", serial="X2")) == {}
    assert overlaps(line("t", "top", serial="X1"), line("s", "shop")) == {"t": "s"}


def test_only_a_named_supplier_or_one_above_it_tells_of_the_same_sale() -> None:
    assert overlaps(line("o", "other"), line("s", "shop")) == {}
    assert overlaps(line("t", "top"), line("s", "stall")) == {"t": "s"}
    free = replace(SHOP, reports_to="")
    assert overlaps(line("o", "other"), line("s", "shop"), partners=(TOP, OTHER, free)) == {"o": "s"}


def test_what_goes_from_partner_to_partner_is_kept_apart() -> None:
    found = told_once(
        frame(line("in", "top", movement="received"), line("through", "top", account="shop"), line("out", "shop"),
              line("got", "shop", movement="received"), line("count", "shop", movement="stock")), PARTNERS)  # fmt: skip
    flows = {"in": "sell_in", "through": "sell_through", "got": "sell_through", "out": "sales_out", "count": ""}
    assert dict(found.select("line_key", "flow").iter_rows()) == flows
    assert overlaps(line("through", "top", account="shop"), line("s", "shop", account="shop")) == {}
    assert told_once(frame(), PARTNERS).height == 0


SALES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(1, 2), st.booleans(), st.sampled_from(["top", "shop", "both"]),
              st.integers(-WINDOW_DAYS, WINDOW_DAYS), st.integers(1, 3)),
    max_size=14,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(SALES, st.randoms(use_true_random=False))
def test_what_is_counted_is_the_union_of_the_true_sales(
    sales: list[tuple[int, int, int, bool, str, int, int]], order: object
) -> None:
    """Each sale is told 1 to 3 times by one tier, or once by both; another like it comes only when the days tell them apart."""
    told: list[Line] = []
    true_units, start = 0, 0
    for n, (account, product, units, has_serial, by, shift, times) in enumerate(sales):
        start += 2 * WINDOW_DAYS + 1
        repeats = 1 if has_serial or by == "both" else times
        true_units += units * repeats
        serial = f"S{n}" if has_serial else ""
        for i in range(repeats):
            if by in ("top", "both"):
                told.append(line(f"{n}t{i}", "top", start, f"A{account}", f"K{product}", units, serial))
            if by in ("shop", "both"):
                told.append(
                    line(f"{n}s{i}", "shop", start + (shift if by == "both" else 0), f"A{account}", f"K{product}", units, serial)
                )
    order.shuffle(told)  # type: ignore[attr-defined]
    found = told_once(frame(*told), PARTNERS)
    counted = found.filter((pl.col("flow") == "sales_out") & (pl.col("overlap_key") == ""))
    assert counted["units"].sum() == true_units
    assert found["line_key"].to_list() == [x[0] for x in told]
    keys = found.filter(pl.col("overlap_key") != "")
    assert all(a[: a.index("t")] == b[: b.index("s")] for a, b in keys.select("line_key", "overlap_key").iter_rows())
    assert keys["overlap_key"].is_unique().all()


def test_in_a_busy_market_with_like_sales_few_pairs_are_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    """20,000 sales of 40 products to 400 customers in a year, 60% told by both tiers, up to two days apart."""
    rng = np.random.default_rng(7)
    n = 20_000
    day, account, product = rng.integers(0, 365, n), rng.integers(0, 400, n), rng.integers(0, 40, n)
    units, by = rng.geometric(0.5, n), rng.choice(["top", "shop", "both"], n, p=[0.2, 0.2, 0.6])
    serial, shift = rng.random(n) < 0.2, rng.integers(0, 3, n)
    told = []
    for i in range(n):
        number = f"S{i}" if serial[i] else ""
        args = (f"A{account[i]}", f"K{product[i]}", int(units[i]), number)
        told += [line(f"t{i}", "top", int(day[i]), *args)] if by[i] != "shop" else []
        told += [line(f"s{i}", "shop", int(day[i] + shift[i]), *args)] if by[i] != "top" else []
    found = overlaps(*told)
    right = sum(a[1:] == b[1:] for a, b in found.items())
    precision, recall = right / len(found), right / int((by == "both").sum())
    with capsys.disabled():
        sys.stdout.write(f"\ntier overlap: {len(found):,} pairs, precision {precision:.4f}, recall {recall:.4f}\n")
    assert precision > 0.98
    assert recall > 0.99
