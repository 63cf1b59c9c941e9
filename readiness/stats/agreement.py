"""Agreement: how alike several judges rate the same things, and how sure their mean is.

In: ratings, judges x things, NaN where a judge did not rate a thing.
Out: the mean with the standard error that judges drawn anew would give it; intraclass correlations.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def mean_of_judges(ratings: Floats) -> tuple[float, float]:
    """Return the mean over things of each thing's mean rating, and its standard error, judges being random and things fixed.

    The error is the jackknife's over judges. Where every judge rated everything it is the standard deviation of the judges'
    means over the root of their number. NaN where one judge was the only one to rate some thing.

    Args:
        ratings: (judges, things), each thing rated by at least one judge.

    Source: Brennan & Lockwood (1980), Applied Psychological Measurement 4, 219-240 (judges random); Efron & Stein (1981), Annals
    of Statistics 9, 586-596 (jackknife).
    """
    mean = float(np.nanmean(ratings, axis=0).mean())
    n = ratings.shape[0]
    if (np.isfinite(ratings).sum(axis=0) < 2).any():
        return mean, float("nan")
    without = np.array([np.nanmean(np.delete(ratings, j, axis=0), axis=0).mean() for j in range(n)])
    return mean, float(np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum()))


def intraclass(ratings: Floats) -> tuple[float, float]:
    """Return the absolute agreement of one judge with another, and of the mean of these judges with that of as many others.

    ICC(A,1) and ICC(A,k), also called ICC(2,1) and ICC(2,k), over the things every judge rated: 1 is perfect, 0 and below is
    none. NaN with fewer than 2 judges or 2 such things, or where nothing varies.

    Args:
        ratings: (judges, things).

    Source: Shrout & Fleiss (1979), Psychological Bulletin 86, 420-428; McGraw & Wong (1996), Psychological Methods 1, 30-46.
    """
    x = ratings[:, np.isfinite(ratings).all(axis=0)].T
    n, k = x.shape
    if n < 2 or k < 2 or np.ptp(x) == 0:
        return float("nan"), float("nan")
    things, judges = x.mean(axis=1), x.mean(axis=0)
    between = k * things.var(ddof=1)
    of_judges = n * judges.var(ddof=1)
    rest = ((x - things[:, None] - judges + x.mean()) ** 2).sum() / ((n - 1) * (k - 1))
    one = (between - rest) / (between + (k - 1) * rest + k * (of_judges - rest) / n)
    mean = (between - rest) / (between + (of_judges - rest) / n)
    return float(one), float(mean)
