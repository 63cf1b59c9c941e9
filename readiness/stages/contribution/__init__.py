"""Contribution: sales-out net of market, availability, demand and legacy.

In: account x period cells with their covariates.
Out: RepContribution per rep, variance components, fit.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from readiness.stages.contribution.by_period import by_period
from readiness.stages.contribution.cells import FACTORS, Cells, arrange
from readiness.stages.contribution.components import component_errors
from readiness.stages.contribution.model import Model, fit_model
from readiness.stages.contribution.money import additive_split, contributions, levelled, unfitted
from readiness.stages.contribution.outcome import ContributionFit, RepContribution, RepPeriod
from readiness.stages.contribution.replacement import AVERAGE, Replacement, counted_from
from readiness.stats.mixed_model import MixedFit

__all__ = ["ContributionFit", "RepContribution", "RepPeriod", "Replacement", "additive_split", "fit_contributions"]

LEAST_SALES = 10
"""Cells with a sale below which nothing is fitted."""
MANY_LEVELS = 100
"""From this many reps or territories on, their variance is known well enough to be taken as it is."""
PRIOR_SD = 1.0
"""Scale of the half-normal prior of reps' and territories' standard deviation on the log scale: a factor of e is a lot."""
LARGEST_ERROR = 3.0
"""Standard error of the intercept (log scale) above which even the level of sales is unknown, as after huge returns."""
LARGEST_CELL = 0.3
"""Share of all sales in one cell that explains why nothing settles."""
EXACT = 1e-8
"""Residual variance, as a share of that of sales, that is none."""
NO_DIFFERENCES = "No rep differences detectable: what reps sold differs no more than chance and their accounts explain."
NONE = np.zeros(0)


def fit_contributions(
    cells: pd.DataFrame, *, seed: int, n_draws: int = 400, replacement: Replacement = AVERAGE
) -> ContributionFit:
    """Return what every rep added to sales-out, beside what an average rep would have sold there and then.

    Args:
        cells: one row per account and period of the measured window, zeros included; columns rep_id, account_id,
            territory_id, period (ISO date), sales (net, major units), weeks (> 0), history (sales a week before the launch; 0 is
            none, NaN not known), market_index, in_stock_share, demand_index (1 is usual, NaN not known). The index
            columns and history may be missing. A blank rep_id or territory_id is nobody's.
        seed: of the posterior draws that bands, ranks and probabilities come from.
        n_draws: how many.
        replacement: what contributions are counted from, if not the average rep.

    Raises:
        NotEnoughDataError: no cells at all, or nobody to be the replacement.
    """
    arranged = arrange(cells)
    n_sold = int((arranged.sales > 0.0).sum())
    if float(arranged.sales.sum()) <= 0.0:
        return _without_model(arranged, "nothing was sold on balance")
    if n_sold < LEAST_SALES:
        return _without_model(arranged, f"{n_sold} of the {LEAST_SALES} account-periods with a sale needed")
    if float(np.ptp(arranged.sales)) == 0.0:
        return _without_model(arranged, "every cell sold the same, so nothing can be told apart")
    model = fit_model(arranged)
    reason = _unsettled(arranged, model)
    if reason:
        return _without_model(arranged, reason)
    mixed = model.fit.mixed
    few = {name: PRIOR_SD for name in ("rep", "territory") if mixed.effects.get(name, NONE).size in range(2, MANY_LEVELS)}
    drawn = mixed.draws(n_draws, np.random.default_rng(seed), uncertain=few)
    n_fixed = len(model.names)
    shift = np.where(np.array(model.names) == "intercept", np.log(arranged.unit), 0.0)
    coefficients = zip(model.names, (mixed.fixed[:n_fixed] + shift).tolist(), mixed.fixed_se[:n_fixed].tolist(), strict=True)
    variances = [(name, float(mixed.covariances[name][0, 0])) for name in FACTORS if name in mixed.covariances]
    notes = (*arranged.notes, *model.notes, *([NO_DIFFERENCES] if mixed.variances.get("rep") == 0.0 else []))
    variances += [*_history(mixed), *_noise(model, arranged.unit)]
    shifted, drawn = counted_from(replacement, arranged.rep_ids, drawn.centre or mixed, drawn)
    return ContributionFit(
        reps=contributions(arranged, levelled(arranged, replace(model, fit=replace(model.fit, mixed=shifted))), drawn),
        variances=tuple(variances),
        coefficients=tuple(coefficients),
        n_cells=arranged.sales.size,
        zero_share=float((arranged.sales == 0.0).mean()),
        converged=True,
        notes=notes,
        loglik=-mixed.reml_criterion / 2.0,
        variance_errors=component_errors(mixed, variances),
        periods=by_period(arranged, model),
    )


def _unsettled(cells: Cells, model: Model) -> str:
    """Return why the model cannot be used; blank where it can."""
    error = float(model.fit.mixed.fixed_se[0])
    if model.fit.converged and error <= LARGEST_ERROR:
        return ""
    largest = float(np.abs(cells.sales).max() / np.abs(cells.sales).sum())
    if largest > LARGEST_CELL:
        return f"no model settles on these sales: one cell alone holds {largest:.0%} of them"
    if model.fit.converged:
        return (
            f"even the level of sales is unknown (standard error {error:.1f} of its logarithm): {(cells.sales > 0).sum()} of"
            f" {cells.sales.size} cells have a sale"
        )
    noise = model.fit.mixed.residual_variance
    if noise < EXACT * float(np.var(cells.sales)):
        return "accounts and the like tell every sale exactly, so nothing is left over to judge reps by"
    return "no model settles on sales figures like these"


def _history(mixed: MixedFit) -> list[tuple[str, float]]:
    """Return how far history strays from the accounts' levels it tells, as a variance; none where there is none."""
    covariance = mixed.covariances.get("account", np.zeros((1, 1)))
    if covariance.size == 1:
        return []
    return [("history", float(covariance[0, 0] + covariance[1, 1] - 2.0 * covariance[0, 1]))]


def _noise(model: Model, unit: float) -> list[tuple[str, float]]:
    """Return the two parts of the variance of a cell: times its mean, and times its mean squared."""
    return [("dispersion", model.fit.dispersion * unit), ("squared", model.fit.squared)]


def _without_model(arranged: Cells, reason: str) -> ContributionFit:
    """Return sales-out alone, with the reason why nothing more can be said."""
    return ContributionFit(
        reps=unfitted(arranged, reason),
        variances=(),
        coefficients=(),
        n_cells=arranged.sales.size,
        zero_share=float((arranged.sales == 0.0).mean()),
        converged=False,
        notes=(*arranged.notes, f"No model could be fitted: {reason}."),
    )
