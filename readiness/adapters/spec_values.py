"""Spec values: one property as a catalogue states it, read into numbers with unit and bound, or into words.

In: Stated: name, values and unit as written.
Out: Readings: what becomes the fields of a characteristic, and the words for a variant's property.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from readiness.adapters.spec_numbers import NUMBER, number_text
from readiness.stages.units import ETIM_CODES, TRADE_CODES, UNITS, canonical_unit

LONG = 60
"""A text of several sentences that is longer than this is read sentence by sentence."""
LONGEST_AMOUNT = 80
"""No text longer than this is a number with its unit."""
NO_NUMBER = frozenset(sign + word for sign in ("", "+", "-") for word in ("nan", "inf", "infinity"))
"""What programs write where they have no number."""
NOT_STATED = NO_NUMBER | {"", "-", "--", "–", "—", "n/a", "n.a.", "null"}
"""Ways of saying that nothing is said."""
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_BLOCK_END = re.compile(r"</(?:p|li|div|h\d|tr|ul|ol|table)\s*>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--[^<>]*-->")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\Wa-z_]|[\"“‘'(\[])|\s*\n\s*")
_SENTENCE = re.compile(r"\S+(\s+\S+){3,}[.!?]")
_PADDING = re.compile(r"(?<=\d)[.,]0{3,}$|(?<=[.,]\d)0{3,}$|(?<=[.,]\d\d)0{2,}$", re.ASCII)
"""The zeros a database puts behind a number: 700.0000."""
_UNIT = r"[^\d\s.,;:+\-][^;:]{0,30}?"
_WITH_UNIT = re.compile(rf"({NUMBER})(\s*)({_UNIT})", re.ASCII)
_RANGE = re.compile(rf"({NUMBER})\s*({_UNIT})??\s*(?:-|–|—|…|\.{{2,3}}|\bto\b|\bbis\b|\bà\b)\s*({NUMBER})\s*({_UNIT})?")
_BOUND = re.compile(
    r"(<=|>=|≤|≥|<|>|max(?:imum|\.)?|min(?:imum|\.)?|up to|at most|at least|bis zu|höchstens|mindestens)"
    rf"\s*({NUMBER})\s*({_UNIT})?",
    re.IGNORECASE,
)
_AT_LEAST = frozenset((">=", "≥", ">", "min", "min.", "minimum", "at least", "mindestens"))
_ONE_LETTER = frozenset("VWAmg")
"""One-letter units that stand right behind a number (230V). 5G, 4K and 3D are no weights, temperatures or days."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One property of one product as written."""

    key: str
    """The same for the same property of every product of the file."""
    name: str
    values: tuple[str, ...]
    unit: str = ""
    low: str = ""
    high: str = ""
    place: str = ""
    row: int = 1
    sheet: str = ""
    unit_named: Callable[[str], str | None] = canonical_unit
    """What the format's own unit names and codes mean."""

    @property
    def said(self) -> tuple[tuple[str, ...], str, str, str]:
        """Return what it says, to compare with what another product says."""
        return self.values, self.unit, self.low, self.high


@dataclass(frozen=True, slots=True)
class Reading:
    """One characteristic's worth of a stated property; `suffix` tells the parts of one property apart."""

    value: str
    quote: str
    unit: str = ""
    operator: str = "="
    suffix: str = ""
    condition: str = ""


def plain_text(text: str) -> str:
    """Return a text without HTML marks and control characters; a line break stays where a block ended."""
    if "<" in text:
        text = _TAG.sub("", _BLOCK_END.sub("\n", text))
    if "&" in text:
        text = html.unescape(text)
    lines = (" ".join(line.split()) for line in _INVISIBLE.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)


def is_stated(text: str) -> bool:
    """Say whether a text says anything."""
    return text.strip().lower() not in NOT_STATED


def unit_of_code(code: str) -> str | None:
    """Return the canonical unit for a UN/CEFACT or ETIM code (`KGM` -> `kg`), or None where it has none here."""
    return TRADE_CODES.get(code.strip().upper()) or ETIM_CODES.get(code.strip().upper())


def unit_of(stated: Stated) -> str | None:
    """Return the canonical unit, "" where none is stated, None where nobody knows it."""
    return stated.unit_named(stated.unit) if stated.unit.strip() else ""


def readings(stated: Stated, mark: str) -> list[Reading]:
    """Return what a property says: a pair of >= and <= for a range, sentences for a long text, else one reading.

    A unit nobody knows stays in the words behind its number, so that neither is lost.
    """
    values = [text for v in stated.values if is_stated(text := plain_text(v))]
    unit = unit_of(stated)
    behind = f" {unit or stated.unit.strip()}" if stated.unit.strip() else ""
    if stated.low or stated.high:
        said = " to ".join(v for v in (stated.low, stated.high) if v) + behind
        return _bounds(stated.low, stated.high, said, stated, mark)
    if len(values) > 1:
        return _several(stated, values, unit, behind, mark)
    return _single(stated, values[0], unit, behind, mark) if values else []


