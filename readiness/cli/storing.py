"""Storing: copies of output files where every machine of a company finds them.

In: the installation, a launch.
Out: files in the store or from it; what was deleted.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.output import Json, show
from readiness.cli.running import day_of, out_folder
from readiness.settings import Settings
from readiness.vocabulary import counted

Out = Annotated[Path | None, typer.Option("--out", help="output folder; without it, out/<launch_id> in the workspace")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    store = typer.Typer(help="Copies of output files in the artifact store (READINESS_STORE).", no_args_is_help=True)
    store.command("push")(push)
    store.command("pull")(pull)
    store.command("verify")(verify)
    store.command("collect-garbage")(collect_garbage)
    app.add_typer(store, name="store")


def push(launch_id: str, out: Out = None, as_json: Json = False) -> None:
    """Copy a launch's output files into the store; runs do so by themselves when they end."""
    from readiness.actions import artifacts

    done = artifacts.push(Settings(), launch_id, datetime.now(UTC), out_folder(out) if out else None)
    lines = [f"{counted(done.n_new, 'file')} copied, {done.n_known} there already, {done.n_retired} of earlier versions retired"]
    show([*lines, *(f"  not copied: {why}" for why in done.not_copied)], asdict(done), as_json=as_json)


def pull(
    launch_id: str,
    out: Out = None,
    as_of: Annotated[str, typer.Option("--as-of", help="as it was at the end of a day, such as 2024-05-06 (UTC)")] = "",
    as_json: Json = False,
) -> None:
    """Write a launch's output files from the store into a folder."""
    from readiness.actions import artifacts

    settings, day = Settings(), day_of(as_of, "--as-of")
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1) if day else None
    target = out_folder(out) if out else settings.out_dir(launch_id)
    files = artifacts.pull(settings, launch_id, target, moment)
    show([f"{counted(len(files), 'file')} written to {target}"], {"out": target, "files": files}, as_json=as_json)


def verify(as_json: Json = False) -> None:
    """Read every file of the store that is named; ends with 1 where one is missing or is not what was put."""
    from readiness.actions import artifacts

    n, wrong = artifacts.verify(Settings())
    show([f"{counted(n, 'file')} as they were put, {len(wrong)} not", *wrong], {"n_good": n, "wrong": wrong}, as_json=as_json)
    if wrong:
        raise typer.Exit(1)


def collect_garbage(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="delete nothing, say what would be")] = False, as_json: Json = False
) -> None:
    """Delete copies that no version names any more; earlier versions are kept READINESS_KEEP_ARTIFACT_DAYS."""
    from readiness.actions import artifacts

    done = artifacts.collect_garbage(Settings(), datetime.now(UTC), dry_run=dry_run)
    would = "would be deleted" if dry_run else "deleted"
    size = f"{done.n_bytes / 1e6:,.1f} MB"
    line = f"{counted(done.n_versions, 'version')} forgotten, {counted(done.n_files, 'file')} with {size} {would}"
    show([line], asdict(done), as_json=as_json)
