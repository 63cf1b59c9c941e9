"""Truth: a whole world, what it sold and what each rep truly added.

In: what was drawn.
Out: LaunchWorld, Cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stats.launch_world.options import WEEKS_A_PERIOD, WorldOptions
from readiness.stats.launch_world.orders import Orders
from readiness.stats.launch_world.people import Accounts, Codes, Reps, Served
from readiness.stats.launch_world.places import Floats, Places

SD_QUOTA = 0.10


@dataclass(frozen=True, slots=True)
class Cells:
    """Rep x account x period, sorted."""

    rep: Codes
    account: Codes
    period: Codes
    """Of the day sold: a return counts where it came back."""
    sold: Floats
    reported: Floats
    """Without the reports that never came."""
    expected: Floats
    contribution: Floats


@dataclass(frozen=True, slots=True)
class LaunchWorld:
    """One simulated launch with everything that made it."""

    options: WorldOptions
    places: Places
    reps: Reps
    accounts: Accounts
    served: Served
    trained_from: Codes
    """Per rep: first period after training; the number of periods is never."""
    orders: Orders
    mean: Floats
    """Account x period: expected sales, returns off, with a rep who adds nothing and is not trained."""
    is_missing: NDArray[np.bool_]
    """Partner x week: the report never came."""
    quota: Floats
    """Per rep, over the window."""

    @property
    def partner(self) -> Codes:
        """Return the partner of each territory."""
        return np.asarray(np.arange(self.options.n_territories) % self.is_missing.shape[0], dtype=np.intp)

    @property
    def line_rep(self) -> Codes:
        """Return who sold each line; a return is the seller's."""
        return np.asarray(self.served.rep[self.orders.account, self.orders.period], dtype=np.intp)

    @property
    def is_reported(self) -> NDArray[np.bool_]:
        """Return which lines stand in a report that came."""
        partner = self.partner[self.accounts.territory[self.orders.account]]
        return np.asarray(~self.is_missing[partner, self.orders.week])

    @property
    def added_log(self) -> Floats:
        """Return rep x period: what the rep adds to log sales, beside the average rep of that period."""
        is_trained = np.arange(self.options.n_periods) >= self.trained_from[:, None]
        whole = self.reps.effect[:, None] + self.options.training_effect * is_trained
        return np.asarray(whole - whole.mean(axis=0), dtype=np.float64)

    @property
    def expected(self) -> Floats:
        """Return account x period: expected sales, returns off, with the average rep of that period."""
        is_trained = np.arange(self.options.n_periods) >= self.trained_from[:, None]
        average = self.reps.effect.mean() + self.options.training_effect * is_trained.mean(axis=0)
        return np.asarray(self.mean * np.exp(average), dtype=np.float64)

    def by_rep(self, cells: Floats) -> Floats:
        """Return the sum of account x period figures per rep who serves there."""
        return np.bincount(self.served.rep.ravel(), weights=cells.ravel(), minlength=self.options.n_reps).astype(np.float64)

    @property
    def expected_money(self) -> Floats:
        """Return, per rep, what the average rep would sell there and then."""
        return self.by_rep(self.expected)

    @property
    def contribution_money(self) -> Floats:
        """Return, per rep, what the rep is expected to sell beyond that."""
        added = np.take_along_axis(self.added_log, self.served.rep, axis=0)
        return self.by_rep(self.expected * np.expm1(added))

    @property
    def zero_share(self) -> float:
        """Return the share of account x period cells in which nothing was sold, in the reports that came."""
        kept = self.is_reported & (self.orders.money > 0.0)
        cells = self.orders.account[kept] * self.options.n_periods + self.orders.week[kept] // WEEKS_A_PERIOD
        return 1.0 - np.unique(cells).size / self.served.rep.size

    @property
    def cents(self) -> NDArray[np.int64]:
        """Return the money of each line in hundredths, at least one."""
        whole = np.maximum(np.rint(np.abs(self.orders.money) * 100), 1)
        return np.asarray(np.sign(self.orders.money) * whole, dtype=np.int64)

    def cells(self) -> Cells:
        """Return rep x account x period cells: all that somebody serves, and those of returns that came after a hand-over."""
        n_accounts, n_periods = self.served.rep.shape
        account, period = np.indices(self.served.rep.shape).reshape(2, -1)
        lines = (self.line_rep, self.orders.account, self.orders.week // WEEKS_A_PERIOD)
        shape = (self.options.n_reps, n_accounts, n_periods)
        served = np.ravel_multi_index((self.served.rep.ravel(), account, period), shape)
        sold = np.ravel_multi_index(lines, shape)
        keys = np.unique(np.concatenate([served, sold]))
        expected, added = self.expected.ravel(), np.take_along_axis(self.added_log, self.served.rep, axis=0).ravel()

        def summed(at: Codes, values: Floats) -> Floats:
            return np.bincount(np.searchsorted(keys, at), weights=values, minlength=keys.size).astype(np.float64)

        rep, account, period = np.unravel_index(keys, shape)
        cents = self.cents.astype(np.float64)
        return Cells(
            rep=rep,
            account=account,
            period=period,
            sold=summed(sold, cents) / 100,
            reported=summed(sold, cents * self.is_reported) / 100,
            expected=summed(served, expected),
            contribution=summed(served, expected * np.expm1(added)),
        )


def quotas(options: WorldOptions, reps: Reps, accounts: Accounts, rng: np.random.Generator) -> Floats:
    """Return a quota per rep: half by the rep's own accounts last year, half by the territory's mean, rounded by a manager."""
    last_year = np.bincount(accounts.first_rep, weights=accounts.history.sum(axis=1), minlength=options.n_reps)
    members = np.bincount(reps.territory, minlength=options.n_territories)
    mean = (np.bincount(reps.territory, weights=last_year) / members)[reps.territory]
    planned = (0.5 * last_year + 0.5 * mean) * np.exp(rng.normal(0, SD_QUOTA, options.n_reps))
    in_office = 1 - reps.hired / options.n_periods
    return np.asarray(np.rint(planned * in_office * options.n_periods / accounts.history.shape[1]), dtype=np.float64)
