"""Association: does readiness go with contribution, among reps of one territory in one week?

In: Panel.
Out: Association: the slope with its row, or why there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from readiness.errors import NotEnoughDataError
from readiness.stages.link.outcome import Estimate
from readiness.stages.link.panel import Codes, Floats, Panel
from readiness.stages.link.verdicts import FEWEST_REPS, LEVEL, SMALL, not_enough, slope_verdict
from readiness.stats.errors_in_variables import Slope, slope_with_error
from readiness.stats.power import DETECTABLE, periods_needed

ESTIMAND = "readiness_per_point"


@dataclass(frozen=True, slots=True)
class Association:
    """The slope of contribution on readiness."""

    estimate: Estimate
    slope: Slope | None


def association(panel: Panel, between_sd: float) -> Association:
    """Return how much more contribution goes with one more point of readiness, freed of the error in readiness."""
    rep, period = np.nonzero(np.isfinite(panel.readiness) & np.isfinite(panel.contribution))
    n_periods = panel.contribution.shape[1]
    cell = np.unique(panel.territory[rep, period] * n_periods + period, return_inverse=True)[1].astype(np.intp)
    compared = np.unique(rep[np.bincount(cell)[cell] > 1]).size if rep.size else 0
    if compared < FEWEST_REPS:
        reason = not_enough(
            f"{compared} of the {FEWEST_REPS} reps needed have readiness, contribution and somebody to compare with"
        )
        return Association(Estimate(ESTIMAND, None, None, None, compared, reason), None)
    y, x, x_se = (grid[rep, period] for grid in (panel.contribution, panel.readiness, panel.readiness_se))
    try:
        slope = slope_with_error(y, x, x_se, cell, rep.astype(np.intp))
    except NotEnoughDataError as error:
        return Association(Estimate(ESTIMAND, None, None, None, compared, not_enough(str(error))), None)
    reach = float(student.ppf(0.5 + LEVEL / 2, slope.degrees)) * slope.standard_error
    worth = SMALL * between_sd / slope.spread
    more = periods_needed(_parts(slope, rep, period), slope.standard_error, worth)
    low, high = slope.estimate - reach, slope.estimate + reach
    detectable = DETECTABLE * slope.standard_error
    verdict = slope_verdict(
        low, detectable, worth, None if more is None else more * panel.weeks_per_period, compared, slope.standard_error
    )
    return Association(
        Estimate(ESTIMAND, slope.estimate, low, high, compared, verdict, slope.standard_error, detectable, worth),
        slope,
    )


def _parts(slope: Slope, rep: Codes, period: Codes) -> Floats:
    """Return (periods, reps) influences whose mean over the periods is the slope's."""
    periods, at = np.unique(period, return_inverse=True)
    parts = np.zeros((periods.size, int(rep.max()) + 1))
    parts[at, rep] = slope.influence * periods.size
    return parts
