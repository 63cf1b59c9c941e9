"""Tiers: how far down the channel a sale was, and which of two partners' lines tell of the same one.

In: lines of all partners of a launch; who supplies whom.
Out: lines with `flow` and `overlap_key`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import polars as pl
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

from readiness.stages.sales_out.lines import SOLD
from readiness.vocabulary import Partner

WINDOW_DAYS = 3
"""How far apart two partners may date the same sale: it is sold, shipped and invoiced on different days."""
FARTHEST_DAYS = 10_000
"""Days beyond which one line with the same serial number is as far away as another."""
_SERIAL = ("product_id", "serial", "movement")
_LIKE = ("account_id", "product_id", "movement", "units")
_TASK = 5_000
"""Pairs solved at a time."""
_PAIR = pl.Schema({"upper": pl.Int64, "lower": pl.Int64, "days": pl.Int64})


def told_once(lines: pl.DataFrame, partners: Sequence[Partner]) -> pl.DataFrame:
    """Return lines in their order with `flow` and `overlap_key`.

    `flow` is sell_in (what a partner got from the factory), sell_through (from one partner to another), sales_out (to an end
    customer) or "" (stock and the like). `overlap_key` is the line_key of the same sale as a partner farther from the factory
    told it, else "": such a line is counted there and nowhere else. Lines of one tier are never the same sale.

    Args:
        lines: line_key, partner_id, movement, product_id, account_id, serial, sold_on, units.
        partners: every partner of the lines.
    """
    by_id = {p.partner_id: p for p in partners}
    own_first = {p.partner_id: "sell_through" if p.reports_to else "sell_in" for p in partners}
    sold = pl.col("movement").is_in(list(SOLD))
    flow = (
        pl.when(sold & pl.col("account_id").is_in(list(by_id)))
        .then(pl.lit("sell_through"))
        .when(sold)
        .then(pl.lit("sales_out"))
        .when(pl.col("movement") == "received")
        .then(pl.col("partner_id").replace_strict(own_first, default="sell_in", return_dtype=pl.String))
        .otherwise(pl.lit(""))
    )
    lines = lines.with_columns(flow.alias("flow"))
    return lines.with_columns(_overlap_keys(lines, by_id))


def _overlap_keys(lines: pl.DataFrame, by_id: Mapping[str, Partner]) -> pl.Series:
    """Return for each line the key of the line, told farther down, that it repeats."""
    tier_of = {key: p.tier for key, p in by_id.items()}
    tier = pl.col("partner_id").replace_strict(tier_of, default=1, return_dtype=pl.Int64).alias("tier")
    told = lines.filter(pl.col("flow") == "sales_out").sort("sold_on", "line_key")
    told = told.select("partner_id", "line_key", "sold_on", "serial", *_LIKE, tier).with_row_index("at")
    told = told.with_columns(pl.col("at").cast(pl.Int64))
    tiers = sorted(told["tier"].unique().to_list(), reverse=True)
    key = told["line_key"].to_list()
    found: dict[str, str] = {}
    credited = told.filter(pl.col("tier") == tiers[0]) if tiers else told
    allowed = _allowed(by_id)
    for here in tiers[1:]:
        upper = told.filter(pl.col("tier") == here)
        pairs = _same_sales(upper, credited, allowed)
        found.update((key[a], key[b]) for a, b in pairs.select("upper", "lower").iter_rows())
        credited = pl.concat([credited, upper.filter(~pl.col("at").is_in(pairs["upper"].implode()))])
    return pl.Series("overlap_key", [found.get(line, "") for line in lines["line_key"]], dtype=pl.String)


def _allowed(by_id: Mapping[str, Partner]) -> pl.DataFrame:
    """Return (upper, lower) partners that can tell of the same sale: where a supplier is named, only what is above it."""
    pairs = []
    for lower in by_id.values():
        above, at = set(), by_id.get(lower.reports_to)
        while at is not None and at.partner_id not in above:
            above.add(at.partner_id)
            at = by_id.get(at.reports_to)
        pairs += [(u, lower.partner_id) for u in by_id if not above or u in above]
    return pl.DataFrame(pairs, {"partner_id": pl.String, "partner_id_below": pl.String}, orient="row")


def _same_sales(upper: pl.DataFrame, lower: pl.DataFrame, allowed: pl.DataFrame) -> pl.DataFrame:
    """Return pairs (_PAIR) of lines that tell of one sale, each line in one pair at most: by serial number, then by likeness."""
    by_serial = upper.filter(pl.col("serial") != "").join(lower, on=_SERIAL, how="inner", suffix="_below")
    sure = _assigned(_pairs(by_serial, allowed))
    upper = upper.filter(~pl.col("at").is_in(sure["upper"].implode()))
    lower = lower.filter(~pl.col("at").is_in(sure["lower"].implode()))
    near = upper.join(lower.select(_LIKE).unique(), on=_LIKE, how="semi").with_columns(
        pl.col("sold_on").alias("day"),
        pl.concat_list(pl.col("sold_on") + timedelta(days=n) for n in range(-WINDOW_DAYS, WINDOW_DAYS + 1)).alias("days"),
    )
    near = near.explode("days").join(
        lower, left_on=[*_LIKE, "days"], right_on=[*_LIKE, "sold_on"], how="inner", suffix="_below", coalesce=True
    )
    near = near.with_columns(pl.col("days").alias("sold_on_below"))
    two_serials = (pl.col("serial") != "") & (pl.col("serial_below") != "")
    alike = _assigned(_pairs(near.filter(~two_serials & (pl.col("account_id") != "")), allowed))
    return pl.concat([sure, alike])


def _pairs(joined: pl.DataFrame, allowed: pl.DataFrame) -> pl.DataFrame:
    joined = joined.join(allowed, on=["partner_id", "partner_id_below"], how="semi")
    days = (pl.col("sold_on") - pl.col("sold_on_below")).dt.total_days().abs().clip(upper_bound=FARTHEST_DAYS)
    return joined.select(pl.col("at").alias("upper"), pl.col("at_below").alias("lower"), days.alias("days")).cast(_PAIR)


def _assigned(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return as many of the pairs as can stand together, and of all such choices one with the fewest days between them."""
    if pairs.is_empty():
        return pairs
    uppers, at = np.unique(pairs["upper"].to_numpy(), return_inverse=True)
    lowers, below = np.unique(pairs["lower"].to_numpy(), return_inverse=True)
    n = len(uppers) + len(lowers)
    _, part = connected_components(coo_matrix((np.ones(len(at)), (at, len(uppers) + below)), shape=(n, n)), directed=False)
    pairs = pairs.with_columns(pl.Series("part", part[at])).sort("part", "upper", "lower").with_row_index("task")
    # Parts are solved some at a time: the solver's time grows faster than its task.
    pairs = pairs.with_columns(pl.col("task").first().over("part") // _TASK)
    found = [_solved(piece) for piece in pairs.partition_by("task", maintain_order=True)]
    return pl.concat(found).drop("part", "task").sort("upper")


def _solved(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs chosen; each upper line may also stay alone, at a price that no saving of days makes up for."""
    uppers, at = np.unique(pairs["upper"].to_numpy(), return_inverse=True)
    lowers, below = np.unique(pairs["lower"].to_numpy(), return_inverse=True)
    n = len(uppers)
    cost = pairs["days"].to_numpy().astype(float) + 1.0  # the solver takes 0 for no pair
    alone = (n + 1) * (cost.max() + 1.0)
    own = np.arange(n)
    where = np.concatenate([at, own]), np.concatenate([below, len(lowers) + own])
    costs = coo_matrix((np.concatenate([cost, np.full(n, alone)]), where), shape=(n, len(lowers) + n))
    rows, columns = min_weight_full_bipartite_matching(costs.tocsr())
    kept = columns < len(lowers)
    chosen = pl.DataFrame({"upper": uppers[rows[kept]], "lower": lowers[columns[kept]]}).cast(pl.Int64)
    return pairs.join(chosen, on=["upper", "lower"], how="semi")
