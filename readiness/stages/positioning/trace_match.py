"""Trace match: which of two lists of texts speak of the same thing, such as requirements and characteristics.

In: texts by id, left and right.
Out: pairs with a score, best first. They are proposals: a person approves each link that is used.

Source: Robertson & Zaragoza (2009), Foundations and Trends in Information Retrieval 3(4), 333-389: BM25.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from readiness.stages.positioning.terms import Matrix, stem, term_counts, tokens, vectors

SATURATION, LENGTH = 1.5, 0.75
"""BM25's k1 and b, at the values search engines use."""


def trace(left: Mapping[str, str], right: Mapping[str, str], least: float = 0.0) -> list[tuple[str, str, float]]:
    """Return (left id, right id, score 0..1), best first, for every pair that scores more than `least`.

    A pair scores 1 where both say the same and nobody else says it better. Pairs that share nothing are left out; equal scores
    stand in the order of the ids.
    """
    lefts, rights = sorted(left), sorted(right)
    if not lefts or not rights:
        return []
    scores = likeness([left[i] for i in lefts], [right[i] for i in rights]).round(6)
    rows, columns = np.nonzero(scores > max(least, 0.0))
    order = np.argsort(-scores[rows, columns], kind="stable")
    return [(lefts[i], rights[j], float(scores[i, j])) for i, j in zip(rows[order], columns[order], strict=True)]


def likeness(left: Sequence[str], right: Sequence[str]) -> NDArray[np.float64]:
    """Return (left, right), 0..1: the mean of BM25 both ways, as a share of the best, and of the cosine of terms.

    The share alone would call the best of a bad lot perfect; the cosine alone is misled by how long a text is.
    """
    texts = [*left, *right]
    counts = term_counts(texts, _stems)
    ours, theirs = counts[: len(left)], counts[len(left) :]
    shares = (_shares_of_best(_bm25(ours, theirs)) + _shares_of_best(_bm25(theirs, ours).T)) / 2
    weighted = vectors(texts)
    return np.asarray((shares + (weighted[: len(left)] @ weighted[len(left) :].T).toarray()) / 2, dtype=np.float64)


def _stems(text: str) -> list[str]:
    return [stem(w) for w in tokens(text)]


def _bm25(queries: Matrix, documents: Matrix) -> NDArray[np.float64]:
    """Return (queries, documents): BM25 of each document, a word of the query counted once."""
    n, width = documents.shape
    frequency = np.bincount(documents.indices, minlength=width)
    lengths = np.asarray(documents.sum(axis=1)).ravel()
    relative = np.repeat(lengths / max(float(lengths.mean()), 1.0), np.diff(documents.indptr))
    weights = documents.copy()
    weights.data = documents.data / (documents.data + SATURATION * (1 - LENGTH + LENGTH * relative))
    weights.data = weights.data * np.log1p((n - frequency + 0.5) / (frequency + 0.5))[documents.indices]
    asked = queries.copy()
    asked.data = np.ones_like(queries.data)
    return np.asarray((asked @ weights.T).toarray(), dtype=np.float64)


def _shares_of_best(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of each score as a share of its row's best and of its column's best."""
    rows, columns = scores.max(axis=1, keepdims=True), scores.max(axis=0, keepdims=True)
    return (scores / np.where(rows > 0, rows, 1.0) + scores / np.where(columns > 0, columns, 1.0)) / 2
