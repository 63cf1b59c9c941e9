"""Measurement: collect what reps answered and partners sold, and report what each rep knew and added.

In: files to collect; a launch id.
Out: rows in the database, the report.
"""

from readiness.actions.measurement.at_desk import assign_as, review_queue_as, settle_contest_as, take_answers_as
from readiness.actions.measurement.collect import (
    CollectReport,
    collect_attendance,
    collect_inbox,
    collect_pitches,
    collect_quizzes,
)
from readiness.actions.measurement.contesting import contests_of, open_contest, settle_contest
from readiness.actions.measurement.lists_at_desk import ListPreview, preview_list, take_list_as
from readiness.actions.measurement.measure import MeasureReport, Published, write_manifest, write_report
from readiness.actions.measurement.quiz_review import QueueEntry, attempts_line, quiz_attempts
from readiness.actions.measurement.rep_inputs import InputsReport, write_inputs
from readiness.actions.measurement.reviewing import assign, review_queue

__all__ = [
    "CollectReport",
    "InputsReport",
    "ListPreview",
    "MeasureReport",
    "Published",
    "QueueEntry",
    "assign",
    "assign_as",
    "attempts_line",
    "collect_attendance",
    "collect_inbox",
    "collect_pitches",
    "collect_quizzes",
    "contests_of",
    "open_contest",
    "preview_list",
    "quiz_attempts",
    "review_queue",
    "review_queue_as",
    "settle_contest",
    "settle_contest_as",
    "take_answers_as",
    "take_list_as",
    "write_inputs",
    "write_manifest",
    "write_report",
]
