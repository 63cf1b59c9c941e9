"""Figures: a table reckoned by hand, and the rule that no figure promises more than the spec, held to exact fractions."""

from __future__ import annotations

import decimal
import os
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.adapters.unit_words_files import unit_words
from readiness.stages.positioning.asked import Asked, asked_in
from readiness.stages.positioning.figures import (
    UnitWords,
    asked_text,
    day_text,
    figure_faults,
    filled,
    placeholders,
    printed_figures,
    value_text,
)
from readiness.stages.spec import Characteristic, ProductSpec, Source

ROOT = Path(__file__).parents[2]
WORDS = {language: unit_words(ROOT / "content_templates", language) for language in ("en", "de")}


def characteristic(name: str, operator: str, number: str | None, unit: str = "", text: str = "") -> Characteristic:
    value = None if number is None else Decimal(number)
    return Characteristic(name, name, text, value, unit, operator, "", "", Source("spec.yaml", "row 1"))


def spec_of(*stated: Characteristic) -> ProductSpec:
    return ProductSpec("M1", "Kettle", "Vendor", "", "1", "", stated, ())


def said(operator: str, value: str, form: str, language: str = "en") -> str:
    number, _, unit = value.partition(" ")
    text = f"{{x:{form}}}" if form else "{x}"
    return filled(text, spec_of(characteristic("x", operator, number, unit)), WORDS[language], language)


# What the spec says | form | language | what is printed. Each reckoned by hand.
TABLE = """
<= 3 s          |                    | en | 3 seconds
<= 1 s          |                    | en | 1 second
<= 1.0 s        |                    | en | 1 second
<= 1.5 s        |                    | en | 1.5 seconds
<= 0 s          |                    | en | 0 seconds
<= 3 s          |                    | de | 3 Sekunden
<= 1 s          |                    | de | 1 Sekunde
= 1.5 hour      |                    | de | 1,5 Stunden
= 1000 page     |                    | de | 1.000 Seiten
= 1000 page     |                    | en | 1,000 pages
= 1E+3 page     |                    | en | 1,000 pages
= 1 page        |                    | de | 1 Seite
= 8 port        |                    | en | 8 ports
= 1 tap         |                    | en | 1 tap
= 2 tap         |                    | de | 2 Klicks
= 27            |                    | en | 27
= 25.13 lb      |                    | en | 25.13 pounds
= 25.13 lb      |                    | de | 25,13 lb
= 1.2 Gbps      |                    | de | 1,2 Gbps
>= 99.99 %      |                    | en | 99.99%
>= 99.99 %      |                    | de | 99,99 %
= -20 °C        |                    | en | -20°C
= 1234567.89 kg |                    | en | 1,234,567.89 kilograms
<= 3 s          | number             | en | 3
= 1000 page     | number             | de | 1.000
<= 3 s          | s                  | en | 3 seconds
<= 3 s          | minute             | en | 0.05 minutes
>= 3 s          | minute             | en | 0.05 minutes
<= 7 s          | hour               | en | 0.002 hours
<= 90 minute    | hour               | en | 1.5 hours
<= 100 minute   | hours              | en | 1.7 hours
>= 100 minute   | hour               | en | 1.6 hours
>= 100 minute   | hour               | de | 1,6 Stunden
<= 601 minute   | hour               | en | 11 hours
>= 659 minute   | hour               | en | 10 hours
<= 60 minute    | hour               | en | 1 hour
<= 14 day       | week               | en | 2 weeks
<= 25.13 lb     | kg                 | en | 12 kilograms
<= 25.13 lb     | kg:1               | en | 11.4 kilograms
>= 25.13 lb     | kg:1               | en | 11.3 kilograms
>= 25.13 lb     | kg:2               | de | 11,39 Kilogramm
= 25.13 lb      | kg                 | en | about 11.4 kilograms
= 25.13 lb      | kg                 | de | rund 11,4 Kilogramm
= 25.13 lb      | kg:number          | en | about 11.4
= 25.13 lb      | lb:1               | en | about 25.1 pounds
= 25.13 lb      | 1                  | en | about 25.1 pounds
<= 25.13 lb     | 1                  | en | 25.2 pounds
<= 25 lb        | 1                  | en | 25 pounds
= 2 in          | cm                 | en | 5.08 centimeters
= 1 ft          | in                 | en | 12 inches
= 12345 m       | km                 | en | about 12.3 kilometers
= 12345 m       | km:3               | en | 12.345 kilometers
= 123456 kg     | lb                 | en | about 272,000 pounds
= 0.5 L         | ml                 | de | 500 Milliliter
<= -20 °C       | °F                 | en | -4°F
<= -21 °C       | °F                 | en | -5.8°F
>= -26 °C       | °F                 | en | -15°F
<= -26 °C       | °F                 | en | -14°F
= 32 °F         | °C                 | en | 0°C
>= 99.99 %      | downtime a month   | en | 5 minutes
= 99.99 %       | downtime a month   | en | 5 minutes
>= 99.99 %      | downtime a month   | de | 5 Minuten
>= 99.99 %      | downtime a year    | en | 53 minutes
>= 99.99 %      | downtime a week    | en | 61 seconds
>= 99.99 %      | downtime a day     | en | 9 seconds
>= 99.999 %     | downtime a month   | en | 26 seconds
>= 99.9 %       | downtime a month   | en | 44 minutes
>= 99.9 %       | downtime a year    | en | 9 hours
>= 99 %         | downtime a month   | en | 8 hours
>= 99.9999999 % | downtime a day     | en | 1 second
>= 100 %        | downtime a year    | en | 0 seconds
>= 99.99 %      | downtime a month:1 | en | 4.4 minutes
>= 95 %         | downtime a year:day| en | 19 days
>= 99.99 %      | number:downtime a month | en | 5
<= 5 day        | dative             | de | 5 Tagen
<= 5 day        |                    | de | 5 Tage
<= 1 day        | dative             | de | 1 Tag
<= 3 s          | dative             | de | 3 Sekunden
<= 1.5 year     | month:dative       | de | 18 Monaten
<= 2 kg         | dative             | de | 2 Kilogramm
"""
CASES = [tuple(cell.strip() for cell in line.split("|")) for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("value", "form", "language", "printed"), CASES)
def test_a_figure_is_printed_as_reckoned_by_hand(value: str, form: str, language: str, printed: str) -> None:
    operator, _, number = value.partition(" ")
    assert said(operator, number, form, language) == printed


