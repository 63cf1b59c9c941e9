"""Cells: what was sold per rep, account, product and period, zeros included, with what is known of each.

In: a frame of lines, accounts, launch, market.
Out: LaunchCells, as the contribution stage reads them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from readiness.stages.sales_out.baskets import baskets
from readiness.stages.sales_out.counting import history_by_account
from readiness.stages.sales_out.levels import Market, Period, levelled, periods
from readiness.stages.sales_out.regularity import is_by_calendar
from readiness.stages.sales_out.service import day_number, first_sellers, service, weeks_served
from readiness.vocabulary import Account, Launch, counted, currency_exponent

CELL_COLUMNS = (
    "rep_id", "account_id", "product_id", "territory_id", "period", "sales", "weeks", "credit_share", "history", "first_rep_id",
    "reported_share", "market_index", "in_stock_share", "demand_index",
)  # fmt: skip
"""And `promotion`, where promotions are known. A blank product_id is all of them, a blank rep_id nobody."""
MOST_ZEROS = 0.8
"""Share of cells by product without a sale above which a cell is of all products: most of them then tell of chance alone."""
KEY = ("rep_id", "account_id", "product_id", "block")
ALL_PRODUCTS = pl.lit("").alias("product_id")


@dataclass(frozen=True, slots=True)
class Reported:
    """How much of what was sold was reported."""

    missing: Sequence[tuple[str, date, date]] = ()
    """partner_id, first and last day of each report that is due and did not come; the days of one partner do not overlap."""
    shares: Mapping[str, float] = field(default_factory=dict)
    """rep_id -> 0..1; a rep who is not there is fully reported."""


@dataclass(frozen=True, slots=True)
class LaunchCells:
    """The cells of a launch, and what is to be known of them."""

    frame: pd.DataFrame
    """CELL_COLUMNS, by period, account, rep and product."""
    notes: tuple[str, ...] = ()


def contribution_cells(
    frame: pd.DataFrame,
    accounts: Mapping[str, Account],
    launch: Launch,
    market: Market,
    as_of: date,
    *,
    hired_on: Mapping[str, date] | None = None,
    reported: Reported | None = None,
) -> LaunchCells:
    """Return one row a rep x account x product x period of the measured window, zeros included.

    A rep has rows of an account for the time it was served, `weeks` of each period, and of each product the account could buy
    (`baskets`). Where hardly any holds a sale, a row is of all products together; where accounts order by the calendar
    (`regularity`), rows without a sale are left out. What counts for nobody has rows of its own.

    Args:
        frame: as `launch_lines` returns it; lines of other accounts are left out.
        accounts: those measured.
        launch: its products, dates and currency.
        market: as it is known.
        as_of: the last day, where it is before that of the launch.
        hired_on: rep -> first day at work, of those of whom it is known.
        reported: what partners reported, if not everything.
    """
    blocks = periods(launch.dates.launch_on, min(as_of, launch.dates.measure_until))
    mine = frame[frame["account_id"].isin(list(accounts))]
    if not blocks or mine.empty:
        return LaunchCells(pd.DataFrame(columns=list(CELL_COLUMNS)))
    reported, hires = reported or Reported(), hired_on or {}
    lines = _lines(mine, launch.product_ids, blocks)
    served = weeks_served(service(lines, hires, day_number(blocks[-1].ends_on)), blocks)
    served = _without_missing(served, accounts, blocks, reported)
    cells, notes = _grid(lines, served, _pairs(lines, accounts, launch.product_ids), blocks), _tenure_notes(lines, hires, blocks)
    is_zero = pl.col("amount_minor") == 0
    zeros = cells.filter(is_zero).height / max(cells.height, 1)
    if zeros and is_by_calendar(cells):
        notes.append(f"Accounts order by the calendar: {zeros:.0%} of cells are without a sale, tell of nobody and are left out.")
        cells = cells.filter(~is_zero)
    elif zeros > MOST_ZEROS and len(launch.product_ids) > 1:
        notes.append(f"A cell is of all products: by product, {zeros:.0%} of cells would be without a sale.")
        whole = lines.with_columns(pl.when(pl.col("product_id").is_not_null()).then(ALL_PRODUCTS))
        cells = _grid(whole, served, served.select("account_id", ALL_PRODUCTS).unique(), blocks)
    if cells.is_empty():
        return LaunchCells(pd.DataFrame(columns=list(CELL_COLUMNS)), tuple(notes))
    cells = _described(cells, lines, accounts, history_by_account(mine, launch), reported, blocks)
    cells = levelled(cells, market, launch.product_ids, blocks)
    money = pl.Series("sales", cells["amount_minor"].to_numpy() / 10 ** currency_exponent(launch.currency))
    columns = [*CELL_COLUMNS, *(["promotion"] if market.promoted_share else [])]
    return LaunchCells(_table(cells.with_columns(money).select(columns)), tuple(notes))


def _lines(frame: pd.DataFrame, products: Sequence[str], blocks: Sequence[Period]) -> pl.DataFrame:
    """Return the lines up to the last day: product_id null for another product, block null before the window."""
    text = ("rep_id", "account_id", "product_id", "seller")
    lines = pl.DataFrame({name: pl.Series(frame[name].tolist(), dtype=pl.String) for name in text}).with_columns(
        pl.Series("day", frame["sold_on"].tolist(), dtype=pl.Date).to_physical().cast(pl.Int64),
        pl.Series("amount_minor", frame["amount_minor"].tolist(), dtype=pl.Int64),
        pl.Series("credit_share", frame["credit_share"].tolist(), dtype=pl.Float64),
        pl.when(pl.col("product_id").is_in(list(products))).then("product_id").alias("product_id"),
    )
    starts = np.array([day_number(block.starts_on) for block in blocks])
    block = pl.Series("block", np.searchsorted(starts, lines["day"].to_numpy(), side="right") - 1)
    lines = lines.with_columns(block).with_columns(pl.when(pl.col("block") >= 0).then("block").alias("block"))
    return lines.filter(pl.col("day") <= day_number(blocks[-1].ends_on))


def _without_missing(
    served: pl.DataFrame, accounts: Mapping[str, Account], blocks: Sequence[Period], reported: Reported
) -> pl.DataFrame:
    """Return the weeks served without those of which the account's partner owes the report.

    A partner of whom nothing came in the whole window is left out: others speak for its accounts.
    """
    length = np.array([day_number(b.ends_on) - day_number(b.starts_on) + 1 for b in blocks])
    lost = {partner_id: np.zeros_like(length) for partner_id, _, _ in sorted(reported.missing)}
    for partner_id, first, last in reported.missing:
        lost[partner_id] += [max((min(last, b.ends_on) - max(first, b.starts_on)).days + 1, 0) for b in blocks]
    told = [(p, at, 1.0 - share) for p, days in lost.items() if (days < length).any() for at, share in enumerate(days / length)]
    came = pl.DataFrame(told, {"partner_id": pl.String, "block": pl.Int64, "came": pl.Float64}, orient="row")
    of = pl.DataFrame({"account_id": list(accounts), "partner_id": [a.partner_id for a in accounts.values()]})
    found = served.join(of, on="account_id").join(came, on=["partner_id", "block"], how="left")
    return found.select(*served.columns[:-2], pl.col("weeks") * pl.col("came").fill_null(1.0), "credit_share")


def _pairs(lines: pl.DataFrame, accounts: Mapping[str, Account], products: Sequence[str]) -> pl.DataFrame:
    """Return account_id and product_id of all that each account could buy."""
    ids = sorted(accounts)
    told = lines.filter(pl.col("product_id").is_not_null()).select("account_id", "product_id").unique()
    bought = np.zeros((len(ids), len(products)), dtype=np.bool_)
    at = [{name: at for at, name in enumerate(names)} for names in (ids, products)]
    bought[told["account_id"].replace_strict(at[0]).to_numpy(), told["product_id"].replace_strict(at[1]).to_numpy()] = True
    account, product = np.nonzero(baskets(bought, [accounts[a].segment for a in ids]))
    return pl.DataFrame({"account_id": np.array(ids)[account], "product_id": np.array(products)[product]})


def _grid(lines: pl.DataFrame, served: pl.DataFrame, pairs: pl.DataFrame, blocks: Sequence[Period]) -> pl.DataFrame:
    """Return the cells with their money, in order: all that somebody serves, and those in which nobody sold."""
    sold = lines.filter(pl.col("product_id").is_not_null() & pl.col("block").is_not_null())
    money = _returns_taken_off(sold.group_by(KEY).agg(pl.col("amount_minor").sum()), served)
    nobodys = money.filter(pl.col("rep_id") == "")
    unsold = served.filter(pl.col("weeks") > 0.0).join(pairs, on="account_id")
    unsold = unsold.join(nobodys, on=KEY[1:], how="anti").select(KEY)
    cells = pl.concat([money.select(KEY), unsold]).unique().join(money, on=KEY, how="left")
    whole = pl.DataFrame({"block": np.arange(len(blocks)), "length": [b.n_weeks for b in blocks]})
    cells = cells.join(served, on=["account_id", "rep_id", "block"], how="left").join(whole, on="block")
    return cells.sort("block", "account_id", "rep_id", "product_id").with_columns(
        pl.when(pl.col("weeks") > 0.0).then("weeks").otherwise("length").alias("weeks"),
        pl.col("amount_minor").fill_null(0),
        pl.col("credit_share").fill_null(1.0),
    )


def _returns_taken_off(money: pl.DataFrame, served: pl.DataFrame) -> pl.DataFrame:
    """Return the money of each cell; what only came back is taken off the seller's last cell of that product with a sale."""
    place = ["account_id", "rep_id", "block"]
    is_back = pl.col("amount_minor") < 0
    kept = money.filter(~is_back)
    last = kept.join(served, on=place, how="semi").sort("block").select(*KEY, pl.col("block").alias("last"))
    back = money.filter(is_back).sort("block")
    back = back.join_asof(last, on="block", by=list(KEY[:3]), strategy="backward", check_sortedness=False)
    back = back.with_columns(pl.coalesce("last", "block").alias("block")).select(money.columns)
    return pl.concat([kept, back]).group_by(KEY).agg(pl.col("amount_minor").sum())


