"""Measures: a number and its unit as a language writes them.

In: a number, the canonical name of its unit, UnitWords, a language.
Out: its text: `1,5 Stunden`, `1,000 pages`, `99,99 %`.

Number marks, plural rules and the names of everyday units are those of the Unicode locale data (CLDR), read through Babel;
UnitWords come before them. A unit that neither knows is written as in the spec.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal, localcontext
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from babel.units import format_unit

PLURALS = ("zero", "one", "two", "few", "many", "other")
"""The plural forms that languages have; English and German have `one` and `other`."""
SIGNS: dict[str, str] = {
    "about": "≈ {value}", "at_most": "≤ {value}", "at_least": "≥ {value}", "less_than": "< {value}", "more_than": "> {value}",
    "range": "{low}–{value}", "per_second": "{value}/s", "per_minute": "{value}/min", "per_hour": "{value}/h",
    "per_day": "{value}/d", "per_week": "{value}/w", "per_month": "{value}/m", "per_quarter": "{value}/q",
    "per_year": "{value}/y",
}  # fmt: skip
"""What is said around a figure, by name, in signs: for a language without words of its own."""
_EXACT = Context(prec=100)
_KEPT = 4096
"""Results kept of each pure step, so that the same figure costs no second look into the locale data."""

_LONG = {
    "µm": "length-micrometer", "mm": "length-millimeter", "cm": "length-centimeter", "m": "length-meter",
    "km": "length-kilometer", "in": "length-inch", "ft": "length-foot", "yd": "length-yard", "mi": "length-mile",
    "mg": "mass-milligram", "g": "mass-gram", "kg": "mass-kilogram", "t": "mass-tonne", "lb": "mass-pound", "oz": "mass-ounce",
    "cm2": "area-square-centimeter", "m2": "area-square-meter", "cm3": "volume-cubic-centimeter", "m3": "volume-cubic-meter",
    "L": "volume-liter", "dl": "volume-deciliter", "cl": "volume-centiliter", "ml": "volume-milliliter", "gal": "volume-gallon",
    "ms": "duration-millisecond", "s": "duration-second", "minute": "duration-minute", "hour": "duration-hour",
    "day": "duration-day", "week": "duration-week", "month": "duration-month", "year": "duration-year",
    "W": "power-watt", "kW": "power-kilowatt", "V": "electric-volt", "A": "electric-ampere", "°": "angle-degree",
    "px": "graphics-pixel",
}  # fmt: skip
_SHORT = {"%": "concentr-percent", "°C": "temperature-celsius", "°F": "temperature-fahrenheit"}
"""Canonical unit -> its name in the locale data: of those that are written out (`3 seconds`), and of the short ones (`20°C`)."""
NAMED = frozenset(_LONG) | frozenset(_SHORT)
"""Units that every language has a name for."""


@dataclass(frozen=True, slots=True)
class UnitWords:
    """What one language calls the units of the field, and what it says around a figure."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Unit -> form -> word; a form is a plural or, for any number but one, a case such as `dative`."""
    phrases: Mapping[str, str] = field(default_factory=SIGNS.copy)
    """A name of SIGNS -> the words, with `{value}` for the figure."""
    cases: frozenset[str] = field(init=False)
    """The cases that some unit has a form for."""

    def __post_init__(self) -> None:
        """Find the cases once."""
        cases = frozenset(form for forms in self.words.values() for form in forms).difference(PLURALS)
        object.__setattr__(self, "cases", cases)

    def said(self, name: str, value: str, low: str = "") -> str:
        """Return a figure with what is said around it."""
        return self.phrases[name].replace("{low}", low).replace("{value}", value)


def measure_text(number: Decimal, unit: str, units: UnitWords, language: str, case: str = "") -> str:
    """Return a number with its unit, in the singular or plural that the language asks for.

    Args:
        number: finite; every digit of it is written.
        unit: its canonical name; "" for a bare number.
        units: the language's own words.
        language: its code, such as `de` or `en-GB`; numbers of one that nobody knows are written as in English.
        case: the grammatical case wanted; where a unit has no form for it, the common form.
    """
    forms = units.words.get(unit)
    if forms:
        plural = _plural(number, language)
        word = (forms.get(case) if case and plural != "one" else None) or forms.get(plural) or forms.get("other")
        if word:
            return f"{number_text(number, language)} {word}"
    if unit in NAMED:
        return _with_name(number, unit, language)
    return f"{number_text(number, language)} {unit}".rstrip()


@lru_cache(maxsize=_KEPT)
def number_text(number: Decimal, language: str) -> str:
    """Return a number with the language's decimal mark and thousands mark, no digit lost and no zero added."""
    with localcontext(_EXACT):
        return format_decimal(_plain(number), locale=_locale(language), decimal_quantization=False)


@lru_cache(maxsize=_KEPT)
def day_text(day: date, language: str) -> str:
    """Return a day in words."""
    return format_date(day, "long", locale=_locale(language))


@lru_cache(maxsize=_KEPT)
def _plural(number: Decimal, language: str) -> str:
    with localcontext(_EXACT):
        return _locale(language).plural_form(_plain(number))


@lru_cache(maxsize=_KEPT)
def _with_name(number: Decimal, unit: str, language: str) -> str:
    locale = _locale(language)
    plain = _plain(number)
    places = max(0, -int(plain.as_tuple().exponent))
    whole = locale.decimal_formats[None].pattern.partition(".")[0]
    pattern = f"{whole}.{'#' * places}" if places else whole
    with localcontext(_EXACT):
        if unit in _LONG:
            text = format_unit(plain, _LONG[unit], "long", pattern, locale)
        else:
            text = format_unit(plain, _SHORT[unit], "short", pattern, locale)
    return text.replace("\N{NO-BREAK SPACE}", " ")


def _plain(number: Decimal) -> Decimal:
    """Return the number without zeros behind it, a power of ten or a negative zero: what plural rules look at."""
    with localcontext(_EXACT):
        return Decimal(f"{number.normalize() + 0:f}")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