SPEC = spec_of(
    characteristic("failover", "<=", "3", "s"),
    characteristic("availability", ">=", "99.99", "%"),
    characteristic("uptime", "<=", "99", "%"),
    characteristic("gears", "=", "27"),
    characteristic("material", "=", None, text="aluminum {alloy}"),
)


def test_a_text_keeps_everything_but_its_placeholders() -> None:
    text = (
        "in {failover}, { failover : number } of {material}; {two words}, {}, {{ failover }} and {availability:downtime a month}"
    )
    assert [(p.name, p.form) for p in placeholders(text)] == [
        ("failover", ""), ("failover", "number"), ("material", ""), ("availability", "downtime a month"),
    ]  # fmt: skip
    assert filled(text, SPEC, WORDS["en"], "en") == (
        "in 3 seconds, 3 of aluminum {alloy}; {two words}, {}, {{ failover }} and 5 minutes"
    )
    assert printed_figures(text, SPEC, WORDS["en"], "en") == ("3 seconds", "3", "aluminum {alloy}", "5 minutes")
    assert all(text[p.span[0]] == "{" and text[p.span[1] - 1] == "}" for p in placeholders(text))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{failovr}", "{failovr}: the spec has no characteristic 'failovr'; did you mean failover?"),
        ("{zzz}", "{zzz}: the spec has no characteristic 'zzz'"),
        ("{material:number}", "{material:number}: material is words, not a number; write {material} alone"),
        ("{failover:kg}", "{failover:kg}: a figure in s cannot be turned into kg"),
        ("{gears:kg}", "{gears:kg}: a bare number cannot be turned into kg"),
        ("{failover:minuet}", "{failover:minuet}: 'minuet' is no unit and no other form of a figure; did you mean minute?"),
        ("{failover:}", None),
        ("{failover:s:minute}", "{failover:s:minute}: 'minute' is one unit too many"),
        ("{failover:1:2}", "{failover:1:2}: '2' is one count of decimals too many"),
        ("{failover:dative}", "{failover:dative}: 'dative' is no unit and no other form of a figure"),
        (
            "{failover:downtime a month}",
            "{failover:downtime a month}: a downtime is made from a percentage, and this is in s",
        ),
        ("{gears:downtime a day}", "{gears:downtime a day}: a downtime is made from a percentage, and this is a bare number"),
        (
            "{uptime:downtime a day}",
            "{uptime:downtime a day}: a downtime is made from an availability of at least so many percent, 0 to 100",
        ),
        (
            "{availability:downtime a fortnight}",
            "{availability:downtime a fortnight}: write downtime a day, a week, a month or a year",
        ),
    ],
)
def test_a_fault_is_one_plain_sentence(text: str, fault: str | None) -> None:
    assert figure_faults(f"It does {text} and {text}.", SPEC, WORDS["en"]) == ([fault] if fault else [])
    if fault:
        with pytest.raises(ValueError, match=re.escape(fault.partition(": ")[2])):
            filled(text, SPEC, WORDS["en"], "en")