def _described(
    cells: pl.DataFrame,
    lines: pl.DataFrame,
    accounts: Mapping[str, Account],
    history: Mapping[str, float] | None,
    reported: Reported,
    blocks: Sequence[Period],
) -> pl.DataFrame:
    """Return the cells, in their order, with what is known of account, rep and period."""
    of = pl.DataFrame({
        "account_id": list(accounts), "territory_id": [a.territory_id for a in accounts.values()],
        "history": [float("nan") if history is None else history.get(a, 0.0) for a in accounts],
    })  # fmt: skip
    shares = pl.DataFrame(sorted(reported.shares.items()), {"rep_id": pl.String, "reported_share": pl.Float64}, orient="row")
    starts = pl.DataFrame({"block": np.arange(len(blocks)), "period": [b.starts_on.isoformat() for b in blocks]})
    for other, key in ((of, "account_id"), (first_sellers(lines), "account_id"), (shares, "rep_id"), (starts, "block")):
        cells = cells.join(other, on=key, how="left", maintain_order="left")
    return cells.with_columns(pl.col("first_rep_id").fill_null(""), pl.col("reported_share").fill_null(1.0))


def _table(cells: pl.DataFrame) -> pd.DataFrame:
    """Return the same as pandas keeps it; ids and periods are categories in the order of their texts, a few bytes a row."""
    return pd.DataFrame({name: _column(cells[name]) for name in cells.columns})


def _column(values: pl.Series) -> Any:
    if values.dtype != pl.String:
        return values.to_numpy()
    names = values.unique().sort()
    codes = values.cast(pl.Enum(names)).to_physical().to_numpy()
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(names.to_list()))


def _tenure_notes(lines: pl.DataFrame, hired_on: Mapping[str, date], blocks: Sequence[Period]) -> list[str]:
    """Return remarks on reps hired inside the window, and on lines dated before their rep was hired."""
    n_came = sum(blocks[0].starts_on < day <= blocks[-1].ends_on for day in hired_on.values())
    hired = pl.col("rep_id").replace_strict(
        {rep: day_number(day) for rep, day in hired_on.items()}, default=None, return_dtype=pl.Int64
    )
    n_early = lines.filter(pl.col("day") < hired).height
    notes = []
    if n_came:
        reps = counted(n_came, "rep was", "reps were")
        notes.append(f"tenure: {reps} hired after the launch; what a rep serves counts from the day of hiring on.")
    if n_early:
        said = counted(n_early, "sales line is", "sales lines are")
        notes.append(f"tenure: {said} dated before the rep was hired, and counted for that rep as reported.")
    return notes
