"""Report contest files: what reps say is wrong among the inputs behind their figures, as a table and a sheet.

In: Contests.
Out: CSV as bytes; a sheet of a workbook.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook

from readiness.adapters.report_workbook_sheets import COUNT, DAY, TEXT, WRAPPED, Column, Look, Sheet, Value
from readiness.adapters.table_files import csv_bytes
from readiness.stages.report.contests import Contest

CONTESTS_HEADER = (
    "contest_id", "rep_id", "input_id", "kind", "what", "says", "should_be", "opened_on", "opened_by", "status", "settled_on",
    "settled_by", "because",
)  # fmt: skip
SHEET = "Contests"
_KINDS = {"contest_id": COUNT, "opened_on": DAY, "settled_on": DAY}
_WRAPPED = ("what", "says", "should_be", "because")


def contests_csv(contests: Sequence[Contest]) -> bytes:
    """Return `contests.csv`: one row a contest, in the order they were opened."""
    return csv_bytes(CONTESTS_HEADER, map(_cells, contests))


def contest_sheet(book: Workbook, contests: Sequence[Contest], look: Look) -> None:
    """Add a sheet with a row a contest, where there are any."""
    if not contests:
        return
    columns = [_column(name) for name in CONTESTS_HEADER]
    sheet = Sheet(book, SHEET, [c.width for c in columns], look)
    sheet.table(columns, map(_cells, contests), is_filtered=True)


def _column(name: str) -> Column:
    title = name.removesuffix("_id").replace("_", " ").capitalize()
    return Column(title, WRAPPED, 40) if name in _WRAPPED else Column(title, _KINDS.get(name, TEXT), 14)


def _cells(c: Contest) -> list[Value]:
    settled_on = c.settled_at.date() if c.settled_at else None
    return [
        c.contest_id, c.rep_id, c.input_id, c.kind, c.what, c.says, c.should_be, c.opened_at.date(), c.opened_by, c.status,
        settled_on, c.settled_by, c.because,
    ]  # fmt: skip
