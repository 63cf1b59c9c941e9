"""Collected: what became of files that were taken in, as a person reads it.

In: CollectReports.
Out: lines, or JSON; exit 2 where a file could not be read at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from readiness.cli.output import show
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from readiness.actions.measurement import CollectReport

MOST_SHOWN = 20


def held_lines(rows: Sequence[tuple[str, int, str, str]], n_rows: int) -> list[str]:
    """Return rows in quarantine (file, row, column, reason), those with one reason together; n_rows are there in all."""
    together: dict[tuple[str, str, str], list[int]] = {}
    for file, row, column, reason in rows:
        together.setdefault((file, column, reason), []).append(row)
    lines, n_shown = [], 0
    for (file, column, reason), at in list(together.items())[:MOST_SHOWN]:
        n_shown += len(at)
        others = f" (and {counted(len(at) - 1, 'more row')})" if len(at) > 1 else ""
        lines.append(f"  {file}:{at[0] or ''}:{column}: {reason}{others}")
    if n_rows > n_shown:
        lines.append(f"  and {n_rows - n_shown:,} more: readiness collect quarantine --out FILE.csv")
    return lines


def show_reports(reports: list[CollectReport], *, as_json: bool) -> None:
    """Say what became of each file."""
    lines: list[str] = []
    for r in reports:
        s = r.submission
        state = "" if r.is_new else " (the same file as before: nothing changed)"
        became = f"{s.n_taken:,} taken, {s.n_duplicates:,} known already, {s.n_quarantined:,} in quarantine"
        became += f", {s.n_review:,} waiting{' for review' if s.kind != 'sales_out' else ''}" if s.n_review else ""
        lines.append(f"{s.file}: {counted(s.n_rows, 'row')}: {became}{state}")
        lines += [f"  {note}" for note in r.notes]
        if s.n_review and s.kind != "sales_out":
            lines.append(f"  say who or which they are: readiness collect review --launch {s.scope}")
        lines += held_lines([(s.file, h.row, h.column, h.reason) for h in r.held], s.n_quarantined)
    result = [
        {**asdict(r.submission), "held": [asdict(h) for h in r.held], "is_new": r.is_new, "notes": r.notes} for r in reports
    ]
    show(lines, {"files": result}, as_json=as_json)
    if any(h.row == 0 for r in reports for h in r.held):
        raise typer.Exit(2)  # a file that could not be read at all
