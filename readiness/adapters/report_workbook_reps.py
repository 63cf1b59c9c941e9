"""Report workbook, the reps: a sheet with everything known about each rep, a row a rep.

In: Report.
Out: a sheet of a workbook; which of its columns hold the parts of sales-out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from types import MappingProxyType

from openpyxl import Workbook

from readiness.adapters.report_workbook_sheets import (
    COUNT,
    DAY,
    HUNDREDTHS,
    INDEX,
    MONEY,
    SHARE,
    TEXT,
    WRAPPED,
    Column,
    Look,
    Sheet,
    Value,
    fitting_widths,
)
from readiness.stages.report import Report, RepRow, owner_name
from readiness.stages.report.contests import contested_figures
from readiness.stages.report.words import QUADRANT, STATUS, plain

SHEET = "Reps"
_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "rep_id": "Rep id", "name": "Name", "channel": "Channel", "partner_id": "Partner", "territory_id": "Territory",
        "manager_id": "Manager", "motion": "Sales motion", "wave": "Training wave", "trained_on": "Trained on",
        "n_responses": "Quiz answers", "ability": "Ability", "ability_se": "Ability, error", "readiness": "Readiness",
        "readiness_low": "Readiness, low", "readiness_high": "Readiness, high", "coverage": "Coverage", "status": "Status",
        "sales_out_money": "Sales-out", "expected_money": "An average rep would have sold", "market_money": "Market",
        "availability_money": "Stock on hand", "demand_money": "Demand", "legacy_money": "Accounts as they were",
        "contribution_money": "Added", "contribution_low": "Added, low", "contribution_high": "Added, high",
        "rank_low": "Rank, best", "rank_high": "Rank, worst", "currency": "Currency", "quadrant": "Readiness and sales",
        "holds_back": "Costs most points", "next_action": "What to do next", "action_owner": "Owed by",
        "action_due_on": "Due on",
    }
)  # fmt: skip
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "trained_on": DAY, "action_due_on": DAY, "ability": HUNDREDTHS, "ability_se": HUNDREDTHS, "coverage": SHARE,
        "readiness": INDEX, "readiness_low": INDEX, "readiness_high": INDEX, "contribution_low": MONEY,
        "contribution_high": MONEY, "wave": COUNT, "n_responses": COUNT, "rank_low": COUNT, "rank_high": COUNT,
        "next_action": WRAPPED, "holds_back": WRAPPED, "quadrant": WRAPPED,
    }
)  # fmt: skip
_WRAPPED_WIDTHS = MappingProxyType({"next_action": 70.0, "holds_back": 52.0, "quadrant": 42.0})
_FILLS = MappingProxyType({STATUS["ready"]: "D6E9F8", STATUS["developing"]: "FFF3D1", STATUS["not_ready"]: "FBE0D3"})
_NAMES = tuple(f.name for f in fields(RepRow))
_FURTHER = (
    Column("Not explained", MONEY), Column("Contested"), Column("Partner weeks reported"),
)  # fmt: skip


SHOWN = 0.5
"""Of money that is shown in whole units: less is the rest of rounding, and would read as -0."""


@dataclass(frozen=True, slots=True)
class RepCells:
    """Where the rows stand."""

    sheet: Sheet
    top: int
    last: int

    def of(self, name: str) -> str:
        """Return the cells of a field, as a formula names them."""
        return self.sheet.area(_NAMES.index(name) + 1, self.top + 1, self.last)

    def title(self, name: str) -> str:
        """Return the cell with a field's title."""
        return self.sheet.area(_NAMES.index(name) + 1, self.top, self.top)


def rep_sheet(book: Workbook, report: Report, names: Mapping[str, str], look: Look) -> RepCells:
    """Add a sheet with a row a rep, by id, in the columns of reps.csv; then what is not explained, contested and reported."""
    weeks = {r.rep_id: f"{r.n_reported} of {r.n_weeks}" for r in report.quality.channel.reps} if report.quality else {}
    contested = {rep_id: ", ".join(figures) for rep_id, figures in contested_figures(report.contests).items()}
    rows = [[*_known(row, names), contested.get(row.rep_id, ""), weeks.get(row.rep_id, "")] for row in report.rows]
    columns = [*map(_column, _NAMES), *_FURTHER]
    sheet = Sheet(book, SHEET, fitting_widths(columns, rows, look), look, frozen="C2")
    return RepCells(sheet, *sheet.table(columns, rows, is_filtered=True))


def _column(name: str) -> Column:
    kind = MONEY if name.endswith("_money") else _KINDS.get(name, TEXT)
    return Column(_TITLES[name], kind, _WRAPPED_WIDTHS.get(name, 14.0), _FILLS if name == "status" else {})


def _known(row: RepRow, names: Mapping[str, str]) -> list[Value]:
    found = dict(zip(_NAMES, astuple(row), strict=True))
    found["status"] = STATUS.get(row.status, row.status)
    found["quadrant"] = QUADRANT.get(row.quadrant, row.quadrant)
    found["action_owner"] = owner_name(row.action_owner, names)
    found["manager_id"] = names.get(row.manager_id, row.manager_id)
    found["channel"] = names.get(row.channel) or plain(row.channel)
    return [*(found[name] for name in _NAMES), left_over(row)]


def left_over(row: RepRow) -> float | None:
    """Return what of a rep's sales-out nothing explains, None where that is not known."""
    if row.sales_out_money is None or row.expected_money is None or row.contribution_money is None:
        return None
    left = row.sales_out_money - row.expected_money - row.contribution_money
    return round(left, 2) if abs(left) >= SHOWN else 0.0
