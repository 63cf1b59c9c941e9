"""Report workbook, the quiz: sheets of claims, questions and competencies.

In: QuizSection.
Out: sheets of a workbook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from readiness.adapters.table_files import write_sheet
from readiness.stages.report import QuizSection
from readiness.stages.report.words import FLAGS, LEVELS, VERDICTS

NOTHING = "No quiz answers have come in."
SHEETS = ("Claims", "Questions", "Competencies")
Column = tuple[str, str, float, str]
"""Field, title, width, number format ("" for text)."""
_CLAIMS: Sequence[Column] = (
    ("message_id", "Message", 22, ""), ("persona", "Persona", 18, ""), ("channel", "Channel", 18, ""),
    ("n_reps", "Reps", 8, "0"), ("n", "Answers", 9, "0"), ("share_right", "Share right", 11, "0%"),
    ("share_low", "90% from", 10, "0%"), ("share_high", "90% to", 10, "0%"), ("verdict", "Verdict", 18, ""),
    ("advice", "What to do", 60, ""),
)  # fmt: skip
_ITEMS: Sequence[Column] = (
    ("item_id", "Question", 22, ""), ("message_id", "Message", 22, ""), ("kind", "Kind", 14, ""),
    ("competency", "Competency", 18, ""), ("n", "Answers", 9, "0"), ("share_correct", "Share right", 11, "0%"),
    ("difficulty", "Difficulty", 11, "0.00"), ("difficulty_se", "Error", 9, "0.00"),
    ("discrimination", "Discrimination", 14, "0.00"), ("discrimination_se", "Error", 9, "0.00"), ("infit", "Infit", 8, "0.00"),
    ("outfit", "Outfit", 8, "0.00"), ("item_rest", "With the rest", 12, "0.00"), ("flag", "Alarm", 20, ""),
    ("advice", "What to do", 60, ""), ("by_language", "Fair to languages", 18, ""), ("by_channel", "Fair to channels", 18, ""),
    ("sales_r", "With sales (correlation)", 14, "0.00"), ("sales_low", "90% from", 10, "0.00"),
    ("sales_high", "90% to", 10, "0.00"), ("sales_verdict", "With sales", 18, ""),
)  # fmt: skip
_COMPETENCIES: Sequence[Column] = (
    ("rep_id", "Rep id", 12, ""), ("name", "Competency", 24, ""), ("n", "Answers", 9, "0"), ("ability", "Ability", 9, "0.00"),
    ("ability_se", "Error", 9, "0.00"), ("expected_share", "Expected share right", 12, "0%"),
    ("expected_share_low", "90% from", 10, "0%"), ("expected_share_high", "90% to", 10, "0%"),
    ("level", "Against the middle of the reps", 22, ""), ("reason", "Why no level", 48, ""),
)  # fmt: skip
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "verdict": VERDICTS,
        "flag": FLAGS,
        "level": LEVELS,
        "sales_verdict": VERDICTS,
        "by_language": VERDICTS,
        "by_channel": VERDICTS,
    }
)
_WRAPPED = ("advice", "reason")


def quiz_sheets(book: Workbook, quiz: QuizSection | None, names: Mapping[str, str]) -> None:
    """Add the sheets; `names` gives words for ids of channels."""
    claims, items, competencies = (quiz.claims, quiz.items, quiz.competencies) if quiz else ((), (), ())
    for title, columns, rows in zip(SHEETS, (_CLAIMS, _ITEMS, _COMPETENCIES), (claims, items, competencies), strict=True):
        _sheet(book, title, columns, rows, names)


def _sheet(book: Workbook, title: str, columns: Sequence[Column], rows: Sequence[object], names: Mapping[str, str]) -> None:
    sheet = book.create_sheet(title)
    write_sheet(sheet, [c[1] for c in columns], [[_cell(row, c[0], names) for c in columns] for row in rows])
    for at, (field, _, width, kind) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
        for (cell,) in sheet.iter_rows(min_row=2, min_col=at, max_col=at):
            cell.alignment = Alignment(vertical="top", wrap_text=field in _WRAPPED)
            if kind:
                cell.number_format = kind
    if not rows:
        sheet["A2"] = NOTHING


def _cell(row: object, field: str, names: Mapping[str, str]) -> object:
    value = getattr(row, field)
    if field == "channel":
        return names.get(value, value) if value else "All"
    return _WORDS[field].get(value, value) if field in _WORDS else value