def test_every_fault_of_a_text_is_named() -> None:
    assert len(figure_faults("{a} {b} {failover} {gears:kg}", SPEC, WORDS["en"])) == 3


@pytest.mark.parametrize(
    ("operator", "value", "english", "german"),
    [
        ("<=", "3 s", "at most 3 seconds", "höchstens 3 Sekunden"),
        ("<=", "1 s", "at most 1 second", "höchstens 1 Sekunde"),
        (">=", "1000 page", "at least 1,000 pages", "mindestens 1.000 Seiten"),
        ("=", "1.5 hour", "1.5 hours", "1,5 Stunden"),
        ("=", "27", "27", "27"),
        ("<=", "2 Nm", "at most 2 Nm", "höchstens 2 Nm"),
    ],
)
def test_a_value_is_said_with_its_bound(operator: str, value: str, english: str, german: str) -> None:
    number, _, unit = value.partition(" ")
    c = characteristic("x", operator, number, unit)
    assert value_text(c, WORDS["en"], "en") == english
    assert value_text(c, WORDS["de"], "de") == german
    assert value_text(characteristic("x", "=", None, text="Aluminum"), WORDS["de"], "de") == "Aluminum"


@pytest.mark.parametrize(
    ("words", "english", "german"),
    [
        ("at most 45 minutes of downtime a month", "at most 45 minutes a month", "höchstens 45 Minuten im Monat"),
        ("replaced within 1 business day", "at most 1 business day", "höchstens 1 Arbeitstag"),
        ("it must weigh less than 12.5 kg", "less than 12.5 kilograms", "weniger als 12,5 Kilogramm"),
        ("it must weigh between 5 and 10 kg", "5 to 10 kilograms", "5 bis 10 Kilogramm"),
        ("at least 4 ports", "at least 4 ports", "mindestens 4 Ports"),
    ],
)
def test_what_is_asked_for_is_said_in_the_readers_language(words: str, english: str, german: str) -> None:
    asked = asked_in(words)
    assert asked is not None
    assert asked_text(asked, WORDS["en"], "en") == english
    assert asked_text(asked, WORDS["de"], "de") == german


def test_what_is_asked_for_without_a_unit_keeps_its_own_word() -> None:
    assert asked_text(Asked("<=", Decimal(1200), "", noun="networks"), WORDS["en"], "en") == "at most 1,200 networks"
    assert asked_text(Asked("=", None, "", word="yes"), WORDS["en"], "en") == "yes"


def test_a_day_is_written_out() -> None:
    assert day_text(date(2026, 3, 1), "en") == "March 1, 2026"
    assert day_text(date(2026, 3, 1), "en-GB") == "1 March 2026"
    assert day_text(date(2026, 3, 1), "de") == "1. März 2026"


def test_a_language_without_words_or_that_nobody_knows_still_prints() -> None:
    c = characteristic("x", "<=", "1234.5", "s")
    assert value_text(c, UnitWords(), "en") == "≤ 1,234.5 seconds"
    assert value_text(c, UnitWords(), "tlh-x!") == "≤ 1,234.5 seconds"
    assert value_text(characteristic("x", "=", "3", "widget"), UnitWords(), "de") == "3 widget"


# Exact sizes: the second, the gram, the metre and the bit (data units are decimal), written down here a second time.
SIZES: dict[str, dict[str, Fraction]] = {
    "time": {"ms": Fraction(1, 1000), "s": Fraction(1), "minute": Fraction(60), "hour": Fraction(3600), "day": Fraction(86400)},
    "mass": {"g": Fraction(1), "kg": Fraction(1000), "lb": Fraction("453.59237"), "oz": Fraction("28.349523125")},
    "length": {"mm": Fraction(1, 1000), "m": Fraction(1), "in": Fraction("0.0254"), "mi": Fraction("1609.344")},
    "data": {"bit": Fraction(1), "B": Fraction(8), "MB": Fraction(8 * 10**6), "GB": Fraction(8 * 10**9)},
    "pressure": {"Pa": Fraction(1), "psi": Fraction("4.4482216152605") / Fraction("0.00064516"), "bar": Fraction(10**5)},
}
PAIRS = [(a, b, sizes[a] / sizes[b]) for sizes in SIZES.values() for a in sizes for b in sizes if a != b]
NUMBERS = st.one_of(
    st.decimals(min_value=Decimal("-1e9"), max_value=Decimal("1e9"), allow_nan=False, allow_infinity=False, places=6),
    st.builds(lambda digits, exponent: Decimal(digits).scaleb(exponent), st.integers(1, 10**24 - 1), st.integers(-24, 0)),
)
FORMS = st.sampled_from(["", ":0", ":1", ":3"])


