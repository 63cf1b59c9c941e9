"""Charts: every picture of a report as a Vega-Lite spec with its sentence and its table; what is not known is not drawn.

In: Report, RepRow.
Out: Chart.
"""

from __future__ import annotations

from readiness.stages.report.charts.added import added_by_rep
from readiness.stages.report.charts.buyer_map import buyer_map
from readiness.stages.report.charts.chart import Chart, Spec
from readiness.stages.report.charts.claims import claims_missed
from readiness.stages.report.charts.event import training_event_study
from readiness.stages.report.charts.groups import group_charts
from readiness.stages.report.charts.partners import partner_scorecard
from readiness.stages.report.charts.scatter import readiness_vs_results
from readiness.stages.report.charts.standing import Standing, standing
from readiness.stages.report.charts.table import Cell, Table
from readiness.stages.report.charts.waterfalls import channel_waterfalls, launch_waterfall, rep_waterfall
from readiness.stages.report.summary import Report

__all__ = [
    "Cell",
    "Chart",
    "Spec",
    "Standing",
    "Table",
    "added_by_rep",
    "buyer_map",
    "channel_waterfalls",
    "claims_missed",
    "group_charts",
    "launch_charts",
    "launch_waterfall",
    "partner_scorecard",
    "readiness_vs_results",
    "rep_waterfall",
    "standing",
    "training_event_study",
]


def launch_charts(report: Report) -> tuple[Chart, ...]:
    """Return the charts of a launch in the order they are read; one without enough data is left out."""
    found = (
        readiness_vs_results(report),
        *group_charts(report),
        added_by_rep(report),
        launch_waterfall(report),
        *channel_waterfalls(report),
        training_event_study(report),
        claims_missed(report),
        partner_scorecard(report),
        buyer_map(report),
    )
    return tuple(chart for chart in found if chart is not None)
