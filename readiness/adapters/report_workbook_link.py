"""Report workbook, the link: readiness, training and sales together, with a native chart of sales by weeks since training.

In: LinkSection.
Out: a sheet of a workbook.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.chart import Reference, ScatterChart, Series
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from readiness.adapters.table_files import safe_text, write_sheet
from readiness.stages.link import Estimate
from readiness.stages.report import LinkSection
from readiness.stages.report.link import POINTS

NAMES = {
    "readiness_per_point": f"Sales that go with {POINTS} points more readiness",
    "training_simple": "Sales after training, all reps and weeks alike",
    "training_dynamic": "Sales after training, all lengths of time alike",
    "training_group": "Sales after training, all cohorts alike",
}
COHORT = "training_cohort_"
HEADER = ("What differs", "Difference", "90% from", "90% to", "Would have shown", "Reps", "Verdict")
POINT_HEADER = ("Weeks since training", "Difference", "Band from", "Band to", "Trained reps")
SPAN = "A{0}:G{0}"
INK, BAND = "16232E", "66727C"


def link_sheet(book: Workbook, section: LinkSection) -> None:
    """Add the sheet: verdicts with intervals in percent of sales, the sentences, and the points with their chart."""
    sheet = book.create_sheet("Link")
    estimates = section.result.estimates if section.result else (section.slope, section.trained)
    write_sheet(sheet, HEADER, [_row(e) for e in estimates])
    for letter, width in zip("ABCDEFG", (50, 12, 12, 12, 18, 9, 100), strict=True):
        sheet.column_dimensions[letter].width = width
    _format(sheet, 2, sheet.max_row, range(2, 6))
    sheet.append([])
    for line in (*section.together, *section.training, *section.notes):
        sheet.append([safe_text(line)])
        at = sheet.max_row
        sheet.merge_cells(SPAN.format(at))
        sheet.cell(at, 1).alignment = Alignment(vertical="top", wrap_text=True)
        sheet.row_dimensions[at].height = 15.0 * (1 + len(line) // 190)
    if any(p.low is not None for p in section.event_study):
        _points(sheet, section)


def _row(effect: Estimate) -> list[object]:
    name = NAMES.get(effect.estimand) or f"Sales after training, cohort of {effect.estimand.removeprefix(COHORT)}"
    points = POINTS if effect.estimand == "readiness_per_point" else 1
    figures = (effect.estimate, effect.low, effect.high, effect.detectable)
    return [name, *(_share(v, points) for v in figures), effect.n, f"{effect.verdict[:1].upper()}{effect.verdict[1:]}"]


def _share(log_difference: float | None, points: int = 1) -> float | None:
    return None if log_difference is None else round(math.expm1(points * log_difference), 6) + 0.0


def _points(sheet: Worksheet, section: LinkSection) -> None:
    """Add the points below all else, and their chart beside them."""
    top = sheet.max_row + 2
    for column, title in enumerate(POINT_HEADER, start=1):
        cell = sheet.cell(top, column, title)
        cell.font, cell.fill = Font(name="Calibri", bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F3A4D")
    for p in section.event_study:
        sheet.append([p.weeks_since_training, *(_share(v) for v in (p.estimate, p.low, p.high)), p.n])
    _format(sheet, top + 1, sheet.max_row, range(2, 5))
    for at in range(top + 1, sheet.max_row + 1):
        sheet.cell(at, 1).alignment = Alignment(horizontal="left")
    sheet.add_chart(_chart(sheet, top, sheet.max_row), f"G{top}")


def _format(sheet: Worksheet, first: int, last: int, columns: Sequence[int]) -> None:
    for line in sheet.iter_rows(min_row=first, max_row=last, min_col=columns[0], max_col=columns[-1]):
        for cell in line:
            cell.number_format = "0.0%;[Red]-0.0%"


def _chart(sheet: Worksheet, top: int, last: int) -> ScatterChart:
    """Return the difference as a line with a mark at each point, between the two lines of its band."""
    chart = ScatterChart()
    chart.style, chart.scatterStyle = 13, "lineMarker"
    chart.title = "Sales of trained reps against reps not trained by then"
    chart.x_axis.title, chart.y_axis.title = "Weeks since training", "Difference"
    weeks = Reference(sheet, min_col=1, min_row=top + 1, max_row=last)
    for column in (2, 3, 4):
        series = Series(Reference(sheet, min_col=column, min_row=top, max_row=last), weeks, title_from_data=True)
        is_middle = column == 2
        line = LineProperties(solidFill=INK if is_middle else BAND, w=28575 if is_middle else 12700)
        line.prstDash = "solid" if is_middle else "dash"
        series.graphicalProperties = GraphicalProperties(ln=line)
        series.marker = Marker("circle" if is_middle else "none", size=7)
        if is_middle:
            series.marker.graphicalProperties = GraphicalProperties(solidFill=INK)
        series.smooth = False
        chart.series.append(series)
    chart.x_axis.tickLblPos = chart.y_axis.tickLblPos = "low"
    chart.x_axis.number_format, chart.y_axis.number_format = "0", "0%"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend = Legend()
    chart.legend.position = "b"
    chart.width, chart.height = 24, 11
    return chart
