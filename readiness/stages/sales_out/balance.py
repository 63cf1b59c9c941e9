"""Balance: whether a partner's stock, receipts and sales agree, product by product, from one stock count to the next.

In: lines of every movement with their `flow`; who supplies whom.
Out: a frame of balances; one of trends.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import polars as pl

from readiness.stages.sales_out.lines import SOLD
from readiness.vocabulary import Partner

KEY = ("partner_id", "location", "product_id")
BALANCE = pl.Schema({
    **dict.fromkeys(KEY, pl.String), "opened_on": pl.Date, "counted_on": pl.Date, "opening_units": pl.Int64,
    "sell_in_units": pl.Int64, "sales_out_units": pl.Int64, "return_units": pl.Int64, "other_units": pl.Int64,
    "expected_units": pl.Int64, "closing_units": pl.Int64, "gap_units": pl.Int64, "gap_share": pl.Float64, "missing": pl.String,
})  # fmt: skip
"""One row a product at a place between two counts. `missing` says what nobody told; the gap is then null."""
CHANGES = ("sell_in_units", "sales_out_units", "return_units", "other_units")
MOVED = ("transfer", "adjustment")
TREND_CHANCE = 0.05
"""Gaps on one side that chance alone would bring less often than this are a trend (two-sided sign test)."""


def stock_balances(lines: pl.DataFrame, partners: Sequence[Partner]) -> pl.DataFrame:
    """Return the balance (BALANCE) of each product at each place from one count of its stock to the next, in their order.

    opening + sell_in - sales_out + return + other = expected, and gap = closing - expected: below zero, stock is gone that nobody
    told of; above, there is stock that nobody told of. The share is of opening + sell_in. A count is of the end of its day.
    Where a partner with one place tells of no receipts, what its supplier sold to it stands in for them.

    Args:
        lines: LEDGER_LINE of every movement, with `flow` as `tiers.told_once` gives it.
        partners: who supplies whom.
    """
    lines = lines.filter(pl.col("product_id") != "")
    counts = lines.filter(pl.col("movement") == "stock")
    located = counts.filter(pl.col("location") != "")["partner_id"].unique().to_list()
    place = pl.when(pl.col("partner_id").is_in(located)).then("location").otherwise(pl.lit("")).alias("location")
    counts = counts.with_columns(place).group_by(*KEY, "sold_on").agg(pl.col("units").sum()).sort(*KEY, "sold_on")
    spans = counts.select(
        *KEY,
        pl.col("sold_on").shift().over(KEY).alias("opened_on"), pl.col("sold_on").alias("counted_on"),
        pl.col("units").shift().over(KEY).alias("opening_units"), pl.col("units").alias("closing_units"),
    ).drop_nulls("opened_on")  # fmt: skip
    received = _received(lines, [p.partner_id for p in partners if p.partner_id not in located])
    moved = pl.concat([_moved(lines.with_columns(place)), received.with_columns(place)], how="diagonal")
    sums = _sums_between(spans, moved)
    tells = pl.col("partner_id").is_in(received["partner_id"].unique().implode())
    expected = pl.col("opening_units") + pl.col("sell_in_units") - pl.col("sales_out_units")
    found = sums.with_columns((expected + pl.col("return_units") + pl.col("other_units")).alias("expected_units"))
    gap = pl.col("closing_units") - pl.col("expected_units")
    there = pl.col("opening_units") + pl.col("sell_in_units")
    return found.select(
        *KEY, "opened_on", "counted_on", "opening_units",
        pl.when(tells).then("sell_in_units").alias("sell_in_units"), *CHANGES[1:],
        pl.when(tells).then("expected_units").alias("expected_units"), "closing_units",
        pl.when(tells).then(gap).alias("gap_units"), pl.when(tells & (there > 0)).then(gap / there).alias("gap_share"),
        pl.when(tells).then(pl.lit("")).otherwise(pl.lit("receipts")).alias("missing"),
    ).cast(BALANCE)  # fmt: skip


def stock_trends(balances: pl.DataFrame) -> pl.DataFrame:
    """Return, for each product at each place, how many gaps are known, their sum and whether they lean to one side.

    `trend` is losing (stock goes that nobody tells of), gaining or "".
    """
    known = balances.drop_nulls("gap_units")
    found = known.group_by(KEY).agg(
        pl.len().cast(pl.Int64).alias("n"),
        pl.col("gap_units").sum(),
        (pl.col("gap_units") < 0).sum().cast(pl.Int64).alias("n_below"),
        (pl.col("gap_units") > 0).sum().cast(pl.Int64).alias("n_above"),
    )
    trends = [_trend(below, above) for below, above in found.select("n_below", "n_above").iter_rows()]
    return found.drop("n_below", "n_above").with_columns(pl.Series("trend", trends, dtype=pl.String)).sort(KEY)


def _trend(below: int, above: int) -> str:
    n, fewer = below + above, min(below, above)
    chance = 2 * sum(comb(n, k) for k in range(fewer + 1)) / 2**n if n else 1.0
    if chance >= TREND_CHANCE:
        return ""
    return "losing" if below > above else "gaining"


def _received(lines: pl.DataFrame, partners: Sequence[str]) -> pl.DataFrame:
    """Return what partners got, as sell_in_units: as they tell it, else, for these partners, as their suppliers do."""
    told = lines.filter(pl.col("movement") == "received").select(*KEY, "sold_on", pl.col("units").alias("sell_in_units"))
    silent = sorted(set(partners) - set(told["partner_id"]))
    sold_to = (pl.col("flow") == "sell_through") & pl.col("movement").is_in(list(SOLD)) & pl.col("account_id").is_in(silent)
    supplied = lines.filter(sold_to).select(
        pl.col("account_id").alias("partner_id"), pl.lit("").alias("location"), "product_id", "sold_on",
        pl.col("units").alias("sell_in_units"),
    )  # fmt: skip
    return pl.concat([told, supplied])


def _moved(lines: pl.DataFrame) -> pl.DataFrame:
    """Return sales, returns and other movements as columns; returned units count up."""
    units, movement = pl.col("units"), pl.col("movement")
    return lines.filter(movement.is_in([*SOLD, *MOVED])).select(
        *KEY, "sold_on",
        pl.when(movement == "sale").then(units).alias("sales_out_units"),
        pl.when(movement == "return").then(-units).alias("return_units"),
        pl.when(movement.is_in(MOVED)).then(units).alias("other_units"),
    )  # fmt: skip


def _sums_between(spans: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """Return spans with what moved after their first count and up to their second."""
    daily = moved.group_by(*KEY, "sold_on").agg(pl.col(name).sum() for name in CHANGES).sort("sold_on")
    dated = daily.join_asof(
        spans.select(*KEY, "opened_on", "counted_on").sort("counted_on"),
        left_on="sold_on", right_on="counted_on", by=list(KEY), strategy="forward", coalesce=False, check_sortedness=False,
    )  # fmt: skip
    inside = dated.filter(pl.col("sold_on") > pl.col("opened_on"))
    sums = inside.group_by(*KEY, "counted_on").agg(pl.col(name).sum() for name in CHANGES)
    found = spans.join(sums, on=[*KEY, "counted_on"], how="left").with_columns(pl.col(name).fill_null(0) for name in CHANGES)
    return found.sort(*KEY, "counted_on")
