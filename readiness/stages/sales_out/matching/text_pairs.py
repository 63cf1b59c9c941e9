"""Text pairs: records of two lists that may be one, and how alike each pair is, whatever the fields are called.

In: records as texts, a list for each field, in the same fields on both sides.
Out: pairs of rows; (pairs, FEATURES).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.fuzz import ratio, token_sort_ratio
from scipy.sparse import csr_matrix

from readiness.stages.sales_out.matching.grams import (
    cosines_of,
    folded,
    gram_counts,
    nearest,
    rarity,
    unit_rows,
    word_counts,
)

NEAREST = 10
COMMON, FEW = 0.05, 20_000
"""Pieces that more than this share of records have find nobody, where a list is longer than a few records."""
NUMBERS = 0.8
"""A field is one of numbers where so many of its texts are."""
FEATURES = (
    "score", "told", "over_left", "over_right", "behind_left", "behind_right", "lead_left", "lead_right", "is_best", "contained",
    "fields_alike", "fields_same", "fields_differ", "code_shared", "code_missed", "numbers_shared", "numbers_missed",
    "amount_near", "amount_far", "c0", "c1", "c2", "c3"
)  # fmt: skip
_CODE = re.compile(r"(?=\S*\d)(?=\S*[a-z])\S{3,}|\d{5,}")
_NUMBER = re.compile(r"^[^\d]{0,4}(\d{1,12}(?:[.,]\d+)*)[^\d]{0,4}$")

Floats = NDArray[np.float64]
Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Records:
    """One list's records: a list of folded texts for each field, and the amounts of fields that hold numbers (NaN: none)."""

    fields: list[list[str]]
    amounts: list[Floats]

    @property
    def first(self) -> list[str]:
        """Return what the first field says."""
        return self.fields[0]

    @property
    def whole(self) -> list[str]:
        """Return what all fields that are no amounts say."""
        return [" ".join(p for p in parts if p) for parts in zip(*self.fields, strict=True)]


