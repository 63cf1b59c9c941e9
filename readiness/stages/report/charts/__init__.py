"""Charts: every picture of a report as a Vega-Lite spec with its sentence and its table; what is not known is not drawn.

In: Report, RepRow.
Out: Chart.
"""

from __future__ import annotations

from readiness.stages.report.charts.chart import Cell, Chart, Spec
from readiness.stages.report.charts.waterfalls import channel_waterfalls, launch_waterfall, rep_waterfall
from readiness.stages.report.summary import Report

__all__ = ["Cell", "Chart", "Spec", "channel_waterfalls", "launch_charts", "launch_waterfall", "rep_waterfall"]


def launch_charts(report: Report) -> tuple[Chart, ...]:
    """Return the charts of a launch in the order they are read; one without enough data is left out."""
    found = [launch_waterfall(report), *channel_waterfalls(report)]
    return tuple(chart for chart in found if chart is not None)
