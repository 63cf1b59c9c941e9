"""Own tables: one row an answer, or one row a person with a column a question.

In: a sheet.
Out: answers and faults in an Export.
"""

from __future__ import annotations

import csv
import io
import re

from readiness.adapters.input_values import shown
from readiness.adapters.quiz_exports.forms import PEOPLE, person_of
from readiness.adapters.quiz_exports.reading import Asked, Export, Sheet, Sitting, cell, moment_or_fault, once_each, read_row
from readiness.adapters.quiz_files import read_responses
from readiness.stages.quizzes import Person, Question, RawResponse, ReadAnswer

DAYS = ("answeredon", "date", "day", "completedon", "submittedon")
_KNOWN = {"attempt", *DAYS, *(name for names in PEOPLE.values() for name in names)}


def is_wide(sheet: Sheet) -> bool:
    """Return whether a header names a person and a day, and no column of a table with one row an answer."""
    people = [name for names in PEOPLE.values() for name in names]
    return sheet.at(*people) >= 0 and sheet.at(*DAYS) >= 0 and sheet.at("itemid", "answer", "correct") < 0


def read_wide(sheet: Sheet, export: Export) -> None:
    """Read a table with one row a person; every column that is not about the person is a question."""
    when, attempt = sheet.at(*DAYS), sheet.at("attempt")
    columns, clock = once_each(sheet.header), sheet.clock(when)
    places = [i for i, key in enumerate(sheet.keys) if key and key not in _KNOWN]
    asked = [Asked(Question(sheet.header[i]), columns[i], i) for i in places]
    if not asked:
        export.fault(
            sheet.header_row, "", "there is no column with a question", "a column for each question, headed by its id or words"
        )
    for number, cells in sheet.rows:
        if not sheet.fits(export, number, cells):
            continue
        moment = moment_or_fault(export, clock, sheet.header[when], number, cells)
        stated = cell(cells, attempt) or "0"
        if not re.fullmatch(r"0|[1-9][0-9]{0,3}", stated):
            export.fault(
                number, "attempt", f"{shown(stated)} is not a whole number of 1 or more", "1 for the first attempt", cells
            )
        elif moment is not None:
            name = _sitting(int(stated), moment.at)
            read_row(export, Sitting(number, person_of(sheet, cells), name, int(stated), moment), asked, cells)


def read_long(sheet: Sheet, export: Export, data: bytes) -> None:
    """Read a table with one row an answer."""
    is_book = data[:2] == b"PK"
    raw, problems = read_responses(export.file, _as_csv(sheet) if is_book else data)
    export.problems += problems
    rows = dict(sheet.rows)
    export.raws |= {p.row: " | ".join(rows[p.row]) for p in problems if p.row in rows}
    has_attempts = sheet.at("attempt") >= 0
    export.answers += [_answer(r, has_attempts=has_attempts) for r in raw]


def _answer(r: RawResponse, *, has_attempts: bool) -> ReadAnswer:
    stated, day = (r.attempt if has_attempts else 0), r.answered_on.isoformat()
    return ReadAnswer(
        r.row, "", Person(rep_id=r.who), Question("", item_id=r.item_id), _sitting(stated, day), stated, day, r.answered_on,
        r.answer, r.correct,
    )  # fmt: skip


def _sitting(stated: int, at: str) -> str:
    """Return the attempt as its number tells it, else by its moment."""
    return f"attempt {stated}" if stated else f"table {at}"


def _as_csv(sheet: Sheet) -> bytes:
    """Return a sheet as CSV whose rows keep their numbers."""
    rows = {sheet.header_row: sheet.header, **dict(sheet.rows)}
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for number in range(1, max(rows, default=0) + 1):
        writer.writerow(rows.get(number, []))
    return text.getvalue().encode()
