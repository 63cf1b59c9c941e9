"""Quantities: conversions against published factors, and back again for any number and any pair of units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.quantities import converted
from readiness.stages.units import UNITS, canonical_unit

PUBLISHED = [
    # NIST Special Publication 811 (2008), appendix B.8; the SI brochure (2019), tables 7 and 8.
    ("1", "in", "mm", "25.4"),
    ("1", "ft", "in", "12"),
    ("1", "mi", "m", "1609.344"),
    ("1", "lb", "g", "453.59237"),
    ("16", "oz", "lb", "1"),
    ("1", "gal", "L", "3.785411784"),
    ("1", "psi", "Pa", "6894.757293168"),
    ("1", "hp", "W", "745.6998715823"),
    ("1", "PS", "W", "735.49875"),
    ("1", "kWh", "MJ", "3.6"),
    ("1", "bar", "kPa", "100"),
    ("36", "km/h", "m/s", "10"),
    ("60", "mph", "km/h", "96.56064"),
    ("98.6", "°F", "°C", "37"),
    ("0", "°C", "K", "273.15"),
    ("-40", "°C", "°F", "-40"),
    ("2", "year", "month", "24"),
    ("2", "week", "day", "14"),
    ("1", "GB", "MB", "1000"),
    ("8", "bit", "B", "1"),
    ("1.2", "Gbps", "Mbps", "1200"),
    ("0.5", "%", "ppm", "5000"),
    ("1", "m3/hour", "L/minute", "16.66666666666667"),
    ("2000", "mAh", "Ah", "2"),
]


@pytest.mark.parametrize(("number", "unit", "to", "expected"), PUBLISHED)
def test_published_factors_to_twelve_digits(number: str, unit: str, to: str, expected: str) -> None:
    found = converted(Decimal(number), unit, to)
    assert found is not None
    assert abs(found - Decimal(expected)) <= abs(Decimal(expected)) * Decimal("1e-12")


@pytest.mark.parametrize(
    ("unit", "to"),
    [
        ("kg", "m"),
        ("Nm", "J"),
        ("year", "day"),
        ("port", "piece"),
        ("Mbps", "MB"),
        ("rpm", "Hz"),
        ("VA", "W"),
        ("", "kg"),
        ("x", "kg"),
    ],
)
def test_what_does_not_measure_the_same_has_no_conversion(unit: str, to: str) -> None:
    assert converted(Decimal(1), unit, to) is None
    assert converted(Decimal(1), to, unit) is None


def test_every_unit_is_known_and_is_itself() -> None:
    for unit in sorted(UNITS):
        assert converted(Decimal("1.10"), unit, unit) == Decimal("1.10")
        # A partner that measures something else is refused, not taken for an unknown unit.
        assert converted(Decimal(1), unit, "page" if unit != "page" else "kg") is None
        assert canonical_unit(unit) == unit


RELATED = sorted((a, b) for a in UNITS for b in UNITS if a < b and converted(Decimal(1), a, b) is not None)


def test_related_units_are_many() -> None:
    assert len(RELATED) > 100


@given(
    st.sampled_from(RELATED),
    st.decimals(min_value=Decimal("-1e6"), max_value=Decimal("1e6"), allow_nan=False, allow_infinity=False, places=4),
)
def test_there_and_back_is_the_same_number(pair: tuple[str, str], number: Decimal) -> None:
    there = converted(number, *pair)
    assert there is not None
    back = converted(there, pair[1], pair[0])
    assert back is not None
    # A temperature moves by hundreds of degrees, so the error is measured against the larger of the two.
    assert abs(back - number) <= max(abs(number), abs(there), Decimal(1)) * Decimal("1e-12")


@given(
    st.sampled_from(RELATED),
    st.decimals(min_value=0, max_value=1000, places=2),
    st.decimals(min_value=0, max_value=1000, places=2),
)
def test_more_stays_more(pair: tuple[str, str], a: Decimal, b: Decimal) -> None:
    there, other = converted(a, *pair), converted(b, *pair)
    assert there is not None
    assert other is not None
    assert (a < b) == (there < other)
