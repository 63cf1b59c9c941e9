"""Rate files: rates.csv and units.csv, what another currency and another unit of measure are worth.

In: the bytes of each file.
Out: ExchangeRates, UnitTable; faults as Problems.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from readiness.adapters.input_columns import Column, date_column, id_column, text_column
from readiness.adapters.input_tables import Problems, Row, read_table
from readiness.adapters.input_values import BadValueError, currency_value, decimal_value, integer_value, shown
from readiness.stages.sales_out.rates import RATE_DIGITS, ExchangeRates, exchange_rates
from readiness.stages.sales_out.unit_table import UnitTable

RATES, UNITS = "rates.csv", "units.csv"
A_RATE = f"what one unit of the currency is worth in the launch's, above 0, with at most {RATE_DIGITS} decimals"
MOST_UNITS = 1_000_000


def _rate_value(text: str) -> Decimal:
    rate = decimal_value("0.000000000001", "1000000000")(text)
    if rate != round(rate, RATE_DIGITS):
        raise BadValueError(f"{shown(text)} has more than {RATE_DIGITS} decimals")
    return rate


def read_rates(files: Mapping[str, bytes], currency: str, problems: Problems) -> ExchangeRates:
    """Return the rates to the launch's currency; none without the file."""
    if RATES not in files:
        return ExchangeRates()
    columns = [
        date_column("date"),
        Column("currency", currency_value, "an ISO 4217 code such as EUR"),
        Column("rate", _rate_value, A_RATE),
    ]
    rows = read_table(RATES, files[RATES], columns, problems)
    _once(RATES, rows, ("date", "currency"), problems)
    for r in rows:
        if r["currency"] == currency:
            problems.add(RATES, r.row, "currency", f"{currency} is the launch's own currency", "another; its own rate is 1")
    return exchange_rates((r["date"], r["currency"], r["rate"]) for r in rows)


def read_units(files: Mapping[str, bytes], problems: Problems) -> UnitTable:
    """Return what a unit of measure holds of a product; nothing without the file."""
    if UNITS not in files:
        return {}
    columns = [
        id_column("product_id", "a product's id, or blank for every product", blank=True),
        text_column("unit_of_measure", "a unit such as CASE", at_most=40),
        Column("units", integer_value(1, MOST_UNITS), f"a whole number of pieces from 1 to {MOST_UNITS:,}"),
    ]
    rows = read_table(UNITS, files[UNITS], columns, problems)
    _once(UNITS, rows, ("product_id", "unit_of_measure"), problems)
    return {(r["unit_of_measure"].upper(), r["product_id"]): r["units"] for r in rows}


def _once(file: str, rows: Collection[Row], names: tuple[str, str], problems: Problems) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for r in rows:
        key = tuple(str(r[name]).upper() for name in names)
        if key in seen:
            what = f"this {' and '.join(names)} already stand in row {seen[key]}".replace("_", " ")
            problems.add(file, r.row, names[1], what, "each pair once")
        seen.setdefault(key, r.row)
