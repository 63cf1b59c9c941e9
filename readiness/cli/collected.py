"""Collected: what became of files that were taken in, as a person reads it.

In: CollectReports.
Out: lines, or JSON; exit 2 where a file could not be read at all.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from readiness.cli.output import show
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from readiness.actions.measurement import CollectReport

MOST_SHOWN = 20


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
        lines += [f"  {s.file}:{h.row or ''}:{h.column}: {h.reason}" for h in r.held[:MOST_SHOWN]]
        if s.n_quarantined > MOST_SHOWN:
            lines.append(f"  and {s.n_quarantined - MOST_SHOWN:,} more: readiness collect quarantine --out FILE.csv")
    result = [
        {**asdict(r.submission), "held": [asdict(h) for h in r.held], "is_new": r.is_new, "notes": r.notes} for r in reports
    ]
    show(lines, {"files": result}, as_json=as_json)
    if any(h.row == 0 for r in reports for h in r.held):
        raise typer.Exit(2)  # a file that could not be read at all
