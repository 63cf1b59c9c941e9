"""Spec numbers: numbers as catalogues of any country write them, with points, commas, spaces and apostrophes.

In: the text of a cell or element, and the decimal mark the rest of the file uses.
Out: the number with a decimal point and no thousands marks, or "" where it is none or could be two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from readiness.adapters.input_values import MAX_DIGITS

BOTH = "?"
"""The mark of a file that uses both: a number that could be two is then not guessed."""
NUMBER = r"[+\-−]?(?:\d[\d.,'’ \u00a0\u202f]*\d|\d|[.,]\d+)(?:[eE][+-]?\d{1,3})?"
_NUMBER = re.compile(rf"({NUMBER})", re.ASCII)
_SPACES = re.compile(r"[ '’\u00a0\u202f]")
_SPACED = re.compile(r"\d{1,3}([ '’\u00a0\u202f]\d{3})+([.,]\d+)?", re.ASCII)
_DOUBTFUL = re.compile(r"[1-9]\d{0,2}([.,])\d{3}", re.ASCII)
"""1.234 and 1,234: a thousand and more, or a little more than one."""


def decimal_mark(texts: Iterable[str]) -> str:
    """Return the decimal mark of those numbers that can be read in one way only: `.`, `,`, BOTH, or "" where none tells."""
    marks = {mark for text in texts if (mark := _mark_of(text.strip()))}
    return BOTH if len(marks) > 1 else "".join(marks)


def number_text(text: str, mark: str = "") -> str:
    """Return a number as `1234.5`, or "" where the text is none or could mean two.

    Without other evidence a single point is a decimal point, as every one of these formats asks; a single comma before three
    digits is not guessed. A number too long to be one is returned as it stands, so that it is refused where it is checked.
    """
    text = text.strip().replace("−", "-")
    if not _NUMBER.fullmatch(text):
        return ""
    sign = text[0] if text[0] in "+-" else ""
    body, e, exponent = text[len(sign) :].replace("E", "e").partition("e")
    digits = _plain_digits(body, mark)
    if not digits:
        return ""
    if len(digits) > MAX_DIGITS or len(exponent) > 3 or abs(int(exponent or 0)) > MAX_DIGITS:
        return text
    number = Decimal(sign + digits + e + exponent)
    return f"{number.normalize():f}" if number else "0"


def _plain_digits(body: str, mark: str) -> str:
    """Return the digits with a decimal point, or ""."""
    if _SPACES.search(body):
        return _SPACES.sub("", body).replace(",", ".") if _SPACED.fullmatch(body) else ""
    points, commas = body.count("."), body.count(",")
    if points and commas:
        last = max(".", ",", key=body.rfind)
        other = "," if last == "." else "."
        whole, _, part = body.rpartition(last)
        return f"{whole.replace(other, '')}.{part}" if _is_grouped(whole, other) and part else ""
    if points + commas > 1:
        kind = "." if points else ","
        return body.replace(kind, "") if _is_grouped(body, kind) else ""
    if not points and not commas:
        return body
    doubtful = _DOUBTFUL.fullmatch(body)
    if doubtful is None:
        return body.replace(",", ".")
    if mark == BOTH or (not mark and commas):
        return ""
    return body.replace(doubtful[1], "." if doubtful[1] == (mark or ".") else "")


def _is_grouped(text: str, mark: str) -> bool:
    return re.fullmatch(rf"\d{{1,3}}({re.escape(mark)}\d{{3}})+", text, re.ASCII) is not None


def _mark_of(text: str) -> str:
    """Return the decimal mark that one number proves, or ""."""
    body = text.lstrip("+-−")
    if not _NUMBER.fullmatch(text) or _DOUBTFUL.fullmatch(body):
        return ""
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return max(".", ",", key=body.rfind) if _plain_digits(body, "") else ""
    if points + commas == 1:
        return "." if points else ","
    if points + commas > 1 and _plain_digits(body, ""):
        return "," if points else "."
    return ""
