"""Spec: units as people write them, values as they are printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.spec import Characteristic, ProductSpec, Source
from readiness.stages.units import SPELLINGS, UNITS, canonical_unit


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("lbs", "lb"), ("LB", "lb"), ("US pound", "lb"), ("years", "year"), ("Yrs.", "year"), (" kg ", "kg"), ("KG", "kg"),
        ("inches", "in"), ('"', "in"), ("in.", "in"), ("feet", "ft"), ("Litres", "L"), ("l", "L"), ("percent", "%"),
        ("degC", "°C"),
        ("hrs", "hour"), ("min", "minute"), ("sec", "s"), ("rpm", "rpm"), ("gears", "speed"), ("ohms", "ohm"), ("Ω", "ohm"),
        ("m²", "m2"), ("kwh", "kWh"), ("db", "dB"), ("Mbit/s", "Mbps"), ("mhz", "MHz"), ("mb", "MB"), ("kph", "km/h"),
    ],
)  # fmt: skip
def test_a_unit_is_known_however_it_is_written(written: str, unit: str) -> None:
    assert canonical_unit(written) == unit


@pytest.mark.parametrize(
    "written",
    ["", "bananas", "MV", "MAh", "Mg", "MBps", "Gb", "Mb", "sss", "kg/m", "years old", "\u200b", "k g"],
)
def test_a_unit_that_is_unknown_or_may_mean_two_things_is_none(written: str) -> None:
    assert canonical_unit(written) is None


def test_every_unit_and_spelling_leads_to_one_unit() -> None:
    assert {canonical_unit(u) for u in UNITS} == set(UNITS)
    assert set(SPELLINGS.values()) <= UNITS
    assert all(s == s.lower() for s in SPELLINGS)


@given(st.text(max_size=12))
def test_any_text_is_a_unit_or_none(text: str) -> None:
    assert canonical_unit(text) in UNITS | {None}


def value(number: str | None, unit: str = "", operator: str = "=", text: str = "") -> str:
    amount = None if number is None else Decimal(number)
    return Characteristic("c", "c", text, amount, unit, operator, "", "", Source("f", "row 2")).value


@pytest.mark.parametrize(
    ("number", "unit", "operator", "printed"),
    [
        ("1", "year", "=", "1 year"), ("1.0", "year", "=", "1 year"), ("5", "year", "=", "5 years"),
        ("0.5", "hour", "=", "0.5 hours"),
        ("90", "s", "<=", "at most 90 s"), ("300", "kg", ">=", "at least 300 kg"), ("25.10", "lb", "=", "25.1 lb"),
        ("100", "", "=", "100"), ("1E+2", "km", "=", "100 km"), ("50", "%", "=", "50 %"), ("73", "°", "=", "73 °"),
        ("21", "°C", "=", "21 °C"),
        ("0", "g", "=", "0 g"), ("-20", "°C", ">=", "at least -20 °C"), ("27", "speed", "=", "27 speeds"),
        ("0.00001", "m", "=", "0.00001 m"),
    ],
)  # fmt: skip
def test_a_number_is_printed_as_people_write_it(number: str, unit: str, operator: str, printed: str) -> None:
    assert value(number, unit, operator) == printed


def test_words_are_printed_as_they_are() -> None:
    assert value(None, text="Cut-out shell & more") == "Cut-out shell & more"


def test_a_source_reads_as_a_place_and_an_unknown_id_is_a_key_error() -> None:
    assert str(Source("spec.xlsx", "characteristics!C4")) == "spec.xlsx, characteristics!C4"
    spec = ProductSpec("", "", "", "", "", "", (), ())
    with pytest.raises(KeyError):
        spec.characteristic("lid")
