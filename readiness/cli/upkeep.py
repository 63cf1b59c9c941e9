"""Upkeep: settings, doctor, check-template, db upgrade.

In: the installation.
Out: what is set, what works.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.output import Json, show
from readiness.settings import Settings, described


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(settings)
    app.command()(doctor)
    app.command("check-template")(check_template)
    db = typer.Typer(help="The database.", no_args_is_help=True)
    db.command("upgrade")(upgrade)
    app.add_typer(db, name="db")


def settings(as_json: Json = False) -> None:
    """Print each setting with its value and where it came from."""
    rows = described()
    lines = [f"{variable}={value}  ({source})" for variable, value, source in rows]
    show(lines, {"settings": [{"variable": v, "value": x, "source": s} for v, x, s in rows]}, as_json=as_json)


def doctor(as_json: Json = False) -> None:
    """Say whether the database is reachable and migrated, Prefect is there, templates are valid, disk is left."""
    from readiness.actions.upkeep import examine

    found = examine(Settings())
    lines = [f"{'ok  ' if f.is_good else 'BAD '} {f.name}: {f.what}" for f in found]
    show(lines, {"findings": [{"name": f.name, "is_good": f.is_good, "what": f.what} for f in found]}, as_json=as_json)
    if not all(f.is_good for f in found):
        raise typer.Exit(1)


def check_template(
    file: Annotated[Path, typer.Argument(help="library, one_pager, battlecard or brief.pptx in a brand's folder.")],
    as_json: Json = False,
) -> None:
    """Say what a designer should mend in a deck template, with the fix; ends with 2 where a deck would suffer."""
    from readiness.actions import upkeep

    found = upkeep.check_template(file)
    show(
        [f.what for f in found] or [f"{file}: nothing to mend"],
        {"findings": [{"name": f.name, "is_good": f.is_good, "what": f.what} for f in found]},
        as_json=as_json,
    )
    if not all(f.is_good for f in found):
        raise typer.Exit(2)


def upgrade(as_json: Json = False) -> None:
    """Bring the database's schema up to date; its data stays."""
    from readiness.actions.upkeep import upgrade_database

    before, after = upgrade_database(Settings())
    line = f"already at revision {after}" if before == after else f"from revision {before or 'none'} to {after}"
    show([line], {"before": before, "after": after}, as_json=as_json)
