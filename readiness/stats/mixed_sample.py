"""Mixed sample: variance parameters of a large data set, found on a sample of its independent parts and mended on the whole.

In: Equations of the whole, its rows.
Out: Found, or None where the data are small or hang together.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from readiness.stats.henderson import Codes, Equations, Floats, equations, told_by_others
from readiness.stats.mixed_search import Found, refined, reml_theta
from readiness.stats.mixed_solution import lower_triangle, relative_factors

LARGE = 200_000
"""Rows from which the search begins on a sample."""
SAMPLE_ROWS = 100_000
LEAST_PARTS = 20
"""Fewer independent parts than this in the sample say too little about differences between parts."""


def sampled_theta(
    eq: Equations,
    y: Floats,
    factors: Mapping[str, Codes],
    weights: Floats,
    slopes: Mapping[str, Floats],
    *,
    sample_only: bool,
) -> Found | None:
    """Return the relative factors of least REML criterion by way of a sample; None where none is taken.

    Args:
        eq: equations of all rows.
        y: (rows,) response less any offset.
        factors: name -> (rows,) level codes.
        weights: (rows,).
        slopes: name -> (rows, q).
        sample_only: take those of the sample as they are.

    Source: Patterson & Thompson (1971), Biometrika 58, 545-554: REML; a few Newton steps suffice from a good start.
    """
    rows = _sample(eq)
    if rows is None:
        return None
    x = eq.x[rows]
    x = np.delete(x, told_by_others(x), axis=1)
    codes = {name: _renumbered(values[rows]) for name, values in factors.items()}
    part = equations(y[rows], x, codes, weights[rows], {name: columns[rows] for name, columns in slopes.items()})
    if set(part.names) != set(eq.names):
        return None
    found = reml_theta(part)
    theta = _translated(part, eq, found.theta)
    if sample_only:
        return Found(theta, found.n_evaluations, found.converged)
    return Found(refined(eq, theta, least_step=1e-6), found.n_evaluations, found.converged)


def _sample(eq: Equations) -> Codes | None:
    """Return the rows of parts at equal steps, about SAMPLE_ROWS of them; None where there is no need or no sense."""
    n_parts = eq.layout.edges.size - 1
    step = eq.n_rows // SAMPLE_ROWS
    if eq.n_rows < LARGE or not eq.layout.is_split or n_parts // max(step, 1) < LEAST_PARTS:
        return None
    n_big = eq.big_y.size
    z = eq.z
    part = np.full(z.shape[1], -1, dtype=np.intp)
    part[:n_big] = eq.layout.part_of_big
    part[n_big + eq.layout.core] = np.repeat(np.arange(n_parts), np.diff(eq.layout.edges))
    of_row = np.full(eq.n_rows, -1, dtype=np.intp)
    filled = np.flatnonzero(np.diff(z.indptr))
    of_row[filled] = np.maximum.reduceat(part[z.indices], z.indptr[:-1][filled])
    return np.flatnonzero((of_row >= 0) & (of_row % step == 0))


def _renumbered(codes: Codes) -> Codes:
    """Return codes 0.. of the levels that are there; -1 stays."""
    levels = np.unique(codes[codes >= 0])
    return np.where(codes >= 0, np.searchsorted(levels, codes), -1)


def _translated(part: Equations, eq: Equations, theta: Floats) -> Floats:
    """Return the relative factors of the sample in the order and on the inner columns of the whole."""
    factors = relative_factors(theta, part.widths)
    found = []
    for name, base in zip(eq.names, eq.bases, strict=True):
        at = part.names.index(name)
        turned = np.linalg.solve(base, part.bases[at] @ factors[at])
        lower = np.asarray(np.linalg.qr(turned.T, mode="r"), dtype=np.float64).T
        lower = lower * np.where(np.diag(lower) < 0.0, -1.0, 1.0)
        lower[np.abs(lower) < 1e-12] = 0.0
        found.append(lower[lower_triangle(lower.shape[0])])
    return np.concatenate(found)
