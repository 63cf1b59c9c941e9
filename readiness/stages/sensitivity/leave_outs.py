"""Leave-outs: what can be left out of the cells, the weightiest first.

In: the table of cells, the fit of the whole, each account's partner.
Out: LeaveOut; the cells without it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from readiness.stages.contribution import ContributionFit
from readiness.stages.contribution.cells import COLUMN_OF
from readiness.stages.sensitivity.outcome import LeaveOut


def leave_outs(cells: pd.DataFrame, full: ContributionFit, partner_of: Mapping[str, str]) -> tuple[list[LeaveOut], list[str]]:
    """Return what can be left out: covariates the fit uses, history, partners and periods by their sales, and what cannot."""
    found, notes = [], []
    used = [COLUMN_OF.get(name, name) for name, _, _ in full.coefficients]
    found += [LeaveOut("covariate", column) for column in sorted({c for c in used if c in cells.columns})]
    if "history" in cells.columns and (pd.to_numeric(cells["history"], errors="coerce") > 0.0).any():
        found.append(LeaveOut("history", "history"))
    sales = pd.to_numeric(cells["sales"], errors="coerce").fillna(0.0)
    for kind, groups in (("partner", _partners(cells, partner_of)), ("period", cells["period"].astype(str))):
        sold = sales.groupby(groups).sum()
        names = sorted((str(name) for name in sold.index if name), key=lambda name: (-abs(float(sold[name])), name))
        if len(sold.index) > 1:
            found += [LeaveOut(kind, name) for name in names]
        else:
            notes.append(_ALONE[kind])
    return found, notes


_ALONE = {
    "partner": "All sales came by one way, so no partner could be left out.",
    "period": "There is one period alone, so none could be left out.",
}


def without(cells: pd.DataFrame, left_out: LeaveOut, partner_of: Mapping[str, str]) -> pd.DataFrame:
    """Return the cells without it: a column made unknown, or the rows gone."""
    if left_out.kind in ("covariate", "history"):
        return cells.assign(**{left_out.name: float("nan")})
    groups = _partners(cells, partner_of) if left_out.kind == "partner" else cells["period"].astype(str)
    return cells[groups != left_out.name]


def _partners(cells: pd.DataFrame, partner_of: Mapping[str, str]) -> pd.Series[str]:
    """Return the partner of each cell's account, blank where none is known."""
    return pd.Series([partner_of.get(str(account), "") for account in cells["account_id"]], index=cells.index, dtype=str)
