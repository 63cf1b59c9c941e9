"""Random terms: their columns in a mixed model, made once for all weights its rows may get.

In: level codes per factor, columns of random slopes.
Out: RandomTerms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class RandomTerms:
    """The random terms that have levels, largest first, before any row is weighted: made once for many weights."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    bases: tuple[Floats, ...]
    z: Any
    """(rows, random unknowns) sparse."""
    big: Any
    """The columns of the largest term."""
    others: Any
    """The columns of the rest."""


def random_terms(factors: Mapping[str, Codes], slopes: Mapping[str, Floats]) -> RandomTerms:
    """Return the columns of the random terms; arguments as `equations`."""
    levels = {name: int(codes.max(initial=-1)) + 1 for name, codes in factors.items()}
    names = tuple(sorted((k for k in factors if levels[k]), key=lambda k: -levels[k]))
    bases, parts = [], []
    for name in names:
        base, columns = _standard(slopes.get(name), factors[name] >= 0)
        bases.append(base)
        parts.append(_columns(factors[name], columns, levels[name]))
    n = next((codes.size for codes in factors.values()), 0)
    z, others = (sparse.hstack(p, format="csr") if p else sparse.csr_array((n, 0)) for p in (parts, parts[1:]))
    return RandomTerms(names, tuple(levels[name] for name in names), tuple(bases), z, parts[0] if parts else z, others)


def times_root(columns: Any, root: Floats) -> Any:
    """Return sparse columns with each row times its root; where they stand is not stored twice."""
    if not columns.shape[1]:
        return sparse.csr_array((root.size, 0))
    data = columns.data * np.repeat(root, np.diff(columns.indptr))
    return sparse.csr_array((data, columns.indices, columns.indptr), shape=columns.shape)


def _standard(columns: Floats | None, present: NDArray[np.bool_]) -> tuple[Floats, Floats | None]:
    """Return base and columns of a term: centred where an intercept takes up the mean, and of length 1 in the mean."""
    if columns is None:
        return np.eye(1), None
    known = columns[present]
    has_intercept = bool(columns.shape[1] > 1 and np.all(known[:, 0] == 1.0))
    middle = known.mean(axis=0) if has_intercept else np.zeros(columns.shape[1])
    middle[0] = 0.0
    spread = np.sqrt(((known - middle) ** 2).mean(axis=0))
    spread[spread <= 0.0] = 1.0
    base = np.diag(1.0 / spread)
    base[0, 1:] -= (middle / spread)[1:]
    return base, columns @ base


def _columns(codes: Codes, columns: Floats | None, n_levels: int) -> Any:
    """Return the (rows, levels * q) sparse columns of a term."""
    present = np.flatnonzero(codes >= 0)
    if columns is None:
        return sparse.csr_array((np.ones(present.size), (present, codes[present])), shape=(codes.size, n_levels))
    width = columns.shape[1]
    values = columns[present].ravel()
    where = (codes[present, None] * width + np.arange(width)).ravel()
    return sparse.csr_array((values, (np.repeat(present, width), where)), shape=(codes.size, n_levels * width))
