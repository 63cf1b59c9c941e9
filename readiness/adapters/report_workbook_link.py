"""Report workbook, the link: readiness, training and sales together, with native charts of each rep and of weeks since training.

In: Report.
Out: a sheet of a workbook.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.drawing.image import Image

from readiness.adapters.chart_drawing import png
from readiness.adapters.report_workbook_charts import Part, Points, event_chart, round_ends, scatter
from readiness.adapters.report_workbook_sheets import COUNT, INDEX, MONEY, TENTHS, WRAPPED, Column, Look, Sheet, Value
from readiness.stages.follow_ups import NOT_ENOUGH
from readiness.stages.link import Estimate
from readiness.stages.report import LinkSection, Report, RepRow
from readiness.stages.report.charts import readiness_vs_results
from readiness.stages.report.link import POINTS

SHEET = "Link"
NAMES = {
    "readiness_per_point": f"Sales that go with {POINTS} points more readiness",
    "training_simple": "Sales after training, all reps and weeks alike",
    "training_dynamic": "Sales after training, all lengths of time alike",
    "training_group": "Sales after training, all cohorts alike",
}
COHORT = "training_cohort_"
MOST_POINTS = 400
"""A scatter with more marks hides most of them."""
_COLUMNS = (
    Column("What differs"), Column("Difference", TENTHS), Column("90% from", TENTHS), Column("90% to", TENTHS),
    Column("Would have shown", TENTHS), Column("Reps", COUNT), Column("Verdict", WRAPPED),
)  # fmt: skip
_POINTS = (
    Column("Weeks since training", COUNT), Column("Difference", TENTHS), Column("Band from", TENTHS), Column("Band to", TENTHS),
    Column("Trained reps", COUNT),
)  # fmt: skip
_REACHES = (
    Column("Rep"), *(Column(title, INDEX) for title in ("Readiness", "Readiness, band below", "Readiness, band above")),
    *(Column(title, MONEY) for title in ("Added", "Added, band below", "Added, band above")),
)  # fmt: skip
PICTURE = 900
"""Pixels of width on the screen; twice as many are drawn."""


def link_sheet(book: Workbook, report: Report, names: Mapping[str, str], look: Look) -> None:
    """Add the sheet: verdicts with intervals in percent of sales, the sentences, then the points with their charts."""
    section = report.link
    sheet = Sheet(book, SHEET, (50.0, 14.0, 14.0, 14.0, *(look.money_width,) * 2, 70.0), look)
    estimates = section.result.estimates if section.result else (section.slope, section.trained)
    sheet.heading("Readiness, training and sales together", size=14)
    sheet.gap()
    sheet.table(_COLUMNS, [_row(e) for e in estimates])
    sheet.gap()
    for line in (*section.together, *section.training, *section.notes):
        sheet.line(line)
    if any(p.low is not None for p in section.event_study):
        _event_study(sheet, section)
    _together(sheet, report, names)


def _row(effect: Estimate) -> list[Value]:
    name = NAMES.get(effect.estimand) or f"Sales after training, cohort of {effect.estimand.removeprefix(COHORT)}"
    points = POINTS if effect.estimand == "readiness_per_point" else 1
    figures = (effect.estimate, effect.low, effect.high, effect.detectable)
    return [name, *(_share(v, points) for v in figures), effect.n, f"{effect.verdict[:1].upper()}{effect.verdict[1:]}"]


def _share(log_difference: float | None, points: int = 1) -> float | None:
    return None if log_difference is None else round(math.expm1(points * log_difference), 6) + 0.0


def _event_study(sheet: Sheet, section: LinkSection) -> None:
    sheet.gap()
    points = section.event_study
    rows = [[p.weeks_since_training, *(_share(v) for v in (p.estimate, p.low, p.high)), p.n] for p in points]
    top, last = sheet.table(_POINTS, rows)
    parts = [Part(sheet.area(c, top, top), sheet.area(c, top + 1, last), "") for c in (2, 3, 4)]
    sheet.chart(event_chart(sheet.area(1, top + 1, last), parts))


def _together(sheet: Sheet, report: Report, names: Mapping[str, str]) -> None:
    """Add readiness and what reps added: a scatter over its own table, or where that hides most reps, how many stand where."""
    rows = [r for r in report.rows if r.quadrant != NOT_ENOUGH and r.readiness_low is not None and r.contribution_low is not None]
    if not rows:
        return
    sheet.heading("Readiness and what each rep added, with 90% bands")
    if len(rows) > MOST_POINTS:
        _density(sheet, report)
        return
    top, last = sheet.table(_REACHES, [_reaches(row, names) for row in rows])
    x, *x_reach, y, below, above = (sheet.area(column, top + 1, last) for column in range(2, 8))
    points = Points(x, y, (x_reach[0], x_reach[1]), (below, above))
    ends = round_ends(v for r in rows for v in (r.contribution_low, r.contribution_high) if v is not None)
    chart = scatter(points, "Readiness and what each rep added, with 90% bands", f"Added ({report.currency})", ends, "#,##0")
    sheet.chart(chart)


def _reaches(row: RepRow, names: Mapping[str, str]) -> list[Value]:
    """Return a band as how far it reaches either way, as error bars want it."""
    index = _reach(row.readiness, row.readiness_low, row.readiness_high)
    return [
        names.get(row.rep_id) or row.rep_id,
        *index,
        *_reach(row.contribution_money, row.contribution_low, row.contribution_high),
    ]


def _reach(middle: float | None, low: float | None, high: float | None) -> tuple[float | None, float | None, float | None]:
    if middle is None or low is None or high is None:
        return middle, None, None
    return middle, round(middle - low, 4) + 0.0, round(high - middle, 4) + 0.0


def _density(sheet: Sheet, report: Report) -> None:
    """Add the picture of so many reps, which a spreadsheet has no chart for."""
    chart = readiness_vs_results(report)
    if chart is None:
        return
    sheet.line(f"{chart.says} {chart.note}".strip())
    sheet.line("Each rep's own figures are on the sheet Reps.")
    picture = Image(io.BytesIO(png(chart.spec, 2 * PICTURE)))
    picture.width, picture.height = PICTURE, round(picture.height * PICTURE / picture.width)
    sheet.picture(picture)
