"""Errors in variables: a slope on a regressor whose error is known, within cells, with clustered standard errors.

In: outcome, regressor, its standard error, cell and cluster codes, all by row.
Out: Slope: corrected and plain, standard error, each cluster's influence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.errors import NotEnoughDataError

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

LEAST_RELIABILITY = 0.3
"""Below this the corrected slope is a figure divided by next to nothing, and no interval holds it."""


@dataclass(frozen=True, slots=True)
class Slope:
    """How much the outcome differs per unit of the regressor, between rows of one cell."""

    estimate: float
    standard_error: float
    degrees: float
    """Degrees of freedom of Student's t for an interval."""
    plain: float
    """The same without the correction: flattened by the regressor's error."""
    reliability: float
    """Share of the regressor's variance inside cells that is not error, 0..1."""
    spread: float
    """Standard deviation of the true regressor inside cells."""
    influence: Floats
    """(rows,) what each row moved the estimate by, to first order; sums to 0."""


def slope_with_error(y: Floats, x: Floats, x_se: Floats, cell: Codes, cluster: Codes) -> Slope:
    """Return the slope of y on the true x, comparing only rows of one cell.

    The moments of x are freed of the variance that its known error puts into them; y is taken as it is, so it may be noisy but
    must not be shrunk. Errors of x are independent between clusters; those of one cluster may be one and the same.

    Args:
        y: (rows,) outcome.
        x: (rows,) regressor with error, not shrunk.
        x_se: (rows,) its standard error, 0 where it is exact.
        cell: (rows,) codes 0..; rows alone in a cell say nothing. At most one row of a cluster is in a cell.
        cluster: (rows,) codes 0.. of what the standard error takes as one observation.

    Raises:
        NotEnoughDataError: fewer than 3 clusters can be compared, or x differs hardly more than its own error.

    Source: Fuller (1987), Measurement Error Models, chapter 3: known, unequal error variances, method of moments;
        Liang & Zeger (1986), Biometrika 73, 13-22: sums by cluster.
    """
    size = np.bincount(cell)[cell].astype(np.float64)
    xw, yw = _within(x, cell), _within(y, cell)
    error = x_se**2 * (1.0 - 1.0 / size)
    n_clusters = np.unique(cluster[size > 1.0]).size
    if n_clusters < 3:
        raise NotEnoughDataError("fewer than 3 reps can be compared with another one in the same territory and week")
    total, clean = float(xw @ xw), float(xw @ xw - error.sum())
    if total <= 1e-12 * max(float(x @ x), 1e-300):
        raise NotEnoughDataError("readiness is the same for all reps that can be compared")
    if clean < LEAST_RELIABILITY * total:
        raise NotEnoughDataError("readiness differs between reps hardly more than its own error, so no slope can be told")
    estimate = float(xw @ yw) / clean
    influence = (xw * (yw - estimate * xw) + estimate * error) / clean
    by_cluster = np.bincount(cluster, weights=influence)
    rows_of = np.bincount(cluster, weights=(size > 1.0).astype(np.float64))
    means_spent = float((np.bincount(cluster, weights=(size > 1.0) / size)[rows_of > 0.0] / rows_of[rows_of > 0.0]).sum())
    degrees = n_clusters - means_spent - 1.0
    if degrees < 1.0:
        raise NotEnoughDataError("there are too few reps for each territory to tell a slope and its doubt")
    error_of_slope = float(np.sqrt(by_cluster @ by_cluster * n_clusters / degrees))
    spread = float(np.sqrt(clean / (1.0 - 1.0 / size).sum()))
    return Slope(estimate, error_of_slope, degrees, float(xw @ yw) / total, clean / total, spread, influence)


def _within(values: Floats, cell: Codes) -> Floats:
    """Return values less the mean of their cell."""
    mean = np.bincount(cell, weights=values) / np.bincount(cell)
    centred: Floats = values - mean[cell]
    return centred
