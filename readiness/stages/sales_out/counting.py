"""Counting: which lines a launch counts, for whom, and what an account bought before.

In: lines that stand, the launch, its accounts and reps.
Out: LINE_COLUMNS frames; history by account.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import pandas as pd

from readiness.stages.sales_out.rates import ExchangeRates, converted
from readiness.vocabulary import Launch, currency_exponent

HISTORY_WEEKS = 52
"""How far before the launch an account's sales count as its legacy baseline: one whole year, so that seasons even out."""
LINE_COLUMNS = (
    "rep_id", "account_id", "territory_id", "product_id", "sold_on", "units", "amount_minor", "seller", "credit_share",
)  # fmt: skip
"""`seller` is who is said to have sold it, in the launch or not; `credit_share` the rep's part of the whole sale."""


def launch_lines(
    lines: pd.DataFrame, accounts: Collection[str], reps: Collection[str], currency: str, rates: ExchangeRates | None = None
) -> tuple[pd.DataFrame, int, int]:
    """Return the lines a launch counts (columns LINE_COLUMNS), how many count for nobody, how many have no exchange rate.

    Args:
        lines: lines that stand, of every product: LINE_COLUMNS and currency; without `seller` it is the rep, without
            `credit_share` the sale is the rep's alone.
        accounts: the launch's accounts; lines of others are left out.
        reps: the launch's reps; a line of another counts for nobody ("").
        currency: the launch's; amounts in another are put into it at the rate of the day of the sale.
        rates: to the launch's currency; lines without one are left out.
    """
    mine = lines[lines["account_id"].isin(list(accounts))]
    counted, without_rate = converted(mine, currency, rates or ExchangeRates())
    counted = counted.assign(**{name: counted["rep_id"] for name in ("seller",) if name not in counted})
    counted = counted.assign(**{name: 1.0 for name in ("credit_share",) if name not in counted})
    counted = counted[list(LINE_COLUMNS)].reset_index(drop=True)
    nobody = ~counted["rep_id"].isin(list(reps))
    counted.loc[nobody, "rep_id"] = ""
    return counted, int(nobody.sum()), len(without_rate)


def history_by_account(frame: pd.DataFrame, launch: Launch) -> dict[str, float] | None:
    """Return account -> average sales a week (major units) before the launch, or None where no report reaches back."""
    past = frame[frame["sold_on"] < launch.dates.launch_on]
    if past.empty:
        return None
    start = max(min(past["sold_on"]), launch.dates.launch_on - timedelta(weeks=HISTORY_WEEKS))
    weeks = max((launch.dates.launch_on - start).days / 7, 1.0)
    past = past[past["sold_on"] >= start]
    scale = 10 ** currency_exponent(launch.currency)
    return {str(a): float(v) / scale / weeks for a, v in past.groupby("account_id")["amount_minor"].sum().items()}
