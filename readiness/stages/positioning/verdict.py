"""Verdict: does what the factory promises meet what the customer asks for, with units and bounds checked?

In: a Characteristic, an Asked.
Out: exceeds, meets, falls_short, unproven, unit_mismatch or no_characteristic.

A promise is the set of values the factory allows itself; a demand is the set of values the customer accepts. Only a promise that
lies wholly inside the demand meets it.
"""

from __future__ import annotations

import re
from decimal import Decimal

from readiness.stages.positioning.asked import BUSINESS, BUSINESS_DAY, RANGE, Asked, asked_of, terms_in
from readiness.stages.positioning.rows import Link
from readiness.stages.quantities import converted
from readiness.stages.requirements import Requirement
from readiness.stages.spec import Characteristic, ProductSpec

EXCEEDS, MEETS, FALLS_SHORT = "exceeds", "meets", "falls_short"
UNPROVEN, UNIT_MISMATCH, NO_CHARACTERISTIC = "unproven", "unit_mismatch", "no_characteristic"
VERDICTS = (EXCEEDS, MEETS, FALLS_SHORT, UNPROVEN, UNIT_MISMATCH, NO_CHARACTERISTIC)
MET = frozenset((EXCEEDS, MEETS))
NOT_MET = frozenset((FALLS_SHORT, NO_CHARACTERISTIC))
"""What it takes to say of anybody that the need is not met; unproven is no such finding."""
ANSWERING = 9
"""A link of this strength answers a requirement; a weaker one only touches it."""

COUNTS = frozenset(("piece", "port", "user", "seat", "speed", "cycle", "page", "tap"))
"""Units of things that are counted: a factory often writes their number alone."""
CLOSE = Decimal("1e-9")
"""Two numbers nearer than this share of the larger are one number written in two units."""
YES = frozenset(("yes", "y", "true", "standard", "included", "supported", "available", "present"))
NO = frozenset(("no", "n", "false", "none", "n/a", "not supported", "not available", "not included", "unsupported", "without"))
_TYPICAL = re.compile(r"\b(?:typ|typical|typically|average|mean|nominal|approx|approximately|about|up to)\b", re.IGNORECASE)
_DENIAL = re.compile(r"(?:\b(?:no|not|without|never|excluding|except)\b[^.;,]*|\bnon[- ]?)$", re.IGNORECASE)

Bounds = tuple[Decimal | None, Decimal | None]
"""Lowest and highest value, both included; None where there is no end."""


def verdict(characteristic: Characteristic | None, asked: Asked) -> str:
    """Return one of VERDICTS.

    A bound of the factory's that points the other way proves nothing (at least 2 s, asked at most 10 s), unless every value it
    allows is outside the demand (at least 20 s, asked at most 10 s: falls short). A typical value and a value counted on other
    terms (calendar or business days, a month or a day) prove nothing either.
    """
    c = characteristic
    if c is None:
        return NO_CHARACTERISTIC
    if asked.number is None:
        return _of_words(c, asked.word)
    if c.number is None:
        return FALLS_SHORT if _folded(c.text) in NO and asked.operator in (">=", ">") else UNPROVEN
    number = _in_asked_unit(c.number, c.unit, asked)
    if number is None:
        return UNIT_MISMATCH
    found = _compared(c.operator, number, asked)
    return UNPROVEN if found in MET and not _same_terms(c, asked) else found


def our_verdict(spec: ProductSpec, requirement: Requirement, link: Link | None) -> str:
    """Return how our product stands on a requirement, by its best link.

    A number that was asked for is compared with the spec's. Where the need has no number, or the spec answers it in words, a
    person's own answer of strength 9 meets it; a proposed link is not proven.
    """
    c = next((x for x in spec.characteristics if link and x.characteristic_id == link.characteristic_id), None)
    if link is None or c is None or link.strength < 1:
        return NO_CHARACTERISTIC
    asked = asked_of(requirement)
    found = verdict(c, asked) if asked and c.number is not None else MEETS if link.does else UNPROVEN
    return UNPROVEN if link.strength < ANSWERING and found in MET else found


