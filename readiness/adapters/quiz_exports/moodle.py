"""Moodle exports: the responses report and the grades report of a quiz, as CSV, XLSX or JSON, with old or new labels.

In: a sheet.
Out: answers and faults in an Export.
"""

from __future__ import annotations

import hashlib
import re

from readiness.adapters.quiz_exports.reading import Asked, Export, Sheet, Sitting, cell, moment_or_fault, once_each, read_row
from readiness.stages.quizzes import Person, Question

STATES = ("state", "status")
STARTED = ("startedon", "started")
_GRADE = re.compile(r"Q\. ?(?P<number>\d+) ?/ ?(?P<most>\d+[.,]?\d*)", re.IGNORECASE)
_RESPONSE = re.compile(r"response(\d+)")
_FINISHED = ("finished", "submitted", "graded")


def is_moodle(sheet: Sheet) -> bool:
    """Return whether a header is that of a Moodle quiz report."""
    return sheet.at(*STATES) >= 0 and sheet.at(*STARTED) >= 0 and bool(_asked(sheet))


def read_moodle(sheet: Sheet, export: Export) -> None:
    """Read a report; the line of averages at its end is no attempt."""
    asked, started, state = _asked(sheet), sheet.at(*STARTED), sheet.at(*STATES)
    clock = sheet.clock(started)
    for number, cells in sheet.rows:
        person = _person(sheet, cells)
        if not cell(cells, state) and any(c.casefold() in ("overall average", "group average") for c in cells):
            continue
        if not sheet.fits(export, number, cells):
            continue
        moment = moment_or_fault(export, clock, sheet.header[started], number, cells)
        if moment is not None:
            unfinished = cell(cells, state).casefold() not in _FINISHED
            read_row(export, Sitting(number, person, f"moodle {moment.at}", 0, moment, unfinished), asked, cells)


def _person(sheet: Sheet, cells: list[str]) -> Person:
    first, last = cell(cells, sheet.at("firstname")), cell(cells, sheet.at("lastname", "surname"))
    return Person(
        rep_id=cell(cells, sheet.at("idnumber")),
        email=cell(cells, sheet.at("emailaddress", "email")),
        name=" ".join(part for part in (first, last) if part) or cell(cells, sheet.at("fullname", "name")),
        nickname=cell(cells, sheet.at("username")),
    )


def _asked(sheet: Sheet) -> list[Asked]:
    """Return the questions; where the report names them by number only, the whole header tells this quiz from others."""
    where = hashlib.sha256(chr(0).join(sheet.keys).encode()).hexdigest()[:12]
    rights = _rights(sheet)
    grades = _grades(sheet)
    answers = {int(m[1]): i for i, key in enumerate(sheet.keys) if (m := _RESPONSE.fullmatch(key))}
    columns = once_each(sheet.header)
    found = []
    for n in sorted({*answers, *grades}):
        text, at = _text(sheet, n), answers.get(n, -1)
        score, most = grades.get(n, (-1, ""))
        question = Question(text or f"Question {n}", right=rights.get(n, ""), where="" if text else where)
        found.append(Asked(question, columns[at if at >= 0 else score], at, score, most))
    return found


def _text(sheet: Sheet, n: int) -> str:
    place = sheet.at(f"question{n}")
    return next((c for _, cells in sheet.rows if (c := cell(cells, place))), "")


def _rights(sheet: Sheet) -> dict[int, str]:
    """Return the right answer of each question, where all rows agree on it."""
    found = {}
    for i, key in enumerate(sheet.keys):
        if m := re.fullmatch(r"rightanswer(\d+)", key):
            told = {c for _, cells in sheet.rows if (c := cell(cells, i)) and c != "-"}
            if len(told) == 1:
                found[int(m[1])] = told.pop()
    return found


def _grades(sheet: Sheet) -> dict[int, tuple[int, str]]:
    """Return the place and the most points of each question's grade; in JSON `Q. 1 /1.00` is written `q1100`."""
    found: dict[int, tuple[int, str]] = {}
    for i, name in enumerate(sheet.header):
        n = len(found) + 1
        if m := _GRADE.fullmatch(name):
            found[int(m["number"])] = (i, m["most"])
        elif m := re.fullmatch(rf"q{n}(\d+)(\d\d)", name):
            found[n] = (i, f"{m[1]}.{m[2]}")
    return found
