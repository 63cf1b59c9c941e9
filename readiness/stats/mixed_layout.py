"""Mixed layout: which unknowns of the mixed model equations form small independent parts, and which tie all parts together.

In: patterns of the cross products.
Out: Layout.

Territories, for example, share no rep and no account: they are parts of the core. Products and weeks are everywhere: they go to
the border with the fixed columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

Codes = NDArray[np.intp]

ALWAYS_DENSE = 400
"""Unknowns left after elimination up to which nobody looks for independent parts."""
MOST_WORK = 5e9
"""Floating point operations of one dense factorisation above which the core is factorised as one sparse matrix instead ..."""
MOST_PER_UNKNOWN = 3e5
"""... unless there are no more than this for each unknown: many small parts are still the cheapest way."""
SPARSE_BORDER = 400
"""Factors of no more unknowns than this go to the border of a sparse core."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Core and border of the unknowns that are left after elimination of the largest factor."""

    core: Codes
    """Random unknowns in the core, part by part."""
    border: Codes
    """The other random unknowns; the fixed columns follow them."""
    edges: Codes
    """(parts + 1,) where each part of the core starts and ends."""
    part_of_big: Codes
    """(unknowns of the eliminated factor,) part of each, -1 where it has none."""
    is_split: bool = True
    """Whether the parts are factorised densely, each by itself; otherwise the core is one sparse matrix."""


def layout_of(rest: Any, cross: Any, sizes: Sequence[int], widths: Sequence[int], n_fixed: int, always_dense: int) -> Layout:
    """Return the layout with the least work; small systems are all border.

    Args:
        rest: (m, m) sparse cross products of the factors left.
        cross: (m, big) sparse cross products with the eliminated factor.
        sizes: unknowns per factor left, in order.
        widths: columns per level of the eliminated factor, then of each factor left; a level's columns vary together.
        n_fixed: fixed columns.
        always_dense: unknowns up to which all is border.

    Source: George & Liu (1981), Computer Solution of Large Sparse Positive Definite Systems, ch. 6: one-way dissection.
    """
    m = rest.shape[0]
    nothing = np.full(cross.shape[1], -1, dtype=np.intp)
    all_border = Layout(np.zeros(0, dtype=np.intp), np.arange(m), np.zeros(1, dtype=np.intp), nothing)
    if m + n_fixed <= always_dense:
        return all_border
    big_width, *others = widths
    levels = [_levels(size, width) for size, width in zip(sizes, others, strict=True)]
    tied = _pattern(rest) + sparse.block_diag(levels, format="csr", dtype=np.bool_)
    to_big = _merged(cross, big_width)
    found = [_with_core(tied, to_big, big_width, int(k), m) for k in np.cumsum(sizes)]
    work, least = min(((_work(x, n_fixed), -at) for at, x in enumerate([all_border, *found])), key=lambda pair: pair)
    if work <= max(MOST_WORK, MOST_PER_UNKNOWN * m):
        return [all_border, *found][-least]
    n_core = int(sum(size for size in sizes if size > SPARSE_BORDER)) or m
    return Layout(np.arange(n_core), np.arange(n_core, m), np.array([0, n_core]), nothing, is_split=False)


def _levels(n_unknowns: int, width: int) -> Any:
    """Return (unknowns, unknowns) ones where two belong to the same level."""
    return sparse.kron(sparse.eye_array(n_unknowns // width), np.ones((width, width)), format="csr")


def _pattern(matrix: Any) -> Any:
    """Return where a matrix is not 0: a byte an element."""
    return sparse.csr_array((matrix.data != 0.0, matrix.indices, matrix.indptr), shape=matrix.shape)


def _merged(cross: Any, width: int) -> Any:
    """Return (m, levels) which unknowns have products with a level of the eliminated factor."""
    shape = (cross.shape[0], cross.shape[1] // width)
    found = sparse.csr_array((cross.data != 0.0, cross.indices // width, cross.indptr.copy()), shape=shape)
    found.sum_duplicates()  # in place
    return found


def _with_core(rest: Any, to_big: Any, big_width: int, n_core: int, m: int) -> Layout:
    """Return the layout with the first unknowns in the core, sorted by the part they belong to.

    Two unknowns that both have products with a level of the eliminated factor are tied by its elimination.
    """
    n_levels = to_big.shape[1]
    graph = sparse.block_array(
        [[rest[:n_core, :n_core], to_big[:n_core]], [None, sparse.csr_array((n_levels, n_levels), dtype=np.bool_)]], format="csr"
    )
    part = connected_components(graph, directed=False)[1].astype(np.intp)
    names, part[:n_core] = np.unique(part[:n_core], return_inverse=True)
    known = np.searchsorted(names, part[n_core:]).clip(max=names.size - 1)
    of_big = np.repeat(np.where(names[known] == part[n_core:], known, -1), big_width)
    edges = np.concatenate([[0], np.cumsum(np.bincount(part[:n_core]))])
    return Layout(np.argsort(part[:n_core], kind="stable"), np.arange(n_core, m), edges, of_big)


def _work(layout: Layout, n_fixed: int) -> float:
    """Return the floating point operations of one factorisation."""
    part, edge = np.diff(layout.edges).astype(np.float64), float(layout.border.size + n_fixed)
    return float((part**3 + 2.0 * part**2 * edge + part * edge**2).sum() + edge**3 / 3.0)
