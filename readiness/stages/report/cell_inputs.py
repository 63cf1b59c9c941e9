"""Cell inputs: what a rep's contribution is worked out from: the accounts served, each period's cell, the rep's own row.

In: the cells of one rep as the model reads them, the days of first sales, the launch's accounts.
Out: RepInputs of kind account, cell and roster.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from readiness.stages.report.inputs import RepInput, input_id
from readiness.vocabulary import Account, Launch, Rep, counted, currency_exponent

EXPECTED = "expected"
_OWN = {
    "rep_id", "account_id", "product_id", "territory_id", "period", "sales", "weeks", "history", "market_index",
    "in_stock_share", "demand_index",
}  # fmt: skip
"""Columns of cells that have a column of their own; the others are told in words."""
MISSING_SALE = (
    "for a sale that is missing, take in the report that has it: readiness collect sales-out FILE --partner {partner};"
    " for an account that is somebody else's, credit_rules.csv and accounts.csv"
)


def cell_inputs(rep: Rep, cells: pd.DataFrame, names: Mapping[str, str], launch: Launch) -> list[RepInput]:
    """Return the inputs of a rep's cells, by period, account and product."""
    keys = [key for key in ("period", "account_id", "product_id") if key in cells]
    ordered = cells.sort_values(keys, kind="stable")
    return [_cell(rep, row, names, launch) for row in ordered.to_dict("records")]


def _cell(rep: Rep, row: Mapping[Hashable, Any], names: Mapping[str, str], launch: Launch) -> RepInput:
    account, product = str(row["account_id"]), str(row.get("product_id", ""))
    others = [
        f"{str(name).replace('_', ' ')} {_text(value)}"
        for name, value in sorted(row.items(), key=str)
        if name not in _OWN and _is_known(value)
    ]
    return RepInput(
        input_id("cell", rep.rep_id, account, product, row["period"]), "cell", EXPECTED,
        "an average rep's sales to the account in these weeks are worked out from it", date.fromisoformat(str(row["period"])),
        ", ".join(["account and period", *others]), account_id=account, account=names.get(account, ""), product_id=product,
        money=_money(row["sales"], launch.currency), currency=launch.currency, weeks=_number(row["weeks"]),
        history_money=_number(row["history"]), market_index=_number(row["market_index"]),
        in_stock_share=_number(row["in_stock_share"]), demand_index=_number(row["demand_index"]), figures="added",
        mends="correct market/index.csv, market/availability.csv or market/demand.csv and take the launch folder in again",
    )  # fmt: skip


def account_inputs(
    rep: Rep, cells: pd.DataFrame, first_sold: Mapping[str, date], accounts: Mapping[str, Account], launch: Launch
) -> list[RepInput]:
    """Return the accounts a rep served in the measured window, since the rep's first sale there or the first cell."""
    found = []
    for account_id, mine in cells.groupby("account_id", sort=True):
        key = str(account_id)
        since = min(date.fromisoformat(str(min(mine["period"]))), first_sold.get(key, date.max))
        account = accounts.get(key)
        measured = counted(int(mine["period"].nunique()), "period")
        found.append(
            RepInput(
                input_id("account", rep.rep_id, key), "account", EXPECTED,
                "the rep last sold there, or sold there in the window; a sale that is missing is contested here", since,
                f"served since, {measured} measured", partner_id=account.partner_id if account else "", account_id=key,
                account=account.name if account else "", currency=launch.currency, history_money=_number(mine["history"].iloc[0]),
                figures="sales", mends=MISSING_SALE.format(partner=account.partner_id if account else "PARTNER"),
            )
        )  # fmt: skip
    return found


def roster_inputs(rep: Rep, territories: Collection[str]) -> list[RepInput]:
    """Return what the launch folder says of a rep, as far as figures rest on it."""
    said = {
        "partner": rep.partner_id, "territory": rep.territory_id or "every territory", "sales motion": str(rep.motion),
        "hired on": rep.hired_on.isoformat() if rep.hired_on else "", "may sell in": ", ".join(sorted(territories)),
    }  # fmt: skip
    return [
        RepInput(
            input_id("roster", rep.rep_id, what), "roster", EXPECTED, "the launch folder says so in reps.csv or roster.csv",
            what=what, given=value, figures="added", mends="correct reps.csv or roster.csv and take the launch folder in again",
        )
        for what, value in said.items()
        if value
    ]  # fmt: skip


def _money(value: Any, currency: str) -> Decimal | None:
    return Decimal(f"{value:.{currency_exponent(currency)}f}") if _is_known(value) else None


def _number(value: Any) -> float | None:
    return round(float(value), 4) if _is_known(value) else None


def _is_known(value: Any) -> bool:
    return value is not None and value != "" and not (isinstance(value, float) and math.isnan(value))


def _text(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