def printed_number(text: str, language: str) -> Fraction:
    """Read a printed figure back, by the marks of its language."""
    digits = text.removeprefix("about ").removeprefix("rund ").split(" ")[0]
    return Fraction(digits.replace(".", "").replace(",", ".") if language == "de" else digits.replace(",", ""))


@given(st.sampled_from(PAIRS), NUMBERS, FORMS, st.sampled_from(["en", "de"]))
def test_no_converted_figure_promises_more_than_the_spec(
    pair: tuple[str, str, Fraction], number: Decimal, digits: str, language: str
) -> None:
    unit, to, factor = pair
    true = Fraction(number) * factor
    most = printed_number(said("<=", f"{number} {unit}", f"{to}{digits}", language), language)
    least = printed_number(said(">=", f"{number} {unit}", f"{to}{digits}", language), language)
    assert least <= true <= most
    step = Fraction(1) if digits in ("", ":0") else Fraction(1, 10 ** int(digits[1:]))
    assert most - least <= step


@given(st.sampled_from(PAIRS), NUMBERS)
def test_an_exact_value_that_is_converted_keeps_three_digits_and_says_so(
    pair: tuple[str, str, Fraction], number: Decimal
) -> None:
    unit, to, factor = pair
    true = Fraction(number) * factor
    text = said("=", f"{number} {unit}", to)
    found = printed_number(text, "en")
    assert abs(found - true) <= abs(true) / 200
    assert text.startswith("about ") == (found != true)


@given(st.decimals(min_value=0, max_value=100, places=7), st.sampled_from(["day", "week", "month", "year"]))
def test_no_downtime_is_smaller_than_the_availability_allows(percent: Decimal, period: str) -> None:
    seconds = {"day": 86400, "week": 7 * 86400, "month": 30 * 86400, "year": 365 * 86400}[period]
    true = (100 - Fraction(percent)) / 100 * seconds
    number, unit = said(">=", f"{percent} %", f"downtime a {period}").replace(",", "").split()
    size = {"second": 1, "minute": 60, "hour": 3600}[unit.removesuffix("s")]
    assert true <= int(number) * size < true + size
    assert int(number) == 1 or int(number) * size >= 2 * size or true == 0


@given(NUMBERS, st.sampled_from(["", "s", "port", "kg", "Gbps", "%", "°C"]), st.sampled_from(["en", "de"]))
def test_an_exact_value_can_be_read_back(number: Decimal, unit: str, language: str) -> None:
    text = said("=", f"{number} {unit}", "number", language)
    assert printed_number(text, language) == Fraction(number)
    whole = said("=", f"{number} {unit}", "", language)
    assert whole.startswith(text)


@given(st.text(max_size=60))
def test_any_text_is_filled_or_faulty(text: str) -> None:
    if figure_faults(text, SPEC, WORDS["de"]):
        with pytest.raises(ValueError):
            filled(text, SPEC, WORDS["de"], "de")
    else:
        assert isinstance(filled(text, SPEC, WORDS["de"], "de"), str)


@given(st.text(alphabet="{}: abfailover:mnuthdw01ge", max_size=40))
def test_texts_like_placeholders_never_break_anything(text: str) -> None:
    outside = "".join(part for part in text if part not in "{}")
    if not placeholders(text):
        assert filled(text, SPEC, WORDS["en"], "en") == text
        assert figure_faults(outside, SPEC, WORDS["en"]) == []


def test_nothing_hangs_on_the_computers_own_locale_or_arithmetic() -> None:
    script = (
        "from decimal import Decimal;from readiness.stages.positioning.figures import *;"
        "from readiness.stages.spec import *;"
        "c=Characteristic('x','x','',Decimal('1234567.25'),'s','<=','','',Source('f','p'));"
        "s=ProductSpec('m','n','v','','1','',(c,),());"
        "print(ascii([filled('{x} {x:hour} {x:minute:1}',s,UnitWords(),a) for a in ('en','de','fr','pl')]))"
    )
    found = set()
    for name, seed in (("C", "1"), ("de_DE.UTF-8", "2"), ("fa_IR.UTF-8", "3")):
        env = {**os.environ, "LC_ALL": name, "LANG": name, "LANGUAGE": name[:2], "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", script], env=env, cwd=ROOT, capture_output=True, text=True, check=True)
        found.add(done.stdout)
    assert len(found) == 1
    assert "1,234,567.25 seconds 343 hours 20,576.2 minutes" in found.pop()
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_UP)):
        assert said("=", "987654.321 g", "number") == "987,654.321"
        assert said("<=", "1234567.25 mm", "m:4") == "1,234.5673 meters"
