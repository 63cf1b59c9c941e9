"""Line inputs: the sales lines of one rep, those that count with the reason, and those that name the rep and do not.

In: lines with the rep they count for or name, where each stands, the launch's accounts and days.
Out: RepInputs of kind sale, waiting and quarantined.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from readiness.stages.report.inputs import NOTHING, RepInput, input_id
from readiness.stages.sales_out.matching.credit import WHOLE_PPM
from readiness.vocabulary import Account, Launch, Money

REP_LINE = pl.Schema({
    "line_key": pl.String, "rep_id": pl.String, "how": pl.String, "share_ppm": pl.Int64, "is_off_roster": pl.Boolean,
    "partner_id": pl.String, "file": pl.String, "row_number": pl.Int64, "account_id": pl.String, "product_id": pl.String,
    "rep_code": pl.String, "sold_on": pl.Date, "units": pl.Int64, "amount_minor": pl.Int64, "currency": pl.String,
    "flow": pl.String, "overlap_key": pl.String,
})  # fmt: skip
"""A sale or return and a rep: whom it counts for, "" for nobody; of a line that counts for nobody anywhere (another flow than
sales_out, an overlap_key), whom its report names. Units and amount are the rep's share; the amount is in the launch's currency,
null where there is no rate from `currency`, the report's."""
WAITING_LINE = pl.Schema({
    "line_key": pl.String, "rep_id": pl.String, "partner_id": pl.String, "submission_id": pl.Int64, "file": pl.String,
    "row_number": pl.Int64, "state": pl.String, "product_id": pl.String, "product_code": pl.String, "account_id": pl.String,
    "account_code": pl.String, "sold_on": pl.Date, "units": pl.Int64, "amount_minor": pl.Int64, "currency": pl.String,
})  # fmt: skip
"""A line that is not booked, and the rep its report names."""


@dataclass(frozen=True, slots=True)
class LineScope:
    """What decides whether a line counts in a launch."""

    launch: Launch
    accounts: Mapping[str, Account]
    """Of the launch's channels."""
    names: Mapping[str, str]
    """account_id -> name, of every account known."""


@dataclass(frozen=True, slots=True)
class RowHeld:
    """A row in quarantine that names the rep."""

    partner_id: str
    submission_id: int
    sha256: str
    """Of its file, whose number changes once the file is accepted."""
    file: str
    row: int
    reason: str
    raw: str
    state: str
    """open; waived or rejected, which is for good."""


def line_inputs(lines: pl.DataFrame, scope: LineScope) -> list[RepInput]:
    """Return the inputs of a rep's lines (REP_LINE), by day and key."""
    return [_line(row, scope) for row in lines.sort("sold_on", "line_key", "rep_id").iter_rows(named=True)]


def _line(row: Mapping[str, Any], scope: LineScope) -> RepInput:
    counts_as, why = _counts(row, scope)
    money = None if row["amount_minor"] is None else Money(row["amount_minor"], scope.launch.currency).amount
    return RepInput(
        input_id("sale", row["line_key"]), "sale", counts_as, why, row["sold_on"], "return" if row["units"] < 0 else "sale",
        partner_id=row["partner_id"], file=row["file"], row=row["row_number"], account_id=row["account_id"],
        account=scope.names.get(row["account_id"], ""), product_id=row["product_id"], units=row["units"], money=money,
        currency=scope.launch.currency if money is not None else row["currency"], share=row["share_ppm"] / WHOLE_PPM,
        figures="added" if counts_as in ("history", "service") else "sales", mends=_mends(row),
    )  # fmt: skip


def _counts(row: Mapping[str, Any], scope: LineScope) -> tuple[str, str]:
    """Return what a line counts as, and why."""
    launch = scope.launch
    if row["flow"] != "sales_out":
        return NOTHING, "it went to another partner, not to an end customer"
    if row["overlap_key"]:
        told = input_id("sale", row["overlap_key"])
        return NOTHING, f"the partner who sold it on reports the same sale, {told}, and it counts there"
    if row["account_id"] not in scope.accounts:
        return NOTHING, "the account is none of this launch"
    if row["amount_minor"] is None:
        return NOTHING, f"rates.csv has no rate from {row['currency']} for that day"
    credit = _credit(row)
    if not row["rep_id"]:
        return NOTHING, f"{credit}; the rep serves the account"
    if row["sold_on"] < launch.dates.launch_on:
        before = f"it was before the launch on {launch.dates.launch_on}"
        return "history", f"{credit}; {before}, so it tells what the account bought before"
    if row["product_id"] not in launch.product_ids:
        return "service", f"{credit}; the product is none of this launch, so it only tells who serves the account"
    return "sales_out", credit


def _credit(row: Mapping[str, Any]) -> str:
    """Return why a line is a rep's."""
    share = f"{row['share_ppm'] / WHOLE_PPM:.6g} of it"
    if row["how"] in ("account", "territory"):
        what = "sales to this account" if row["how"] == "account" else "sales in this territory"
        return f"the report names no rep, and a rule of credit_rules.csv for {what} gives the rep {share}"
    if not row["rep_id"]:
        code = f" but {row['rep_code']}, which is nobody known here" if row["rep_code"] else ""
        return f"the report names no rep{code}, and no rule of credit_rules.csv fits"
    as_code = f" as {row['rep_code']}" if row["rep_code"] != row["rep_id"] else ""
    off = "; the roster does not have the rep in its territory" if row["is_off_roster"] else ""
    return f"the report names the rep{as_code}{off}"


