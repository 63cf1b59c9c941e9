"""Random terms: levels and columns of the random effects of a mixed model, kept once for all weights its rows may get.

In: level codes per factor, columns of random slopes.
Out: RandomTerms.

Of many rows only codes are kept, four bytes a row and factor: a matrix of all random columns would take thirty times as much.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Places = NDArray[np.int32]

ROWS_AT_ONCE = 131_072


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of neighbouring levels of the largest term, or of none of its levels."""

    rows: Codes | slice
    big: Any
    """(rows, unknowns) sparse columns of those levels alone."""
    others: Any
    """(rows, unknowns) of all other terms."""


@dataclass(frozen=True, slots=True)
class RandomTerms:
    """The random terms that have levels, largest first, before any row is weighted."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    bases: tuple[Floats, ...]
    """Per term (q, q): effects on the caller's columns = base @ effects on the columns used inside."""
    places: tuple[Places, ...]
    """Per term (rows,): 0 where it is absent, else 1 + level."""
    columns: tuple[Floats | None, ...]
    """Per term (rows, q) as used inside; None is an intercept alone."""
    n_rows: int
    order: Places
    """Rows by level of the largest term; none where the rows are few."""
    whole: Block | None
    """All rows, where they are few."""

    @property
    def widths(self) -> tuple[int, ...]:
        """Return the columns per level of each term, 1 for a random intercept."""
        return tuple(base.shape[0] for base in self.bases)

    @property
    def edges(self) -> Codes:
        """Return where each term's unknowns start, and where the last one's end."""
        return np.cumsum([0, *(size * width for size, width in zip(self.sizes, self.widths, strict=True))])

    def times(self, unknowns: Floats) -> Floats:
        """Return (rows,) random columns times the unknowns."""
        edges = self.edges
        total = np.zeros(self.n_rows)
        for at in range(len(self.names)):
            total += self.term_times(at, unknowns[edges[at] : edges[at + 1]])
        return total

    def term_times(self, at: int, unknowns: Floats) -> Floats:
        """Return (rows,) columns of one term times its unknowns."""
        levels = np.vstack([np.zeros((1, self.widths[at])), unknowns.reshape(self.sizes[at], -1)])
        columns = self.columns[at]
        if columns is None:
            return levels[:, 0][self.places[at]]
        return np.asarray(np.einsum("nq,nq->n", columns, levels[self.places[at]]), dtype=np.float64)

    def products(self, rows: Floats) -> Floats:
        """Return (unknowns, k) products of the random columns with (rows, k)."""
        if self.whole is not None:
            return np.vstack([self.whole.big.T @ rows, self.whole.others.T @ rows])
        found = np.zeros((int(self.edges[-1]), rows.shape[1]))
        for block in row_slices(self.n_rows):
            found += self.matrix(np.arange(self.n_rows)[block]).T @ rows[block]
        return found

    def matrix(self, rows: Codes, terms: slice = slice(None), *, first_level: int = 0, last_level: int | None = None) -> Any:
        """Return the (rows, unknowns) sparse columns of some terms; of the first of them, only those of some levels."""
        sizes = list(self.sizes[terms])
        if not sizes:
            return sparse.csr_array((rows.size, 0))
        sizes[0] = (sizes[0] if last_level is None else last_level) - first_level
        starts = np.cumsum([0, *(size * width for size, width in zip(sizes, self.widths[terms], strict=True))])
        found, values, absent = [], [], False
        for at, (places, columns) in enumerate(zip(self.places[terms], self.columns[terms], strict=True)):
            level = places[rows] - np.int32(1 + (first_level if at == 0 else 0))
            absent = absent or bool((level < 0).any())
            width = self.widths[terms][at]
            first = np.where(level < 0, -1, level * width + np.int32(starts[at])).astype(np.int32)
            found += [np.where(first < 0, np.int32(-1), first + np.int32(k)) for k in range(width)]
            values += [np.ones(rows.size)] if columns is None else list(columns[rows].T)
        return _sparse(np.column_stack(found), np.column_stack(values), int(starts[-1]), absent=absent)

    def blocks(self) -> Iterator[Block]:
        """Yield all rows: first those without a level of the largest term, then level by level, many at a time."""
        if self.whole is not None:
            yield self.whole
            return
        starts = np.concatenate([[0], np.cumsum(np.bincount(self.places[0], minlength=self.sizes[0] + 1))])
        for rows in row_slices(int(starts[1])):
            yield self._block(self.order[: starts[1]][rows].astype(np.intp), 0, 0)
        level = 0
        while level < self.sizes[0]:
            last = int(np.searchsorted(starts, starts[level + 1] + ROWS_AT_ONCE, side="right")) - 2
            last = max(last, level + 1)
            yield self._block(self.order[starts[level + 1] : starts[last + 1]].astype(np.intp), level, last)
            level = last

    def _block(self, rows: Codes, first_level: int, last_level: int) -> Block:
        big = self.matrix(rows, slice(0, 1), first_level=first_level, last_level=last_level)
        return Block(rows, big, self.matrix(rows, slice(1, None)))


def random_terms(factors: Mapping[str, Codes], slopes: Mapping[str, Floats], n_rows: int) -> RandomTerms:
    """Return the random terms of so many rows.

    Args:
        factors: name -> (rows,) level codes 0.., -1 where the factor is absent on that row.
        slopes: name -> (rows, q) columns whose effects differ by level; a factor not named has a random intercept alone.
        n_rows: how many rows, should there be no factor to tell it.
    """
    levels = {name: int(codes.max(initial=-1)) + 1 for name, codes in factors.items()}
    names = tuple(sorted((k for k in factors if levels[k]), key=lambda k: -levels[k]))
    standard = [_standard(slopes.get(name), factors[name] >= 0) for name in names]
    places = tuple((factors[name] + 1).astype(np.int32) for name in names)
    bases, columns = tuple(base for base, _ in standard), tuple(column for _, column in standard)
    terms = partial(RandomTerms, names, tuple(levels[name] for name in names), bases, places, columns, n_rows)
    if not names or n_rows <= ROWS_AT_ONCE:
        unsorted = np.zeros(0, dtype=np.int32)
        every = np.arange(n_rows)
        plain = terms(unsorted, None)
        return terms(unsorted, Block(slice(None), plain.matrix(every, slice(0, 1)), plain.matrix(every, slice(1, None))))
    return terms(np.argsort(places[0], kind="stable").astype(np.int32), None)


def times_root(columns: Any, root: Floats) -> Any:
    """Return sparse columns with each row times its root; where they stand is not stored twice."""
    data = columns.data * np.repeat(root, np.diff(columns.indptr))
    return sparse.csr_array((data, columns.indices, columns.indptr), shape=columns.shape)


def row_slices(n: int) -> Iterator[slice]:
    """Yield slices that cover n rows, many at a time."""
    return (slice(at, at + ROWS_AT_ONCE) for at in range(0, n, ROWS_AT_ONCE))


def _sparse(columns: Places, values: Floats, n_columns: int, *, absent: bool) -> Any:
    """Return the sparse matrix with these values at these columns of each row; a column of -1 is none."""
    n, k = columns.shape
    if not absent:
        ends = np.arange(0, n * k + 1, k, dtype=np.int32)
        return sparse.csr_array((values.ravel(), columns.ravel(), ends), shape=(n, n_columns))
    there = columns >= 0
    ends = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int32)
    return sparse.csr_array((values[there], columns[there], ends), shape=(n, n_columns))


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
