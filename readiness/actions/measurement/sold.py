"""Sold: the sales lines a measurement counts, each sale once, and how far partners' reports can be relied on.

In: a connection, a launch's inputs, the day to judge on.
Out: Sold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import polars as pl

from readiness.adapters.db import channel_reading, ledger_reading
from readiness.adapters.db.ledger_reading import SOLD_COLUMNS, QuarantinedRow
from readiness.adapters.db.store import Connection
from readiness.adapters.launch_files import LaunchInputs
from readiness.stages.report import ChannelQuality, Leaning, Told, channel_quality
from readiness.stages.sales_out.balance import stock_balances, stock_trends
from readiness.stages.sales_out.fill_rates import with_fill_rates
from readiness.stages.sales_out.levels import Market
from readiness.stages.sales_out.matching.credit import WHOLE_PPM, credited
from readiness.stages.sales_out.rates import converted
from readiness.stages.sales_out.schedule import Submission, reports_due
from readiness.stages.sales_out.scorecard import PartnerEvidence, PartnerScore, partner_score
from readiness.stages.sales_out.tiers import told_once


@dataclass(frozen=True, slots=True)
class Sold:
    """What partners sold to end customers, and what is known of their reports."""

    lines: pd.DataFrame
    """SOLD_COLUMNS of each sale and return once."""
    credited: pd.DataFrame
    """The same with the rep each counts for; a row a rep of a shared sale; where any is, with credit_share and seller."""
    quarantined: tuple[tuple[str, str], ...]
    """Partner and reason of every row not taken."""
    n_again: int
    """Rows sent again, counted once."""
    channel: ChannelQuality
    balances: pl.DataFrame
    """As `balance.BALANCE`; no column where no partner tells of stock."""
    market: Market
    """As the launch folder gives it, with what partners tell of lost sales."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the ledger says, each sale once."""

    lines: pd.DataFrame
    n_overlaps: int
    n_sell_through: int
    balances: pl.DataFrame


def sold_and_quality(connection: Connection, inputs: LaunchInputs, as_of: date) -> Sold:
    """Read what counts as sold up to a day, and what is known of the partners' reports on it."""
    launch, partners = inputs.launch, [p.partner_id for p in inputs.partners]
    until = min(as_of, launch.dates.measure_until)
    read = _read(connection, inputs, until)
    submissions = channel_reading.submissions_of(connection, partners)
    rows = ledger_reading.rows_in_quarantine(connection, partners)
    counted, no_rate = converted(read.lines, launch.currency, inputs.rates)
    by_rep, n_off_roster = _credited(read.lines, inputs)
    told = Told(
        read.n_overlaps,
        read.n_sell_through,
        tuple(sorted((str(c), int(n)) for c, n in no_rate.groupby("currency").size().items())),
        n_off_roster,
    )
    channel = channel_quality(
        inputs.partners, submissions, inputs.reps, by_rep, as_of=as_of, window=(launch.dates.launch_on, until), told=told,
        scores=_scores(connection, inputs, submissions, rows, counted, read.balances, as_of), leaning=_leaning(read.balances),
    )  # fmt: skip
    n_again = sum(f.n_duplicates + f.n_unchanged for f in ledger_reading.files_of(connection, partners))
    territory_of = {a.account_id: a.territory_id for a in inputs.accounts.values()}
    market = with_fill_rates(inputs.market, channel_reading.moved_units(connection, partners), territory_of)
    return Sold(read.lines, by_rep, tuple((r.partner_id, r.reason) for r in rows), n_again, channel, read.balances, market)


def _read(connection: Connection, inputs: LaunchInputs, until: date) -> _Read:
    """Read the lines of all tiers where there is more than one or stock to compare, else only what was sold."""
    partners = [p.partner_id for p in inputs.partners]
    is_one_tier = len({p.tier for p in inputs.partners}) < 2
    if is_one_tier and not channel_reading.has_stock(connection, partners):
        lines = ledger_reading.sold_lines(connection, partners, until)
        is_through = lines["account_id"].isin(partners)
        return _Read(lines[~is_through].reset_index(drop=True), 0, int(is_through.sum()), pl.DataFrame())
    told = told_once(channel_reading.channel_lines(connection, partners, until), inputs.partners)
    is_overlap = pl.col("overlap_key") != ""
    sold = told.filter(pl.col("flow") == "sales_out")
    kept = sold.filter(~is_overlap).select(SOLD_COLUMNS)
    lines = pd.DataFrame({name: kept[name].to_list() for name in SOLD_COLUMNS}, columns=list(SOLD_COLUMNS))
    n_through = told.filter((pl.col("flow") == "sell_through") & (pl.col("movement") != "received")).height
    return _Read(lines, sold.height - kept.height, n_through, stock_balances(told, inputs.partners))


