"""Cards: what customers call each characteristic, and which of them a statement speaks of.

In: statements; cards with a name, a definition and customers' words.
Out: the best cards for each statement or group of statements, and cards that grew by what a person confirmed.

Source: Rocchio (1971), Relevance feedback in information retrieval, in: The SMART Retrieval System, 313-323.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from readiness.stages.positioning.terms import Matrix, unit_rows, vectors
from readiness.stages.spec import Characteristic

PRIOR_WEIGHT = 3
"""A card's own words count as much as this many confirmed quotes."""
BLOCK = 2_000
"""Statements scored at once, so that memory stays flat."""


@dataclass(frozen=True, slots=True)
class Card:
    """One characteristic as customers speak of it."""

    characteristic_id: str
    name: str
    definition: str = ""
    words: tuple[str, ...] = ()
    """Words and phrases that customers use for it."""
    approved_quotes: tuple[str, ...] = ()
    """Statements that a person confirmed to speak of it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that a statement may speak of."""

    characteristic_id: str
    score: float
    """0..1, the cosine to the card."""


def card_of(characteristic: Characteristic) -> Card:
    """Return the card that a spec alone can give: its name and the factory's own line."""
    return Card(
        characteristic.characteristic_id, characteristic.name, f"{characteristic.quote} {characteristic.condition}".strip()
    )


def confirmed(card: Card, quote: str) -> Card:
    """Return the card grown by a quote that a person confirmed; a quote it has already changes nothing."""
    quote = " ".join(quote.split())
    if not quote or quote in card.approved_quotes:
        return card
    return replace(card, approved_quotes=(*card.approved_quotes, quote))


def rank(statements: Sequence[str], cards: Sequence[Card], k: int = 3, least: float = 0.0) -> list[tuple[Candidate, ...]]:
    """Return the k best cards for each statement, best first; only those that score more than `least`.

    A statement that resembles no card has none. Scores below about 0.03 are parts of words shared by chance: they cost nothing in
    a list a person picks from (left out, R@3 falls), and they are no ground to call a statement assigned.
    """
    return rank_groups([[s] for s in statements], cards, k, least)


def rank_groups(
    groups: Sequence[Sequence[str]], cards: Sequence[Card], k: int = 3, least: float = 0.0
) -> list[tuple[Candidate, ...]]:
    """Return the k best cards for each group of statements of one need, by the mean of its statements' scores."""
    ordered = sorted(cards, key=lambda c: c.characteristic_id)
    if not ordered or k < 1:
        return [() for _ in groups]
    texts = [s for group in groups for s in group]
    known = [t for card in ordered for t in (_own_words(card), *card.approved_quotes)]
    weighted = vectors([*known, *texts])
    centroids = unit_rows(_shares(ordered) @ weighted[: len(known)]).T.tocsc()
    means = (_means(groups) @ weighted[len(known) :]).tocsr()
    ids = [c.characteristic_id for c in ordered]
    found: list[tuple[Candidate, ...]] = []
    for first in range(0, len(groups), BLOCK):
        found += _best((means[first : first + BLOCK] @ centroids).toarray(), ids, k, least)
    return found


def _own_words(card: Card) -> str:
    return ". ".join([card.name, card.definition, *card.words])


def _shares(cards: Sequence[Card]) -> Matrix:
    """Return (cards, texts) over each card's own words and then its quotes: PRIOR_WEIGHT and 1 each, so that rows sum to 1."""
    sizes = [1 + len(c.approved_quotes) for c in cards]
    rows = np.repeat(np.arange(len(cards)), sizes)
    weights = [w / (PRIOR_WEIGHT + n - 1) for n in sizes for w in (PRIOR_WEIGHT, *[1] * (n - 1))]
    return sparse.csr_array((weights, (rows, np.arange(len(rows)))), (len(cards), len(rows)))


def _means(groups: Sequence[Sequence[str]]) -> Matrix:
    """Return (groups, statements): each group's row takes the mean of its statements."""
    rows = [i for i, group in enumerate(groups) for _ in group]
    shares = [1 / len(group) for group in groups for _ in group]
    return sparse.csr_array((shares, (rows, range(len(rows)))), (len(groups), len(rows)))


def _best(scores: NDArray[np.float64], ids: Sequence[str], k: int, least: float) -> list[tuple[Candidate, ...]]:
    """Return the best k of each row; equal scores stand in the order of the ids."""
    rounded = scores.round(9)  # the last digits depend on the order of a sum, and may not decide
    k = min(k, len(ids))
    cut = -np.partition(-rounded, k - 1, axis=1)[:, k - 1]
    found: list[tuple[Candidate, ...]] = []
    for row, last in zip(rounded, cut, strict=True):
        near = np.flatnonzero((row >= last) & (row > least))
        order = near[np.argsort(-row[near], kind="stable")][:k]
        found.append(tuple(Candidate(ids[i], float(row[i])) for i in order))
    return found
