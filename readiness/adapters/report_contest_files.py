"""Report contest files: what reps say is wrong among the inputs behind their figures, as a table and a sheet.

In: Contests.
Out: CSV as bytes; a sheet of a workbook.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment

from readiness.adapters.table_files import csv_bytes, write_sheet
from readiness.stages.report.contests import Contest

CONTESTS_HEADER = (
    "contest_id", "rep_id", "input_id", "kind", "what", "says", "should_be", "opened_on", "opened_by", "status", "settled_on",
    "settled_by", "because",
)  # fmt: skip
SHEET = "Contests"
_WRAPPED = (5, 6, 13)


def contests_csv(contests: Sequence[Contest]) -> bytes:
    """Return `contests.csv`: one row a contest, in the order they were opened."""
    return csv_bytes(CONTESTS_HEADER, map(_cells, contests))


def contest_sheet(book: Workbook, contests: Sequence[Contest]) -> None:
    """Add a sheet with a row a contest, where there are any."""
    if not contests:
        return
    sheet = book.create_sheet(SHEET)
    titles = [name.removesuffix("_id").replace("_", " ").capitalize() for name in CONTESTS_HEADER]
    write_sheet(sheet, titles, map(_cells, contests))
    for line in sheet.iter_rows(min_row=2):
        for at, cell in enumerate(line, start=1):
            cell.alignment = Alignment(vertical="top", wrap_text=at in _WRAPPED)


def _cells(c: Contest) -> list[object]:
    settled_on = c.settled_at.date() if c.settled_at else None
    return [
        c.contest_id, c.rep_id, c.input_id, c.kind, c.what, c.says, c.should_be, c.opened_at.date(), c.opened_by, c.status,
        settled_on, c.settled_by, c.because,
    ]  # fmt: skip