def _bounds(low: str, high: str, said: str, stated: Stated, mark: str) -> list[Reading]:
    quote, unit = f"{stated.name}: {said}", unit_of(stated)
    ends = [(number_text(low, mark), ">=", "-min"), (number_text(high, mark), "<=", "-max")]
    if unit is None or any(text and not n for text, (n, _, _) in zip((low, high), ends, strict=True)):
        return [Reading(said, quote)]
    if ends[0][0] == ends[1][0]:
        return [Reading(ends[0][0], quote, unit)]
    return [Reading(n, quote, unit, operator, suffix) for n, operator, suffix in ends if n]


def _several(stated: Stated, values: list[str], unit: str | None, behind: str, mark: str) -> list[Reading]:
    """Return a range where there are two numbers with a unit, the lower first, else the list in words."""
    numbers = [number_text(v, mark) for v in values]
    words = ", ".join(values) + behind
    if len(values) == 2 and unit and all(numbers) and _is_below(*numbers):
        return _bounds(values[0], values[1], words, stated, mark)
    return [Reading(words, f"{stated.name}: {words}")]


def _single(stated: Stated, value: str, unit: str | None, behind: str, mark: str) -> list[Reading]:
    quote = f"{stated.name}: {_PADDING.sub('', value)}{behind}"
    if unit is None:
        return [Reading(value + behind, quote)]
    number = number_text(value, mark)
    if number and unit:
        return [Reading(number, quote, unit)]
    for read in (_in_words, _a_bound, _a_range) if len(value) <= LONGEST_AMOUNT else ():
        if found := read(stated, value, unit, quote, mark):
            return found
    sentences = [s for s in _SENTENCE_END.split(value) if s]
    if len(sentences) > 1 and (len(value) > LONG or "\n" in value):
        return [Reading(s, s, suffix=f"-{i}") for i, s in enumerate(sentences, start=1)]
    if _SENTENCE.fullmatch(value):
        return [Reading(value, value)]
    yes_or_no = {"true": "yes", "false": "no"}.get(value.lower(), value)
    return [Reading(_without_zeros(yes_or_no) + behind, f"{stated.name}: {yes_or_no}{behind}")]


def _in_words(stated: Stated, value: str, unit: str, quote: str, mark: str) -> list[Reading]:
    """Read `25 kg`."""
    match = _WITH_UNIT.fullmatch(value)
    if not match or (not match[2] and len(match[3]) == 1 and match[3] not in _ONE_LETTER | {"%", "°"}):
        return []
    if len(match[3]) == 1 and match[3] not in UNITS:
        return []
    number, written = number_text(match[1], mark), stated.unit_named(match[3].strip())
    return [Reading(number, quote, written)] if number and written and unit in ("", written) else []


def _a_bound(stated: Stated, value: str, unit: str, quote: str, mark: str) -> list[Reading]:
    """Read `max. 5 kg` and `≥ 10`."""
    match = _BOUND.fullmatch(value)
    if not match:
        return []
    number, written = number_text(match[2], mark), stated.unit_named(match[3].strip()) if match[3] else unit
    if not number or written is None or (unit and written != unit):
        return []
    return [Reading(number, quote, written, ">=" if match[1].lower() in _AT_LEAST else "<=")]


def _a_range(stated: Stated, value: str, unit: str, quote: str, mark: str) -> list[Reading]:
    """Read `-20 to 60 °C` and, where a unit is stated, `10-20`."""
    match = _RANGE.fullmatch(value)
    if not match:
        return []
    written = [stated.unit_named(u.strip()) for u in (match[2], match[4]) if u]
    low, high = number_text(match[1], mark), number_text(match[3], mark)
    units = dict.fromkeys([*written, *([unit] if unit else [])])
    if len(units) != 1 or None in units or not low or not high or not _is_below(low, high):
        return []
    known = str(next(iter(units)))
    return [Reading(low, quote, known, ">=", "-min"), Reading(high, quote, known, "<=", "-max")]


def _is_below(low: str, high: str) -> bool:
    return float(low) < float(high)


def _without_zeros(text: str) -> str:
    """Return 700.0000 as 700: databases pad their numbers, people do not."""
    return number_text(text) if re.fullmatch(r"\d+\.\d*0", text, re.ASCII) else text


def in_one_line(found: list[Reading]) -> str:
    """Return readings as one variant's property: `10 to 20 kg`, `at most 5 kg`, or the words."""
    if len(found) == 2 and found[0].operator == ">=" and found[1].operator == "<=":
        return f"{found[0].value} to {found[1].value} {found[0].unit}".strip()
    bound = {"<=": "at most ", ">=": "at least ", "=": ""}
    return " ".join(f"{bound[r.operator]}{r.value} {r.unit}".strip() for r in found)
