"""Rates: amounts put into another currency exactly, by the day of the sale."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.sales_out import launch_lines
from readiness.stages.sales_out.mapping import ReportMapping, unit_factors
from readiness.stages.sales_out.rates import ExchangeRates, amounts_in, converted, exchange_rates
from readiness.stages.sales_out.unit_table import with_unit_table

DAY = date(2024, 3, 8)


def rates(*rows: tuple[int, str, str]) -> ExchangeRates:
    return exchange_rates((DAY + timedelta(days=n), currency, Decimal(rate)) for n, currency, rate in rows)


def one(amount: int, currency: str, day: date, known: ExchangeRates, to: str = "EUR") -> int | None:
    return amounts_in(to, [amount], [currency], [day], known)[0]


@pytest.mark.parametrize(
    ("days_after", "expected"),
    [(-1, None), (0, 80), (1, 80), (2, 90), (9, 90), (10, None)],
)
def test_the_last_rate_on_or_before_the_day_counts_for_seven_days(days_after: int, expected: int | None) -> None:
    known = rates((2, "USD", "0.9"), (0, "USD", "0.8"))
    assert one(100, "USD", DAY + timedelta(days=days_after), known) == expected


@pytest.mark.parametrize(("amount", "rate", "expected"), [(5, "0.5", 2), (7, "0.5", 4), (-5, "0.5", -2), (-7, "0.5", -4),
                                                        (1, "0.500000000001", 1), (-1, "0.500000000001", -1)])  # fmt: skip
def test_halves_go_to_the_even_number_on_either_side_of_zero(amount: int, rate: str, expected: int) -> None:
    assert one(amount, "USD", DAY, rates((0, "USD", rate))) == expected


@pytest.mark.parametrize(
    ("currency", "to", "amount", "rate", "expected"),
    [
        ("JPY", "EUR", 10_000, "0.0061", 6_100),  # 10,000 yen are 61.00 euro
        ("EUR", "JPY", 6_100, "163.93", 10_000),  # 61.00 x 163.93 = 9,999.73
        ("KWD", "EUR", 1_000, "3", 300),  # one dinar of 1,000 fils
        ("IDR", "EUR", 1_000_000_00, "0.000058123456", 5812),  # 58.123456
    ],
)
def test_currencies_keep_their_own_number_of_decimals(currency: str, to: str, amount: int, rate: str, expected: int) -> None:
    assert one(amount, currency, DAY, rates((0, currency, rate)), to) == expected


@given(st.integers(-(10**15), 10**15), st.decimals("0.000000000001", "100000", places=12), st.sampled_from(["JPY", "KWD", "USD"]))
def test_every_amount_is_what_decimal_arithmetic_says(amount: int, rate: Decimal, currency: str) -> None:
    places = {"JPY": 0, "KWD": 3, "USD": 2}[currency]
    exact = (Decimal(amount) * rate * 100).scaleb(-places)
    known = exchange_rates([(DAY, currency, rate)])
    assert one(amount, currency, DAY, known) == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def test_lines_keep_their_order_and_those_without_a_rate_are_apart() -> None:
    lines = pd.DataFrame(
        {"amount_minor": [100, 100, 100, 100], "currency": ["USD", "EUR", "GBP", ""], "sold_on": [DAY] * 4, "units": [1, 2, 3, 4]}
    )
    kept, apart = converted(lines, "EUR", rates((0, "USD", "0.8")))
    assert kept[["units", "amount_minor", "currency"]].values.tolist() == [[1, 80, "EUR"], [2, 100, "EUR"]]
    assert apart["units"].tolist() == [3, 4]
    assert converted(lines.iloc[:0], "EUR", rates())[0].empty


def test_a_partners_own_word_on_a_unit_goes_before_the_launchs_table() -> None:
    mapping = ReportMapping(columns={}, units_of_measure={("Case", ""): 6, ("tray", "K2"): 4})
    table = {("CASE", "K2"): 24, ("TRAY", "K2"): 5, ("TRAY", "K3"): 8, ("PALLET", ""): 48}
    found = unit_factors(with_unit_table(mapping, table, {"K3": ("4711",)}))
    assert (found["CASE", ""], found.get(("CASE", "K2"))) == (6, None)
    assert [found["TRAY", code] for code in ("K2", "K3", "4711")] == [4, 8, 8]
    assert (found["PALLET", ""], found["EA", ""]) == (48, 1)


def test_a_launch_counts_lines_in_other_currencies_at_the_rate_of_their_day() -> None:
    line = {"rep_id": "r", "account_id": "A", "territory_id": "T", "product_id": "K", "units": 1, "amount_minor": 1000}
    lines = pd.DataFrame(
        [line | {"sold_on": DAY + timedelta(days=n), "currency": c} for n, c in ((0, "EUR"), (1, "USD"), (30, "USD"), (1, "GBP"))]
    )
    found, n_nobody, n_without = launch_lines(lines, ["A"], ["r"], "EUR", rates((0, "USD", "0.8")))
    assert (found["amount_minor"].tolist(), n_nobody, n_without) == ([1000, 800], 0, 2)
    assert launch_lines(lines, ["A"], ["r"], "EUR")[0]["amount_minor"].tolist() == [1000]
