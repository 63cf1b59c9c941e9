"""Beginning: a new launch folder, and what is still wrong with one.

In: a folder.
Out: the starting kit in it; or every problem, one a line.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.output import Json, note_lines, problem_lines, show
from readiness.settings import Settings
from readiness.vocabulary import counted


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(begin)
    app.command()(check)


def begin(
    launch_dir: Annotated[Path, typer.Argument(metavar="LAUNCH_DIR", help="a new folder")],
    as_json: Json = False,
) -> None:
    """Write the starting kit: a launch folder with every file, its columns and one example row to replace by your own."""
    from readiness.actions import launch

    n_files = launch.begin_folder(launch_dir, Settings().templates)
    lines = [
        f"{launch_dir}: {counted(n_files, 'file')}, each with an example. README.txt says which are needed;"
        " delete what you do not use.",
        f"Replace every line with EXAMPLE by your own. What is left to do: readiness check {launch_dir}",
    ]
    show(lines, {"launch_dir": launch_dir, "n_files": n_files}, as_json=as_json)


def check(launch_dir: Path, as_json: Json = False) -> None:
    """Read every input of a launch folder and print every problem, then what of the specs is not used; nothing is written."""
    from readiness.actions import launch
    from readiness.actions.spec_notes import spec_notes

    problems, notes = launch.check_folder(launch_dir, Settings().templates), spec_notes(launch_dir)
    lines = problem_lines(problems) if problems else [f"{launch_dir}: no problem found"]
    result = {"launch_dir": launch_dir, "problems": [asdict(p) for p in problems], "notes": notes}
    show([*lines, *note_lines(notes)], result, as_json=as_json)
    if problems:
        raise typer.Exit(2)
