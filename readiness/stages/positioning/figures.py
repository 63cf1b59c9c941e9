"""Figures: numbers of the spec in a person's words, rounded against us, as the reader's language writes them.

In: a text with placeholders such as `{failover}` or `{failover:minute}`, a ProductSpec, UnitWords, a language.
Out: the text with every figure in place, or what is wrong with its placeholders.

A figure as the spec has it is exact. One that is converted is rounded so that it never promises more: what is at most goes up,
what is at least goes down; to a whole number from ten on, else to one decimal, or to its first digit where that comes later.
The number of an exact value has no such side: it keeps three digits and says "about" where that changes it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache

from readiness.stages.positioning.asked import BUSINESS_DAY, RANGE, Asked
from readiness.stages.positioning.measures import UnitWords as UnitWords
from readiness.stages.positioning.measures import day_text as day_text
from readiness.stages.positioning.measures import measure_text, number_text
from readiness.stages.quantities import converted
from readiness.stages.spec import Characteristic, ProductSpec
from readiness.stages.units import UNITS, canonical_unit

NUMBER, DOWNTIME = "number", "downtime"
PERIODS = {"day": 86_400, "week": 604_800, "month": 30 * 86_400, "year": 365 * 86_400}
"""Seconds in which an availability allows its downtime; a month of 30 days, a year of 365."""
BOUNDS = {"<=": "at_most", ">=": "at_least", "<": "less_than", ">": "more_than"}
DIGITS_KEPT = 3
_DOWN_UNITS = (("hour", 3600), ("minute", 60))
_ROUNDING = {"<=": ROUND_CEILING, ">=": ROUND_FLOOR, "=": ROUND_HALF_EVEN}
_EXACT = Context(prec=100)
_PLACEHOLDER = re.compile(r"(?<!\{)\{\s*([^\s;,/\\{}:]{1,64})\s*(?::([^{}]*))?\}(?!\})")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One place in a text where a figure goes."""

    name: str
    """The characteristic's id."""
    form: str
    """What stands behind the first colon; "" for the value as the spec has it."""
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Form:
    """How a figure is wanted."""

    unit: str = ""
    period: str = ""
    digits: int | None = None
    only_number: bool = False
    case: str = ""


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number as it is to be printed."""

    number: Decimal
    unit: str
    is_near: bool = False
    """True where it was rounded and has no side to be rounded to."""


def placeholders(text: str) -> tuple[Placeholder, ...]:
    """Return the placeholders of a text; braces around anything but one id, and double braces, are plain text."""
    if "{" not in text:
        return ()
    return tuple(Placeholder(m[1], (m[2] or "").strip(), m.span()) for m in _PLACEHOLDER.finditer(text))


def ids_named(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the characteristics whose figures some texts name, each once, in order."""
    return tuple(dict.fromkeys(p.name for text in texts for p in placeholders(text)))


def figure_faults(text: str, spec: ProductSpec, units: UnitWords) -> list[str]:
    """Return what is wrong with the placeholders of a text: one plain sentence for each, none twice."""
    faults: list[str] = []
    for p in placeholders(text):
        try:
            _figure_of(p, spec, units)
        except ValueError as error:
            faults.append(f"{text[slice(*p.span)]}: {error}")
    return list(dict.fromkeys(faults))


def filled(text: str, spec: ProductSpec, units: UnitWords, language: str) -> str:
    """Return the text with every placeholder replaced by its figure; what it is replaced by is not read again.

    Raises:
        ValueError: one of the faults that `figure_faults` names.
    """
    parts: list[str] = []
    at = 0
    for p, figure in zip(placeholders(text), printed_figures(text, spec, units, language), strict=True):
        parts += [text[at : p.span[0]], figure]
        at = p.span[1]
    return "".join([*parts, text[at:]]) if parts else text


def printed_figures(text: str, spec: ProductSpec, units: UnitWords, language: str) -> tuple[str, ...]:
    """Return what each placeholder of a text is replaced by, in order: the numbers in it have their source in the spec.

    Raises:
        ValueError: one of the faults that `figure_faults` names.
    """
    return tuple(_printed(_figure_of(p, spec, units), units, language) for p in placeholders(text))


def value_text(c: Characteristic, units: UnitWords, language: str) -> str:
    """Return a characteristic's value as the language says it: bound, number and unit (`at most 3 seconds`), or its words."""
    if c.number is None:
        return c.text
    value = measure_text(c.number, c.unit, units, language)
    return units.said(BOUNDS[c.operator], value) if c.operator in BOUNDS else value


def asked_text(asked: Asked, units: UnitWords, language: str) -> str:
    """Return what a customer asks for as the language says it: `at most 45 minutes a month`; a counted thing as it was called."""
    if asked.number is None:
        return asked.word
    number = asked.number if asked.upper is None else asked.upper
    if asked.noun:
        text = f"{number_text(number, language)} {asked.noun}"
    else:
        business = f"business {asked.unit}" if BUSINESS_DAY in asked.terms else ""
        text = measure_text(number, business if business in units.words else asked.unit, units, language)
    if asked.operator == RANGE:
        text = units.said("range", text, number_text(asked.number, language))
    elif asked.operator in BOUNDS:
        text = units.said(BOUNDS[asked.operator], text)
    for term in asked.terms:
        if term != BUSINESS_DAY:
            text = units.said(f"per_{term}", text)
    return text


