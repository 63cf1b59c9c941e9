"""Spec values: numbers, ranges and units as catalogues of any country write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.adapters.spec_families import common_name, slug
from readiness.adapters.spec_numbers import BOTH, decimal_mark, number_text
from readiness.adapters.spec_values import Stated, readings, unit_of_code


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1.234,5", "", "1234.5"),
        ("1,234.5", "", "1234.5"),
        ("1 234,50", "", "1234.5"),
        ("1'234", "", "1234"),
        ("1.234.567", "", "1234567"),
        ("12,5", "", "12.5"),
        ("0,250", "", "0.25"),
        ("−20", "", "-20"),
        ("1.234", "", "1.234"),
        ("1.234", ",", "1234"),
        ("1,234", ",", "1.234"),
        ("1,234", ".", "1234"),
        ("1,234", "", ""),
        ("1.234", BOTH, ""),
        ("1.2.3", "", ""),
        ("12 345 6", "", ""),
        ("IP67", "", ""),
    ],
)
def test_numbers_of_any_country(text: str, mark: str, expected: str) -> None:
    assert number_text(text, mark) == expected


def test_the_mark_of_a_file_is_told_by_numbers_that_can_be_read_in_one_way() -> None:
    assert decimal_mark(["1.234", "12,5", "words"]) == ","
    assert decimal_mark(["1,234", "0.75"]) == "."
    assert decimal_mark(["12,5", "0.75"]) == BOTH
    assert decimal_mark(["1.234", "7"]) == ""


@given(
    st.decimals(min_value=Decimal("-1e9"), max_value=Decimal("1e9"), places=2),
    st.sampled_from([(",", "."), (".", ","), (" ", ",")]),
)
def test_a_number_written_with_thousands_marks_is_that_number(number: Decimal, marks: tuple[str, str]) -> None:
    thousands, point = marks
    written = f"{number:,.2f}".replace(",", "T").replace(".", point).replace("T", thousands)
    assert Decimal(number_text(written, point)) == number


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("25 kg", "", [("=", "25", "kg")]),
        ("230V", "", [("=", "230", "V")]),
        ("max. 5 kg", "", [("<=", "5", "kg")]),
        ("≥ 10", "mm", [(">=", "10", "mm")]),
        ("-20...+60", "°C", [(">=", "-20", "°C"), ("<=", "60", "°C")]),
        ("100-240 V", "", [(">=", "100", "V"), ("<=", "240", "V")]),
        ("5G", "", [("=", "5G", "")]),
        ("4K", "", [("=", "4K", "")]),
        ("2019-2020", "", [("=", "2019-2020", "")]),
        ("12", "furlong", [("=", "12 furlong", "")]),
        ("10 x 20 mm", "", [("=", "10 x 20 mm", "")]),
        ("n/a", "", []),
        ("false", "", [("=", "no", "")]),
        ("<b>Light</b> &amp; strong", "", [("=", "Light & strong", "")]),
    ],
)
def test_values_as_people_write_them(value: str, unit: str, expected: list[tuple[str, str, str]]) -> None:
    found = readings(Stated("k", "Name", (value,), unit), "")
    assert [(r.operator, r.value, r.unit) for r in found] == expected


@given(st.text(max_size=60), st.text(max_size=8))
def test_any_text_is_read_and_no_unit_stands_without_a_number(value: str, unit: str) -> None:
    for reading in readings(Stated("k", "Name", (value,), unit), ""):
        assert reading.value.strip()
        assert not reading.unit or any(c.isdigit() for c in reading.value)


def test_trade_codes() -> None:
    assert [unit_of_code(c) for c in ("KGM", "c62", "E20", "EU570126", "ZZ")] == ["kg", "piece", "Mbps", "mm2", None]


def test_names() -> None:
    assert common_name(["Drill X2 with case", "Drill X2 with bag"]) == "Drill X2"
    assert common_name(["Lamp", "Chair"]) == ""
    assert slug("Länge (max.) / Größe") == "länge-max-größe"
