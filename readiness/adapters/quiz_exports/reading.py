"""Export reading: what every reader of a quiz export shares: sheets, columns by name, people, scores, faults.

In: the bytes of a file.
Out: Sheet; Export.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from readiness.adapters.input_tables import Problems, decoded, raw_rows
from readiness.adapters.input_values import BadValueError, shown
from readiness.adapters.quiz_exports.moments import EXPECTED, Moment, moment_of, slash_order
from readiness.adapters.table_files import UnreadableWorkbookError, workbook_cells
from readiness.errors import Problem
from readiness.stages.quizzes import Person, Question, ReadAnswer, folded

MAX_UNPACKED_BYTES = 200_000_000
MAX_CELLS = 2_000_000
_SCORE = re.compile(r"(?P<got>-?\d{1,6}(?:[.,]\d{1,6})?)(?: ?/ ?(?P<most>\d{1,6}(?:[.,]\d{1,6})?))?", re.ASCII)
Rows = list[tuple[int, list[str]]]


@dataclass(slots=True)
class Export:
    """What a file of answers holds."""

    file: str
    answers: list[ReadAnswer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """What could not be read; row 0 is the file as a whole."""
    raws: dict[int, str] = field(default_factory=dict)
    """The text of each row with a problem."""
    notes: list[str] = field(default_factory=list)
    voids: dict[str, str] = field(default_factory=dict)
    """Statement -> the statement that voids it."""

    def fault(self, row: int, column: str, what: str, expected: str, cells: Sequence[str] = ()) -> None:
        """Record what could not be read."""
        self.problems.append(Problem(self.file, row, column, what, expected))
        if cells:
            self.raws[row] = " | ".join(cells)


def squeezed(name: str) -> str:
    """Return a column's name as it is compared: letters and digits in lower case."""
    return re.sub(r"[\W_]+", "", name.casefold())


class Sheet:
    """A table with a header: columns found by any of their names, whatever case and spaces they are written in."""

    def __init__(self, title: str, rows: Rows) -> None:
        self.title = title
        filled = [(n, cells) for n, cells in rows if any(c.strip() for c in cells)]
        start = next((i for i, (_, cells) in enumerate(filled) if not cells[0].lstrip().startswith("#")), len(filled))
        self.header_row, header = filled[start] if start < len(filled) else (0, [])
        self.header = [" ".join(h.split()) for h in header]
        while self.header and not self.header[-1]:
            self.header.pop()
        self.keys = [squeezed(h) for h in self.header]
        self.rows = [(n, [c.strip() for c in cells]) for n, cells in filled[start + 1 :]]

    def at(self, *names: str) -> int:
        """Return the place of the first column with one of these names, -1 where there is none."""
        return next((self.keys.index(name) for name in names if name in self.keys), -1)

    def fits(self, export: Export, number: int, cells: Sequence[str]) -> bool:
        """Return whether a row has no more cells than the header; else it is a fault."""
        if any(cells[len(self.header) :]):
            what, n = f"{len(cells)} cells", len(self.header)
            export.fault(number, "", what, f"{n}, as in the header (a divider in a text needs quotes)", cells)
            return False
        return True

    def clock(self, *places: int) -> Callable[[Sequence[str]], Moment]:
        """Return a reader of a row's moment, from the first of these columns that is filled in."""
        orders = {p: slash_order(cell(cells, p) for _, cells in self.rows) for p in places}

        def read(cells: Sequence[str]) -> Moment:
            filled = next((p for p in places if cell(cells, p) not in ("", "-")), places[-1])
            return moment_of(cell(cells, filled), orders[filled])

        return read


def cell(cells: Sequence[str], place: int) -> str:
    """Return a cell, blank where the row is short or the column is not there."""
    return cells[place] if 0 <= place < len(cells) else ""


def sheets_of(export: Export, data: bytes) -> list[Sheet]:
    """Return the tables of a CSV file or workbook; faults go to the export."""
    if data[:2] == b"PK":
        try:
            return [Sheet(title, rows) for title, rows in workbook_cells(data, MAX_UNPACKED_BYTES, MAX_CELLS).items()]
        except UnreadableWorkbookError as error:
            export.fault(0, "", f"the workbook {error}", "an XLSX file as the quiz system exports it")
            return []
    problems = Problems()
    rows = raw_rows(export.file, data, problems, delimiter_of(data))
    export.problems += problems.found
    return [Sheet("", rows)] if rows else []


def delimiter_of(data: bytes) -> str:
    """Return what the header row is divided by: of comma, semicolon and tab the one it has most of."""
    text = decoded("", data, Problems()) or ""
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip('\ufeff" ').startswith("#"))
    header = next(lines, "")
    return max((",", ";", "\t"), key=header.count)


def score_value(text: str, most: str = "") -> bool | None:
    """Return whether a score is full; None where there is none. Of several points, `most` is how many there are.

    Raises:
        BadValueError: it is no score, or neither all nor none of the points.
    """
    if text in ("", "-"):
        return None
    match = _SCORE.fullmatch(text)
    if not match:
        raise BadValueError(f"{shown(text)} is not a score")
    got, full = (Decimal(t.replace(",", ".")) if t else None for t in (match["got"], match["most"] or most))
    if full == 0 or got is None:
        return None  # a question without points is not scored
    if got <= 0:
        return False
    if full is not None and got < full:
        raise BadValueError(f"{shown(text)} is neither all nor none of the points")
    return True


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a table with a row a person."""

    question: Question
    column: str
    answer: int
    """The place of its answers, -1 where the file has scores only."""
    score: int = -1
    most: str = ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person's row."""

    row: int
    person: Person
    name: str
    stated: int
    moment: Moment
    is_unfinished: bool = False


def read_row(export: Export, sitting: Sitting, asked: Sequence[Asked], cells: Sequence[str]) -> None:
    """Add the answers of one row; a score that cannot be read is a fault, unless there is an answer to go by."""
    for a in asked:
        answer = cell(cells, a.answer)
        answer = "" if answer == "-" else answer
        try:
            correct = score_value(cell(cells, a.score), a.most)
        except BadValueError as error:
            if not answer:
                export.fault(sitting.row, a.column, str(error), "a score such as 1 / 1", cells)
                continue
            correct = None
        if answer and a.question.right and correct is None:
            correct = folded(answer) == folded(a.question.right)
        export.answers.append(
            ReadAnswer(
                sitting.row, a.column, sitting.person, a.question, sitting.name, sitting.stated, sitting.moment.at,
                sitting.moment.day, answer, correct, sitting.is_unfinished,
            )
        )  # fmt: skip


def once_each(names: Sequence[str]) -> list[str]:
    """Return column names, a later one of the same name with its number behind."""
    return [name if name not in names[:i] else f"{name} ({names[:i].count(name) + 1})" for i, name in enumerate(names)]


def moment_or_fault(
    export: Export, clock: Callable[[Sequence[str]], Moment], column: str, number: int, cells: Sequence[str]
) -> Moment | None:
    """Return a row's moment, or None with a fault."""
    try:
        return clock(cells)
    except BadValueError as error:
        export.fault(number, column, str(error), EXPECTED, cells)
        return None