def _figure_of(p: Placeholder, spec: ProductSpec, units: UnitWords) -> tuple[_Figure | str, _Form]:
    """Return what a placeholder stands for, and how it is wanted; words stand for themselves."""
    try:
        c = spec.characteristic(p.name)
    except KeyError as error:
        ids = [c.characteristic_id for c in spec.characteristics]
        raise ValueError(f"the spec has no characteristic {p.name!r}{_meant(p.name, ids)}") from error
    if c.number is None:
        if p.form:
            raise ValueError(f"{c.characteristic_id} is words, not a number; write {{{p.name}}} alone")
        return c.text, _Form()
    form = _form_of(p.form, units.cases) if p.form else _Form()
    return _figure(c.number, c.unit, c.operator, form), form


def _printed(found: tuple[_Figure | str, _Form], units: UnitWords, language: str) -> str:
    figure, form = found
    if isinstance(figure, str):
        return figure
    if form.only_number:
        text = number_text(figure.number, language)
    else:
        text = measure_text(figure.number, figure.unit, units, language, form.case)
    return units.said("about", text) if figure.is_near else text


@lru_cache(maxsize=1024)
def _form_of(text: str, cases: frozenset[str]) -> _Form:
    """Return how a figure is wanted: a unit or a downtime, digits, `number`, a case, in any order with colons between."""
    said: dict[str, str] = {}
    for part in (" ".join(p.split()) for p in text.split(":")):
        kind, value = _kind_of(part, cases)
        if kind in said:
            raise ValueError(f"{part!r} is one {kind} too many")
        said[kind] = value
    return _Form(
        said.get("unit", ""),
        said.get(DOWNTIME, ""),
        int(said["count of decimals"]) if "count of decimals" in said else None,
        NUMBER in said,
        said.get("case", ""),
    )


def _kind_of(part: str, cases: frozenset[str]) -> tuple[str, str]:
    """Return what one part of a form is, and its value."""
    if part == NUMBER:
        return NUMBER, part
    if part in cases:
        return "case", part
    if re.fullmatch(r"[0-9]", part):
        return "count of decimals", part
    if re.match(rf"{DOWNTIME}\b", part):
        period = part.removeprefix(f"{DOWNTIME} a ")
        if period not in PERIODS:
            raise ValueError(f"write {DOWNTIME} a {', a '.join(list(PERIODS)[:-1])} or a {list(PERIODS)[-1]}")
        return DOWNTIME, period
    if unit := canonical_unit(part):
        return "unit", unit
    known = [*sorted(u for u in UNITS if len(u) > 2), NUMBER, *sorted(cases)]
    raise ValueError(f"{part!r} is no unit and no other form of a figure{_meant(part, known)}")


@lru_cache(maxsize=4096)
def _figure(number: Decimal, unit: str, operator: str, form: _Form) -> _Figure:
    """Return a number in the unit wanted, rounded against us."""
    to, digits = form.unit or unit, form.digits
    if form.period:
        number, unit, to = _downtime(number, unit, operator, form)
        operator, digits = "<=", form.digits or 0
    result = converted(number, unit, to)
    if result is None:
        raise ValueError(f"{f'a figure in {unit}' if unit else 'a bare number'} cannot be turned into {to}")
    if digits is None and unit == to:
        return _Figure(number, unit)
    rounded = _rounded(result, operator, digits)
    return _Figure(rounded, to, is_near=operator == "=" and rounded != result)


def _downtime(number: Decimal, unit: str, operator: str, form: _Form) -> tuple[Decimal, str, str]:
    """Return the seconds an availability may be missing in a period, and the unit to say them in: at least two of it."""
    if unit != "%":
        raise ValueError(f"a downtime is made from a percentage, and this is {f'in {unit}' if unit else 'a bare number'}")
    if operator == "<=" or not 0 <= number <= 100:
        raise ValueError("a downtime is made from an availability of at least so many percent, 0 to 100")
    missing = _EXACT.multiply(_EXACT.subtract(Decimal(100), number), Decimal(PERIODS[form.period])).scaleb(-2, _EXACT)
    fitting = next((name for name, seconds in _DOWN_UNITS if missing >= 2 * seconds), "s")
    return missing, "s", form.unit or fitting


def _rounded(number: Decimal, operator: str, digits: int | None) -> Decimal:
    if digits is not None:
        places = -digits
    elif operator == "=":
        places = number.adjusted() - DIGITS_KEPT + 1
    else:
        places = 0 if abs(number) >= 10 else min(-1, number.adjusted())
    if operator == "=" and digits is None and int(number.as_tuple().exponent) >= places:
        return number
    return number.quantize(Decimal(1).scaleb(places), rounding=_ROUNDING[operator], context=_EXACT)


def _meant(name: str, known: Sequence[str]) -> str:
    folded = {k.casefold(): k for k in known}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=1)
    return f"; did you mean {folded[close[0]]}?" if close else ""
