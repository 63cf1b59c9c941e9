"""Fill rates: how much of what customers asked for a partner could deliver, from the lost sales it reports.

In: units sold and lost by product, account and week; the territory of each account.
Out: in-stock shares and lost units for the contribution stage, where the launch folder gives none.

Demand is not worked out from what partners sold: it would credit the market with what the rep did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from readiness.stages.sales_out.levels import Market

Place = tuple[str, str, date]
"""Product, territory, week."""


@dataclass(frozen=True, slots=True)
class MovedUnits:
    """Units of one movement (sale, return or lost_sale) of a partner that reports lost sales."""

    product_id: str
    account_id: str
    week: date
    movement: str
    units: int


def with_fill_rates(market: Market, moved: Iterable[MovedUnits], territory_of: Mapping[str, str]) -> Market:
    """Return the market with sold / (sold + lost) where partners tell it; what the launch folder says goes first.

    Args:
        market: as the launch folder gives it.
        moved: of partners that report lost sales.
        territory_of: account -> territory; what happened at another account tells of no territory.
    """
    sold: defaultdict[Place, int] = defaultdict(int)
    lost: defaultdict[Place, int] = defaultdict(int)
    for m in moved:
        if m.account_id in territory_of:
            told = lost if m.movement == "lost_sale" else sold
            told[m.product_id, territory_of[m.account_id], m.week] += m.units
    shares = {}
    for place in sorted({*sold, *lost}):
        got, missed = max(sold[place], 0), max(lost[place], 0)
        if got + missed:
            shares[place] = got / (got + missed)
    units = {place: float(max(lost[place], 0)) for place in shares}
    return replace(market, in_stock_share={**shares, **market.in_stock_share}, lost_units={**units, **market.lost_units})
