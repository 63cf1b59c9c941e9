"""Measurement: collect what reps answered and partners sold, and report what each rep knew and added.

In: files to collect; a launch id.
Out: rows in the database, the report.
"""

from readiness.actions.measurement.collect import CollectReport, collect_inbox, collect_quizzes, collect_sales_out
from readiness.actions.measurement.measure import MeasureReport, Published, write_manifest, write_report

__all__ = [
    "CollectReport",
    "MeasureReport",
    "Published",
    "collect_inbox",
    "collect_quizzes",
    "collect_sales_out",
    "write_manifest",
    "write_report",
]
