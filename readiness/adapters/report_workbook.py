"""Report workbook: the report's tables with native charts, for people who sort, filter and add a column of their own.

In: Report.
Out: XLSX as bytes.
"""

from __future__ import annotations

import math
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from readiness.adapters.report_contest_files import contest_sheet
from readiness.adapters.report_workbook_acts import act_sheet
from readiness.adapters.report_workbook_decomposition import decomposition_sheet
from readiness.adapters.report_workbook_link import link_sheet
from readiness.adapters.report_workbook_partners import partner_sheet
from readiness.adapters.report_workbook_quality import quality_sheet
from readiness.adapters.report_workbook_quiz import quiz_sheets
from readiness.adapters.report_workbook_reps import rep_sheet
from readiness.adapters.report_workbook_sheets import WRAPPED, Column, Look, Sheet
from readiness.adapters.report_workbook_summary import summary_sheet
from readiness.adapters.report_workbook_trust import fairness_sheet, sensitivity_sheet
from readiness.adapters.table_files import safe_text, workbook_bytes
from readiness.stages.report import Report, methods, rights
from readiness.stages.report.words import day

AUTHOR = "Readiness"


def workbook(report: Report) -> bytes:
    """Return the report as a workbook, the sheets everybody reads first; written row by row, so that many reps take no memory."""
    book = Workbook(write_only=True)
    names = dict(report.names)
    said = " · ".join(part for part in (report.launch_name, f"As of {day(report.as_of)}", report.versions.words) if part)
    look = Look(report.currency, said, _largest(report))
    summary_sheet(book, report, look)
    reps = rep_sheet(book, report, names, look)
    decomposition_sheet(book, report, names, reps, look)
    link_sheet(book, report, names, look)
    quality_sheet(book, report, look)
    _methods(book, report, look)
    act_sheet(book, report, names, look)
    quiz_sheets(book, report.quiz, names, look)
    sensitivity_sheet(book, report, names, look)
    fairness_sheet(book, report, names, look)
    partner_sheet(book, report.quality, look)
    contest_sheet(book, report.contests, look)
    _properties(book, report, said)
    return workbook_bytes(book, stamp=f"{report.as_of.isoformat()}T00:00:00Z")


def _largest(report: Report) -> float:
    """Return the largest amount that stands in a cell: what all reps sold together."""
    sums = [abs(amount) for _, amount in report.split]
    return math.fsum([*sums, *(abs(row.sales_out_money or 0.0) for row in report.rows)])


def _methods(book: Workbook, report: Report, look: Look) -> None:
    topics = [
        *methods(report.readiness_bar, report.quiz, report.index),
        *(("Your rights", right) for right in rights(report.owner)),
    ]
    columns = (Column("Topic", width=32), Column("In plain words", WRAPPED, 120))
    sheet = Sheet(book, "Methods", [c.width for c in columns], look)
    sheet.table(columns, topics)


def _properties(book: Workbook, report: Report, said: str) -> None:
    """Say in the document's properties what it is of and made with; the day it speaks of is its time, there is no clock."""
    made = report.versions
    book.properties.creator = book.properties.lastModifiedBy = AUTHOR
    book.properties.title = safe_text(f"{report.launch_name}: readiness")
    book.properties.subject = safe_text(report.launch_id)
    book.properties.description = safe_text(said)
    own = {
        "As of": report.as_of.isoformat(), "Launch": report.launch_id, "Specification revision": made.spec_revision,
        "Program version": made.program, "Seed": "" if made.seed is None else str(made.seed),
    }  # fmt: skip
    kept: Any = book.custom_doc_props  # type: ignore[attr-defined]  # there, and not in the stubs
    for name, value in own.items():
        if value:
            kept.append(StringProperty(name=name, value=safe_text(value)))
