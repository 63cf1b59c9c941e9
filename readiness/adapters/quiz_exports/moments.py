"""Moments: dates and times as quiz systems write them, read as ISO text; the clock is the file's own.

In: the texts of a column.
Out: the moment and its day, or BadValueError saying what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from readiness.adapters.input_values import YEARS, BadValueError, shown

EXPECTED = "a date such as 2027-03-08 or 8 March 2027 9:00 AM"
MONTHS = ("january february march april may june july august september october november december").split()
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?: ?(?P<half>[AP])\.?M\.?)?"
    r"(?: ?(?:Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT))?"
)
_DAYS = (
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
    r"(?P<day>\d{1,2})\.? (?P<month>[A-Za-z]{3,9})\.?,? (?P<year>\d{4})",
    r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})",
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
    r"(?P<first>\d{1,2})/(?P<then>\d{1,2})/(?P<year>\d{4}|\d{2})",
)
_MOMENTS = [
    re.compile(rf"(?:[A-Z][a-z]+day,? )?{day}(?:(?:,? |T|, at |,? at ){_CLOCK})?", re.ASCII | re.IGNORECASE) for day in _DAYS
]
_SLASHED = _MOMENTS[-1]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as exact as it was written."""

    at: str
    day: date


def slash_order(texts: Iterable[str]) -> str:
    """Return whether a column's dates with slashes have the "day" or the "month" first; "" where they do not tell."""
    pairs = [(int(m["first"]), int(m["then"])) for m in (_SLASHED.fullmatch(" ".join(t.split())) for t in texts) if m]
    day, month = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    return "" if day == month else "day" if day else "month"


def moment_of(text: str, order: str = "") -> Moment:
    """Return the moment of a text; `order` is what its column tells of dates with slashes."""
    plain = " ".join(text.split())
    if not plain or plain == "-":
        raise BadValueError("blank")
    match = next((m for pattern in _MOMENTS if (m := pattern.fullmatch(plain))), None)
    if match is None:
        raise BadValueError(f"{shown(text)} is not a date that can be read")
    told = match.groupdict()
    if told.get("first"):
        if not order:
            raise BadValueError(f"{shown(text)} may be day/month or month/day, and no date of the column tells which")
        told["day"], told["month"] = (told["first"], told["then"]) if order == "day" else (told["then"], told["first"])
    return _moment(text, told)


def _moment(text: str, told: dict[str, str | None]) -> Moment:
    year = int(told["year"] or 0)
    try:
        day = date(year + 2000 if year < 100 else year, _month(told["month"] or ""), int(told["day"] or 0))
        if told["hour"] is None:
            moment = day.isoformat()
        else:
            hour = int(told["hour"])
            if told["half"]:
                hour = _half_day(hour, told["half"].upper())
            moment = datetime(day.year, day.month, day.day, hour, int(told["minute"] or 0), int(told["second"] or 0)).isoformat()  # noqa: DTZ001 - the file's own clock
    except ValueError as error:
        raise BadValueError(f"{shown(text)} is not a day of the calendar or a time of day") from error
    if day.year not in YEARS:
        raise BadValueError(f"{shown(text)} is not in the years {YEARS[0]} to {YEARS[-1]}")
    return Moment(moment, day)


def _half_day(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise ValueError
    return hour % 12 + (12 if half == "P" else 0)


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    named = [n for n, name in enumerate(MONTHS, start=1) if name.startswith(text.casefold())]
    if len(named) != 1:
        raise ValueError
    return named[0]
