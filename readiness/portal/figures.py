"""Figures: numbers of published tables, which are kept as text, as people read them; what is not known is said, never 0.

In: a language; cells of a table.
Out: functions for templates.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

from readiness.portal.texts import long_day, money, number, percent, say_in

Words = Callable[..., str]


def figures_in(language: str) -> dict[str, Words]:
    """Return what templates say figures with: amount, band, share, points, decimal, iso_day."""
    unknown = say_in(language)("res_unknown")

    def amount(text: str, currency: str, low: str = "", high: str = "") -> str:
        if not text:
            return unknown
        value, unit = float(text), _unit(low, high)
        shown = money(round(value / unit) * unit, currency, language)
        return f"+{shown}" if low and value > 0 else shown

    def band(low: str, high: str, currency: str) -> str:
        if not (low and high):
            return unknown
        unit = _unit(low, high)
        ends = (money(round(float(v) / unit) * unit, currency, language) for v in (low, high))
        return say_in(language)("res_between", low=next(ends), high=next(ends))

    def share(text: str) -> str:
        return percent(float(text), language) if text else unknown

    def change(text: str, factor: float = 1.0, digits: int = 1) -> str:
        """Say a difference of logarithms in percent."""
        value = 100 * math.expm1(factor * float(text))
        sign = "\N{MINUS SIGN}" if value < 0 else "+"
        return f"{sign}{number(abs(value), language, digits)}{'%' if language == 'en' else ' %'}"

    def decimal(text: str, digits: int = 0) -> str:
        return number(float(text), language, digits) if text else unknown

    def iso_day(text: str) -> str:
        return long_day(date.fromisoformat(text), language) if text else unknown

    return {"amount": amount, "band": band, "share": share, "change": change, "decimal": decimal, "iso_day": iso_day}


def _unit(low: str, high: str) -> float:
    """Return what amounts are rounded to: the second digit of the wider end of the band, whole units without one."""
    widest = max((abs(float(v)) for v in (low, high) if v), default=0.0)
    return 10.0 ** max(0, math.floor(math.log10(widest)) - 1) if widest >= 1 else 1.0
