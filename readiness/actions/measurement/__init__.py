"""Measurement: collect what reps answered and partners sold, and report what each rep knew and added.

In: files to collect; a launch id.
Out: rows in the database, the report.
"""

from readiness.actions.measurement.collect import CollectReport, collect_inbox, collect_quizzes
from readiness.actions.measurement.measure import MeasureReport, Published, write_manifest, write_report
from readiness.actions.measurement.quiz_review import QueueEntry, assign, attempts_line, quiz_attempts, review_queue

__all__ = [
    "CollectReport",
    "MeasureReport",
    "Published",
    "QueueEntry",
    "assign",
    "attempts_line",
    "collect_inbox",
    "collect_quizzes",
    "quiz_attempts",
    "review_queue",
    "write_manifest",
    "write_report",
]
