"""Report files: the report as a table to script against, a workbook to work in and a page to read.

In: RepRow, QuizSection, Report.
Out: CSV, XLSX and HTML as bytes, the same on every run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, fields

from readiness.adapters.report_page import page
from readiness.adapters.report_quiz_files import quiz_csvs
from readiness.adapters.report_workbook import workbook
from readiness.adapters.table_files import csv_bytes
from readiness.stages.report import RepRow
from readiness.vocabulary import currency_exponent

__all__ = ["REPS_HEADER", "page", "quiz_csvs", "reps_csv", "workbook"]

REPS_HEADER = tuple(field.name for field in fields(RepRow))
_DECIMALS = {"ability": 3, "ability_se": 3, "coverage": 2}
_INDEX = ("readiness", "readiness_low", "readiness_high")


def reps_csv(rows: Sequence[RepRow]) -> bytes:
    """Return `reps.csv`: one row a rep, what is not known left empty, money to its currency's smallest unit."""
    return csv_bytes(REPS_HEADER, (_cells(row) for row in rows))


def _cells(row: RepRow) -> list[object]:
    minor = currency_exponent(row.currency)
    found: list[object] = []
    for name, value in zip(REPS_HEADER, astuple(row), strict=True):
        if not isinstance(value, float):
            found.append(value)
            continue
        if name in _INDEX:
            found.append(math.floor(round(value * 10, 6)) / 10)  # down: what is below the bar never reads as if it met it
        else:
            found.append(round(value, _DECIMALS.get(name, minor)) + 0.0)  # + 0.0: no minus zero
    return found
