"""Report workbook, the data: what came in, what of it could be used, and what is missing.

In: Report.
Out: a sheet of a workbook.
"""

from __future__ import annotations

from openpyxl import Workbook

from readiness.adapters.report_workbook_sheets import COUNT, DAY, WRAPPED, Column, Look, Sheet
from readiness.stages.report import DataQuality, Report, missing_notes, told_notes

SHEET = "Data quality"
_WIDTHS = (52, 16, 16, 14, 14, 12, 14, 12, 12)
_PARTNERS = (
    Column("Partner"), Column("Lines taken", COUNT), Column("In quarantine", COUNT), Column("First sale", DAY),
    Column("Last sale", DAY), Column("Reports missing", COUNT), Column("Missing since", DAY),
)  # fmt: skip


def quality_sheet(book: Workbook, report: Report, look: Look) -> None:
    """Add the sheet."""
    sheet = Sheet(book, SHEET, _WIDTHS, look)
    sheet.heading("What came in, and what of it could be used", size=14)
    if report.quality is None:
        sheet.line("Nothing is known of the data's quality.")
    else:
        _came_in(sheet, report.quality)
    if report.doubts:
        sheet.gap()
        sheet.table((Column("Too little to judge"), Column("Why", WRAPPED)), report.doubts, spans=True)
    if report.notes:
        sheet.heading("What the sales model says of itself")
        for line in report.notes:
            sheet.line(line)


def _came_in(sheet: Sheet, quality: DataQuality) -> None:
    counts = [
        ("Sales lines taken", quality.n_lines),
        ("Sales lines in quarantine", quality.n_quarantined),
        ("Sales lines sent again, counted once", quality.n_duplicates),
        ("Quiz answers taken", quality.n_answers),
        ("Quiz answers not used", sum(n for _, n in quality.answer_reasons)),
    ]
    sheet.gap()
    sheet.table((Column("What"), Column("How many", COUNT)), counts)
    if quality.partners:
        sheet.gap()
        rows = [
            (p.name, p.n_lines, p.n_quarantined, p.first_on, p.last_on, p.n_missing, p.missing_since) for p in quality.partners
        ]
        sheet.table(_PARTNERS, rows, is_filtered=True)
    if notes := missing_notes(quality.channel) + told_notes(quality.channel):
        sheet.heading("What is missing or counted once, and whose figures it touches")
        for line in notes:
            sheet.line(line)
    for title, reasons in (
        ("Why sales lines are in quarantine", quality.reasons),
        ("Why quiz answers were not used", quality.answer_reasons),
    ):
        if reasons:
            sheet.gap()
            sheet.table((Column(title, WRAPPED), Column("How many", COUNT)), reasons)
