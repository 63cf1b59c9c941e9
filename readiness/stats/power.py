"""Power: what a design could have seen, and how much longer or larger it would have to be.

In: standard errors, influences by part.
Out: smallest difference that shows, periods or units still missing.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DETECTABLE = 2.8
"""Standard errors of a difference that shows four times in five at the 5% level, either way: 1.960 + 0.842."""


def units_needed(n_units: int, standard_error: float, smallest: float) -> int | None:
    """Return how many more units like these make `smallest` detectable; None where it is not above 0.

    Source: Bloom (1995), Evaluation Review 19, 547-556: minimum detectable effects.
    """
    if smallest <= 0.0:
        return None
    return max(0, math.ceil(n_units * (DETECTABLE * standard_error / smallest) ** 2 - 1e-9) - n_units)


def periods_needed(parts: Floats, standard_error: float, smallest: float) -> int | None:
    """Return how many more periods make `smallest` detectable; None where no number of them would.

    Doubt that is common to all periods stays; only what is each period's own averages out.

    Args:
        parts: (periods, units) influences whose mean over periods is the estimate's.
        standard_error: of the estimate, to which the parts are scaled.
        smallest: the difference that matters.

    Source: Bloom (1995), Evaluation Review 19, 547-556: minimum detectable effects; variance of a mean of correlated parts.
    """
    n = int(parts.shape[0])
    together = float((parts.sum(axis=0) ** 2).sum())
    own = float((parts**2).sum())
    if smallest <= 0.0 or together <= 0.0:
        return None
    each = own / n
    common = min(max((together - own) / (n * (n - 1.0)), 0.0), each) if n > 1 else 0.0
    scale = standard_error**2 / (common + (each - common) / n)
    room = (smallest / DETECTABLE) ** 2 - common * scale
    if room <= 0.0:
        return None
    periods: int = math.ceil((each - common) * scale / room - 1e-9)
    return max(0, periods - n)
