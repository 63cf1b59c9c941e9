"""Levels: the measured window in periods, and what is known of market, stock, demand and promotions in each.

In: Market, the window.
Out: Period; a mean per product, territory and period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from readiness.vocabulary import week_of

PERIOD_WEEKS = 4
"""Length of a cell: accounts order every few weeks, so weekly cells would be nearly all zero."""
Floats = NDArray[np.float64]


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
    promoted_share: Mapping[tuple[str, str, date], float] = field(default_factory=dict)
    """(product_id, territory_id, week) -> 0..1; where any is known, one that is not there is 0."""


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


def levelled(cells: pl.DataFrame, market: Market, products: Sequence[str], blocks: Sequence[Period]) -> pl.DataFrame:
    """Return cells with market_index, in_stock_share, demand_index and, where promotions are known, promotion.

    Each is the mean of what is known of the cell's product, territory and period, NaN where nothing is.

    Args:
        cells: product_id ("": all products), territory_id, block.
        market: as it is known.
        products: the launch's.
        blocks: the periods, by number.
    """
    weeks = {week: at for at, block in enumerate(blocks) for week in block.weeks}
    territories = {t: at for at, t in enumerate(cells["territory_id"].unique().sort())}
    is_whole = bool((cells["product_id"] == "").any())
    places = dict.fromkeys(products, 0) if is_whole else {p: at for at, p in enumerate(products)}
    parts = {
        "market_index": {("", *key): value for key, value in market.index.items()},
        "in_stock_share": market.in_stock_share,
        "demand_index": market.demand_index,
    }
    if market.promoted_share:
        nothing = {(p, t, w): 0.0 for p in products for t in territories for w in weeks}
        parts["promotion"] = {**nothing, **market.promoted_share}
    found = []
    for name, values in parts.items():
        known = {"": 0} if name == "market_index" else places
        product = cells["product_id"].replace_strict(known, default=0, return_dtype=pl.Int64).to_numpy()
        territory = cells["territory_id"].replace_strict(territories, return_dtype=pl.Int64).to_numpy()
        mean = _mean(values, known, territories, weeks)
        found.append(pl.Series(name, mean[product, territory, cells["block"].to_numpy()]))
    return cells.with_columns(found)


def _mean(
    values: Mapping[tuple[str, str, date], float],
    products: Mapping[str, int],
    territories: Mapping[str, int],
    weeks: Mapping[date, int],
) -> Floats:
    """Return products x territories x periods: the mean of the values known, NaN where none is; others are left out."""
    shape = tuple(max(codes.values(), default=0) + 1 for codes in (products, territories, weeks))
    codes = np.array([(products.get(p, -1), territories.get(t, -1), weeks.get(w, -1)) for p, t, w in values], dtype=np.intp)
    codes = codes.reshape(-1, 3)
    is_known = (codes >= 0).all(axis=1)
    at = np.ravel_multi_index(tuple(codes[is_known].T), shape)
    known = np.fromiter(values.values(), dtype=np.float64, count=len(values))[is_known]
    n = int(np.prod(shape))
    count, total = np.bincount(at, minlength=n), np.bincount(at, weights=known, minlength=n)
    mean: Floats = np.divide(total, count, out=np.full(n, np.nan), where=count > 0)
    return mean.reshape(shape)
