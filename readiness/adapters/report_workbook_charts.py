"""Workbook charts: native charts over cells of the report's workbook, so that they follow what a person edits there.

In: a sheet and where its numbers stand.
Out: openpyxl charts.
"""

from __future__ import annotations

from typing import Literal

from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

COLOURS = ("7A8B99", "56B4E9", "E69F00", "009E73", "0072B2")
"""Told apart by the colour-blind (Okabe and Ito)."""


def stacked(sheet: Worksheet, n: int, currency: str) -> BarChart:
    """Return one bar a rep, columns 2 to 6 stacked, below zero to the left."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 40
    chart.title = f"Where each rep's sales-out came from ({currency})"
    chart.add_data(Reference(sheet, min_col=2, max_col=6, min_row=1, max_row=n + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=n + 1))
    for series, colour in zip(chart.series, COLOURS, strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.invertIfNegative = False
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.crosses = "max"  # the names run downwards, so the far end is the bottom
    chart.y_axis.number_format = "#,##0"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend.position = "b"
    chart.width, chart.height = 28, max(9.0, 2.5 + 0.75 * n)
    return chart


def scatter_of(sheet: Worksheet, n: int, left: int, currency: str, ends: tuple[float, float]) -> ScatterChart:
    """Return readiness against contribution with 90% bands, from the seven columns that start at `left`."""
    chart = ScatterChart()
    chart.style, chart.scatterStyle = 13, "lineMarker"
    chart.title = "Readiness and what each rep added, with 90% bands"
    chart.x_axis.title, chart.y_axis.title = "Readiness (0 to 100)", f"Added ({currency})"
    x, y = (Reference(sheet, min_col=column, min_row=2, max_row=n + 1) for column in (left + 1, left + 4))
    series = Series(y, x, title="Reps")
    series.marker = Marker("circle", size=8)
    series.marker.graphicalProperties = GraphicalProperties(solidFill="0072B2")
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    series.errBars = _error_bars(sheet, n, "y", left + 5)
    chart.series.append(series)
    chart.x_axis.scaling.min, chart.x_axis.scaling.max = 0, 100
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = ends
    chart.x_axis.tickLblPos = chart.y_axis.tickLblPos = "low"
    chart.x_axis.number_format, chart.y_axis.number_format = "0", "#,##0"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend = None
    chart.width, chart.height = 22, 14
    return chart


def _error_bars(sheet: Worksheet, n: int, direction: Literal["x", "y"], column: int) -> ErrorBars:
    def cells(at: int) -> NumDataSource:
        letter = get_column_letter(at)
        return NumDataSource(numRef=NumRef(f=f"'{sheet.title}'!${letter}$2:${letter}${n + 1}"))

    return ErrorBars(
        errDir=direction, errBarType="both", errValType="cust", minus=cells(column), plus=cells(column + 1), noEndCap=False
    )