def records_of(left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> tuple[Records, Records]:
    """Return both lists' records; a field of numbers on both sides is an amount, unless it is the only one.

    Args:
        left: a list of texts for each field.
        right: the same fields of the other list.
    """
    is_amount = [_are_amounts(a) and _are_amounts(b) for a, b in zip(left, right, strict=True)]
    if all(is_amount):
        is_amount = [False] * len(is_amount)
    sides = []
    for side in (left, right):
        texts = [[folded(t) for t in field] for field, skip in zip(side, is_amount, strict=True) if not skip]
        sides.append(Records(texts, [_amounts(field) for field, kept in zip(side, is_amount, strict=True) if kept]))
    return sides[0], sides[1]


def _are_amounts(texts: Sequence[str]) -> bool:
    given = [t for t in texts if t.strip()]
    has_part = sum("." in t or "," in t for t in given)
    return bool(given) and sum(_NUMBER.match(t.strip()) is not None for t in given) >= NUMBERS * len(given) and has_part > 0.1 * len(given)


def _amounts(texts: Sequence[str]) -> Floats:
    found = [_NUMBER.match(t.strip()) for t in texts]
    return np.array([float(m[1].replace(",", "") if "." in m[1] else m[1].replace(",", ".", 1).replace(",", "")) if m else np.nan for m in found])


@dataclass(frozen=True, slots=True)
class _View:
    """Both lists as vectors of one kind."""

    left: csr_matrix
    right: csr_matrix

    def cosines(self, rows: Rows, columns: Rows) -> Floats:
        return cosines_of(self.left, self.right, rows, columns)


def _view(left: list[str], right: list[str], counts_of: Callable[[list[str]], csr_matrix]) -> _View:
    counts = counts_of([*left, *right])
    share = COMMON if len(left) + len(right) >= FEW else 1.0
    vectors = unit_rows(counts, rarity(counts), share)
    return _View(vectors[: len(left)], vectors[len(left) :])


def _words(texts: list[str]) -> csr_matrix:
    return word_counts(texts)[0]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of records that may be one."""

    rows: Rows
    columns: Rows
    features: Floats
    """(pairs, FEATURES)."""


def text_pairs(left: Records, right: Records) -> Pairs:
    """Return the pairs that are worth a look, by row and column: the nearest of each record from either side."""
    views = [_view(left.whole, right.whole, gram_counts), _view(left.whole, right.whole, _words)]
    if len(left.fields) > 1:
        views += [_view(left.first, right.first, gram_counts), _view(left.first, right.first, _words)]
    rows, columns = _candidates(views[:3], len(right.first))
    best, found = None, -1
    for number, mixed in enumerate(((0, 1), (2, 3), (0, 1, 2, 3))[: 3 if len(views) > 2 else 1]):
        score = np.mean([views[v].cosines(rows, columns) for v in mixed], axis=0)
        own = [_own([views[v] for v in mixed], side) for side in ("left", "right")]
        told = _told(score, rows, columns, own)
        n = float((told[1] > np.log(9)).sum())
        print(f"   mix {mixed} n {n} pi0 {told[2]:.3f}")
        if n > found:
            best, found = (number, score, own, told), n
    assert best
    return Pairs(rows, columns, _features(left, right, rows, columns, [v.cosines(rows, columns) for v in views], *best[1:]))


def _own(views, side):
    """Return for each record how alike its nearest other record of the same list is."""
    v = [getattr(w, side) for w in views]
    rows, columns = [], []
    for w in v:
        r, c, _ = nearest(w, w, 4)
        rows.append(r[r != c]); columns.append(c[r != c])
    rows, columns = np.concatenate(rows), np.concatenate(columns)
    score = np.mean([cosines_of(w, w, rows, columns) for w in v], axis=0)
    found = np.zeros(v[0].shape[0])
    np.maximum.at(found, rows, score)
    return found


def _told(score, rows, columns, own):
    """Return for each pair how far above own; local odds by decoys."""
    n_left, n_right = len(own[0]), len(own[1])
    decoys = np.sort(own[1] if n_right >= n_left else own[0])
    group, n = (rows, n_left) if n_right >= n_left else (columns, n_right)
    target = np.zeros(n); np.maximum.at(target, group, score)
    pv = (1 + len(decoys) - np.searchsorted(decoys, target, side="left")) / (1 + len(decoys))
    pi0 = min(1.0, (1 + (pv > 0.5).sum()) / n / 0.5)
    # isotonic density ratio: share of decoys among both, falling in score
    both = np.concatenate([target, decoys]); is_decoy = np.r_[np.zeros(n), np.ones(len(decoys))]
    weight = np.r_[np.full(n, 1 / n), np.full(len(decoys), 1 / len(decoys))]
    order = np.lexsort((is_decoy, both))
    from scipy.optimize import isotonic_regression
    share = isotonic_regression(is_decoy[order], weights=weight[order], increasing=False).x
    at = np.interp(score, both[order], share)
    ratio_ = at / np.maximum(1 - at, 1e-3)   # f0 / f
    lfdr = np.clip(pi0 * ratio_, 0.002, 0.998)
    return pv, np.log((1 - lfdr) / lfdr), pi0


def _candidates(views: Sequence[_View], width: int) -> tuple[Rows, Rows]:
    keys = []
    for view in views:
        rows, columns, _ = nearest(view.left, view.right, NEAREST)
        keys.append(rows.astype(np.int64) * width + columns)
        columns, rows, _ = nearest(view.right, view.left, NEAREST // 2)
        keys.append(rows.astype(np.int64) * width + columns)
    found = np.unique(np.concatenate(keys))
    return (found // width).astype(np.int32), (found % width).astype(np.int32)


def _features(left, right, rows, columns, cosines, score, own, told) -> Floats:
    ahead_left, ahead_right = _lead(score, rows), _lead(score, columns)
    a, b = [left.first[i] for i in rows.tolist()], [right.first[j] for j in columns.tolist()]
    return np.column_stack([
        score, told[1], score - own[0][rows], score - own[1][columns], np.minimum(ahead_left,0), np.minimum(ahead_right,0),
        np.maximum(ahead_left,0), np.maximum(ahead_right,0), (ahead_left >= 0) & (ahead_right >= 0),
        _contained(left, right, rows, columns), *_field_likeness(left, right, rows, columns),
        *_codes(left, right, rows, columns), *_numbers(a, b), *_amount_likeness(left, right, rows, columns),
        cosines[0], cosines[1], cosines[-2], cosines[-1],
    ]).astype(np.float64)  # fmt: skip


def _lead(score: Floats, group: Rows) -> Floats:
    """Return how far each pair is ahead of the best other pair of its record, negative where it is behind."""
    order = np.lexsort((-score, group))
    sorted_group = group[order]
    is_first = np.r_[True, sorted_group[1:] != sorted_group[:-1]]
    start = np.flatnonzero(is_first)
    size = np.diff(np.r_[start, len(order)])
    best = np.repeat(score[order][start], size)
    second = np.repeat(np.where(size > 1, score[order][np.minimum(start + 1, len(order) - 1)], 0.0), size)
    found = np.empty(len(score))
    found[order] = np.where(is_first, score[order] - second, score[order] - best)
    return found


def _rareness(score: Floats, rows: Rows) -> Floats:
    """Return how rarely a record's second best, which is seldom the same thing, is so alike: -log10 of the share, at most 3."""
    order = np.lexsort((-score, rows))
    first = np.r_[True, rows[order][1:] != rows[order][:-1]]
    is_second = np.r_[False, first[:-1]] & ~first
    null = np.sort(score[order][is_second])
    above = len(null) - np.searchsorted(null, score, side="left")
    return np.minimum(-np.log10((1 + above) / (1 + len(null))), 3.0)


def _contained(left: Records, right: Records, rows: Rows, columns: Rows) -> Floats:
    """Return the share of the shorter first field's words, rare ones weighing more, that the other's whole record has."""
    counts, _ = word_counts([*left.first, *right.first, *left.whole, *right.whole])
    n, m = len(left.first), len(right.first)
    weights = rarity(counts[n + m :])
    is_there = counts.copy()
    is_there.data[:] = 1
    heavy = is_there.copy()
    heavy.data = weights[heavy.indices]
    size = np.asarray(heavy.sum(axis=1)).ravel() + 1e-9
    ones = is_there[n + m :]
    forth = _sums(heavy[:n], ones[n:], rows, columns) / size[rows]
    back = _sums(heavy[n : n + m], ones[:n], columns, rows) / size[n + columns]
    return np.where(size[rows] <= size[n + columns], forth, back)


def _sums(a: csr_matrix, b: csr_matrix, rows: Rows, columns: Rows) -> Floats:
    return cosines_of(a, b, rows, columns)


def _field_likeness(left: Records, right: Records, rows: Rows, columns: Rows) -> list[Floats]:
    """Return over the fields both have: their mean likeness, the share that is the same, the share that differs."""
    given = np.zeros(len(rows))
    sums = [np.zeros(len(rows)) for _ in range(3)]
    for mine, yours in zip(left.fields, right.fields, strict=True):
        a, b = [mine[i] for i in rows.tolist()], [yours[j] for j in columns.tolist()]
        is_given = np.array([bool(x and y) for x, y in zip(a, b, strict=True)], dtype=bool)
        short = [x[:200] for x in a], [y[:200] for y in b]
        alike = np.where(is_given, np.maximum(_scores(*short, token_sort_ratio), _scores(*short, ratio)), 0.0)
        given += is_given
        for at, value in enumerate((alike, alike >= 0.95, is_given & (alike < 0.5))):
            sums[at] += value
    return [total / np.maximum(given, 1) for total in sums]


def _scores(a: list[str], b: list[str], scorer: Callable[..., float]) -> Floats:
    return np.asarray(process.cpdist(a, b, scorer=scorer, dtype=np.float32, workers=1), dtype=np.float64) / 100


def _codes(left: Records, right: Records, rows: Rows, columns: Rows) -> list[Floats]:
    """Return whether a code such as a model number is in both records, and whether both have codes and share none."""
    whole = [[t.replace(" ", "") for t in side.whole] for side in (left, right)]
    codes = [[{c for c in _CODE.findall(t) if len(c) >= 4} for t in side.first] for side in (left, right)]
    shared, missed = np.zeros(len(rows)), np.zeros(len(rows))
    for at, (i, j) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        mine, yours = codes[0][i], codes[1][j]
        if any(c in whole[1][j] for c in mine) or any(c in whole[0][i] for c in yours):
            shared[at] = 1
        elif mine and yours:
            missed[at] = 1
    return [shared, missed]


def _numbers(a: list[str], b: list[str]) -> list[Floats]:
    """Return the share of numbers both first fields have, and whether one has a number where the other has another."""
    found = {t: frozenset(w for w in t.split() if w.isdecimal()) for t in {*a, *b}}
    pairs = [(found[x], found[y]) for x, y in zip(a, b, strict=True)]
    shared = np.array([len(x & y) / len(x | y) if x | y else 0.0 for x, y in pairs])
    missed = np.array([bool(x - y and y - x) for x, y in pairs], dtype=np.float64)
    return [shared, missed]


def _amount_likeness(left: Records, right: Records, rows: Rows, columns: Rows) -> list[Floats]:
    """Return whether an amount is within a tenth, and whether one is more than twice the other."""
    near, far = np.zeros(len(rows)), np.zeros(len(rows))
    for mine, yours in zip(left.amounts, right.amounts, strict=True):
        a, b = mine[rows], yours[columns]
        is_given = (a > 0) & (b > 0)
        gap = np.abs(np.log(np.where(is_given, a, 1) / np.where(is_given, b, 1)))
        near = np.maximum(near, is_given & (gap <= np.log(1.1)))
        far = np.maximum(far, is_given & (gap > np.log(2)))
    return [near, far]
