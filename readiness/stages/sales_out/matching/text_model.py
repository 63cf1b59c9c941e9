"""Text model: how likely two records are one, calibrated for lists nobody has labelled.

In: Pairs.
Out: pairs with probabilities, best first.

Two steps, both fitted on labelled lists of products, publications, persons and firms by `python benchmarks/text_matching.py
FOLDER fit`, which prints the numbers below. RANK says which of a record's pairs is the one. SURE then says how likely that pair
is one, from its rank, its lead over its records' other pairs, and from how well these two lists as a whole can be told apart.
"""

from __future__ import annotations

import numpy as np

from readiness.stages.sales_out.matching.text_pairs import FEATURES, Pairs, lead
from readiness.stages.sales_out.matching.text_records import Floats, Rows

RANK_INTERCEPT = -4.666
RANK = {
    "score": 0.311, "over_left": 1.501, "over_right": 0.579, "behind_left": 5.463, "behind_right": 6.900, "lead_left": 5.895,
    "lead_right": -1.446, "is_best": 1.435, "contained": 1.384, "fields_alike": -0.317, "fields_same": -0.638,
    "fields_differ": 0.036, "code_shared": 1.736, "code_missed": -0.873, "numbers_shared": 0.869, "numbers_missed": -0.560,
    "amount_near": 1.268, "amount_far": -1.299, "pieces": 0.338, "words": -1.281, "first_pieces": 5.662,
    "first_words": -3.699,
}  # fmt: skip
"""By FEATURES, in their order."""
SURE_INTERCEPT = -0.398
SURE = {
    "rank": 0.566, "lead_left": 0.105, "lead_right": 0.256, "usual_lead": -0.244, "mean_rank": 0.789, "mutual": 2.664,
    "sizes": -0.959,
}  # fmt: skip
"""In the order of `sure_features`."""
LEAST = 0.05
"""A pair less likely than this is not told of."""
MOST_LEAD, ALONE = 6.0, -8.0
MANY = 0.17
"""Where so many of the records that lost their best to another of their list are as clear as winners, one may have several."""
SOME = 0.1
"""A list has several of one only where there are so many losers for a winner."""


def matched_pairs(pairs: Pairs) -> list[tuple[int, int, float]]:
    """Return row, column and probability, best first; each record once, on a side where the lists do not say otherwise."""
    if not len(pairs.rows):
        return []
    pairs, several_left, several_right = _without_contests(pairs)
    rank = RANK_INTERCEPT + pairs.features @ np.array(list(RANK.values()))
    chosen = assigned(pairs, rank, several_left=several_left, several_right=several_right)
    p = probability(sure_features(pairs, rank, chosen))
    rows, columns = pairs.rows[chosen], pairs.columns[chosen]
    order = [at for at in np.lexsort((columns, rows, -p)) if p[at] >= LEAST]
    return [(int(rows[at]), int(columns[at]), float(p[at])) for at in order]


def probability(features: Floats) -> Floats:
    """Return 0..1 for each row of SURE's features."""
    logits = SURE_INTERCEPT + features @ np.array(list(SURE.values()))
    return np.asarray((1 / (1 + np.exp(-np.clip(logits, -30, 30)))).round(6), dtype=np.float64)


def sure_features(pairs: Pairs, rank: Floats, chosen: Rows) -> Floats:
    """Return (chosen, SURE): a pair's rank and leads, then of the lists their usual lead, rank, mutual pairs and sizes."""
    ahead_left = np.clip(lead(rank, pairs.rows, ALONE), -MOST_LEAD, MOST_LEAD)
    ahead_right = np.clip(lead(rank, pairs.columns, ALONE), -MOST_LEAD, MOST_LEAD)
    n_left, n_right = len(np.unique(pairs.rows)), len(np.unique(pairs.columns))
    usual = np.median(np.minimum(ahead_left, ahead_right)[chosen])
    n_mutual = ((ahead_left > 0) & (ahead_right > 0)).sum() / min(n_left, n_right)
    whole = [usual, rank[chosen].mean(), n_mutual, abs(np.log(n_left / n_right))]
    own = [rank[chosen], np.maximum(ahead_left[chosen], -MOST_LEAD / 2), np.maximum(ahead_right[chosen], -MOST_LEAD / 2)]
    return np.column_stack([*own, *(np.full(len(chosen), value) for value in whole)])


def assigned(pairs: Pairs, rank: Floats, *, several_left: bool = False, several_right: bool = False) -> Rows:
    """Return the pairs that stand when each record takes its best that is still free, best pairs first.

    Args:
        pairs: all there are.
        rank: of each.
        several_left: whether several left records may be one right one.
        several_right: whether several right records may be one left one.
    """
    taken_rows: set[int] = set()
    taken_columns: set[int] = set()
    found = []
    for at in np.lexsort((pairs.columns, pairs.rows, -rank)):
        row, column = int(pairs.rows[at]), int(pairs.columns[at])
        if (row in taken_rows and not several_right) or (column in taken_columns and not several_left):
            continue
        if row in taken_rows and column in taken_columns:
            continue
        taken_rows.add(row)
        taken_columns.add(column)
        found.append(at)
    return np.array(found, dtype=np.int32)


def _without_contests(pairs: Pairs) -> tuple[Pairs, bool, bool]:
    """Return pairs as they look where records of one list do not contend for one of the other, and on which side they do not."""
    at = {name: FEATURES.index(name) for name in FEATURES}
    score = pairs.features[:, at["score"]]
    several_left, several_right = _is_several(pairs.rows, pairs.columns, score), _is_several(pairs.columns, pairs.rows, score)
    if several_left == several_right:
        return pairs, False, False
    kept, freed = ("left", "right") if several_left else ("right", "left")
    features = pairs.features.copy()
    for name in ("behind", "lead"):
        features[:, at[f"{name}_{freed}"]] = features[:, at[f"{name}_{kept}"]]
    features[:, at["is_best"]] = lead(score, pairs.rows if several_left else pairs.columns) >= 0
    return Pairs(pairs.rows, pairs.columns, features), several_left, several_right


def _is_several(mine: Rows, other: Rows, score: Floats) -> bool:
    """Return whether several of my list can be one of the other: losers of a contest, as clear as those that won."""
    ahead, contest = lead(score, mine), lead(score, other)
    won, lost = (ahead > 0) & (contest > 0), (ahead > 0) & (contest <= 0)
    if not won.any() or lost.sum() <= SOME * won.sum():
        return False
    is_clear = lost & (ahead >= np.median(ahead[won]) * 0.8) & (score >= np.median(score[won]) * 0.9)
    return bool(is_clear.sum() > MANY * lost.sum())
