"""Account pairs: customers and the accounts whose names are nearest, and how alike each pair is in name and place.

In: names and places.
Out: Parties, NameIndex; pairs of rows; (pairs, FEATURES).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import partial_ratio, ratio, token_sort_ratio
from scipy.sparse import csr_matrix

from readiness.stages.sales_out.matching.grams import gram_counts, nearest, rarity, unit_rows
from readiness.stages.sales_out.matching.known import PLACE
from readiness.stages.sales_out.matching.names import firm_name, place_word, postal_word

NEAREST = 10
COMMON = 0.05
"""Pieces that more than this share of names have find nobody."""
FEW = 2_000
"""Below so many names every piece counts."""
CUT_OFF = 15
"""Letters from which a name that begins another is likely to be cut off."""
FEATURES = (
    "cosine", "token_sort_squared", "jaro_winkler", "partial", "cut_off", "postal_same", "postal_differs", "city_differs",
    "region_same", "region_differs", "street_alike", "street_differs", "branch_differs", "no_place",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parties:
    """Firms, a list for each thing known of them; "" where it is not."""

    core: list[str]
    branch: list[str]
    street: list[str]
    city: list[str]
    region: list[str]
    postal: list[str]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.core)

    def only(self, rows: Sequence[int]) -> Parties:
        """Return some of them, in that order."""
        return Parties(*([getattr(self, f.name)[row] for row in rows] for f in fields(self)))

    def keys(self, at: int) -> list[tuple[str, ...]]:
        """Return what must be the same for two to be one: the name, with the postal code or with city and region."""
        core, city, region, postal = self.core[at], self.city[at], self.region[at], self.postal[at]
        found: list[tuple[str, ...]] = [(core, postal)] if core and postal else []
        return [*found, (core, city, region)] if core and city and region else found

    def differs(self, at: int, other: Parties, row: int) -> bool:
        """Return whether two of the same name are told apart by branch, postal code or street."""
        is_elsewhere = _differ(self.branch[at], other.branch[row]) or _differ(self.postal[at], other.postal[row])
        return is_elsewhere or (_differ(self.street[at], other.street[row]) and ratio(self.street[at], other.street[row]) < 60)


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def parties_of(names: Sequence[str], places: Sequence[Sequence[str]]) -> Parties:
    """Return firms; each place as PLACE, whose country is left out: it is written in too many ways to tell two apart."""
    found = [firm_name(name) for name in names]
    street, city, region, postal, _ = map(list, zip(*places, strict=True)) if places else ([] for _ in PLACE)
    return Parties(
        [f.core for f in found], [f.branch for f in found], [place_word(t) for t in street], [place_word(t) for t in city],
        [place_word(t) for t in region], [postal_word(t) for t in postal],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Our firms with their names and cities as vectors."""

    parties: Parties
    weights: NDArray[np.float32]
    most_share: float
    vectors: csr_matrix


def name_index(ours: Parties) -> NameIndex:
    """Return our firms ready to be compared with."""
    counts = gram_counts(_names_and_cities(ours))
    weights, share = rarity(counts), COMMON if len(ours) >= FEW else 1.0
    return NameIndex(ours, weights, share, unit_rows(counts, weights, share))


def candidate_pairs(theirs: Parties, index: NameIndex) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Return their rows, our rows and cosines: the nearest of ours of each of theirs, by name and city."""
    left = unit_rows(gram_counts(_names_and_cities(theirs)), index.weights, index.most_share)
    return nearest(left, index.vectors, NEAREST)


def _names_and_cities(parties: Parties) -> list[str]:
    return [f"{core} {city}" for core, city in zip(parties.core, parties.city, strict=True)]


def pair_features(
    theirs: Parties, ours: Parties, rows: NDArray[np.int32], columns: NDArray[np.int32], cosines: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (pairs, FEATURES), each 0..1."""
    left, right = _Side(theirs, rows), _Side(ours, columns)
    a, b = left.texts("core"), right.texts("core")
    short = np.minimum(_lengths(a), _lengths(b))
    is_start = np.array([x.startswith(y) or y.startswith(x) for x, y in zip(a, b, strict=True)], dtype=bool)
    postal_same, postal_differs = _agreement(left, right, "postal")
    city_same, city_differs = _alike(left, right, "city", 85)
    street_same, street_differs = _alike(left, right, "street", 60)
    region_same, region_differs = _agreement(left, right, "region")
    unplaced = 1 - np.maximum.reduce([postal_same, postal_differs, city_same, city_differs, street_same, street_differs])
    return np.column_stack([
        cosines, _scores(a, b, token_sort_ratio) ** 2, _scores(a, b, JaroWinkler.normalized_similarity, 1),
        _scores(a, b, partial_ratio), is_start & (short >= CUT_OFF), postal_same, postal_differs, city_differs, region_same,
        region_differs, street_same, street_differs, _agreement(left, right, "branch")[1], unplaced,
    ]).astype(np.float64)  # fmt: skip


class _Side:
    """One side of pairs: a column's text for each pair."""

    def __init__(self, parties: Parties, rows: NDArray[np.int32]) -> None:
        self.parties, self.rows = parties, rows.tolist()

    def texts(self, column: str) -> list[str]:
        """Return the texts of a column."""
        values: list[str] = getattr(self.parties, column)
        return [values[row] for row in self.rows]


def _scores(a: list[str], b: list[str], scorer: Callable[..., float], best: float = 100) -> NDArray[np.float64]:
    found = process.cpdist(a, b, scorer=scorer, dtype=np.float32, workers=1)
    return np.asarray(found, dtype=np.float64) / best


def _lengths(texts: list[str]) -> NDArray[np.int64]:
    return np.array([len(t) for t in texts], dtype=np.int64)


def _agreement(left: _Side, right: _Side, column: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return whether a column is the same, and whether it differs; neither where one side has nothing."""
    pairs = list(zip(left.texts(column), right.texts(column), strict=True))
    is_given = np.array([bool(x and y) for x, y in pairs], dtype=bool)
    is_same = np.array([x == y for x, y in pairs], dtype=bool)
    return (is_given & is_same).astype(np.float64), (is_given & ~is_same).astype(np.float64)


def _alike(left: _Side, right: _Side, column: str, least: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return whether a column is the same but for slips, and whether it differs; neither where one side has nothing."""
    a, b = left.texts(column), right.texts(column)
    is_given = (_lengths(a) > 0) & (_lengths(b) > 0)
    is_same = _scores(a, b, token_sort_ratio) * 100 >= least
    return (is_given & is_same).astype(np.float64), (is_given & ~is_same).astype(np.float64)
