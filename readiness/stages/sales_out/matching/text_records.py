"""Text records: two lists' records in the same fields, and how alike two of them are field by field, code by code.

In: texts as they stand, a list for each field.
Out: Records; likenesses of pairs, each 0..1.
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

from readiness.stages.sales_out.matching.grams import cosines_of, folded, rarity, word_counts

NUMBERS, FRACTIONS = 0.8, 0.1
"""A field is one of amounts where so many of its texts are numbers, and so many of them have a fraction."""
MOST_LETTERS = 200
"""Of a field, compared letter by letter."""
_CODE = re.compile(r"(?=\S*\d)(?=\S*[a-z])\S{4,}|\d{5,}")
_NUMBER = re.compile(r"[^\d]{0,4}(\d{1,12}(?:[.,]\d+)*)[^\d]{0,4}")

Floats = NDArray[np.float64]
Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Records:
    """One list's records."""

    fields: list[list[str]]
    """Folded texts, a list for each field that holds no amounts."""
    whole: list[str]
    """What all of these fields say."""
    amounts: list[Floats]
    """A list for each field of amounts; NaN where there is none."""

    @property
    def first(self) -> list[str]:
        """Return what the first field says."""
        return self.fields[0]


def records_of(left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> tuple[Records, Records]:
    """Return both lists' records; a field of numbers with fractions is one of amounts, unless there is no other.

    Args:
        left: a list of texts for each field.
        right: the same fields of the other list.
    """
    is_amount = [_are_amounts([*a, *b]) for a, b in zip(left, right, strict=True)]
    if all(is_amount):
        is_amount = [False] * len(is_amount)
    return _records(left, is_amount), _records(right, is_amount)


def _records(fields: Sequence[Sequence[str]], is_amount: Sequence[bool]) -> Records:
    texts = [[folded(t) for t in field] for field, skip in zip(fields, is_amount, strict=True) if not skip]
    whole = [" ".join(p for p in parts if p) for parts in zip(*texts, strict=True)]
    return Records(texts, whole, [_amounts(field) for field, kept in zip(fields, is_amount, strict=True) if kept])


def _are_amounts(texts: Sequence[str]) -> bool:
    given = [t.strip() for t in texts if t.strip()]
    n_numbers = sum(_NUMBER.fullmatch(t) is not None for t in given)
    return n_numbers >= NUMBERS * len(given) and sum("." in t or "," in t for t in given) > FRACTIONS * len(given)


def _amounts(texts: Sequence[str]) -> Floats:
    found = [_NUMBER.fullmatch(t.strip()) for t in texts]
    return np.array([_amount(m[1]) if m else np.nan for m in found], dtype=np.float64)


def _amount(text: str) -> float:
    """Return a number whose last point or comma parts off its fraction, unless three digits follow it."""
    whole, mark, part = text.replace(",", ".").rpartition(".")
    return float(f"{whole.replace('.', '')}.{part}") if mark and len(part) != 3 else float(text.replace(",", "").replace(".", ""))


def contained(left: Records, right: Records, rows: Rows, columns: Rows) -> Floats:
    """Return the share of the shorter first field's words, rare ones weighing more, that the other's whole record has."""
    counts, _ = word_counts([*left.first, *right.first, *left.whole, *right.whole])
    n, m = len(left.first), len(right.first)
    there, heavy = counts.copy(), counts.copy()
    there.data[:] = 1
    heavy.data = rarity(counts[n + m :])[counts.indices]
    size = np.asarray(heavy.sum(axis=1)).ravel() + 1e-9
    wholes: csr_matrix = there[n + m :]
    forth = cosines_of(heavy[:n], wholes[n:], rows, columns) / size[rows]
    back = cosines_of(heavy[n : n + m], wholes[:n], columns, rows) / size[n + columns]
    return np.where(size[rows] <= size[n + columns], forth, back)


def field_likeness(left: Records, right: Records, rows: Rows, columns: Rows) -> list[Floats]:
    """Return over the fields both have: their mean likeness, the share that is the same, the share that differs."""
    given, sums = np.zeros(len(rows)), [np.zeros(len(rows)) for _ in range(3)]
    for mine, yours in zip(left.fields, right.fields, strict=True):
        a, b = [mine[i][:MOST_LETTERS] for i in rows.tolist()], [yours[j][:MOST_LETTERS] for j in columns.tolist()]
        is_given = np.array([bool(x and y) for x, y in zip(a, b, strict=True)], dtype=bool)
        alike = np.where(is_given, np.maximum(_scores(a, b, token_sort_ratio), _scores(a, b, ratio)), 0.0)
        given += is_given
        for at, value in enumerate((alike, alike >= 0.95, is_given & (alike < 0.5))):
            sums[at] += value
    return [total / np.maximum(given, 1) for total in sums]


def _scores(a: list[str], b: list[str], scorer: Callable[..., float]) -> Floats:
    return np.asarray(process.cpdist(a, b, scorer=scorer, dtype=np.float32, workers=1), dtype=np.float64) / 100


def codes_shared(left: Records, right: Records, rows: Rows, columns: Rows) -> list[Floats]:
    """Return whether a code such as a model number is in both records, and whether both have codes and share none."""
    joined = [[t.replace(" ", "") for t in side.whole] for side in (left, right)]
    codes = [[set(_CODE.findall(t)) for t in side.first] for side in (left, right)]
    shared, missed = np.zeros(len(rows)), np.zeros(len(rows))
    for at, (i, j) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        mine, yours = codes[0][i], codes[1][j]
        if any(c in joined[1][j] for c in mine) or any(c in joined[0][i] for c in yours):
            shared[at] = 1
        elif mine and yours:
            missed[at] = 1
    return [shared, missed]


def numbers_shared(left: Records, right: Records, rows: Rows, columns: Rows) -> list[Floats]:
    """Return the share of numbers that both first fields have, and whether each has one the other has not."""
    found = [[frozenset(w for w in t.split() if w.isdecimal()) for t in side.first] for side in (left, right)]
    pairs = [(found[0][i], found[1][j]) for i, j in zip(rows.tolist(), columns.tolist(), strict=True)]
    shared = np.array([len(x & y) / len(x | y) if x | y else 0.0 for x, y in pairs], dtype=np.float64)
    return [shared, np.array([bool(x - y and y - x) for x, y in pairs], dtype=np.float64)]


def amount_likeness(left: Records, right: Records, rows: Rows, columns: Rows) -> list[Floats]:
    """Return whether an amount is within a tenth of the other, and whether one is more than twice the other."""
    near, far = np.zeros(len(rows)), np.zeros(len(rows))
    for mine, yours in zip(left.amounts, right.amounts, strict=True):
        a, b = mine[rows], yours[columns]
        is_given = (a > 0) & (b > 0)
        gap = np.abs(np.log(np.where(is_given, a, 1) / np.where(is_given, b, 1)))
        near, far = np.maximum(near, is_given & (gap <= np.log(1.1))), np.maximum(far, is_given & (gap > np.log(2)))
    return [near, far]
