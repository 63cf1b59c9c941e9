"""Report workbook, the summary: what the report is of and made with, its headlines, its groups with a native chart.

In: Report.
Out: a sheet of a workbook.
"""

from __future__ import annotations

from dataclasses import astuple

from openpyxl import Workbook

from readiness.adapters.report_workbook_charts import BLUE, GREY, ORANGE, VERMILION, Part, stacked
from readiness.adapters.report_workbook_sheets import COUNT, DAY, MONEY, SHARE, WRAPPED, Column, Look, Sheet, Value
from readiness.stages.report import Group, Report
from readiness.stages.report.words import day

SHEET = "Summary"
_COLOURS = (BLUE, ORANGE, VERMILION, GREY)
_MOST_GROUPS = 40
"""A chart with more bars cannot be read."""


def summary_sheet(book: Workbook, report: Report, look: Look) -> None:
    """Add the sheet that is read first."""
    sheet = Sheet(book, SHEET, (40.0, 24.0, *(13.0,) * 5, look.money_width, look.money_width), look)
    sheet.heading(f"{report.launch_name}: who is ready, and what each rep added", size=16)
    sheet.line(f"As of {day(report.as_of)}. Money in {report.currency}. An empty cell means not known; it never means zero.")
    _about(sheet, report)
    sheet.gap()
    sheet.table((Column("Headline"), Column("Figure"), Column("What it means", WRAPPED)), map(astuple, report.facts), spans=True)
    sheet.heading("Readiness and sales together")
    for line in report.link.together:
        sheet.line(line)
    sheet.heading("Did training change results")
    for line in report.link.training:
        sheet.line(line)
    for by in ("Channel", "Territory", "Sales motion"):
        _groups(sheet, by, [group for group in report.groups if group.by == by])
    if report.quiz:
        sheet.heading("What the quiz rests on")
        for line in (report.quiz.model, *report.quiz.notes):
            sheet.line(line)
        if report.quiz.worst:
            sheet.heading("Claims most missed")
            for title, text in report.quiz.worst:
                sheet.line(f"“{title}”: {text}")
    sheet.heading("What is missing")
    for line in report.missing or ("Nothing that the report knows of.",):
        sheet.line(line)


def _about(sheet: Sheet, report: Report) -> None:
    """Add what the report is of and made with."""
    made = report.versions
    sheet.heading("This report")
    sheet.pair("As of", report.as_of, DAY)
    sheet.pair("Launch", report.launch_id)
    sheet.pair("Launch owner", report.owner)
    sheet.pair("Specification revision", made.spec_revision)
    sheet.pair("Program version", made.program)
    sheet.pair("Seed", made.seed, COUNT)
    sheet.pair("Currency", report.currency)


def _groups(sheet: Sheet, by: str, groups: list[Group]) -> None:
    """Add a row a group; where the groups are channels, how many of each are ready as a chart."""
    if not groups:
        return
    columns = (
        Column(by), Column("Share shown to be ready", SHARE),
        *(Column(title, COUNT) for title in ("Reps", "Ready", "Developing", "Not ready yet", "Not enough data")),
        Column("Sales-out", MONEY), Column("Average reps", MONEY),
    )  # fmt: skip
    sheet.gap()
    top, last = sheet.table(columns, [_row(group) for group in groups])
    if by == "Channel" and len(groups) <= _MOST_GROUPS:
        parts = [Part(sheet.area(c, top, top), sheet.area(c, top + 1, last), colour) for c, colour in enumerate(_COLOURS, 4)]
        chart = stacked("Reps by readiness, channel by channel", sheet.area(1, top + 1, last), parts, len(groups), "0")
        sheet.chart(chart)


def _row(group: Group) -> list[Value]:
    _, name, n_reps, *rest = astuple(group)
    share = round(group.n_ready / n_reps, 4) if n_reps else None
    return [name, share, n_reps, *rest]
