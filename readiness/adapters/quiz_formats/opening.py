"""Opening: a quiz file of any format, told by what is in it.

In: a file's name and bytes.
Out: Questions, and what of them a Question cannot hold.
"""

from __future__ import annotations

import io
import re
import zipfile

from readiness.adapters.quiz_formats.aiken import read_aiken
from readiness.adapters.quiz_formats.gift_reading import read_gift
from readiness.adapters.quiz_formats.moodle_reading import moodle_questions
from readiness.adapters.quiz_formats.qti12_reading import qti12_questions
from readiness.adapters.quiz_formats.qti_packages import qti_item, qti_package
from readiness.adapters.quiz_formats.question_tables import read_table
from readiness.adapters.quiz_formats.safe_xml import parsed, tag
from readiness.errors import InputError, Problem
from readiness.stages.quizzes.question import Loss, Question

FORMATS = "GIFT, Aiken, Moodle XML, QTI 1.2, 2.x or 3.0, CSV or XLSX"
_ANSWER_LINE = re.compile(rb"^[ \t]*ANSWER[ \t]*:", re.MULTILINE | re.IGNORECASE)


def read_questions(file: str, data: bytes) -> tuple[list[Question], list[Loss]]:
    """Return the questions of a quiz file of any format, and what of them could not be held.

    Raises:
        InputError: it is of no format we know, or not safe to open.
        InvalidInputsError: every place in it that cannot be read.
    """
    name = file.lower()
    if data[:2] == b"PK":
        return (read_table(file, data), []) if _is_workbook(data) else qti_package(file, data)
    start = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if name.endswith(".xml") or (start.startswith((b"<?xml", b"<quiz", b"<questestinterop")) and not name.endswith(".gift")):
        return _xml(file, data)
    if name.endswith((".csv", ".tsv", ".xlsx")):
        return read_table(file, data), []
    if not name.endswith(".gift") and _ANSWER_LINE.search(data):
        return read_aiken(file, data), []
    return read_gift(file, data), []


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def _xml(file: str, data: bytes) -> tuple[list[Question], list[Loss]]:
    root = parsed(file, data)
    readers = {
        "quiz": moodle_questions,
        "questestinterop": qti12_questions,
        "assessmentItem": qti_item,
        "qti-assessment-item": qti_item,
    }
    if tag(root) not in readers:
        raise InputError(Problem(file, 1, tag(root), "is no quiz file that we know", FORMATS))
    return readers[tag(root)](file, root)
