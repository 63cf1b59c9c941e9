"""Rates: amounts in other currencies put into the launch's, by the rate of the day of each sale.

In: rates by day; amounts in minor units with their currency and day.
Out: amounts in minor units of one currency; None where no rate is known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pandas as pd

from readiness.vocabulary import currency_exponent

RATE_DIGITS = 12
"""Digits a rate keeps after its decimal point."""
MAX_AGE_DAYS = 7
"""How old a rate may be: no rates are published over a weekend or a run of holidays."""


@dataclass(frozen=True, slots=True)
class ExchangeRates:
    """What one unit of a currency is worth in the launch's, day by day."""

    days: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    """Currency -> the days of its rates, in their order."""
    values: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Currency -> its rates on those days, in units of 10 ** -RATE_DIGITS."""

    def on(self, currency: str, day: date) -> int | None:
        """Return the last rate on or before a day, None where it is more than MAX_AGE_DAYS old."""
        days = self.days.get(currency, ())
        at = bisect_right(days, day) - 1
        return self.values[currency][at] if at >= 0 and (day - days[at]).days <= MAX_AGE_DAYS else None


def exchange_rates(rows: Iterable[tuple[date, str, Decimal]]) -> ExchangeRates:
    """Return rates from (day, currency, rate), each day and currency once, in any order."""
    by_currency: dict[str, list[tuple[date, int]]] = {}
    for day, currency, rate in rows:
        by_currency.setdefault(currency, []).append((day, int(rate.scaleb(RATE_DIGITS))))
    ordered = {currency: sorted(found) for currency, found in sorted(by_currency.items())}
    return ExchangeRates(
        {currency: tuple(day for day, _ in found) for currency, found in ordered.items()},
        {currency: tuple(value for _, value in found) for currency, found in ordered.items()},
    )


def amounts_in(
    target: str, amounts: Sequence[int], currencies: Sequence[str], days: Sequence[date], rates: ExchangeRates
) -> list[int | None]:
    """Return amounts in minor units of the target currency, each rounded once, halves to even; None without a rate."""
    known: dict[tuple[str, date], tuple[int, int] | None] = {}
    found: list[int | None] = []
    for amount, currency, day in zip(amounts, currencies, days, strict=True):
        if (currency, day) not in known:
            known[currency, day] = _ratio(target, currency, day, rates)
        ratio = known[currency, day]
        found.append(None if ratio is None else _rounded(amount * ratio[0], ratio[1]))
    return found


def converted(lines: pd.DataFrame, target: str, rates: ExchangeRates) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return lines with `amount_minor` and `currency` in the target currency, in their order, and those without a rate."""
    is_other = lines["currency"] != target
    if not is_other.any():
        return lines, lines[is_other]
    other = lines[is_other]
    amounts = amounts_in(target, other["amount_minor"].tolist(), other["currency"].tolist(), other["sold_on"].tolist(), rates)
    has_rate = pd.Series([a is not None for a in amounts], index=other.index)
    put = other[has_rate].assign(amount_minor=[a for a in amounts if a is not None], currency=target)
    put = put.astype({"amount_minor": lines["amount_minor"].dtype})
    kept = pd.concat([lines[~is_other], put]).sort_index(kind="stable") if len(put) else lines[~is_other]
    return kept, other[~has_rate]


def _ratio(target: str, currency: str, day: date, rates: ExchangeRates) -> tuple[int, int] | None:
    """Return what a minor unit is multiplied and divided by."""
    if currency == target:
        return 1, 1
    rate = rates.on(currency, day)
    if rate is None:
        return None
    return rate * 10 ** currency_exponent(target), 10 ** (RATE_DIGITS + currency_exponent(currency))


def _rounded(over: int, under: int) -> int:
    whole, rest = divmod(over, under)
    return whole + (2 * rest > under or (2 * rest == under and whole % 2 == 1))
