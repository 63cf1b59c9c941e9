"""Arrow: a symmetric positive definite matrix of many independent parts and one border, factorised.

In: core (sparse), core x border, border.
Out: Arrow: log determinant, solutions, quadratic forms in the inverse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse
from scipy.linalg.lapack import dtrtri
from scipy.sparse.linalg import splu

from readiness.stats.mixed_layout import Layout

Floats = NDArray[np.float64]

COLUMNS_AT_ONCE = 512
SMALL_PART = 64
"""Parts up to this size are inverted many at a time."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """The factorised matrix; unknowns are the core, then the border."""

    log_det: float
    n_core: int
    solve_core: Callable[[Floats], Floats]
    inverse_root: Any
    """(core, core) sparse inverse of the Cholesky factor; None where the core is one sparse matrix."""
    core_border: Floats
    through: Floats
    """Inverse of the core @ core_border."""
    lower: Floats
    """Cholesky factor of what is left of the border."""

    def solve(self, rhs: Floats) -> Floats:
        """Return the solution for one right-hand side, or for each column of several."""
        if not self.n_core:
            return np.asarray(linalg.cho_solve((self.lower, True), rhs), dtype=np.float64)
        core = self.solve_core(rhs[: self.n_core])
        border = linalg.cho_solve((self.lower, True), rhs[self.n_core :] - self.core_border.T @ core)
        return np.concatenate([core - self.through @ border, border])

    def deviates(self, normal: Floats) -> Floats:
        """Return columns whose covariance is the inverse of the matrix, from independent deviates; needs the core's roots."""
        border = linalg.solve_triangular(self.lower, normal[self.n_core :], lower=True, trans="T", check_finite=False)
        if not self.n_core:
            return np.asarray(border, dtype=np.float64)
        return np.concatenate([self.inverse_root.T @ normal[: self.n_core] - self.through @ border, border])

    def quadratic(self, columns: Any, width: int) -> Floats:
        """Return (levels, width, width): columns' @ inverse @ columns for each run of `width` sparse or dense columns."""
        n_columns = columns.shape[1]
        step = COLUMNS_AT_ONCE * width
        if 0 < n_columns <= step:
            return self._quadratic(columns, width)
        chunks = [self._quadratic(columns[:, at : at + step], width) for at in range(0, n_columns, step)]
        return np.concatenate(chunks) if chunks else np.zeros((0, width, width))

    def _quadratic(self, columns: Any, width: int) -> Floats:
        if not self.n_core:
            return _blocks(linalg.solve_triangular(self.lower, _full(columns), lower=True, check_finite=False), width)
        core, border = columns[: self.n_core], _full(columns[self.n_core :])
        border = border - (core.T @ self.through).T
        found = _blocks(linalg.solve_triangular(self.lower, border, lower=True, check_finite=False), width)
        if self.inverse_root is None:
            full = _full(core)
            return found + _blocks(full, width, self.solve_core(full))
        half = (self.inverse_root @ core).tocsc()
        pairs = [[half[:, i::width].multiply(half[:, j::width]).sum(axis=0) for j in range(width)] for i in range(width)]
        return found + np.moveaxis(np.asarray(pairs, dtype=np.float64), -1, 0)


def factorise(layout: Layout, core: Any, core_border: Floats, border: Floats) -> Arrow:
    """Return the factorised matrix.

    Raises:
        scipy.linalg.LinAlgError: it is not positive definite.

    Source: George & Liu (1981), Computer Solution of Large Sparse Positive Definite Systems, ch. 6: one-way dissection.
    """
    log_det, inverse_root = 0.0, None
    solve_core: Callable[[Floats], Floats] = _unsolved
    through = core_border
    if layout.core.size:
        if layout.is_split:
            log_det, inverse_root = _parts_factor(layout.edges, core)
            solve_core = _by_root(inverse_root)
        else:
            log_det, solve_core = _sparse_factor(core)
        through = solve_core(core_border)
        border = border - core_border.T @ through
    lower = linalg.cholesky(border, lower=True, check_finite=False)
    log_det += 2.0 * float(np.log(np.diag(lower)).sum())
    return Arrow(log_det, layout.core.size, solve_core, inverse_root, core_border, through, lower)


