"""Unit words files: those that come with it are whole, and every fault is named with its field."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from readiness.adapters.unit_words_files import read_unit_words, unit_words
from readiness.errors import InvalidInputsError
from readiness.stages.positioning.measures import NAMED, SIGNS, UnitWords, measure_text
from readiness.stages.units import UNITS

TEMPLATES = Path(__file__).parents[2] / "content_templates"
LANGUAGES = sorted(p.parent.name for p in (TEMPLATES / "messages").glob("*/units.yaml"))
COUNTED = {"piece", "pair", "set", "speed", "port", "user", "seat", "cycle", "page", "tap"}


def test_english_and_german_come_with_it() -> None:
    assert LANGUAGES == ["de", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_words_for_what_is_counted_and_every_phrase(language: str) -> None:
    found = unit_words(TEMPLATES, language)
    assert found.words.keys() >= COUNTED | {"business day", "business hour"}
    assert found.phrases.keys() == SIGNS.keys()
    assert all(found.phrases[name] != signs for name, signs in SIGNS.items())
    for unit in sorted(UNITS):
        one, many = (measure_text(Decimal(n), unit, found, language) for n in (1, 1000))
        assert one.startswith("1") and len(one) > 1
        assert many.startswith("1,000" if language == "en" else "1.000")


def test_the_units_with_names_are_units_of_a_spec() -> None:
    assert NAMED < UNITS
    assert not NAMED & COUNTED


def test_german_has_the_case_that_follows_its_prepositions() -> None:
    de = unit_words(TEMPLATES, "de")
    assert de.cases == {"dative"}
    assert unit_words(TEMPLATES, "en").cases == set()
    days = {n: measure_text(Decimal(n), "day", de, "de", "dative") for n in ("0", "1", "1.5", "5")}
    assert days == {"0": "0 Tagen", "1": "1 Tag", "1.5": "1,5 Tagen", "5": "5 Tagen"}
    assert measure_text(Decimal(5), "day", de, "de") == "5 Tage"


def test_a_language_without_a_file_has_no_words(tmp_path: Path) -> None:
    assert unit_words(tmp_path, "it") == UnitWords()


def test_a_language_with_more_plurals_than_two_uses_them() -> None:
    polish = read_unit_words("units.yaml", "units: {port: {one: port, few: porty, many: portów, other: portu}}".encode())
    found = [measure_text(Decimal(n), "port", polish, "pl") for n in ("1", "2", "5", "1.5")]
    assert found == ["1 port", "2 porty", "5 portów", "1,5 portu"]


@pytest.mark.parametrize(
    ("text", "field", "what"),
    [
        ("units: {prot: {other: ports}}", "units.prot", "there is no unit 'prot'"),
        ("units: {port: {one: port}}", "units.port", "the form `other` is missing"),
        ("units: {port: {dative: Ports}}", "units.port", "the form `other` is missing"),
        ("units: {day: {one: Tag}}", "units.day", "the form `other` is missing"),
        ("units: {port: {other: ''}}", "units.port.other", "blank"),
        ("units: {port: {other: '{value} ports'}}", "units.port.other", "'{value} ports' is no word"),
        ("units: {port: {other: ports, Dative!: x}}", "units.port.Dative!", "'Dative!' cannot name a form"),
        ("units: {port: {other: ports, number: x}}", "units.port.number", "'number' cannot name a form"),
        ("units: {port: {other: ports, kg: x}}", "units.port.kg", "'kg' cannot name a form"),
        ("units: {}\nphrases: {abuot: 'x {value}'}", "phrases.abuot", "there is no phrase 'abuot'"),
        ("units: {}\nphrases: {about: nearly}", "phrases.about", "'nearly' does not fit"),
        ("units: {}\nphrases: {range: '{value} up'}", "phrases.range", "'{value} up' does not fit"),
        ("units: {}\nphrases: {about: 'about {value} {low}'}", "phrases.about", "'about {value} {low}' does not fit"),
        ("units: {}\nphrases: {about: 'about {value'}", "phrases.about", "'about {value' does not fit"),
        ("phrases: {}", "units", "the field is missing"),
        ("units: {}\nwords: {}", "words", "unknown field"),
    ],
)
def test_a_fault_is_named_with_its_field(text: str, field: str, what: str) -> None:
    with pytest.raises(InvalidInputsError) as caught:
        read_unit_words("units.yaml", text.encode())
    (problem,) = caught.value.problems
    assert (problem.file, problem.column, problem.what) == ("units.yaml", field, what)
    assert problem.row == text.count("\n") + 1
    assert problem.expected


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"units: [", b"- a", b"units: 3", b"units: {port: ports}"])
def test_what_is_no_such_file_is_one_clear_error(data: bytes) -> None:
    with pytest.raises(InvalidInputsError) as caught:
        read_unit_words("units.yaml", data)
    assert len(caught.value.problems) == 1
