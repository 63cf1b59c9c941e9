"""Options: what a simulated launch is made of, and the named scenes.

In: nothing.
Out: WorldOptions, SCENES.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

WEEKS_A_PERIOD, PERIODS_A_YEAR = 4, 13
SD_EFFECT = 0.1166
"""Spread of what reps add, on the log scale, in every scene: sqrt(.06^2 + .10^2)."""


@dataclass(frozen=True, slots=True)
class WorldOptions:
    """One world. A sd is on the log scale; a share is 0 to 1."""

    n_reps: int = 400
    n_territories: int = 20
    accounts_per_rep: int = 5
    n_periods: int = 13
    """Of four weeks, from the launch on."""
    n_products: int = 20
    products_per_account: int = 4
    rows_per_account: int = 20
    """How many of an account's product x period cells hold an order in a year, where zero_share is not given."""
    zero_share: float | None = None
    """Share of account x period cells without an order; orders then come by chance, and the smaller the account the rarer."""
    handover_share: float = 0.15
    """Accounts that go to another rep of the territory once, after the first quarter of the window."""
    hire_share: float = 0.04
    """Reps hired inside the window; a colleague serves their accounts until then."""
    gamma: float = 0.06
    """What one sd of ability adds to log sales."""
    rest_sd: float = 0.10
    """What reps add beside that."""
    book_correlation: float = -0.2
    """Of the inherited book's worth with what the rep adds."""
    history_noise: float = 0.25
    """Of an account's sales in the year before, as a measure of its size."""
    training_effect: float = 0.05
    """What training adds to log sales from the first period after it."""
    trained_by: str = "lot"
    """lot: waves by lot; bad_spell: the later waves go to those who sold least beside their mean in the two periods before."""
    out_of_stock_share: float = 0.02
    """Territory x product x weeks without any stock."""
    promotion_share: float = 0.0
    """Territory x product x periods with a promotion."""
    return_share: float = 0.02
    """Order lines sent back whole, one to three weeks later."""
    missing_share: float = 0.01
    """Partner x weeks whose report never came."""
    n_partners: int = 3
    tag: str = ""
    """Part of the ids of accounts and partners, so that two worlds in one database stay apart."""

    @property
    def n_rows(self) -> int:
        """Return how many cells of an account hold an order in the window."""
        cells = self.products_per_account * self.n_periods
        return min(cells, max(1, round(self.rows_per_account * self.n_periods / PERIODS_A_YEAR)))

    @property
    def rows_share(self) -> float:
        """Return the share of product x period cells with an order, where cells are drawn."""
        return self.n_rows / (self.products_per_account * self.n_periods)


SCENES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "thin": {},
        "rich": {"accounts_per_rep": 25},
        "sparse": {"rows_per_account": 6},
        "bad-history": {"history_noise": 0.6},
        "no-handoff": {"handover_share": 0.0, "hire_share": 0.0},
        "null": {"gamma": 0.0, "rest_sd": SD_EFFECT, "training_effect": 0.0},
    }
)
"""Name -> what it changes in WorldOptions."""
