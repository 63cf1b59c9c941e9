"""Input values: how a cell of each kind is read.

In: the text of a cell.
Out: the value, or BadValueError saying what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from zoneinfo import available_timezones

from readiness.vocabulary import CURRENCIES as CURRENCIES

_ID = re.compile(r"[^\s;,/\\]{1,64}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAIL_PART = r"[^\s@.,;:<>()\"\[\]\\]+"
_EMAIL = re.compile(rf"{_MAIL_PART}(\.{_MAIL_PART})*@({_MAIL_PART}\.)+[^\W\d_][^\s@.,;:<>()\"\[\]\\]+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
MAX_DIGITS = 24
"""No amount, measure or share needs more; a longer number is a slip, and some would not fit in memory."""
YEARS = range(1900, 2200)
"""A day outside is a slip of the keyboard."""
MAX_SHOWN = 60


class BadValueError(ValueError):
    """A cell that cannot be read; its text says what is wrong with it."""


def shown(text: object) -> str:
    """Return a value in quotes as a problem shows it, cut where it is long."""
    whole = str(text)
    return repr(whole) if len(whole) <= MAX_SHOWN else repr(whole[:MAX_SHOWN]) + "..."


def text_value(at_most: int) -> Callable[[str], str]:
    """Return a reader of texts up to a length."""

    def parse(text: str) -> str:
        if len(text) > at_most:
            raise BadValueError(f"{shown(text)} has {len(text):,} characters; at most {at_most:,} fit")
        return text

    return parse


def words_value(at_most: int) -> Callable[[str], str]:
    """Return a reader of texts with at least one letter, of any script."""
    short = text_value(at_most)

    def parse(text: str) -> str:
        if not any(c.isalpha() for c in text):
            raise BadValueError(f"{shown(text)} has no words in it")
        return short(text)

    return parse


def id_value(text: str) -> str:
    """Return an id; one of dots only would name a folder above."""
    if not _ID.fullmatch(text) or not text.strip("."):
        raise BadValueError(f"{shown(text)} cannot be an id")
    return text


def slug_value(text: str) -> str:
    """Return an id that may name a file or folder."""
    if not _SLUG.fullmatch(text):
        raise BadValueError(f"{shown(text)} cannot name a folder")
    return text


def date_value(text: str) -> date:
    """Return an ISO day."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise BadValueError(f"{shown(text)} is not a date written as year-month-day")
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadValueError(f"{shown(text)} is not a day of the calendar") from error
    if day.year not in YEARS:
        raise BadValueError(f"{shown(text)} is not in the years {YEARS[0]} to {YEARS[-1]}")
    return day


def monday_value(text: str) -> date:
    """Return an ISO day that is a Monday."""
    day = date_value(text)
    if day.weekday() != 0:
        raise BadValueError(f"{shown(text)} is a {day:%A}")
    return day


def month_value(text: str) -> date:
    """Return an ISO day that is the first of its month."""
    day = date_value(text)
    if day.day != 1:
        raise BadValueError(f"{shown(text)} is not the first day of a month")
    return day


def clock_value(text: str) -> time:
    """Return a time of day."""
    if not re.fullmatch(r"\d{1,2}:\d{2}", text, re.ASCII):
        raise BadValueError(f"{shown(text)} is not a time of day")
    hour, minute = map(int, text.split(":"))
    if hour > 23 or minute > 59:
        raise BadValueError(f"{shown(text)} is not a time of day")
    return time(hour, minute)


