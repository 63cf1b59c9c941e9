"""Backing up: backup, restore.

In: the installation; a file.
Out: a backup, or the installation it holds.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli.output import Json, show
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from readiness.actions.backups import BackedUp


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(backup)
    app.command()(restore)


def backup(
    file: Annotated[Path, typer.Argument(help="the backup: a file that is written, or replaced when the new one is whole.")],
    verify: Annotated[bool, typer.Option("--verify", help="write nothing: read a backup that is there to its end.")] = False,
    as_json: Json = False,
) -> None:
    """Write the database and the workspace's files into one file; everybody may go on working meanwhile."""
    from readiness.actions import backups

    made = backups.verify(file) if verify else backups.back_up(Settings(), file, datetime.now(UTC))
    done = "whole and unchanged" if verify else "written and read again"
    show([f"{file} is {done}: {_held(made)}."], asdict(made), as_json=as_json)


def restore(
    file: Annotated[Path, typer.Argument(help="a backup.")],
    force: Annotated[
        bool, typer.Option("--force", help="replace what is there; its files are set aside, its rows are gone.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put a backup back, into SQLite or PostgreSQL; stop the portal, workers and schedules first."""
    from readiness.actions import backups

    done = backups.restore(Settings(), file, force=force)
    lines = [f"Restored {_held(done.backup)}."]
    if done.revision != done.backup.revision:
        lines.append(f"The database was brought from revision {done.backup.revision} to {done.revision}.")
    if done.set_aside:
        lines.append(f"The files that stood there before are in {done.set_aside}; delete them when you miss nothing.")
    show(lines, asdict(done), as_json=as_json)


def _held(made: BackedUp) -> str:
    size = f"{made.n_bytes / 1e6:,.1f} MB"
    rows = f"{counted(made.n_rows, 'row')} of {counted(made.n_tables, 'table')}"
    return f"{rows} and {counted(made.n_files, 'file')} as of {made.taken_at}, {size}"
