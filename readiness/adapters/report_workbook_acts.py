"""Report workbook, the acts: a sheet of everything that is owed.

In: Report.
Out: a sheet of a workbook.
"""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from readiness.adapters.table_files import write_sheet
from readiness.stages.follow_ups import FollowUp
from readiness.stages.report import KINDS, Report, evidence_text, owner_name, reading

SHEET = "Acts"
NOTHING = "Nothing is owed: there is nobody to act on."
_WIDTHS: Mapping[str, float] = {
    "Owed by": 26, "By": 12, "Act": 20, "About": 26, "What": 60, "Why": 46, "On which figures": 60, "Since": 12,
    "Where the rep stands": 34,
}  # fmt: skip


def act_sheet(book: Workbook, report: Report, names: Mapping[str, str]) -> None:
    """Add a sheet with a row an act, by owner and day."""
    sheet = book.create_sheet(SHEET)
    stands = {place.rep_id: reading(place) for place in report.decisions.places}
    rows = sorted((_cells(act, names, stands, report.currency) for act in report.decisions.owed), key=lambda row: row[:4])
    write_sheet(sheet, list(_WIDTHS), rows)
    for at, (title, width) in enumerate(_WIDTHS.items(), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
        for (cell,) in sheet.iter_rows(min_row=2, min_col=at, max_col=at):
            cell.alignment = Alignment(vertical="top", wrap_text=width > 40)
            if title in ("By", "Since"):
                cell.number_format = "yyyy-mm-dd"
    if not rows:
        sheet["A2"] = NOTHING


def _cells(act: FollowUp, names: Mapping[str, str], stands: Mapping[str, str], currency: str) -> tuple[object, ...]:
    about = names.get(act.subject_id) or act.subject_id
    evidence = evidence_text(act.evidence, currency)
    place = stands.get(act.subject_id, "") if act.kind == "rep" else ""
    owner = owner_name(act.owner, names)
    return (owner, act.due_on, KINDS[act.act], about, act.words, act.because, evidence, act.opened_on, place)
