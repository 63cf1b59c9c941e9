"""Sales-out cells: lines that count -> sales per rep, account and period, and who serves which account.

In: a frame of lines, accounts, launch, market.
Out: frames as the contribution stage reads them; Market, Period.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from readiness.stages.sales_out.rates import ExchangeRates, converted
from readiness.vocabulary import Account, Launch, currency_exponent, week_of

PERIOD_WEEKS = 4
"""Length of a cell: accounts order every few weeks, so weekly cells would be nearly all zero."""
HISTORY_WEEKS = 52
"""How far before the launch an account's sales count as its legacy baseline: one whole year, so that seasons even out."""


@dataclass(frozen=True, slots=True)
class Market:
    """What is known of the market; an empty mapping where nothing is."""

    index: Mapping[tuple[str, date], float]
    """(territory_id, week) -> 1 at the territory's usual level."""
    in_stock_share: Mapping[tuple[str, str, date], float]
    """(product_id, territory_id, week) -> 0..1."""
    lost_units: Mapping[tuple[str, str, date], float]
    demand_index: Mapping[tuple[str, str, date], float]
    """(product_id, territory_id, week) -> 1 at its usual level."""


LINE_COLUMNS = ("rep_id", "account_id", "territory_id", "product_id", "sold_on", "units", "amount_minor")


def launch_lines(
    lines: pd.DataFrame, accounts: Collection[str], reps: Collection[str], currency: str, rates: ExchangeRates | None = None
) -> tuple[pd.DataFrame, int, int]:
    """Return the lines a launch counts (columns LINE_COLUMNS), how many count for nobody, how many have no exchange rate.

    Args:
        lines: lines that stand, of every product: LINE_COLUMNS and currency.
        accounts: the launch's accounts; lines of others are left out.
        reps: the launch's reps; a line of another counts for nobody ("").
        currency: the launch's; amounts in another are put into it at the rate of the day of the sale.
        rates: to the launch's currency; lines without one are left out.
    """
    mine = lines[lines["account_id"].isin(list(accounts))]
    counted, without_rate = converted(mine, currency, rates or ExchangeRates())
    counted = counted[list(LINE_COLUMNS)].reset_index(drop=True)
    nobody = ~counted["rep_id"].isin(list(reps))
    counted.loc[nobody, "rep_id"] = ""
    return counted, int(nobody.sum()), len(without_rate)


def serving_rep(frame: pd.DataFrame, account_ids: Sequence[str], as_of: date) -> dict[str, str]:
    """Return account -> the rep who last sold it anything up to that day, or who first did later; absent where none did."""
    named = frame[frame["rep_id"] != ""].sort_values(["sold_on", "rep_id"], kind="stable")
    before = named[named["sold_on"] <= as_of].groupby("account_id")["rep_id"].last()
    later = named[named["sold_on"] > as_of].groupby("account_id")["rep_id"].first()
    found = {str(a): str(r) for a, r in {**later.to_dict(), **before.to_dict()}.items()}
    return {a: found[a] for a in account_ids if a in found}


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


@dataclass(frozen=True, slots=True)
class Period:
    """One block of weeks of the measured window."""

    starts_on: date
    ends_on: date
    """The last day, included."""
    weeks: tuple[date, ...]

    @property
    def n_weeks(self) -> float:
        """Return the length in weeks, days counted as sevenths."""
        return ((self.ends_on - self.starts_on).days + 1) / 7


def periods(launch_on: date, until: date) -> list[Period]:
    """Return the measured window in blocks of PERIOD_WEEKS; a last block shorter than a week joins the one before."""
    found: list[Period] = []
    start = launch_on
    while start <= until:
        end = min(week_of(start) + timedelta(weeks=PERIOD_WEEKS, days=-1), until)
        if found and (end - start).days < 6:
            start = found.pop().starts_on
        weeks = tuple(week_of(start) + timedelta(weeks=i) for i in range((week_of(end) - week_of(start)).days // 7 + 1))
        found.append(Period(start, end, weeks))
        start = end + timedelta(days=1)
    return found


def contribution_cells(
    frame: pd.DataFrame, accounts: Mapping[str, Account], launch: Launch, market: Market, as_of: date
) -> pd.DataFrame:
    """Return one row a rep x account x period of the measured window, zeros included.

    An account is in the frame of every period once some rep has ever sold it anything; it then counts for the rep who
    served it last, besides whoever sold to it in that period. Columns as `stages.contribution.fit_contributions` reads them.
    """
    until = min(as_of, launch.dates.measure_until)
    product = frame[frame["product_id"].isin(launch.product_ids)]
    history = history_by_account(frame, launch)
    scale = 10 ** currency_exponent(launch.currency)
    rows: list[dict[str, object]] = []
    for period in periods(launch.dates.launch_on, until):
        inside = product[(product["sold_on"] >= period.starts_on) & (product["sold_on"] <= period.ends_on)]
        sold = inside[inside["rep_id"] != ""].groupby(["account_id", "rep_id"], as_index=False)["amount_minor"].sum()
        cells = {
            (str(a), str(r)): float(v) / scale
            for a, r, v in zip(sold["account_id"], sold["rep_id"], sold["amount_minor"], strict=True)
        }
        buying = {a for a, _ in cells}
        for account_id, rep_id in serving_rep(frame, sorted(accounts), period.ends_on).items():
            if account_id not in buying:
                cells[account_id, rep_id] = 0.0
        levels = _levels(market, launch.product_ids, period)
        for (account_id, rep_id), sales in sorted(cells.items()):
            territory = accounts[account_id].territory_id
            index, stock, demand = levels(territory)
            rows.append(
                {
                    "rep_id": rep_id, "account_id": account_id, "territory_id": territory, "period": period.starts_on.isoformat(),
                    "sales": sales, "weeks": period.n_weeks,
                    "history": float("nan") if history is None else history.get(account_id, 0.0),
                    "market_index": index, "in_stock_share": stock, "demand_index": demand,
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(CELL_COLUMNS))


CELL_COLUMNS = (
    "rep_id", "account_id", "territory_id", "period", "sales", "weeks", "history",
    "market_index", "in_stock_share", "demand_index",
)  # fmt: skip


def _levels(market: Market, products: Sequence[str], period: Period) -> Callable[[str], tuple[float, float, float]]:
    """Return territory -> (market index, in-stock share, demand index) of a period, each the mean of what is known, else NaN."""
    cache: dict[str, tuple[float, float, float]] = {}

    def levels(territory: str) -> tuple[float, float, float]:
        if territory not in cache:
            cells = [(p, territory, w) for p in products for w in period.weeks]
            cache[territory] = (
                _mean([market.index[territory, w] for w in period.weeks if (territory, w) in market.index]),
                _mean([market.in_stock_share[c] for c in cells if c in market.in_stock_share]),
                _mean([market.demand_index[c] for c in cells if c in market.demand_index]),
            )
        return cache[territory]

    return levels


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")