def _mends(row: Mapping[str, Any]) -> str:
    report = f"take in a corrected report: readiness collect sales-out FILE --partner {row['partner_id']}"
    whose = f"say in aliases/reps.csv whose code {row['rep_code']} is"
    if row["flow"] != "sales_out":
        return f"{report}, or say in channels.yaml that {row['account_id']} is no partner"
    if row["overlap_key"]:
        return f"{report}, or say in channels.yaml who supplies whom (reports_to)"
    if row["how"] in ("account", "territory"):
        return "change the rule in credit_rules.csv and take the launch folder in again: readiness launch LAUNCH_DIR"
    if not row["rep_id"]:
        rule = "add a rule to credit_rules.csv"
        return f"{whose if row['rep_code'] else rule} and take the launch folder in again: readiness launch LAUNCH_DIR"
    return f"{report}, or {whose} and take the launch folder in again: readiness launch LAUNCH_DIR"


_HELD = {
    "held": "its file waits for somebody to accept it",
    "rejected": "its file was rejected",
    "replaced": "a later report replaced it before it could be booked",
}


def waiting_inputs(lines: pl.DataFrame, scope: LineScope) -> list[RepInput]:
    """Return the inputs of a rep's lines that are not booked (WAITING_LINE), by file and row; money as reported."""
    return [_waiting(row, scope) for row in lines.sort("submission_id", "row_number").iter_rows(named=True)]


def _waiting(row: Mapping[str, Any], scope: LineScope) -> RepInput:
    why, mends = _waits(row)
    account, product = (row[f"{field}_id"] or row[f"{field}_code"] for field in ("account", "product"))
    return RepInput(
        input_id("sale", row["line_key"]), "waiting", NOTHING, why, row["sold_on"], "line that is not booked",
        partner_id=row["partner_id"], file=row["file"], row=row["row_number"], account_id=account,
        account=scope.names.get(row["account_id"], ""), product_id=product, units=row["units"],
        money=Money(row["amount_minor"], row["currency"]).amount, currency=row["currency"], figures="sales", mends=mends,
    )  # fmt: skip


def _waits(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return why a line is not booked, and which act would book it."""
    partner, number = row["partner_id"], row["submission_id"]
    report = f"take in a corrected report: readiness collect sales-out FILE --partner {partner}"
    if row["state"] != "waiting":
        mends = f"decide about the file: readiness collect accept {number} --by NAME" if row["state"] == "held" else report
        return _HELD.get(row["state"], row["state"]), mends
    field = "account" if row["product_id"] else "product"
    code = row[f"{field}_code"]
    return (
        f"nobody has said which {field} of ours {code!r} is",
        f"say which it is: readiness collect match {partner} {field} {code!r} ID --by NAME",
    )


def quarantine_inputs(rows: Iterable[RowHeld]) -> list[RepInput]:
    """Return the inputs of rows in quarantine that name a rep, by file and row."""
    return [
        RepInput(
            input_id("row", r.partner_id, r.sha256, r.row), "quarantined", NOTHING,
            r.reason if r.state == "open" else f"{r.reason}; left out for good", what=_cells(r.raw), partner_id=r.partner_id,
            file=r.file, row=r.row, figures="sales",
            mends="mend the row: readiness collect quarantine --out FILE.csv, then readiness collect release FILE.csv --by NAME",
        )
        for r in sorted(rows, key=lambda r: (r.submission_id, r.row))
    ]  # fmt: skip


def _cells(raw: str) -> str:
    """Return the cells of a row as a person reads them."""
    found = _parsed(raw)
    return ", ".join(f"{name} {text}" for name, text in found.items() if text) if found else raw


def _parsed(raw: str) -> dict[str, str]:
    try:
        cells = json.loads(raw)
    except ValueError:
        return {}
    return cells if isinstance(cells, dict) else {}


def codes_named(raw: str, column: str, codes: Collection[str]) -> set[str]:
    """Return which codes of reps a row in quarantine names.

    Args:
        raw: its cells as a JSON object, or its text.
        column: the one its report names reps in; "" where nobody knows.
        codes: what the partner may call reps.
    """
    cells = _parsed(raw)
    if column in cells and not cells.get("raw"):
        said = str(cells[column]).strip()
        return {said} if said in codes else set()
    return {code for code in codes if code in raw and re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", raw)}


def first_sales(lines: pl.DataFrame) -> dict[str, date]:
    """Return account -> the day of the rep's first sale to it of any product, of lines that count for the rep."""
    mine = lines.filter((pl.col("flow") == "sales_out") & (pl.col("overlap_key") == "") & (pl.col("rep_id") != ""))
    return dict(mine.group_by("account_id").agg(pl.col("sold_on").min()).sort("account_id").iter_rows())
