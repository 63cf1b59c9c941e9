"""Runs listed: what runs took and made.

In: the installation; a launch.
Out: a line a run.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli.output import Json, show
from readiness.settings import Settings

if TYPE_CHECKING:
    from readiness.actions.runs import CostedRun


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(runs)


def runs(
    launch_id: Annotated[str, typer.Argument(help="only runs of this launch")] = "",
    last: Annotated[int, typer.Option("--last", help="how many", min=1)] = 20,
    as_json: Json = False,
) -> None:
    """List the last runs that ended: how they ended, seconds, processor seconds, memory, decks, rows and files."""
    from readiness.actions.runs import costs_of_runs

    found = costs_of_runs(Settings(), launch_id, last)
    heads = ("ended (UTC)", "run", "launch", "how", "seconds", "CPU s", "MB", "decks", "rows", "files")
    rows = [_cells(run) for run in found]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = ["  ".join(cell.ljust(w) if n < 4 else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True)))
             for row in (heads, *rows)]  # fmt: skip
    show(
        [line.rstrip() for line in lines] if rows else ["no run has ended yet"],
        {"runs": [asdict(r) for r in found]},
        as_json=as_json,
    )


def _cells(run: CostedRun) -> tuple[str, ...]:
    cost = run.cost
    whole = (f"{n:,}" for n in (cost.most_mb, cost.n_decks, cost.n_rows, cost.n_files))
    ended, kind = f"{run.ended_at:%Y-%m-%d %H:%M}", run.kind.replace("_", " ")
    return (ended, kind, run.launch_id, run.state, f"{cost.seconds:,.1f}", f"{cost.cpu_seconds:,.1f}", *whole)
