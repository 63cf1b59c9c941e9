"""Words: money in minor units, weeks that start on Monday."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.adapters.input_values import CURRENCIES
from readiness.errors import (
    ConflictError,
    InputError,
    InvalidInputsError,
    NotAllowedError,
    NotEnoughDataError,
    NotFoundError,
    Problem,
    ReadinessError,
)
from readiness.vocabulary import CURRENCY_EXPONENTS, Money, currency_exponent, to_minor, week_of


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.34", "EUR", 1234), ("-12.34", "EUR", -1234), ("12", "JPY", 12), ("12.345", "KWD", 12345), ("0.005", "USD", 0),
        ("0.015", "USD", 2), ("0.025", "USD", 2), ("2.5", "JPY", 2), ("3.5", "JPY", 4), ("-0.015", "USD", -2),
        ("1e3", "USD", 100000),
    ],
)  # fmt: skip
def test_an_amount_is_kept_in_minor_units_halves_to_even(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor


@given(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "JPY", "KWD", ""]))
def test_minor_units_and_back_lose_nothing(minor: int, currency: str) -> None:
    assert to_minor(Money(minor, currency).amount, currency) == minor


def test_every_currency_with_other_than_two_digits_is_a_currency() -> None:
    assert set(CURRENCY_EXPONENTS) <= CURRENCIES
    assert currency_exponent("EUR") == 2


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_week_starts_on_the_monday_of_its_iso_week(day: date) -> None:
    monday = week_of(day)
    assert monday.weekday() == 0
    assert monday.isocalendar()[:2] == day.isocalendar()[:2]
    assert 0 <= (day - monday).days < 7


def test_problems_are_said_in_the_order_of_file_row_and_column_each_once() -> None:
    b, a2, a10 = Problem("b.csv", 1, "x", "w", "e"), Problem("a.csv", 2, "x", "w", "e"), Problem("a.csv", 10, "", "w", "e")
    error = InvalidInputsError([b, a10, a2, b])
    assert error.problems == [a2, a10, b]
    assert str(error) == "3 problems in the inputs; the first: a.csv:2:x: w; expected e"
    assert str(InvalidInputsError([b, b])).startswith("1 problem in")
    assert str(Problem("a.csv", 0, "", "the file is missing", "a file")) == "a.csv::: the file is missing; expected a file"
    assert InputError(b).problem == b


def test_exit_codes_are_those_of_the_command_line() -> None:
    codes = {ReadinessError: 2, InputError: 2, InvalidInputsError: 2, NotFoundError: 2, NotEnoughDataError: 3, ConflictError: 4,
             NotAllowedError: 4}  # fmt: skip
    assert {kind: kind.exit_code for kind in codes} == codes
