"""People: reps with ability, effect and an inherited book; accounts with their size; who serves which account when.

In: WorldOptions, Places, a Generator.
Out: Reps, Accounts, Served.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stats.launch_world.options import PERIODS_A_YEAR, WorldOptions
from readiness.stats.launch_world.places import SD_MARKET, Floats, Places

Codes = NDArray[np.intp]

LEVEL = float(np.log(4000.0))
"""Of one order of a typical account."""
SELECTION = 0.3
"""Correlation of ability with a rich market."""
SD_BOOK, SD_ACCOUNT, HISTORY_SHAPE = 0.5, 0.7, 5.0


@dataclass(frozen=True, slots=True)
class Reps:
    """Per rep."""

    territory: Codes
    ability: Floats
    """Mean 0 and sd 1 over worlds."""
    effect: Floats
    """What the rep adds to log sales, training apart."""
    book: Floats
    """Worth of the accounts the rep was given, on the log scale."""
    hired: Codes
    """First period at work; 0 is before the launch."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Per account."""

    first_rep: Codes
    territory: Codes
    size: Floats
    """Log scale, the rep's book in it."""
    products: Codes
    """Account x products it buys."""
    history: Floats
    """Account x 13 four-week periods before the launch: money."""


@dataclass(frozen=True, slots=True)
class Served:
    """Who serves an account in each period."""

    rep: Codes
    """Account x period."""
    before: Codes
    """Per account: who served it before the launch."""


def draw_reps(options: WorldOptions, places: Places, rng: np.random.Generator) -> Reps:
    """Return reps, spread evenly over territories; the first of each territory was there before the launch."""
    n = options.n_reps
    territory = np.arange(n) * options.n_territories // n
    ability = SELECTION * (places.market / SD_MARKET)[territory] + np.sqrt(1 - SELECTION**2) * rng.normal(size=n)
    effect = options.gamma * ability + rng.normal(0, options.rest_sd, n)
    spread = max(float(np.hypot(options.gamma, options.rest_sd)), 1e-12)
    rho = options.book_correlation
    book = SD_BOOK * (rho * effect / spread + np.sqrt(1 - rho**2) * rng.normal(size=n))
    is_first = np.concatenate([[True], territory[1:] != territory[:-1]])
    low, high = _middle(options.n_periods)
    hired = np.where((rng.random(n) < options.hire_share) & ~is_first, rng.integers(low, high, n), 0)
    return Reps(territory, ability, effect, book, hired)


def _middle(n_periods: int) -> tuple[int, int]:
    """Return the first and one past the last period in which somebody comes or an account goes over."""
    low = max(1, n_periods // 4)
    return low, max(low + 1, n_periods - 2)


def draw_accounts(options: WorldOptions, places: Places, reps: Reps, rng: np.random.Generator) -> Accounts:
    """Return accounts; the year before tells their size with noise, and nothing of the reps of this launch."""
    first_rep = np.repeat(np.arange(options.n_reps), options.accounts_per_rep)
    n = first_rep.size
    territory = reps.territory[first_rep]
    size = reps.book[first_rep] + rng.normal(0, SD_ACCOUNT, n)
    products = np.sort(np.argsort(rng.random((n, options.n_products)), axis=1)[:, : options.products_per_account], axis=1)
    seen = size + places.market[territory] + rng.normal(0, options.history_noise, n)
    parts = rng.gamma(HISTORY_SHAPE, size=(n, PERIODS_A_YEAR))
    yearly = np.exp(LEVEL + seen) * options.rows_per_account
    return Accounts(first_rep, territory, size, products, yearly[:, None] * parts / parts.sum(axis=1, keepdims=True))


def draw_service(options: WorldOptions, reps: Reps, accounts: Accounts, rng: np.random.Generator) -> Served:
    """Return who serves whom: some accounts go over to a colleague, and a rep not yet hired is stood in for."""
    n, n_periods = accounts.first_rep.size, options.n_periods
    members = np.bincount(reps.territory, minlength=options.n_territories)
    start = np.concatenate([[0], np.cumsum(members)[:-1]])
    crowd = members[accounts.territory]
    step = 1 + (rng.random(n) * (crowd - 1)).astype(np.intp)
    other = start[accounts.territory] + (accounts.first_rep - start[accounts.territory] + step) % crowd
    moves = (rng.random(n) < options.handover_share) & (crowd > 1)
    when = np.where(moves, rng.integers(*_middle(n_periods), n), n_periods)
    period = np.arange(n_periods)
    rep = np.where(period >= when[:, None], other[:, None], accounts.first_rep[:, None])
    stand_in = _stand_in(options, reps, accounts, rng)
    rep = np.where(reps.hired[rep] > period, stand_in[:, None], rep)
    return Served(rep, np.where(reps.hired[accounts.first_rep] > 0, stand_in, accounts.first_rep))


def _stand_in(options: WorldOptions, reps: Reps, accounts: Accounts, rng: np.random.Generator) -> Codes:
    """Return, per account, a rep of the territory who was there before the launch."""
    chance = rng.random(accounts.first_rep.size)
    found = np.empty(accounts.first_rep.size, dtype=np.intp)
    for territory in range(options.n_territories):
        here = accounts.territory == territory
        there = np.flatnonzero((reps.territory == territory) & (reps.hired == 0))
        found[here] = there[(chance[here] * there.size).astype(np.intp)]
    return found
