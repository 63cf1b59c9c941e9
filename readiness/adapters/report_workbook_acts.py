"""Report workbook, the acts: a sheet of everything that is owed.

In: Report.
Out: a sheet of a workbook.
"""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl import Workbook

from readiness.adapters.report_workbook_sheets import DAY, WRAPPED, Column, Look, Sheet, Value
from readiness.stages.follow_ups import FollowUp
from readiness.stages.report import KINDS, Report, evidence_text, owner_name, reading

SHEET = "Acts"
NOTHING = "Nothing is owed: there is nobody to act on."
_COLUMNS = (
    Column("Owed by", width=24), Column("By", DAY, 12), Column("Act", width=20), Column("About", width=24),
    Column("What", WRAPPED, 52), Column("Why", WRAPPED, 44), Column("On which figures", WRAPPED, 52), Column("Since", DAY, 12),
    Column("Where the rep stands", width=36),
)  # fmt: skip


def act_sheet(book: Workbook, report: Report, names: Mapping[str, str], look: Look) -> None:
    """Add a sheet with a row an act, by owner and day."""
    sheet = Sheet(book, SHEET, [c.width for c in _COLUMNS], look)
    stands = {place.rep_id: reading(place) for place in report.decisions.places}
    rows = sorted((_cells(act, names, stands, report.currency) for act in report.decisions.owed), key=lambda row: row[:4])
    sheet.table(_COLUMNS, rows, is_filtered=True)
    if not rows:
        sheet.line(NOTHING)


def _cells(act: FollowUp, names: Mapping[str, str], stands: Mapping[str, str], currency: str) -> tuple[Value, ...]:
    about = names.get(act.subject_id) or act.subject_id
    evidence = evidence_text(act.evidence, currency)
    place = stands.get(act.subject_id, "") if act.kind == "rep" else ""
    owner = owner_name(act.owner, names)
    return (owner, act.due_on, KINDS[act.act], about, act.words, act.because, evidence, act.opened_on, place)