def _unsolved(rhs: Floats) -> Floats:
    return rhs


def _by_root(inverse_root: Any) -> Callable[[Floats], Floats]:
    transposed = inverse_root.T.tocsr()

    def solver(rhs: Floats) -> Floats:
        solved: Floats = transposed @ (inverse_root @ rhs)
        return solved

    return solver


def _parts_factor(edges: NDArray[np.intp], core: Any) -> tuple[float, Any]:
    """Return log determinant and sparse inverse Cholesky factor of a block diagonal matrix, blocks of like size together."""
    sizes = np.diff(edges)
    part_of = np.repeat(np.arange(sizes.size), sizes)
    n = core.shape[0]
    size_class = np.ceil(4.0 * np.log2(np.maximum(sizes, 1))).astype(np.intp)
    padded = np.zeros(sizes.size, dtype=np.intp)
    for one in np.unique(size_class):
        padded[size_class == one] = sizes[size_class == one].max()
    order = np.argsort(padded, kind="stable")
    starts = np.empty(sizes.size, dtype=np.intp)
    starts[order] = np.concatenate([[0], np.cumsum(padded[order] ** 2)[:-1]])
    within = np.arange(n) - edges[part_of]
    row_start = starts[part_of] + within * padded[part_of]
    entries = core.tocoo()
    values = np.zeros(int((padded**2).sum()))
    values[row_start[entries.row] + within[entries.col]] = entries.data
    log_det = 0.0
    at = 0
    for size, count in zip(*np.unique(padded, return_counts=True), strict=True):
        stack = values[at : at + size * size * count].reshape(count, size, size)
        members = order[padded[order] == size]
        pad = np.arange(size)[None, :] >= sizes[members][:, None]
        stack[:, np.arange(size), np.arange(size)] += pad
        log_det += _invert_roots(stack)
        at += size * size * count
    lengths = within + 1
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    ramp = np.arange(indptr[-1]) - np.repeat(indptr[:-1], lengths)
    columns = np.repeat(edges[part_of], lengths) + ramp
    return log_det, sparse.csr_array((values[np.repeat(row_start, lengths) + ramp], columns, indptr), shape=(n, n))


def _invert_roots(stack: Floats) -> float:
    """Put the inverse of the Cholesky factor in the place of each matrix of a stack, and return the sum of log determinants."""
    if stack.shape[1] <= SMALL_PART:
        roots = np.linalg.cholesky(stack)
        stack[:] = np.linalg.inv(roots)
        return 2.0 * float(np.log(np.diagonal(roots, axis1=1, axis2=2)).sum())
    log_det = 0.0
    for at in range(stack.shape[0]):
        root = np.linalg.cholesky(stack[at])
        log_det += 2.0 * float(np.log(np.diag(root)).sum())
        stack[at] = dtrtri(root, lower=1)[0]
    return log_det


def _sparse_factor(matrix: Any) -> tuple[float, Callable[[Floats], Floats]]:
    """Return log determinant and solver of a large sparse one; diagonal pivots are safe as it is positive definite."""
    factor = splu(matrix.tocsc(), permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})

    def solver(rhs: Floats) -> Floats:
        solved: Floats = factor.solve(np.ascontiguousarray(rhs))
        return solved

    return float(np.log(np.abs(factor.U.diagonal())).sum()), solver


def _full(matrix: Any) -> Floats:
    """Return a matrix as a dense array, whichever way it is kept."""
    full: Floats = matrix if isinstance(matrix, np.ndarray) else matrix.toarray()
    return full


def _blocks(columns: Floats, width: int, others: Floats | None = None) -> Floats:
    """Return (levels, width, width) inner products of runs of columns with those of the others, else with themselves."""
    runs = columns.reshape(columns.shape[0], -1, width)
    against = runs if others is None else others.reshape(runs.shape)
    found: Floats = np.einsum("nli,nlj->lij", runs, against)
    return found
