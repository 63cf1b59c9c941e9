"""Figures: the numbers of a text, read as its language writes them, and what bounds them.

In: a text, a Lexis.
Out: numbers in one form (`1.000` in German is `1000`, `1,5` is `1.5`), Quantity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.stages.positioning.lint.lexis import Lexis

NUMBER = re.compile(r"(?<![\w-])\d[\d.,]*")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
"""Where the program fills in a figure of the spec."""
_DECIMAL = re.compile(r"\d+[.,]\d+")
_GROUPED = {".": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"), ",": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as it was said, and what it means."""

    value: str
    unit: str
    bounds: frozenset[str]
    """The words that bound it, in lower case."""
    said: str


def number_of(written: str, decimal: str) -> str:
    """Return a number in one form: no grouping, a decimal point, no zeros at its end; what is no number stays as it is."""
    bare = written.rstrip(".,")
    if _GROUPED[decimal].fullmatch(bare):
        bare = bare.replace("," if decimal == "." else ".", "").replace(",", ".")
    elif _DECIMAL.fullmatch(bare):
        bare = bare.replace(",", ".")
    else:
        return bare
    return bare.rstrip("0").rstrip(".") if "." in bare else bare


def numbers_in(text: str, decimal: str) -> dict[str, str]:
    """Return each number of a text in one form, and as it was first written."""
    found: dict[str, str] = {}
    for match in NUMBER.finditer(text):
        found.setdefault(number_of(match[0], decimal), match[0].rstrip(".,"))
    return found


def quantities(text: str, lexis: Lexis) -> list[Quantity]:
    """Return the figures of a text that something bounds: `no more than 5 s`, `5 days or less`."""
    found = []
    for match in lexis.quantity.finditer(text):
        bounds = frozenset(" ".join(b.lower().split()) for b in (match["before"], match["behind"]) if b)
        if bounds:
            said = match["value"].lower()
            value = lexis.rules.number_words.get(said) or number_of(said, lexis.rules.decimal)
            unit = (match["unit"] or "").lower()
            found.append(Quantity(value, lexis.rules.units.get(unit, match["unit"] or ""), bounds, " ".join(match[0].split())))
    return found
