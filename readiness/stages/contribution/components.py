"""Components: how well the variance components of a contribution fit are known.

In: MixedFit, the components by name.
Out: a standard error of each.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from readiness.stats.mixed_errors import variance_errors
from readiness.stats.mixed_model import MixedFit

STRAY = np.array([1.0, -2.0, 1.0])
"""History's distance from its account's level: variance of the one - 2 covariances + variance of the other."""


def component_errors(mixed: MixedFit, variances: Sequence[tuple[str, float]]) -> tuple[tuple[str, float | None], ...]:
    """Return name and standard error of each component; None where the component is 0 or otherwise at its bound.

    The two parts of the noise share the error of the residual variance; how they are shared out is taken as known.
    """
    found, residual = variance_errors(mixed.solution)
    known = dict(zip(mixed.solution.equations.names, found, strict=True))
    share = residual / mixed.solution.residual_variance
    errors: list[tuple[str, float | None]] = []
    for name, value in variances:
        covariance = known.get("account" if name == "history" else name)
        if name in known or name == "history":
            weights = STRAY if name == "history" else np.eye(1, 3)[0]
            square = None if covariance is None else weights[: len(covariance)] @ covariance @ weights[: len(covariance)]
            errors.append((name, float(np.sqrt(square)) if square is not None and value > 0.0 else None))
        else:
            errors.append((name, value * share if value > 0.0 else None))
    return tuple(errors)