def _in_asked_unit(number: Decimal, unit: str, asked: Asked) -> Decimal | None:
    """Return the factory's number in the unit asked for; None where the two cannot be compared."""
    if asked.noun:
        # A counted thing the unit table does not know: the link says it is this one, unless the factory counts something else.
        return number if not unit else None
    if unit == asked.unit or ({unit, asked.unit} <= COUNTS | {""} and "" in (unit, asked.unit)):
        return number
    if not unit or not asked.unit or unit in COUNTS or asked.unit in COUNTS:
        return None
    return converted(number, unit, asked.unit)


def _compared(operator: str, number: Decimal, asked: Asked) -> str:
    low, high = _promise(operator, number)
    least, most = _demand(asked)
    above = least is None or (low is not None and _reaches(low, least, asked))
    below = most is None or (high is not None and _reaches(-high, -most, asked))
    if above and below:
        return EXCEEDS if _beyond(low, high, asked) else MEETS
    outside = (high is not None and least is not None and not _reaches(high, least, asked)) or (
        low is not None and most is not None and not _reaches(-low, -most, asked)
    )
    same_way = (operator == "<=" and asked.operator in ("<=", "<")) or (operator == ">=" and asked.operator in (">=", ">"))
    return FALLS_SHORT if outside or same_way else UNPROVEN


def _promise(operator: str, number: Decimal) -> Bounds:
    return (None if operator == "<=" else number, None if operator == ">=" else number)


def _demand(asked: Asked) -> Bounds:
    if asked.operator == RANGE:
        return asked.number, asked.upper
    return (None if asked.operator in ("<=", "<") else asked.number, None if asked.operator in (">=", ">") else asked.number)


def _reaches(value: Decimal, bound: Decimal, asked: Asked) -> bool:
    """Say whether a value is at or above a bound; above it where the bound itself is not accepted."""
    if _same(value, bound):
        return asked.operator not in ("<", ">")
    return value > bound


def _beyond(low: Decimal | None, high: Decimal | None, asked: Asked) -> bool:
    """Say whether the worst value of a promise that meets a one-sided demand is still better than the bound asked for."""
    worst = high if asked.operator in ("<=", "<") else low if asked.operator in (">=", ">") else None
    return worst is not None and asked.number is not None and not _same(worst, asked.number)


def _same(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= CLOSE * max(abs(a), abs(b))


def _same_terms(c: Characteristic, asked: Asked) -> bool:
    """Say whether a promise is made on the terms of the demand: no typical value, the same days, the same period."""
    if _TYPICAL.search(c.condition):
        return False
    said = terms_in(f"{c.name} {c.condition} {c.quote}")
    if c.unit in ("day", "hour") and _in_business_days(c) != (BUSINESS_DAY in asked.terms):
        return False
    return all(term in said for term in asked.terms)


def _in_business_days(c: Characteristic) -> bool:
    """Say whether the factory counts business days: it says so of this value, not of another one in the same sentence."""
    if BUSINESS.search(f"{c.name} {c.condition}"):
        return True
    return (
        any(re.search(rf"(?<![\d.,]){c.number.normalize():f}\s*$", c.quote[: m.start()]) for m in BUSINESS.finditer(c.quote))
        if c.number is not None
        else False
    )


def _of_words(c: Characteristic, word: str) -> str:
    """Return the verdict where a word is asked for; a count above nothing is a yes, nothing of it a no."""
    wanted = _folded(word)
    if c.number is not None:
        has = True if c.operator != "<=" and c.number > 0 else False if c.operator != ">=" and c.number == 0 else None
    else:
        has = True if _folded(c.text) in YES else False if _folded(c.text) in NO else None
    if wanted in YES | NO:
        return UNPROVEN if has is None else MEETS if has == (wanted in YES) else FALLS_SHORT
    if c.number is not None or not wanted:
        return UNPROVEN
    if has is False:
        return FALLS_SHORT
    hits = list(re.finditer(rf"(?<!\w){re.escape(wanted)}(?!\w)", _folded(c.text)))
    if not hits:
        return UNPROVEN
    return FALLS_SHORT if all(_DENIAL.search(_folded(c.text)[: m.start()]) for m in hits) else MEETS


def _folded(text: str) -> str:
    return " ".join(text.split()).rstrip(".").casefold()
