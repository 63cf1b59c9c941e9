"""Standard setting: the share of questions a just-capable rep gets right, as judges see it.

In: Rating: one judge's of one item (Angoff's method), or the launch's own share.
Out: Standard: the cut with its error, how far judges agree, who is severe, on which items they differ.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stats.agreement import intraclass, mean_of_judges

DISAGREE = 0.2
"""From this standard deviation between judges on, an item is one to talk about before the next round. A judgement."""


@dataclass(frozen=True, slots=True)
class Rating:
    """How likely a just-capable rep is to get one item right, as one judge sees it."""

    judge: str
    item_id: str
    share: float
    """0..1."""
    round: int = 1
    row: int = 0
    """Of the file it stands in."""


@dataclass(frozen=True, slots=True)
class ItemRating:
    """What the judges said of one item."""

    item_id: str
    n_judges: int
    mean_share: float
    spread: float
    """Standard deviation between judges; NaN with one."""
    low: float
    high: float

    @property
    def is_disputed(self) -> bool:
        """Say whether the judges differ enough to talk about it."""
        return self.spread >= DISAGREE


@dataclass(frozen=True, slots=True)
class JudgeRating:
    """How one judge stands to the others."""

    judge: str
    n_items: int
    mean_share: float
    severity: float
    """Mean of own rating less the mean of all judges, over the items this judge rated: above 0 asks more of reps."""


@dataclass(frozen=True, slots=True)
class Standard:
    """Where the bar is, and how sure that is."""

    cut_share: float
    cut_share_se: float
    """0 where the launch set the share itself."""
    items: tuple[ItemRating, ...] = ()
    """By id; none where the launch set the share itself."""
    judges: tuple[JudgeRating, ...] = ()
    agreement: float = math.nan
    """ICC(A,1): of one judge with another."""
    agreement_of_mean: float = math.nan
    """ICC(A,k): of the mean of these judges with that of as many others."""
    by_round: tuple[tuple[int, float], ...] = ()
    """Round -> the cut it would have given."""
    unknown: tuple[Rating, ...] = ()
    """Ratings of items the quiz does not have; they do not count."""
    ratings: tuple[Rating, ...] = ()
    """Those that count: each judge's last one of each item."""

    @property
    def item_ids(self) -> tuple[str, ...]:
        """Return the items the judges rated."""
        return tuple(i.item_id for i in self.items)


def standard_of(ratings: Sequence[Rating], item_ids: Collection[str], own_share: float) -> Standard:
    """Return the standard: from the judges' ratings of the quiz's items where there are any, else the launch's own share."""
    asked = set(item_ids)
    known = [r for r in ratings if r.item_id in asked]
    unknown = tuple(sorted((r for r in ratings if r.item_id not in asked), key=lambda r: r.row))
    if not known:
        return Standard(own_share, 0.0, unknown=unknown)
    last = _last(known)
    judges, items, table = _table(last)
    cut, error = mean_of_judges(table)
    one, mean = intraclass(table)
    rounds = sorted({r.round for r in known})
    return Standard(
        cut, error, tuple(_item(i, table[:, j]) for j, i in enumerate(items)), _judges(judges, table), one, mean,
        tuple((n, cut_share_of(_last([r for r in known if r.round <= n]))[0]) for n in rounds), unknown, tuple(last),
    )  # fmt: skip


def cut_share_of(ratings: Sequence[Rating]) -> tuple[float, float]:
    """Return the mean over items of the judges' mean, and its standard error; one rating each of judge and item."""
    return mean_of_judges(_table(ratings)[2])


def _last(ratings: Sequence[Rating]) -> list[Rating]:
    """Return each judge's rating of each item from the last round it was given in."""
    last = {(r.judge, r.item_id): r for r in sorted(ratings, key=lambda r: r.round)}
    return [last[key] for key in sorted(last)]


def _table(ratings: Sequence[Rating]) -> tuple[list[str], list[str], NDArray[np.float64]]:
    """Return judges, items and (judges, items) ratings."""
    judges, items = sorted({r.judge for r in ratings}), sorted({r.item_id for r in ratings})
    row, column = {j: k for k, j in enumerate(judges)}, {i: k for k, i in enumerate(items)}
    table = np.full((len(judges), len(items)), np.nan)
    for r in ratings:
        table[row[r.judge], column[r.item_id]] = r.share
    return judges, items, table


def _item(item_id: str, given: NDArray[np.float64]) -> ItemRating:
    x = given[np.isfinite(given)]
    spread = float(x.std(ddof=1)) if x.size > 1 else math.nan
    return ItemRating(item_id, int(x.size), float(x.mean()), spread, float(x.min()), float(x.max()))


def _judges(judges: Sequence[str], table: NDArray[np.float64]) -> tuple[JudgeRating, ...]:
    beside = table - np.nanmean(table, axis=0)
    known = np.isfinite(table)
    return tuple(
        JudgeRating(judge, int(known[j].sum()), float(table[j, known[j]].mean()), float(beside[j, known[j]].mean()))
        for j, judge in enumerate(judges)
    )
