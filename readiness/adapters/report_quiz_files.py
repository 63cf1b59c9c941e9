"""Report quiz files: questions, claims, competencies and retakes as tables to script against.

In: QuizSection.
Out: CSVs as bytes by file name; a header alone where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, fields

from readiness.adapters.table_files import csv_bytes
from readiness.stages.report import ClaimRow, CompetencyRow, ItemRow, QuizSection, RetakeRow

Row = ItemRow | ClaimRow | CompetencyRow | RetakeRow


def quiz_csvs(quiz: QuizSection) -> dict[str, bytes]:
    """Return `items.csv`, `claims.csv`, `competencies.csv` and `retakes.csv`."""
    return {
        "items.csv": _csv(ItemRow, quiz.items),
        "claims.csv": _csv(ClaimRow, quiz.claims),
        "competencies.csv": _csv(CompetencyRow, quiz.competencies),
        "retakes.csv": _csv(RetakeRow, quiz.retakes),
    }


def header_of(kind: type[Row]) -> tuple[str, ...]:
    """Return the columns of a table."""
    return tuple(field.name for field in fields(kind))


def _csv(kind: type[Row], rows: Sequence[Row]) -> bytes:
    return csv_bytes(header_of(kind), (astuple(row) for row in rows))
