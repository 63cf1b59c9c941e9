"""Collecting: quiz responses and sales-out reports from files.

In: files.
Out: what became of each row.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli.output import Json, show
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from readiness.actions.measurement import CollectReport

MOST_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    collect = typer.Typer(help="Take in files: quiz responses, sales-out reports.", no_args_is_help=True)
    collect.command("quizzes")(quizzes)
    collect.command("sales-out")(sales_out)
    app.add_typer(collect, name="collect")


def quizzes(
    files: list[Path],
    launch: Annotated[str, typer.Option("--launch", help="the launch the quiz belongs to")],
    as_json: Json = False,
) -> None:
    """Take in quiz responses, whatever the system they come from."""
    from readiness.actions.measurement import collect_quizzes

    _show(collect_quizzes(Settings(), launch, files), as_json=as_json)


def sales_out(
    files: list[Path],
    partner: Annotated[str, typer.Option("--partner", help="the partner who reports")],
    as_json: Json = False,
) -> None:
    """Take in a partner's sales-out reports; a mapping.yaml beside them says how they are read."""
    from readiness.actions.measurement import collect_sales_out

    _show(collect_sales_out(Settings(), partner, files), as_json=as_json)


def _show(reports: list[CollectReport], *, as_json: bool) -> None:
    lines: list[str] = []
    for r in reports:
        s = r.submission
        state = "" if r.is_new else " (the same file as before: nothing changed)"
        became = f"{s.n_taken:,} taken, {s.n_duplicates:,} known already, {s.n_quarantined:,} in quarantine"
        lines.append(f"{s.file}: {counted(s.n_rows, 'row')}: {became}{state}")
        lines += [f"  {s.file}:{h.row or ''}:{h.column}: {h.reason}" for h in r.held[:MOST_SHOWN]]
        if len(r.held) > MOST_SHOWN:
            lines.append(f"  and {len(r.held) - MOST_SHOWN:,} more")
    result = [{**asdict(r.submission), "held": [asdict(h) for h in r.held], "is_new": r.is_new} for r in reports]
    show(lines, {"files": result}, as_json=as_json)
    if any(h.row == 0 for r in reports for h in r.held):
        raise typer.Exit(2)  # a file that could not be read at all
