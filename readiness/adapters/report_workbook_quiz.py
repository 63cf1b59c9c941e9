"""Report workbook, the quiz: sheets of claims, questions and competencies.

In: QuizSection.
Out: sheets of a workbook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from openpyxl import Workbook

from readiness.adapters.report_workbook_sheets import (
    COUNT,
    HUNDREDTHS,
    SHARE,
    TEXT,
    WRAPPED,
    Column,
    Look,
    Sheet,
    Value,
)
from readiness.stages.report import QuizSection
from readiness.stages.report.words import FLAGS, LEVELS, VERDICTS

NOTHING = "No quiz answers have come in."
SHEETS = ("Claims", "Questions", "Competencies")
_Field = tuple[str, str, float, str]
"""Field, title, width, kind."""
_CLAIMS: Sequence[_Field] = (
    ("message_id", "Message", 22, TEXT), ("persona", "Persona", 18, TEXT), ("channel", "Channel", 18, TEXT),
    ("n_reps", "Reps", 8, COUNT), ("n", "Answers", 9, COUNT), ("share_right", "Share right", 11, SHARE),
    ("share_low", "90% from", 10, SHARE), ("share_high", "90% to", 10, SHARE), ("verdict", "Verdict", 18, TEXT),
    ("advice", "What to do", 60, WRAPPED),
)  # fmt: skip
_ITEMS: Sequence[_Field] = (
    ("item_id", "Question", 22, TEXT), ("message_id", "Message", 22, TEXT), ("kind", "Kind", 14, TEXT),
    ("competency", "Competency", 18, TEXT), ("n", "Answers", 9, COUNT), ("share_correct", "Share right", 11, SHARE),
    ("difficulty", "Difficulty", 11, HUNDREDTHS), ("difficulty_se", "Error", 9, HUNDREDTHS),
    ("discrimination", "Discrimination", 14, HUNDREDTHS), ("discrimination_se", "Error", 9, HUNDREDTHS),
    ("infit", "Infit", 8, HUNDREDTHS),
    ("outfit", "Outfit", 8, HUNDREDTHS), ("item_rest", "With the rest", 12, HUNDREDTHS), ("flag", "Alarm", 20, TEXT),
    ("advice", "What to do", 60, WRAPPED), ("by_language", "Fair to languages", 18, TEXT),
    ("by_channel", "Fair to channels", 18, TEXT),
    ("sales_r", "With sales (correlation)", 14, HUNDREDTHS), ("sales_low", "90% from", 10, HUNDREDTHS),
    ("sales_high", "90% to", 10, HUNDREDTHS), ("sales_verdict", "With sales", 18, TEXT),
)  # fmt: skip
_COMPETENCIES: Sequence[_Field] = (
    ("rep_id", "Rep id", 12, TEXT), ("name", "Competency", 24, TEXT), ("n", "Answers", 9, COUNT),
    ("ability", "Ability", 9, HUNDREDTHS),
    ("ability_se", "Error", 9, HUNDREDTHS), ("expected_share", "Expected share right", 12, SHARE),
    ("expected_share_low", "90% from", 10, SHARE), ("expected_share_high", "90% to", 10, SHARE),
    ("level", "Against the middle of the reps", 22, TEXT), ("reason", "Why no level", 56, WRAPPED),
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


def quiz_sheets(book: Workbook, quiz: QuizSection | None, names: Mapping[str, str], look: Look) -> None:
    """Add the sheets; `names` gives words for ids of channels."""
    claims, items, competencies = (quiz.claims, quiz.items, quiz.competencies) if quiz else ((), (), ())
    for title, fields, rows in zip(SHEETS, (_CLAIMS, _ITEMS, _COMPETENCIES), (claims, items, competencies), strict=True):
        columns = [Column(head, kind, width) for _, head, width, kind in fields]
        sheet = Sheet(book, title, [c.width for c in columns], look)
        sheet.table(columns, ([_cell(row, f[0], names) for f in fields] for row in rows), is_filtered=True)
        if not rows:
            sheet.line(NOTHING)


def _cell(row: object, field: str, names: Mapping[str, str]) -> Value:
    value: Value = getattr(row, field)
    if field == "channel":
        return names.get(str(value), value) if value else "All"
    return _WORDS[field].get(str(value), value) if field in _WORDS else value
