"""Results desk: what a measurement found, for those who may see it: totals for marketing and channels, people for ops.

In: settings, who looks, a launch.
Out: rows of what was published, charts, files of the report.
"""

from readiness.actions.results_desk.files import ReportFile, report_file, report_files
from readiness.actions.results_desk.people import FILTERS, SORTABLE, OneRep, RepsPage, one_rep, rep_drawing, reps_page
from readiness.actions.results_desk.tables import ResultsTable, results_table
from readiness.actions.results_desk.totals import Groups, Overview, chart_drawing, chart_png, measured, overview, totals_by

__all__ = [
    "FILTERS", "SORTABLE", "Groups", "OneRep",
    "Overview",
    "ReportFile",
    "RepsPage",
    "ResultsTable",
    "chart_drawing",
    "chart_png",
    "measured",
    "one_rep",
    "overview",
    "rep_drawing",
    "report_file",
    "report_files",
    "reps_page",
    "results_table",
    "totals_by",
]  # fmt: skip
