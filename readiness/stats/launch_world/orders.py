"""Orders: what every account orders in every period, with noise, returns and weeks without stock.

In: WorldOptions, Places, Accounts, Served, a Generator.
Out: Orders, one row a line.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from readiness.stats.launch_world.options import WEEKS_A_PERIOD, WorldOptions
from readiness.stats.launch_world.people import LEVEL, Accounts, Codes, Served
from readiness.stats.launch_world.places import ELASTICITY, PROMOTION, Floats, Places

SD_ACCOUNT_PERIOD, SD_LINE = 0.15, 0.45
WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Orders:
    """Per line; money below 0 is a return."""

    account: Codes
    product: Codes
    period: Codes
    """In which it was ordered; a return keeps that of its order."""
    week: Codes
    day: Codes
    """Of the week, 0 is Monday."""
    money: Floats

    def times(self, factor: Floats) -> Orders:
        """Return the same lines with their money multiplied."""
        return replace(self, money=self.money * factor)


def noise_free(options: WorldOptions, places: Places, accounts: Accounts) -> Floats:
    """Return account x product bought x period: expected sales with an untrained rep who adds nothing."""
    territory, bought = accounts.territory[:, None], accounts.products
    steady = LEVEL + places.product[bought] + places.market[territory] + ELASTICITY * places.demand[territory, bought]
    by_time = places.economy[accounts.territory] + places.season
    log_mean = steady[:, :, None] + by_time[:, None, :] + accounts.size[:, None, None]
    log_mean += PROMOTION * places.promoted[territory, bought]
    return np.asarray(options.rows_share * np.exp(log_mean) * places.stock_by_period[territory, bought], dtype=np.float64)


def draw_orders(
    options: WorldOptions,
    places: Places,
    accounts: Accounts,
    served: Served,
    mean: Floats,
    effect: Floats,
    rng: np.random.Generator,
) -> Orders:
    """Return the order lines, one an account, product and period that has any; nobody is trained yet."""
    n, n_bought, n_periods = mean.shape
    noise = _mean_one(SD_ACCOUNT_PERIOD, (n, 1, n_periods), rng)
    with_rep = np.asarray(mean * np.exp(effect[served.rep])[:, None, :] * noise, dtype=np.float64)
    money: Floats
    if options.zero_share is None:
        n_cells = n_bought * n_periods
        chosen = np.sort(np.argsort(rng.random((n, n_cells)), axis=1)[:, : options.n_rows], axis=1)
        account = np.repeat(np.arange(n), options.n_rows)
        place, period = np.divmod(chosen.ravel(), n_periods)
        money = with_rep[account, place, period] / options.rows_share
    else:
        size = order_size(mean, options.zero_share)
        counts = rng.poisson(with_rep / size)
        account, place, period = np.nonzero(counts)
        money = counts[account, place, period].astype(np.float64) * size
    product = accounts.products[account, place]
    week = _week(places, accounts.territory[account], product, period, rng)
    orders = Orders(
        account, product, period, week, rng.integers(0, WORKING_DAYS, money.size), money * _mean_one(SD_LINE, money.shape, rng)
    )
    return _only(orders, money > 0.0)


def order_size(mean: Floats, zero_share: float) -> float:
    """Return the money of one order at which, orders coming by chance, this share of account x periods has none."""
    period_mean = mean.sum(axis=1)
    period_mean = period_mean[period_mean > 0.0]
    typical = float(period_mean.mean())

    def excess(log_size: float) -> float:
        return float(np.exp(-period_mean / (typical * np.exp(log_size))).mean()) - zero_share

    return typical * float(np.exp(brentq(excess, -15.0, 15.0)))


def draw_returns(options: WorldOptions, orders: Orders, rng: np.random.Generator) -> Orders:
    """Return the orders and, after them, those that came back whole; what would come back after the window does not."""
    later = orders.week + rng.integers(1, 4, orders.week.size)
    is_back = (rng.random(orders.week.size) < options.return_share) & (later < options.n_periods * WEEKS_A_PERIOD)
    back = _only(replace(orders, week=later, money=-orders.money), is_back)
    return Orders(*(np.concatenate([getattr(orders, f.name), getattr(back, f.name)]) for f in fields(Orders)))


def _mean_one(sd: float, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Return factors of mean 1 whose logarithm has this sd."""
    return np.asarray(np.exp(rng.normal(-sd * sd / 2, sd, shape)), dtype=np.float64)


def _week(places: Places, territory: Codes, product: Codes, period: Codes, rng: np.random.Generator) -> Codes:
    """Return the week of each order: one of its period's, as likely as there was stock; without any, the first."""
    weeks = period[:, None] * WEEKS_A_PERIOD + np.arange(WEEKS_A_PERIOD)
    reached = np.cumsum(places.stock[territory[:, None], product[:, None], weeks], axis=1)
    passed = (reached <= rng.random((period.size, 1)) * reached[:, -1:]).sum(axis=1)
    return np.asarray(period * WEEKS_A_PERIOD + np.where(reached[:, -1] > 0.0, passed, 0), dtype=np.intp)


def _only(orders: Orders, kept: NDArray[np.bool_]) -> Orders:
    """Return the lines that are kept."""
    return Orders(*(getattr(orders, f.name)[kept] for f in fields(Orders)))
