"""Outcome: what the contribution stage hands on.

In: nothing.
Out: RepContribution, RepPeriod, ContributionFit.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RepContribution:
    """What a rep sold, what an average rep would have sold there and then, and what this rep added.

    Money in major units of one currency. legacy + market + availability + demand = expected;
    expected + contribution + unexplained = sales_out.
    """

    rep_id: str
    n_accounts: int
    n_cells: int
    sales_out_money: float
    expected_money: float
    legacy_money: float
    market_money: float
    availability_money: float
    demand_money: float
    contribution_money: float
    contribution_low: float
    contribution_high: float
    """90% band of the contribution."""
    unexplained_money: float
    rank_low: int
    rank_high: int
    """90% band of the rank by contribution, 1 is highest."""
    p_top_fifth: float
    p_bottom_fifth: float
    reliability: float
    """1 - posterior variance / variance between reps, 0..1."""
    verdict: str
    """above, below, like the average, or not_enough_data with the reason."""
    effect: float = 0.0
    effect_low: float = 0.0
    effect_high: float = 0.0
    """What the rep adds on the log scale, and its 90% band: 0.1 is about a tenth more than the average rep."""
    reported_share: float = 1.0
    """Weeks reported of the weeks due; a lower share widens the bands."""


@dataclass(frozen=True, slots=True)
class RepPeriod:
    """What a rep added in one period on the log scale, not pulled towards the average: for comparing, not for judging one rep."""

    rep_id: str
    period: str
    """First day, ISO."""
    effect: float
    weight: float
    """Information behind it: larger where more was sold; 0 where nothing tells."""


@dataclass(frozen=True, slots=True)
class ContributionFit:
    """The fitted model: what a reader needs to trust or doubt it."""

    reps: tuple[RepContribution, ...]
    variances: tuple[tuple[str, float], ...]
    coefficients: tuple[tuple[str, float, float], ...]
    """Name, estimate, standard error."""
    n_cells: int
    zero_share: float
    converged: bool
    notes: tuple[str, ...]
    """Honest remarks, such as which covariates were absent."""
    loglik: float | None = None
    """REML log-likelihood of the last working model: for comparing fits to the same cells with the same covariates."""
    variance_errors: tuple[tuple[str, float | None], ...] = ()
    """Name and standard error of each of `variances`; None where it is at its bound."""
    periods: tuple[RepPeriod, ...] = ()
    """By rep and period; only where a model stands behind it."""
