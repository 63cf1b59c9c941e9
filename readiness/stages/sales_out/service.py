"""Service: which rep serves which account, as the lines tell it.

In: lines with their rep and day; the days reps were hired.
Out: account -> rep on a day; a frame of who served whom from when to when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import polars as pl

from readiness.stages.sales_out.levels import Period

SERVICE = pl.Schema(
    {"account_id": pl.String, "rep_id": pl.String, "from_day": pl.Int64, "to_day": pl.Int64, "share_ppm": pl.Int64}
)
"""One row a rep and stretch of days (days since 1970, both included); `share_ppm` is the rep's part of what was sold."""
WHOLE_PPM = 1_000_000
EPOCH = date(1970, 1, 1)
DAWN = -(2**31)
"""Before any day."""


def day_number(day: date) -> int:
    """Return the days since 1970."""
    return (day - EPOCH).days


def serving_rep(frame: pd.DataFrame, account_ids: Sequence[str], as_of: date) -> dict[str, str]:
    """Return account -> the rep who last sold it anything up to that day, or who first did later; absent where none did."""
    named = frame[frame["rep_id"] != ""].sort_values(["sold_on", "rep_id"], kind="stable")
    before = named[named["sold_on"] <= as_of].groupby("account_id")["rep_id"].last()
    later = named[named["sold_on"] > as_of].groupby("account_id")["rep_id"].first()
    found = {str(a): str(r) for a, r in {**later.to_dict(), **before.to_dict()}.items()}
    return {a: found[a] for a in account_ids if a in found}


def first_sellers(lines: pl.DataFrame) -> pl.DataFrame:
    """Return account_id and first_rep_id: who is said to have sold to the account first, whether a rep of this launch or not."""
    named = lines.filter(pl.col("seller") != "").sort("day", "seller")
    return named.group_by("account_id", maintain_order=True).agg(pl.col("seller").first().alias("first_rep_id"))


def service(lines: pl.DataFrame, hired_on: Mapping[str, date], until: int) -> pl.DataFrame:
    """Return who served each account when (SERVICE), by account, day and rep.

    An account is with whoever sells to it, from before the first sale until another does. It changes hands half-way between the
    last sale of the one and the first of the other, or, where the other was hired in between, on that day. Nobody serves before
    the day of hiring, unless a sale says so. Reps who sell on the same days serve together, each with a part of what is sold.

    Args:
        lines: account_id, rep_id, day, amount_minor, credit_share; a line of nobody and a return tell nothing.
        hired_on: rep -> first day at work, of those of whom it is known.
        until: the last day.
    """
    named = lines.filter((pl.col("rep_id") != "") & (pl.col("amount_minor") > 0))
    hires = pl.DataFrame(
        [(rep, day_number(day)) for rep, day in sorted(hired_on.items())], {"rep_id": pl.String, "hired": pl.Int64}, orient="row"
    )
    days, runs = _runs(named)
    members = named.join(days, on=["account_id", "day"]).group_by("run", "rep_id").agg(pl.col("credit_share").mean())
    members = members.join(hires, on="rep_id", how="left").join(runs, on="run")
    new = members.filter((pl.col("hired") > pl.col("before")) & (pl.col("hired") <= pl.col("first_day")))
    runs = runs.join(new.group_by("run").agg(pl.col("hired").max().alias("came")), on="run", how="left").sort("run")
    half_way = pl.col("before") + (pl.col("first_day") - pl.col("before") + 1) // 2
    runs = runs.with_columns(pl.coalesce("came", half_way, pl.lit(DAWN)).alias("from_day"))
    runs = runs.with_columns((pl.col("from_day").shift(-1).over("account_id") - 1).fill_null(until).alias("to_day"))
    served = members.select("run", "rep_id", "hired", "credit_share").join(runs, on="run")
    at_work = pl.when(pl.col("hired").is_not_null()).then(pl.min_horizontal("hired", "first_day"))
    begins = pl.max_horizontal("from_day", at_work)
    whole = pl.max_horizontal(pl.col("credit_share").sum().over("run"), 1.0)
    share = (pl.col("credit_share") / whole * WHOLE_PPM).round().cast(pl.Int64)
    found = served.select("account_id", "rep_id", begins.alias("from_day"), "to_day", share.alias("share_ppm"))
    return found.cast(SERVICE).sort("account_id", "from_day", "rep_id")


def weeks_served(served: pl.DataFrame, blocks: Sequence[Period]) -> pl.DataFrame:
    """Return account_id, rep_id, block, weeks (how long the rep served in the period) and credit_share (the part meanwhile)."""
    spans = [(at, day_number(b.starts_on), day_number(b.ends_on)) for at, b in enumerate(blocks)]
    window = pl.DataFrame(spans, {"block": pl.Int64, "starts": pl.Int64, "ends": pl.Int64}, orient="row")
    length = pl.min_horizontal("to_day", "ends") - pl.max_horizontal("from_day", "starts") + 1
    parts = served.join(window, how="cross").with_columns(length.alias("days")).filter(pl.col("days") > 0)
    shared = (pl.col("days") * pl.col("share_ppm")).sum().alias("shared")
    found = parts.group_by("account_id", "rep_id", "block").agg(pl.col("days").sum(), shared)
    days, shared_days = found["days"].to_numpy(), found["shared"].to_numpy()
    return found.select(
        "account_id", "rep_id", "block",
        pl.Series("weeks", days / 7), pl.Series("credit_share", shared_days / (days * WHOLE_PPM)),
    )  # fmt: skip


def _runs(named: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the run of each account and day; and the runs, days of the same reps, with the last day of the run before."""
    days = named.group_by("account_id", "day").agg(pl.col("rep_id").unique().sort().str.join("\n").alias("team"))
    days = days.sort("account_id", "day")
    days = days.with_columns(pl.struct("account_id", "team").rle_id().cast(pl.Int64).alias("run"))
    runs = days.group_by("run", "account_id").agg(pl.col("day").min().alias("first_day"), pl.col("day").max().alias("last_day"))
    runs = runs.sort("run").with_columns(pl.col("last_day").shift().over("account_id").alias("before"))
    return days.select("account_id", "day", "run"), runs
