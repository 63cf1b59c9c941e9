"""Grams: texts as vectors of their three-letter pieces or of their words, rare ones weighing more, and which are nearest.

In: texts.
Out: sparse rows of length one; for each row of one matrix its nearest rows of another.

Sources: Sparck Jones (1972), Journal of Documentation 28(1), 11-21: rare terms weigh more; Cohen, Ravikumar & Fienberg (2003),
IIWeb, 73-78: TF-IDF cosines for matching names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array
from sparse_dot_topn import sp_matmul_topn

N_SYMBOLS = 64
"""Letters a to z, digits and the space are symbols of their own; letters of other scripts share the rest."""
_SYMBOLS = {" ": 0} | {c: i for i, c in enumerate("abcdefghijklmnopqrstuvwxyz0123456789", start=1)}
_OWN = len(_SYMBOLS)
_NOT_WORD = re.compile(r"[^\w]+|_+")
CHUNK = 5_000
"""Rows compared at a time, so that memory is bounded."""


def folded(text: str) -> str:
    """Return a text in lower case without accents and punctuation, single spaces between its words."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_NOT_WORD.sub(" ", text.casefold()).split())


def gram_counts(texts: Sequence[str]) -> csr_matrix:
    """Return (texts, pieces): how often each piece of three letters is in a folded text; words begin and end with a space."""
    padded = [f" {t} " for t in texts]
    letters = np.frombuffer("".join(padded).encode("utf-32-le"), dtype=np.uint32)
    table = _OWN + np.arange(0x80, dtype=np.int32) % (N_SYMBOLS - _OWN)
    for letter, symbol in _SYMBOLS.items():
        table[ord(letter)] = symbol
    symbols = np.where(letters < 0x80, table[np.minimum(letters, 0x7F)], _OWN + letters % (N_SYMBOLS - _OWN)).astype(np.int32)
    lengths = np.array([len(t) for t in padded], dtype=np.int64)
    rows = np.repeat(np.arange(len(padded), dtype=np.int32), lengths)
    inside = rows[:-2] == rows[2:]
    grams = (symbols[:-2] * N_SYMBOLS + symbols[1:-1]) * N_SYMBOLS + symbols[2:]
    return _counted(grams[inside], np.maximum(lengths - 2, 0), N_SYMBOLS**3)


def word_counts(texts: Sequence[str]) -> tuple[csr_matrix, list[str]]:
    """Return (texts, words): how often each word is in a folded text; and the words in their order."""
    split = [t.split() for t in texts]
    words = sorted({w for row in split for w in row})
    number = {w: i for i, w in enumerate(words)}
    flat = np.array([number[w] for row in split for w in row], dtype=np.int32)
    return _counted(flat, np.array([len(row) for row in split], dtype=np.int64), len(words)), words


def _counted(columns: NDArray[np.int32], lengths: NDArray[np.int64], width: int) -> csr_matrix:
    starts = np.concatenate(([0], np.cumsum(lengths)))
    found = csr_matrix((np.ones(len(columns), dtype=np.float32), columns, starts), shape=(len(lengths), width))
    found.sum_duplicates()
    return found


def rarity(counts: csr_matrix) -> NDArray[np.float32]:
    """Return (columns,): how much each column weighs, log((1 + n) / (1 + rows that have it)) + 1."""
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + frequency)) + 1, dtype=np.float32)


def unit_rows(counts: csr_matrix, weights: NDArray[np.float32], most_share: float = 1.0) -> csr_matrix:
    """Return weighted rows of length one, without the columns that more than a share of rows have."""
    found = counts.copy()
    found.data = (1 + np.log(found.data)) * weights[found.indices]
    if most_share < 1:
        floor = np.log(1 / most_share) + 1
        found.data[weights[found.indices] < floor] = 0
        found.eliminate_zeros()
    length = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    return csr_matrix(diags_array(1 / np.where(length > 0, length, 1)) @ found, dtype=np.float32)


def nearest(
    left: csr_matrix, right: csr_matrix, n: int, least: float = 0.05
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Return (rows, columns, cosines) of the n nearest right rows of each left row, by row and cosine."""
    turned = right.T.tocsr()
    rows, columns, cosines = [], [], []
    for start in range(0, left.shape[0], CHUNK):
        part = left[start : start + CHUNK]
        found = sp_matmul_topn(part, turned, top_n=n, threshold=least, sort=True, n_threads=1)
        rows.append(np.repeat(np.arange(start, start + part.shape[0], dtype=np.int32), np.diff(found.indptr)))
        columns.append(found.indices.astype(np.int32))
        cosines.append(found.data.astype(np.float64))
    if not rows:
        return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0)
    row, column, cosine = (np.concatenate(parts) for parts in (rows, columns, cosines))
    order = np.lexsort((column, -cosine.round(5), row))
    return row[order], column[order], cosine[order].round(5)


def cosines_of(left: csr_matrix, right: csr_matrix, rows: NDArray[np.int32], columns: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the cosine of each pair of a left and a right row."""
    found = np.empty(len(rows))
    for start in range(0, len(rows), 50 * CHUNK):
        part = slice(start, start + 50 * CHUNK)
        found[part] = np.asarray(left[rows[part]].multiply(right[columns[part]]).sum(axis=1)).ravel()
    return found.round(5)
