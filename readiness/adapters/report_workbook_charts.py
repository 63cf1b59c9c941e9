"""Workbook charts: native charts over cells of the report's workbook, so that they follow what a person edits there.

In: where numbers stand in a sheet, as a formula names it.
Out: openpyxl charts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import DataPoint, Marker
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

GREY, SKY, ORANGE, GREEN, BLUE, VERMILION = "7A8B99", "56B4E9", "E69F00", "009E73", "0072B2", "C24F00"
"""Told apart by the colour-blind (Okabe and Ito)."""
_INK, _BAND = "16232E", "66727C"
WIDTH, HEIGHT = 24, 10.0
"""Centimetres."""
_TALLEST = 18.0
"""Of the bars of a chart, so that it fits a printed page."""


@dataclass(frozen=True, slots=True)
class Part:
    """One series: the cell with its name, the cells with its numbers, its colour; "" is not seen."""

    name: str
    numbers: str
    colour: str


@dataclass(frozen=True, slots=True)
class Points:
    """The cells of a scatter: x, y, and how far the band reaches below and above each."""

    x: str
    y: str
    x_reach: tuple[str, str]
    y_reach: tuple[str, str]


def stacked(title: str, labels: str, parts: Sequence[Part], n: int, number_format: str) -> BarChart:
    """Return one horizontal bar a row, its parts stacked, below zero to the left."""
    chart = _bars("bar", title, [_series(part, labels) for part in parts])
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"  # the names run downwards, so the far end is the bottom
    chart.y_axis.number_format = number_format
    chart.legend = Legend()
    chart.legend.position = "b"
    chart.x_axis.tickLblSkip = 1
    chart.width, chart.height = WIDTH, max(7.0, 3.5 + min(0.75 * n, _TALLEST))
    return chart


def waterfall(title: str, labels: str, parts: Sequence[Part], colours: Sequence[str], number_format: str) -> BarChart:
    """Return columns that start where the last one ended.

    The first part is what lies below, not seen; the others are what is above and what is below zero, in the columns' colours.
    """
    series = [_series(part, labels) for part in parts]
    for one in series[1:]:
        one.dPt = [
            DataPoint(idx=at, invertIfNegative=False, spPr=GraphicalProperties(solidFill=colour))
            for at, colour in enumerate(colours)
        ]
    chart = _bars("col", title, series)
    chart.legend = None
    chart.y_axis.number_format = number_format
    chart.width, chart.height = WIDTH, HEIGHT
    return chart


def _bars(kind: Literal["bar", "col"], title: str, series: Sequence[Any]) -> BarChart:
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = kind, "stacked", 100, 40
    chart.title = title
    chart.series = list(series)
    chart.x_axis.tickLblPos = "low"
    chart.x_axis.delete = chart.y_axis.delete = False
    return chart


def _series(part: Part, labels: str) -> Any:
    series = Series(Reference(range_string=part.numbers))
    series.title = SeriesLabel(strRef=StrRef(part.name))
    series.cat = AxDataSource(strRef=StrRef(f=labels))
    series.invertIfNegative = False
    series.graphicalProperties = GraphicalProperties(solidFill=part.colour) if part.colour else GraphicalProperties(noFill=True)
    return series


def scatter(cells: Points, title: str, y_title: str, ends: tuple[float, float], number_format: str) -> ScatterChart:
    """Return readiness against contribution with 90% bands either way."""
    chart = _scatter(title, "Readiness (0 to 100)", y_title)
    for direction, reach in (("y", cells.y_reach), ("x", cells.x_reach)):
        series = Series(Reference(range_string=cells.y), Reference(range_string=cells.x), title="Reps")
        series.marker = Marker("circle" if direction == "y" else "none", size=7)
        series.marker.graphicalProperties = GraphicalProperties(solidFill=BLUE)
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
        series.errBars = _error_bars("y" if direction == "y" else "x", reach)
        chart.series.append(series)
    chart.x_axis.scaling.min, chart.x_axis.scaling.max = 0, 100
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = ends
    chart.x_axis.number_format, chart.y_axis.number_format = "0", number_format
    chart.legend = None
    return chart


def event_chart(x: str, parts: Sequence[Part]) -> ScatterChart:
    """Return the difference as a line with a mark at each point, between the two lines of its band."""
    chart = _scatter("Sales of trained reps against reps not trained by then", "Weeks since training", "Difference")
    for at, part in enumerate(parts):
        series = Series(Reference(range_string=part.numbers), Reference(range_string=x))
        series.title = SeriesLabel(strRef=StrRef(part.name))
        line = LineProperties(solidFill=_BAND if at else _INK, w=12700 if at else 28575)
        line.prstDash = "dash" if at else "solid"
        series.graphicalProperties = GraphicalProperties(ln=line)
        series.marker = Marker("none" if at else "circle", size=7)
        if not at:
            series.marker.graphicalProperties = GraphicalProperties(solidFill=_INK)
        series.smooth = False
        chart.series.append(series)
    chart.x_axis.number_format, chart.y_axis.number_format = "0", "0%"
    chart.legend = Legend()
    chart.legend.position = "b"
    return chart


def _scatter(title: str, x_title: str, y_title: str) -> ScatterChart:
    chart = ScatterChart()
    chart.style, chart.scatterStyle = 13, "lineMarker"
    chart.title = title
    chart.x_axis.title, chart.y_axis.title = x_title, y_title
    chart.x_axis.tickLblPos = chart.y_axis.tickLblPos = "low"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.width, chart.height = WIDTH, 11.0
    return chart


class _ErrorBars(ErrorBars):
    """Error bars in the order of elements that Excel asks for (ECMA-376, CT_ErrBars): plus before minus."""

    __nested__ = ErrorBars.__nested__
    __elements__ = ("errDir", "errBarType", "errValType", "noEndCap", "plus", "minus", "val", "spPr")


def _error_bars(direction: Literal["x", "y"], reach: tuple[str, str]) -> ErrorBars:
    minus, plus = (NumDataSource(numRef=NumRef(f=cells)) for cells in reach)
    return _ErrorBars(errDir=direction, errBarType="both", errValType="cust", minus=minus, plus=plus, noEndCap=False)


def round_ends(values: Iterable[float]) -> tuple[float, float]:
    """Return the round numbers between which zero and all the values lie."""
    known = [0.0, *values]
    rough = (max(known) - min(known)) / 6 or 1.0
    size = 10 ** math.floor(math.log10(rough))
    step = float(next(size * k for k in (1, 2, 5, 10) if size * k >= rough * 0.999))
    return math.floor(min(known) / step) * step, math.ceil(max(known) / step) * step or step
