"""Text pairs: records of two lists that may be one, and how alike each pair is, whatever the fields are called.

In: Records of either list.
Out: Pairs.

What likeness means differs from list to list: descriptions of one family of products are all alike, persons are not. So a pair
is seen beside the other pairs of both its records, and beside the nearest other record of each one's own list, which is another
thing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from readiness.stages.sales_out.matching.grams import cosines_of, gram_counts, nearest, rarity, unit_rows, word_counts
from readiness.stages.sales_out.matching.text_records import (
    Floats,
    Records,
    Rows,
    amount_likeness,
    codes_shared,
    contained,
    field_likeness,
    numbers_shared,
)

NEAREST = 10
FEW = 20_000
COMMON = 0.05
"""Pieces that more than this share of records have find nobody, where there are more than FEW records."""
CLEAR = 0.95
"""A pair is clear where it is nearer than this share of records are to any other of their own list."""
FEATURES = (
    "score", "over_left", "over_right", "behind_left", "behind_right", "lead_left", "lead_right", "is_best", "contained",
    "fields_alike", "fields_same", "fields_differ", "code_shared", "code_missed", "numbers_shared", "numbers_missed",
    "amount_near", "amount_far", "pieces", "words", "first_pieces", "first_words",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of records that may be one, by row and column."""

    rows: Rows
    columns: Rows
    features: Floats
    """(pairs, FEATURES)."""


@dataclass(frozen=True, slots=True)
class _View:
    """Both lists as vectors of one kind."""

    left: csr_matrix
    right: csr_matrix


@dataclass(frozen=True, slots=True)
class _Mix:
    """A likeness made of one or more views."""

    score: Floats
    """Of each pair."""
    own_left: Floats
    """Of each left record with the nearest other of its list."""
    own_right: Floats


def text_pairs(left: Records, right: Records) -> Pairs:
    """Return the pairs that are worth a look: the nearest of each record, from either side."""
    views = [_view(left.whole, right.whole, gram_counts), _view(left.whole, right.whole, _words)]
    mixes: list[tuple[int, ...]] = [(0, 1)]
    if len(left.fields) > 1:
        views += [_view(left.first, right.first, gram_counts), _view(left.first, right.first, _words)]
        mixes += [(2, 3), (0, 1, 2, 3)]
    rows, columns = _candidates(views[:3], len(right.first))
    cosines = [cosines_of(view.left, view.right, rows, columns) for view in views]
    mixed = [_mix([views[v] for v in mix], [cosines[v] for v in mix]) for mix in mixes]
    best = max(mixed, key=lambda m: _clear_share(m, rows))
    return Pairs(rows, columns, _features(left, right, rows, columns, best, [cosines[at] for at in (0, 1, -2, -1)]))


def _view(left: list[str], right: list[str], counts_of: Callable[[list[str]], csr_matrix]) -> _View:
    counts = counts_of([*left, *right])
    share = COMMON if len(left) + len(right) >= FEW else 1.0
    vectors = unit_rows(counts, rarity(counts), share)
    return _View(vectors[: len(left)], vectors[len(left) :])


def _words(texts: list[str]) -> csr_matrix:
    return word_counts(texts)[0]


def _candidates(views: Sequence[_View], width: int) -> tuple[Rows, Rows]:
    keys = []
    for view in views:
        rows, columns, _ = nearest(view.left, view.right, NEAREST)
        keys.append(rows.astype(np.int64) * width + columns)
        columns, rows, _ = nearest(view.right, view.left, NEAREST // 2)
        keys.append(rows.astype(np.int64) * width + columns)
    found = np.unique(np.concatenate(keys))
    return (found // width).astype(np.int32), (found % width).astype(np.int32)


def _mix(views: Sequence[_View], cosines: Sequence[Floats]) -> _Mix:
    return _Mix(np.mean(cosines, axis=0), _own([view.left for view in views]), _own([view.right for view in views]))


def _own(vectors: Sequence[csr_matrix]) -> Floats:
    """Return how like each record its nearest other record of the same list is."""
    found = np.zeros(vectors[0].shape[0])
    for one in vectors:
        rows, columns, _ = nearest(one, one, 4)
        rows, columns = rows[rows != columns], columns[rows != columns]
        score = np.mean([cosines_of(v, v, rows, columns) for v in vectors], axis=0)
        np.maximum.at(found, rows, score)
    return found


def _clear_share(mix: _Mix, rows: Rows) -> float:
    """Return the share of left records that have a clear pair."""
    best = np.zeros(int(rows.max(initial=-1)) + 1)
    np.maximum.at(best, rows, mix.score)
    own = mix.own_right if len(mix.own_right) >= len(mix.own_left) else mix.own_left
    return float((best > np.quantile(own, CLEAR)).mean()) if len(best) and len(own) else 0.0


def _features(left: Records, right: Records, rows: Rows, columns: Rows, mix: _Mix, cosines: Sequence[Floats]) -> Floats:
    ahead_left, ahead_right = lead(mix.score, rows), lead(mix.score, columns)
    return np.column_stack([
        mix.score, mix.score - mix.own_left[rows], mix.score - mix.own_right[columns],
        np.minimum(ahead_left, 0), np.minimum(ahead_right, 0), np.maximum(ahead_left, 0), np.maximum(ahead_right, 0),
        (ahead_left >= 0) & (ahead_right >= 0), contained(left, right, rows, columns),
        *field_likeness(left, right, rows, columns), *codes_shared(left, right, rows, columns),
        *numbers_shared(left, right, rows, columns), *amount_likeness(left, right, rows, columns), *cosines,
    ]).astype(np.float64)  # fmt: skip


def lead(score: Floats, group: Rows, alone: float = 0.0) -> Floats:
    """Return how far each pair is ahead of the best other pair of its record, negative where it is behind.

    Args:
        score: of each pair.
        group: its record.
        alone: what a record's only pair is ahead of.
    """
    order = np.lexsort((-score, group))
    grouped, sorted_score = group[order], score[order]
    is_first = np.concatenate(([True], grouped[1:] != grouped[:-1]))[: len(order)]
    start = np.flatnonzero(is_first)
    size = np.diff(np.append(start, len(order)))
    best = np.repeat(sorted_score[start], size)
    second = np.repeat(np.where(size > 1, sorted_score[np.minimum(start + 1, len(order) - 1)], alone), size)
    found = np.empty(len(score))
    found[order] = np.where(is_first, sorted_score - second, sorted_score - best)
    return found
