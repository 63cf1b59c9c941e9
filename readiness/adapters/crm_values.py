"""CRM values: how the amounts, days and ticks of a CRM's export are read, whatever its user's country.

In: the texts of a column, and of a cell.
Out: the value, or BadValueError saying what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from readiness.adapters.input_values import CURRENCIES, MAX_DIGITS, BadValueError, date_value, shown

EXPECTED_DAY = "a date such as 2024-03-15"
EXPECTED_AMOUNT = "an amount such as 1250.00"
SYMBOLS = {"€": "EUR", "£": "GBP", "$": "", "¥": ""}
"""What a sign before an amount surely means; a dollar or yen sign may be several currencies'."""
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:,? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?)?", re.ASCII | re.IGNORECASE)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? \d{1,2}:\d{2}(?::\d{2})?)?", re.ASCII)
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?)?", re.ASCII)
_MILLISECONDS = re.compile(r"\d{12,13}", re.ASCII)
_SPACES = "’'\u00a0\u202f "
_MONEY = re.compile(
    r"(?P<sign>[+-]?) ?(?P<before>[A-Z]{3}|[$€£¥])? ?"
    rf"(?P<number>[+-]?[\d.,{_SPACES}]*\d(?:[eE][+-]?\d{{1,2}})?) ?(?P<after>[A-Z]{{3}}|[$€£¥])?"
)
_TRUE, _FALSE = ("true", "1", "yes", "y"), ("false", "0", "no", "n")


def flag_value(text: str) -> bool:
    """Return a tick."""
    if text.lower() not in (*_TRUE, *_FALSE):
        raise BadValueError(f"{shown(text)} is neither true nor false")
    return text.lower() in _TRUE


def day_order(texts: Iterable[str]) -> str:
    """Return whether the dates of a column that are written with slashes have the day or the month first; "day" where none is.

    Raises:
        BadValueError: none of the dates tells, or they contradict each other.
    """
    pairs = [(m[0], int(m[1]), int(m[2])) for m in map(_SLASHED.fullmatch, texts) if m]
    day, month = any(a > 12 for _, a, _ in pairs), any(b > 12 for _, _, b in pairs)
    if pairs and day == month:
        why = "the dates contradict each other" if day else "no date in the column has a day above 12"
        raise BadValueError(f"{shown(pairs[0][0])} may be day/month or month/day, as {why}")
    return "month" if month else "day"


def day_value(text: str, order: str) -> date:
    """Return the day of a date or a time, as written there; a count of milliseconds is UTC's."""
    if m := _ISO.fullmatch(text):
        return date_value(m[1])
    if m := _SLASHED.fullmatch(text) or _DOTTED.fullmatch(text):
        first, second = (int(m[1]), int(m[2])) if order == "day" or "." in m[0] else (int(m[2]), int(m[1]))
        return date_value(f"{m[3]}-{second:02}-{first:02}")
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) // 1000, UTC).date()
    raise BadValueError(f"{shown(text)} is not a date that can be read")


def decimal_mark(texts: Iterable[str]) -> str:
    """Return the mark that divides decimals in a column of amounts.

    Raises:
        BadValueError: the amounts do not tell, or they contradict each other.
    """
    marks: dict[str, str] = {}
    doubtful = ""
    for text in texts:
        dots, commas = text.count("."), text.count(",")
        if dots and commas:
            marks.setdefault("." if text.rfind(".") > text.rfind(",") else ",", text)
        elif dots + commas > 1:
            marks.setdefault("," if dots else ".", text)
        elif dots + commas == 1:
            mark = "." if dots else ","
            if re.search(rf"(?<!\d)0?\{mark}|\d{{4}}\{mark}|\{mark}(?!\d{{3}}(?!\d|[eE][+-]?\d))", text):
                marks.setdefault(mark, text)
            elif dots:
                doubtful = doubtful or text
    if len(marks) > 1:
        raise BadValueError(f"the decimal mark differs: {shown(marks['.'])} and {shown(marks[','])}")
    if doubtful and not marks:
        raise BadValueError(f"{shown(doubtful)} may have a point for decimals or for thousands")
    return next(iter(marks), ".")


def amount_value(text: str, mark: str) -> tuple[Decimal, str]:
    """Return an amount and its currency, blank where the cell names none."""
    body = f"-{text[1:-1]}" if text.startswith("(") and text.endswith(")") else text
    m = _MONEY.fullmatch(body)
    number = _plain(m["number"], mark) if m and not (m["sign"] and m["number"][0] in "+-") else None
    if m is None or number is None:
        raise BadValueError(f"{shown(text)} is not an amount that can be read")
    named = [c for c in (m["before"], m["after"]) if c]
    codes = [SYMBOLS.get(c, c) for c in named]
    if len(named) > 1 or any(c and c not in CURRENCIES for c in codes):
        raise BadValueError(f"{shown(text)} is not in a currency that is known")
    return (-number if m["sign"] == "-" else number), codes[0] if codes else ""


def _plain(text: str, mark: str) -> Decimal | None:
    """Return a number whose thousands may be divided in threes; None where it is none."""
    other = "," if mark == "." else "."
    grouped = rf"\d{{1,3}}(?P<by>[{_SPACES}{other}])\d{{3}}(?:(?P=by)\d{{3}})*"
    if not re.fullmatch(rf"[+-]?(?:{grouped}|\d*)(?:\{mark}\d+)?(?:[eE][+-]?\d{{1,2}})?", text, re.ASCII):
        return None
    number = Decimal(re.sub(f"[{_SPACES}]", "", text.replace(other, "")).replace(mark, "."))
    return number if abs(number.adjusted()) <= MAX_DIGITS and len(number.as_tuple().digits) <= MAX_DIGITS else None
