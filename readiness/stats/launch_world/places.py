"""Places: territories with their luck: market, economy, demand and stock, and what of it is seen.

In: WorldOptions, a Generator.
Out: Places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stats.launch_world.options import PERIODS_A_YEAR, WEEKS_A_PERIOD, WorldOptions

Floats = NDArray[np.float64]

SD_MARKET, SD_ECONOMY, RHO_ECONOMY, SD_NATION, SEASON = 0.35, 0.15, 0.8, 0.05, 0.20
SD_PRODUCT, SD_DEMAND, ELASTICITY, SD_SEEN, PROMOTION = 0.6, 0.30, 0.9, 0.05, 0.3
STOCK, SD_STOCK_PLACE, SD_STOCK = 1.9, 0.6, 0.8
"""On the logit scale."""


@dataclass(frozen=True, slots=True)
class Places:
    """Effects on the log scale, and the noisy figures a launch folder shows of them."""

    market: Floats
    """Per territory."""
    economy: Floats
    """Territory x period."""
    season: Floats
    """Per period: season and what befell the whole nation."""
    product: Floats
    demand: Floats
    """Territory x product; sales follow it with the power ELASTICITY."""
    stock: Floats
    """Territory x product x week, 0..1."""
    index_seen: Floats
    demand_seen: Floats
    promoted: Floats
    """Territory x product x period, 0 or 1; sales follow it with exp(PROMOTION)."""

    @property
    def stock_by_period(self) -> Floats:
        """Return the mean stock, territory x product x period."""
        by_week = self.stock.reshape(*self.stock.shape[:2], -1, WEEKS_A_PERIOD)
        return np.asarray(by_week.mean(axis=3), dtype=np.float64)


def draw_places(options: WorldOptions, rng: np.random.Generator) -> Places:
    """Return territories; economy is autoregressive, some territories and weeks are badly supplied."""
    n, n_products, n_periods = options.n_territories, options.n_products, options.n_periods
    market = rng.normal(0, SD_MARKET, n)
    economy = rng.normal(0, SD_ECONOMY, (n, n_periods))
    for t in range(1, n_periods):
        economy[:, t] = RHO_ECONOMY * economy[:, t - 1] + np.sqrt(1 - RHO_ECONOMY**2) * economy[:, t]
    season = rng.normal(0, SD_NATION, n_periods) + SEASON * np.sin(2 * np.pi * np.arange(n_periods) / PERIODS_A_YEAR)
    demand = rng.normal(0, SD_DEMAND, (n, n_products))
    supply = rng.normal(0, SD_STOCK_PLACE, (n, 1, 1)) + rng.normal(0, SD_STOCK, (n, n_products, n_periods))
    stock = np.repeat(1 / (1 + np.exp(-(STOCK + supply))), WEEKS_A_PERIOD, axis=2)
    stock[rng.random(stock.shape) < options.out_of_stock_share] = 0.0
    shape = (n, n_products, n_periods)
    return Places(
        market=market,
        economy=economy,
        season=season,
        product=rng.normal(0, SD_PRODUCT, n_products),
        demand=demand,
        stock=stock,
        index_seen=np.exp(economy + rng.normal(0, SD_SEEN, economy.shape)),
        demand_seen=np.exp(demand + rng.normal(0, SD_SEEN, demand.shape)),
        promoted=np.asarray(rng.random(shape) < options.promotion_share, dtype=np.float64)
        if options.promotion_share
        else np.zeros(shape),
    )
