"""Words: numbers, statuses and lists as a reader wants them, the same in every table, page and workbook.

In: numbers and ids.
Out: text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from types import MappingProxyType

MINUS = "\N{MINUS SIGN}"
STATUS = MappingProxyType(
    {"ready": "Ready", "developing": "Developing", "not_ready": "Not ready yet", "not_enough_data": "Not enough data"}
)
QUADRANT = MappingProxyType(
    {
        "ready_and_adding": "Ready, and sells more than an average rep would",
        "ready_not_adding": "Ready, yet sells less than an average rep would",
        "adding_not_ready": "Not shown to be ready, yet sells more than an average rep would",
        "neither": "Not shown to be ready, and sells less than an average rep would",
        "ready_unclear": "Ready; the sales cannot tell yet",
        "not_ready_unclear": "Not shown to be ready; the sales cannot tell yet",
        "not_enough_data": "Not enough data",
    }
)
VERDICTS = MappingProxyType(
    {
        "understood": "More than half get it", "not_understood": "More than half miss it", "unclear": "Cannot be told",
        "not_enough_data": "Not enough data", "go_together": "Go together", "not_shown": "Not shown",
        "fair": "Nothing unfair found", "not_tested": "Not tested",
    }
)  # fmt: skip
"""Of claims, and of questions beside sales, languages and channels."""
FLAGS = MappingProxyType(
    {
        "wrong_key": "Wrong key?", "unfair": "Unfair to a group?", "too_easy": "Too easy", "too_hard": "Too hard",
        "misfit": "Erratic answers", "weak": "Tells little",
    }
)  # fmt: skip
LEVELS = MappingProxyType(
    {"above": "Above", "near": "Near", "below": "Below", "not_enough_data": "Not enough data"}
)  # fmt: skip
"""Of a competency, against the middle of the reps."""
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""Not the machine's own: those follow its locale."""
PARTS = MappingProxyType(
    {
        "legacy": "Accounts as they were",
        "market": "Market",
        "availability": "Stock on hand",
        "demand": "Demand",
        "contribution": "What the reps added",
        "unexplained": "Not explained",
    }
)
"""The parts of sales-out in the order they add up; the first four are what an average rep would have sold."""


def whole(value: float, *, signed: bool = False) -> str:
    """Return a number in whole units with thousands separators and a real minus sign."""
    n = round(value)
    sign = MINUS if n < 0 else "+" if signed and n > 0 else ""
    return f"{sign}{abs(n):,}"


def money(value: float, currency: str, *, signed: bool = False) -> str:
    """Return an amount in whole units with its currency behind it."""
    return f"{whole(value, signed=signed)} {currency}".strip()


def banded(value: float, low: float, high: float) -> tuple[str, str]:
    """Return an estimate and its band, both rounded to about two digits of the band's width: no false precision."""
    step = rounding_step(low, high)
    middle, lower, upper = (whole(round(x / step) * step, signed=True) for x in (value, low, high))
    return middle, f"{lower} to {upper}"


def rounding_step(low: float, high: float) -> int:
    """Return the power of ten to round to, small enough that an end of the band is not shown as zero unless it is."""
    width = high - low
    step = 10 ** max(0, math.floor(math.log10(width)) - 1) if width > 0 else 1
    while step > 1 and any(abs(end) >= 1 and round(end / step) == 0 for end in (low, high)):
        step //= 10
    return step


def rough(value: float, low: float | None, high: float | None) -> str:
    """Return an amount rounded to what the band of an estimate beside it supports."""
    step = 1 if low is None or high is None else rounding_step(low, high)
    return whole(round(value / step) * step)


def points(value: float) -> str:
    """Return an index in whole points, rounded down, so that one below the bar never reads as if it met it."""
    return str(math.floor(value))


def percent(share: float, *, signed: bool = False) -> str:
    """Return a share in percent: one decimal below ten percent unless it is whole, none above."""
    value = 100 * share
    text = f"{abs(value):.1f}" if abs(value) < 9.95 and abs(value - round(value)) > 1e-9 else f"{abs(value):.0f}"
    sign = "" if float(text) == 0 else MINUS if value < 0 else "+" if signed else ""
    return f"{sign}{text}%"


def listed(names: Sequence[str], *, most: int = 6) -> str:
    """Return names as a reader lists them, cut short after a few."""
    shown = list(names[:most])
    rest = len(names) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)


def day(when: date | None) -> str:
    """Return a day as nobody can misread it, such as 4 July 2019; blank for None."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}" if when else ""


def plain(word: str) -> str:
    """Return an id such as `specialty-bike-shop` as words, for want of a name."""
    text = word.replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:]