def moment_value(text: str) -> datetime:
    """Return an ISO time with its offset from UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadValueError(f"{shown(text)} is not a date and time") from error
    if moment.tzinfo is None:
        raise BadValueError(f"{shown(text)} does not say its offset from UTC")
    if moment.year not in YEARS:
        raise BadValueError(f"{shown(text)} is not in the years {YEARS[0]} to {YEARS[-1]}")
    return moment


def decimal_value(low: str | None = None, high: str | None = None) -> Callable[[str], Decimal]:
    """Return a reader of decimal numbers within bounds, both included."""

    def parse(text: str) -> Decimal:
        number = Decimal(text) if _NUMBER.fullmatch(text) and len(text) <= 2 * MAX_DIGITS else None
        if number is None or len(number.as_tuple().digits) > MAX_DIGITS or abs(number.adjusted()) > MAX_DIGITS:
            raise BadValueError(f"{shown(text)} is not a number that can be read")
        if low is not None and number < Decimal(low):
            raise BadValueError(f"{shown(text)} is below {low}")
        if high is not None and number > Decimal(high):
            raise BadValueError(f"{shown(text)} is above {high}")
        return number

    return parse


def integer_value(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers within bounds, both included."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[+-]?\d{1,12}", text, re.ASCII):
            raise BadValueError(f"{shown(text)} is not a whole number")
        number = int(text)
        if not low <= number <= high:
            raise BadValueError(f"{number} is not between {low} and {high}")
        return number

    return parse


def one_of(allowed: Collection[str]) -> Callable[[str], str]:
    """Return a reader of one of a few words."""

    def parse(text: str) -> str:
        if text not in allowed:
            raise BadValueError(f"{shown(text)} is unknown")
        return text

    return parse


def language_value(text: str) -> str:
    """Return a language code."""
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        raise BadValueError(f"{shown(text)} is not a language code")
    return text


def languages_value(text: str) -> tuple[str, ...]:
    """Return language codes separated by semicolons."""
    return tuple(dict.fromkeys(language_value(part) for part in list_value(text)))


def list_value(text: str) -> tuple[str, ...]:
    """Return ids separated by semicolons."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def currency_value(text: str) -> str:
    """Return an ISO 4217 code."""
    if text not in CURRENCIES:
        raise BadValueError(f"{shown(text)} is not a currency code")
    return text


def country_value(text: str) -> str:
    """Return an ISO 3166 code of two letters, in capitals."""
    if not re.fullmatch("[A-Za-z]{2}", text):
        raise BadValueError(f"{shown(text)} is not a country's code")
    return text.upper()


def email_value(text: str) -> str:
    """Return a mail address."""
    if not _EMAIL.fullmatch(text):
        raise BadValueError(f"{shown(text)} is not a mail address")
    return text


def webinar_value(text: str) -> str:
    """Return the address of a web page."""
    if not re.fullmatch(r"https?://[^\s\"<>]{1,400}", text):
        raise BadValueError(f"{shown(text)} is no address of a web page")
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(z for z in available_timezones() if z not in ("localtime", "posixrules"))


def zone_value(text: str) -> str:
    """Return an IANA time zone."""
    if text not in _zones():
        raise BadValueError(f"{shown(text)} is not a time zone")
    return text


def gtin_value(text: str) -> str:
    """Return a GTIN as text after checking its length and check digit.

    Source: GS1 General Specifications, section 7.9 (modulo 10, weights 3 and 1 from the right).
    """
    if not re.fullmatch(r"\d{8}|\d{12,14}", text, re.ASCII):
        raise BadValueError(f"{shown(text)} is not 8, 12, 13 or 14 digits")
    digits = [int(d) for d in reversed(text)]
    check = (10 - sum(d * (3 if i % 2 == 0 else 1) for i, d in enumerate(digits[1:])) % 10) % 10
    if check != digits[0]:
        raise BadValueError(f"{shown(text)} has check digit {digits[0]}, which should be {check}")
    return text


def encoding_value(text: str) -> str:
    """Return the name of an encoding that Python knows."""
    try:
        b"a".decode(text)
    except LookupError as error:
        raise BadValueError(f"{shown(text)} is not an encoding") from error
    except UnicodeDecodeError:
        pass  # one byte is not enough for it: utf-16
    return text


def delimiter_value(text: str) -> str:
    """Return the mark that divides columns; `tab` is a tab."""
    mark = "\t" if text.lower() in ("tab", "\\t") else text
    if mark and (len(mark) > 1 or mark.isalnum() or mark in "\"'"):
        raise BadValueError(f"{shown(text)} cannot divide columns")
    return mark


def decimal_mark_value(text: str) -> str:
    """Return a decimal mark: a point or a comma."""
    if text not in (".", ","):
        raise BadValueError(f"{shown(text)} is not a decimal mark")
    return text
