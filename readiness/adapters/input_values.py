"""Input values: how a cell of each kind is read, and which kinds of column there are.

In: the text of a cell.
Out: the value, or BadValueError saying what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from readiness.adapters.input_tables import BadValueError, Column

CURRENCIES = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT "
    "LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR "
    "NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP "
    "STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF "
    "XPF YER ZAR ZMW ZWL".split()
)
"""ISO 4217 codes in use."""
_ID = re.compile(r"[^\s;,/\\]{1,64}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def text_value(text: str) -> str:
    """Return the text as it is."""
    return text


def id_value(text: str) -> str:
    """Return an id."""
    if not _ID.fullmatch(text):
        raise BadValueError(f"{text!r} cannot be an id")
    return text


def slug_value(text: str) -> str:
    """Return an id that may name a file or folder."""
    if not _SLUG.fullmatch(text):
        raise BadValueError(f"{text!r} cannot name a folder")
    return text


def date_value(text: str) -> date:
    """Return an ISO day."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise BadValueError(f"{text!r} is not an ISO date")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadValueError(f"{text!r} is not a day of the calendar") from error


def monday_value(text: str) -> date:
    """Return an ISO day that is a Monday."""
    day = date_value(text)
    if day.weekday() != 0:
        raise BadValueError(f"{text!r} is a {day:%A}")
    return day


def moment_value(text: str) -> datetime:
    """Return an ISO time with its offset from UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadValueError(f"{text!r} is not an ISO time") from error
    if moment.tzinfo is None:
        raise BadValueError(f"{text!r} has no offset from UTC")
    return moment


def decimal_value(low: str | None = None, high: str | None = None) -> Callable[[str], Decimal]:
    """Return a reader of decimal numbers within bounds, both included."""

    def parse(text: str) -> Decimal:
        try:
            number = Decimal(text)
        except InvalidOperation as error:
            raise BadValueError(f"{text!r} is not a number") from error
        if not number.is_finite():
            raise BadValueError(f"{text!r} is not a number")
        if low is not None and number < Decimal(low):
            raise BadValueError(f"{text} is below {low}")
        if high is not None and number > Decimal(high):
            raise BadValueError(f"{text} is above {high}")
        return number

    return parse


def integer_value(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers within bounds, both included."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[+-]?\d{1,12}", text):
            raise BadValueError(f"{text!r} is not a whole number")
        number = int(text)
        if not low <= number <= high:
            raise BadValueError(f"{number} is not between {low} and {high}")
        return number

    return parse


def one_of(allowed: Collection[str]) -> Callable[[str], str]:
    """Return a reader of one of a few words."""

    def parse(text: str) -> str:
        if text not in allowed:
            raise BadValueError(f"{text!r} is unknown")
        return text

    return parse


def list_value(text: str) -> tuple[str, ...]:
    """Return ids separated by semicolons."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def currency_value(text: str) -> str:
    """Return an ISO 4217 code."""
    if text not in CURRENCIES:
        raise BadValueError(f"{text!r} is not a currency code")
    return text


def email_value(text: str) -> str:
    """Return a mail address."""
    if not _EMAIL.fullmatch(text):
        raise BadValueError(f"{text!r} is not a mail address")
    return text


def zone_value(text: str) -> str:
    """Return an IANA time zone."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadValueError(f"{text!r} is not a time zone") from error
    return text


def gtin_value(text: str) -> str:
    """Return a GTIN as text after checking its length and check digit.

    Source: GS1 General Specifications, section 7.9 (modulo 10, weights 3 and 1 from the right).
    """
    if not re.fullmatch(r"\d{8}|\d{12,14}", text):
        raise BadValueError(f"{text!r} is not 8, 12, 13 or 14 digits")
    digits = [int(d) for d in reversed(text)]
    check = (10 - sum(d * (3 if i % 2 == 0 else 1) for i, d in enumerate(digits[1:])) % 10) % 10
    if check != digits[0]:
        raise BadValueError(f"{text!r} has check digit {digits[0]}, which should be {check}")
    return text


def text_column(name: str, expected: str = "a text", **kwargs: Any) -> Column:
    """Return a column of free text."""
    return Column(name, text_value, expected, **kwargs)


def id_column(name: str, **kwargs: Any) -> Column:
    """Return a column of ids."""
    return Column(name, id_value, "an id without spaces, commas, semicolons or slashes", **kwargs)


def date_column(name: str, **kwargs: Any) -> Column:
    """Return a column of days."""
    return Column(name, date_value, "a date such as 2019-07-01", **kwargs)


def choice_column(name: str, allowed: Collection[str], **kwargs: Any) -> Column:
    """Return a column of one of a few words."""
    return Column(name, one_of(allowed), "one of " + ", ".join(allowed), **kwargs)


def language_column(name: str) -> Column:
    """Return a column of one language code."""
    return Column(name, _language, "a language code such as en or de-CH")


def _language(text: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        raise BadValueError(f"{text!r} is not a language code")
    return text


def money_column(name: str, **kwargs: Any) -> Column:
    """Return a column of amounts that may not be negative."""
    return Column(name, decimal_value("0"), "an amount, 0 or more, with a decimal point", **kwargs)
