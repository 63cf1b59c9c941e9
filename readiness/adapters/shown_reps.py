"""Shown reps: a row of report/reps.csv, as it is kept for pages, read back.

In: a row of text.
Out: RepRow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from readiness.stages.report import RepRow

_READ: Mapping[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "float": float,
    "int | None": lambda text: int(text) if text else None,
    "float | None": lambda text: float(text) if text else None,
    "date | None": lambda text: date.fromisoformat(text) if text else None,
}


def rep_row(row: Mapping[str, str]) -> RepRow:
    """Return a rep's row with its numbers and days; what is blank is not known."""
    return RepRow(**{f.name: _READ[str(f.type)](row[f.name]) for f in fields(RepRow)})
