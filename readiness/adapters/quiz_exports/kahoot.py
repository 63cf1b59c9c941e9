"""Kahoot reports: the sheet of raw report data where there is one, else one sheet a question.

In: the sheets of a report.
Out: answers and faults in an Export.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from readiness.adapters.input_values import BadValueError
from readiness.adapters.quiz_exports.moments import Moment, moment_of
from readiness.adapters.quiz_exports.reading import Export, Sheet, cell, squeezed
from readiness.stages.quizzes import Person, Question, ReadAnswer

RAW = ("question", "player", "answer", "correctincorrect")
_FILE_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)
_NO_ANSWER = ("", "no answer", "-")


def is_kahoot(sheets: Sequence[Sheet]) -> bool:
    """Return whether the sheets are those of a Kahoot report."""
    return _raw(sheets) is not None or any(_question(s) for s in sheets)


def read_kahoot(sheets: Sequence[Sheet], export: Export) -> None:
    """Read a report; its day stands on the sheet Overview, else in the file's name."""
    day = _played_on(sheets) or _file_day(export.file)
    if day is None:
        expected = "a day in the file's name, such as kahoot-2027-03-08.csv, or the whole report as XLSX"
        export.fault(0, "", "the report does not say on which day it was played", expected)
        return
    raw = _raw(sheets)
    if raw is not None:
        _read_raw(raw, day, export)
        return
    for sheet in sheets:
        if _question(sheet):
            _read_sheet(sheet, day, export)


def _raw(sheets: Sequence[Sheet]) -> Sheet | None:
    return next((s for s in sheets if all(s.at(name) >= 0 for name in RAW)), None)


def _played_on(sheets: Sequence[Sheet]) -> Moment | None:
    for sheet in sheets:
        for cells in (sheet.header, *(cells for _, cells in sheet.rows)):
            filled = [c for c in cells if c]
            if filled and squeezed(filled[0]) == "playedon" and len(filled) > 1:
                try:
                    return moment_of(filled[1])
                except BadValueError:
                    return None
    return None


def _file_day(file: str) -> Moment | None:
    found = _FILE_DAY.search(file.rsplit("/", 1)[-1])
    try:
        return moment_of(found[0]) if found else None
    except BadValueError:
        return None


def _read_raw(sheet: Sheet, day: Moment, export: Export) -> None:
    question, player, answer, verdict = (sheet.at(name) for name in RAW)
    for number, cells in sheet.rows:
        if not sheet.fits(export, number, cells):
            continue
        told = cell(cells, verdict).casefold()
        if told not in ("correct", "incorrect", ""):
            what = f"{cell(cells, verdict)!r} is neither Correct nor Incorrect"
            export.fault(number, sheet.header[verdict], what, "Correct or Incorrect", cells)
            continue
        _add(export, number, "", cell(cells, player), cell(cells, question), day, cell(cells, answer), told)


def _question(sheet: Sheet) -> str:
    """Return what a question's own sheet asks, in the row that starts with its number and sort, such as `1 Quiz`."""
    for cells in (sheet.header, *(cells for _, cells in sheet.rows[:5])):
        filled = [c for c in cells if c]
        if len(filled) > 1 and re.fullmatch(r"\d+ (?:Quiz|True or [Ff]alse|Q&A)", filled[0]):
            return filled[1]
    return ""


def _read_sheet(sheet: Sheet, day: Moment, export: Export) -> None:
    question, places, rights = _question(sheet), (-1, -1), ""
    for number, cells in sheet.rows:
        keys = [squeezed(c) for c in cells]
        if keys and keys[0] == "correctanswers":
            rights = next((c for c in cells[1:] if c), "")
        elif "answer" in keys and {"player", "players"} & set(keys):
            places = (next(i for i, k in enumerate(keys) if k in ("player", "players")), keys.index("answer"))
        elif places[0] >= 0 and cell(cells, places[0]):
            answer = cell(cells, places[1])
            told = (
                ""
                if answer.casefold() in _NO_ANSWER
                else "correct"
                if answer in rights.split(", ") or answer == rights
                else "incorrect"
            )
            _add(export, number, sheet.title, cell(cells, places[0]), question, day, answer, told)


def _add(export: Export, row: int, column: str, player: str, question: str, day: Moment, answer: str, told: str) -> None:
    skipped = answer.casefold() in _NO_ANSWER
    export.answers.append(
        ReadAnswer(
            row, column, Person(nickname=player), Question(question), f"kahoot {day.at}", 0, day.at, day.day,
            "" if skipped else answer, None if skipped or not told else told == "correct",
        )
    )  # fmt: skip
