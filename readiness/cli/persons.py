"""Persons: what is kept about one person, handed over or erased; what is too old, swept away.

In: a mail address or a rep_id.
Out: a zip; what was deleted and marked, in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli.output import Json, show
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from readiness.actions.persons import Erased, Plan, Subject

Who = Annotated[str, typer.Argument(help="a mail address, or a rep_id")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    person = typer.Typer(help="What is kept about a person: hand it over, erase it.", no_args_is_help=True)
    person.command("export")(export)
    person.command("erase")(erase)
    person.command("sweep")(sweep)
    app.add_typer(person, name="person")


def export(
    who: Who,
    out: Annotated[Path, typer.Option("--out", help="the zip to write; only you can read it")],
    as_json: Json = False,
) -> None:
    """Write everything that is kept about a person: as JSON, and each table as CSV."""
    from readiness.actions.persons import export_person

    found = export_person(Settings(), who, out, datetime.now(UTC))
    n = sum(found.n_rows.values())
    lines = [f"{out}: {counted(n, 'row')} about {_called(found.subject)}", *_told(found.n_rows)]
    show(lines, {"file": str(out), "rows": dict(found.n_rows), "n_files": found.n_files}, as_json=as_json)


def erase(
    who: Who,
    by: Annotated[str, typer.Option("--by", help="who orders it")],
    yes: Annotated[bool, typer.Option("--yes", help="do it; without this, only say what would be done")] = False,
    as_json: Json = False,
) -> None:
    """Take a person out of everything; what sums need stays under a random mark. It cannot be undone."""
    from readiness.actions.persons import erase_person, plan_erasing

    settings = Settings()
    if not yes:
        plan = plan_erasing(settings, who)
        show(_planned(plan, who), {"rows": dict(plan.n_rows), "is_done": False}, as_json=as_json)
        return
    done = erase_person(settings, who, by, datetime.now(UTC), f"erased-{token_hex(4)}")
    show(_erased(done), {**asdict(done), "subject": None, "is_done": True}, as_json=as_json)


def _called(subject: Subject) -> str:
    return ", ".join((*subject.names, *subject.emails, *subject.rep_ids))


def _told(n_rows: Mapping[str, int]) -> list[str]:
    return [f"  {n:,} in {name}" for name, n in n_rows.items()]


def _planned(plan: Plan, who: str) -> list[str]:
    return [
        f"This would erase {_called(plan.subject)}:",
        *_told(plan.n_rows),
        f"Nothing was changed. It cannot be undone; to do it: readiness person erase {who} --by NAME --yes",
    ]


def _erased(done: Erased) -> list[str]:
    lines = [
        f"Erased. Where sums need the person, {done.mark} stands now.",
        f"Deleted: {counted(sum(done.deleted.values()), 'row')}",
        *_told(done.deleted),
        f"Marked: {counted(sum(done.marked.values()), 'row')}",
        *_told(done.marked),
    ]
    if done.files_gone:
        lines += [
            f"Taken away: {counted(len(done.files_gone), 'file')} that named the person. To make them anew: readiness launch, "
            "readiness enable, readiness measure",
        ]
    lines += [f"Rewritten: {path}" for path in done.files_changed]
    lines += [f"You must do: {path} still names the person; delete or change it" for path in done.files_left]
    lines += [
        f"You must do: take the person out of the files in {path}, or the next launch brings them back" for path in done.folders
    ]
    return [*lines, "You must do: backups made before now still hold the person."]


def sweep(as_json: Json = False) -> None:
    """Delete what is over, and what of the log, unfinished quizzes and drafts is older than READINESS_KEEP_DAYS."""
    from readiness.actions.persons import sweep as sweep_away

    found = sweep_away(Settings(), datetime.now(UTC))
    lines = [f"deleted what was from before {found.before}, or over: {counted(sum(found.n_rows.values()), 'row')}"]
    show([*lines, *_told(found.n_rows)], {"before": found.before, "rows": dict(found.n_rows)}, as_json=as_json)