def _scores(
    connection: Connection,
    inputs: LaunchInputs,
    submissions: Sequence[Submission],
    rows: Sequence[QuarantinedRow],
    counted: pd.DataFrame,
    balances: pl.DataFrame,
    as_of: date,
) -> list[PartnerScore]:
    partners = [p.partner_id for p in inputs.partners]
    dates = inputs.launch.dates
    until = min(as_of, dates.measure_until)
    booked = channel_reading.booked_lines(connection, partners, until)
    waiting = channel_reading.waiting_counts(connection, partners)
    blank = Counter(r.partner_id for r in rows if "is blank" in r.reason)
    totals = _totals(counted)
    gaps = _gaps(balances)
    return [
        partner_score(
            p,
            PartnerEvidence(
                reports=reports_due(p, submissions, as_of, dates.launch_on, until),
                submissions=[s for s in submissions if s.partner_id == p.partner_id],
                n_blank=blank[p.partner_id],
                n_no_product=waiting.get(p.partner_id, (0, 0))[0],
                n_no_account=waiting.get(p.partner_id, (0, 0))[1],
                booked=[b for b in booked if b.partner_id == p.partner_id],
                gaps=gaps.get(p.partner_id, []),
                totals=totals.get(p.partner_id, {}),
            ),
            until,
        )
        for p in inputs.partners
    ]


def _totals(lines: pd.DataFrame) -> Mapping[str, dict[date, int]]:
    """Return partner -> first day of a month -> its sales in minor units."""
    sums: Counter[tuple[str, date]] = Counter()
    for partner_id, day, amount in zip(lines["partner_id"], lines["sold_on"], lines["amount_minor"], strict=True):
        sums[partner_id, day.replace(day=1)] += int(amount)
    found: dict[str, dict[date, int]] = {}
    for (partner_id, month), amount in sorted(sums.items()):
        found.setdefault(partner_id, {})[month] = amount
    return found


def _gaps(balances: pl.DataFrame) -> Mapping[str, list[tuple[int, int]]]:
    """Return partner -> each stock balance's gap and what there was to sell."""
    found: dict[str, list[tuple[int, int]]] = {}
    if not balances.is_empty():
        known = balances.drop_nulls("gap_units")
        for partner_id, gap, opening, got in known.select(
            "partner_id", "gap_units", "opening_units", "sell_in_units"
        ).iter_rows():
            found.setdefault(partner_id, []).append((gap, opening + got))
    return found


def _leaning(balances: pl.DataFrame) -> list[Leaning]:
    if balances.is_empty():
        return []
    trends = stock_trends(balances).filter(pl.col("trend") != "")
    return [Leaning(*row) for row in trends.select("partner_id", "location", "product_id", "n", "gap_units", "trend").iter_rows()]


def _credited(lines: pd.DataFrame, inputs: LaunchInputs) -> tuple[pd.DataFrame, int]:
    """Return lines with the reps they count for, and how many name a rep in a territory that is somebody else's."""
    if lines.empty:
        return lines, 0
    reps, roster = rep_names(inputs, lines["territory_id"])
    names = ("partner_id", "rep_id", "account_id", "territory_id", "sold_on", "units", "amount_minor")
    frame = pl.DataFrame({name: lines[name].tolist() for name in names}).with_row_index("line_key")
    n_off_roster = credited(frame, (), reps, roster).n_off_roster
    if not inputs.names.rules and not reps:
        return lines, n_off_roster
    frame = at_home(frame, inputs)
    shares = credited(frame, inputs.names.rules, reps, roster).lines
    split = {name: shares[name].to_list() for name in ("rep_id", "units", "amount_minor")}
    split["credit_share"] = [ppm / WHOLE_PPM for ppm in shares["share_ppm"].to_list()]
    found = lines.iloc[shares["line_key"].to_list()].reset_index(drop=True)
    named = found["rep_id"].tolist()
    split["seller"] = [rep or code for rep, code in zip(split["rep_id"], named, strict=True)]
    return found.assign(**split), n_off_roster


def rep_names(inputs: LaunchInputs, territories: Iterable[str]) -> tuple[dict[tuple[str, str], str], dict[str, frozenset[str]]]:
    """Return (partner_id, the partner's code) -> rep_id, and rep_id -> the territories the rep may sell in."""
    everywhere = frozenset(territories)
    roster = {r.rep_id: frozenset([r.territory_id]) if r.territory_id else everywhere for r in inputs.reps}
    codes = {p.partner_id: inputs.names.of_partner(p.partner_id) for p in inputs.partners}
    reps = {(p, code): known for p, found in codes.items() for (kind, code), known in found.items() if kind == "rep"}
    return reps, roster | dict(inputs.names.roster)


def at_home(lines: pl.DataFrame, inputs: LaunchInputs) -> pl.DataFrame:
    """Return lines with the territory of their account where they name none."""
    home = {a.account_id: a.territory_id for a in inputs.accounts.values()}
    known = pl.col("account_id").replace_strict(home, default="", return_dtype=pl.String)
    return lines.with_columns(pl.when(pl.col("territory_id") == "").then(known).otherwise("territory_id").alias("territory_id"))
