"""Restating: what a report changes of what its partner said before, and why a person should look at it first.

In: line frames with `line_key` and `content_hash`: what stands, and what a report says now.
Out: Restatement; reasons to hold a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from readiness.stages.sales_out.lines import SOLD
from readiness.vocabulary import counted

LEDGER_LINE = pl.Schema({
    "line_key": pl.String, "content_hash": pl.String, "partner_id": pl.String, "row_number": pl.Int64, "document": pl.String,
    "movement": pl.String, "product_code": pl.String, "product_id": pl.String, "account_code": pl.String,
    "account_name": pl.String, "account_id": pl.String, "rep_id": pl.String, "territory_id": pl.String, "location": pl.String,
    "serial": pl.String, "sold_on": pl.Date, "week": pl.Date, "units": pl.Int64, "amount_minor": pl.Int64, "currency": pl.String,
})  # fmt: skip
"""What the ledger keeps of a line; text is never null."""
LEAST_SHARE = 0.5
"""A report that replaces what stands with fewer lines than this share of them may be empty or cut off."""
COMPARED = ("content_hash", "product_id", "account_id")
"""A line whose key stands already says something new where one of these differs."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report speaks for: a partner's lines of these days, at these locations or, where none is named, at all of them."""

    first_on: date
    last_on: date
    locations: tuple[str, ...] = ()

    def covers(self, lines: pl.DataFrame) -> pl.Series:
        """Return for each line whether it is of the scope."""
        inside = lines["sold_on"].is_between(self.first_on, self.last_on)
        return inside & lines["location"].is_in(list(self.locations)) if self.locations else inside


@dataclass(frozen=True, slots=True)
class Restatement:
    """What a report changes; a line of it is posted or unchanged, and a changed one is reversed as well."""

    posts: pl.DataFrame
    """Lines of the report that are new or say something new, by key."""
    reversals: tuple[str, ...]
    """Keys of lines that no longer stand as they did, sorted."""
    n_unchanged: int


def restated(current: pl.DataFrame, new: pl.DataFrame, scope: Scope | None) -> Restatement:
    """Return what a report changes.

    Args:
        current: what stands under a key of the report or in its scope: line_key, the COMPARED columns, sold_on, location.
        new: the report's lines, each key once.
        scope: what the report replaces; None where it speaks of its own lines only.
    """
    stands = current.select("line_key", *(pl.col(name).alias(f"{name}_then") for name in COMPARED))
    both = new.join(stands, on="line_key", how="left", maintain_order="left")
    is_same = pl.all_horizontal(*(pl.col(name) == pl.col(f"{name}_then") for name in COMPARED)).fill_null(value=False)
    posts = both.filter(~is_same).select(new.columns).sort("line_key")
    changed = posts.join(current.select("line_key"), on="line_key", how="semi")["line_key"]
    gone: list[str] = []
    if scope is not None:
        gone = current.filter(scope.covers(current)).join(new, on="line_key", how="anti")["line_key"].to_list()
    return Restatement(posts, tuple(sorted([*changed.to_list(), *gone])), new.height - posts.height)


def ledger_lines(matched: pl.DataFrame, partner_id: str) -> pl.DataFrame:
    """Return matched lines as the ledger keeps them: whose they are, the rep and territory as reported, the Monday of the day."""
    named = matched.rename({"row": "row_number", "rep_code": "rep_id", "territory_code": "territory_id"})
    week = pl.col("sold_on").dt.truncate("1w").alias("week")
    return named.with_columns(pl.lit(partner_id).alias("partner_id"), week).select(*LEDGER_LINE)


def is_waiting(lines: pl.DataFrame) -> pl.Series:
    """Return for each line whether its product, or the account it was sold to, is not known yet."""
    no_product = (pl.col("product_id") == "") & (pl.col("movement") != "no_sales")
    no_account = (pl.col("account_id") == "") & pl.col("movement").is_in(list(SOLD))
    return lines.select((no_product | no_account).alias("is_waiting"))["is_waiting"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a file says of itself as a whole."""

    period: tuple[date, date] | None
    """The first and the last day it declares, where it does."""
    sequence: int | None
    """Its place among the partner's files: a running number, or its day as YYYYMMDD."""
    received_on: date
    replaces: bool


def hold_reasons(delivery: Delivery, days: pl.Series, n_standing: int, last_sequence: int | None) -> tuple[str, ...]:
    """Return why a file should wait for a person; each reason begins with its name.

    Args:
        delivery: what the file says of itself.
        days: the day of each of its lines.
        n_standing: lines that stand in what it would replace.
        last_sequence: the highest sequence applied to the same days.
    """
    found: list[str] = []
    if delivery.period is not None:
        first, last = delivery.period
        outside = days.filter(~days.is_between(first, last))
        if len(outside):
            what = f"{counted(len(outside), 'line')} from {outside.min()!s} to {outside.max()!s}"
            found.append(f"outside the period: {what}, but the file says it is for {first} to {last}")
        if delivery.replaces and last >= delivery.received_on:
            found.append(f"open period: it replaces {first} to {last}, and came on {delivery.received_on}, before that was over")
    if delivery.sequence is not None and last_sequence is not None and delivery.sequence < last_sequence:
        found.append(f"older: it is number {delivery.sequence}, and number {last_sequence} is applied already")
    if delivery.replaces and len(days) < LEAST_SHARE * n_standing:
        found.append(f"smaller: {counted(len(days), 'line')} would replace {n_standing:,}, fewer than half")
    return tuple(found)
