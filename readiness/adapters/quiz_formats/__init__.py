"""Quiz formats: questions in and out of GIFT, Aiken, Moodle XML, QTI 1.2, 2.x and 3.0, CSV and XLSX; cmi5 structures.

In: the bytes of a quiz file; Questions.
Out: Questions; bytes; and always what a format could not hold.
"""

from __future__ import annotations

from readiness.adapters.quiz_formats.aiken import read_aiken, write_aiken
from readiness.adapters.quiz_formats.cmi5 import Course, Unit, read_cmi5, write_cmi5
from readiness.adapters.quiz_formats.documents import gift, items_csv, quiz_documents
from readiness.adapters.quiz_formats.gift_reading import read_gift
from readiness.adapters.quiz_formats.gift_writing import write_gift
from readiness.adapters.quiz_formats.moodle_writing import write_moodle
from readiness.adapters.quiz_formats.opening import read_questions
from readiness.adapters.quiz_formats.qti12_writing import write_qti12
from readiness.adapters.quiz_formats.qti_dialects import QTI3, QTI21, QTI22
from readiness.adapters.quiz_formats.qti_packages import write_qti
from readiness.adapters.quiz_formats.question_tables import read_table, write_table

__all__ = [
    "QTI3",
    "QTI21",
    "QTI22",
    "Course",
    "Unit",
    "gift",
    "items_csv",
    "quiz_documents",
    "read_aiken",
    "read_cmi5",
    "read_gift",
    "read_questions",
    "read_table",
    "write_aiken",
    "write_cmi5",
    "write_gift",
    "write_moodle",
    "write_qti",
    "write_qti12",
    "write_table",
]
