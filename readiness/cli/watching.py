"""Watching: what happens by itself: a launch goes on, files are collected, whoever must know is told.

In: how often to look.
Out: flows started, files booked, notices; a line for each.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer

from readiness.cli.output import show_error
from readiness.cli.programs import tell_receivers
from readiness.errors import ConflictError, InvalidInputsError, ReadinessError
from readiness.settings import Settings
from readiness.vocabulary import counted


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(watch)


def watch(
    once: Annotated[bool, typer.Option("--once", help="look once and end: for a schedule of the system's")] = False,
    every: Annotated[int, typer.Option("--every", help="seconds between two looks", min=1, max=86_400)] = 60,
) -> None:
    """Do what launches ask for, until Ctrl-C: go on when approved, collect files, tell of late reports and of failures.

    A file is collected when it looks the same at two looks, so that nobody is still writing it.
    """
    settings = Settings()
    while True:
        for line in one_look(settings, datetime.now(UTC)):
            show_error(line)
        if once:
            return
        time.sleep(every)


def one_look(settings: Settings, now: datetime) -> Iterator[str]:
    """Look once and yield a line for each thing that was done; one launch's fault stops no other."""
    from readiness.actions import watching
    from readiness.actions.runs import note_lost

    note_lost(settings, now)
    for due in watching.look(settings):
        try:
            yield _go_on(settings, due.launch_id, now) if due.kind == "launch" else _collect(settings, due.launch_id, now)
        except ReadinessError as error:
            yield f"{due.launch_id}: {error}"
    told = watching.tell(settings, now)
    yield from (notice.said for notice in told.notices)
    yield from (f"not mailed: {why}" for why in told.not_mailed)
    tell_receivers(settings)


def _go_on(settings: Settings, launch_id: str, now: datetime) -> str:
    from readiness.actions.runs import start_run
    from readiness.permissions import AT_THE_MACHINE

    try:
        run_id = start_run(settings, AT_THE_MACHINE, launch_id, "launch", now)
    except ConflictError as error:
        return f"{launch_id}: {error}"
    return f"{launch_id}: approved, so its decks and its contact plan are being made (run {run_id})"


def _collect(settings: Settings, launch_id: str, now: datetime) -> str:
    """Collect a launch's inbox; what cannot be read is told, and not tried again until a file changes."""
    from readiness.actions import measurement, sales_out, watching

    problems: list[str] = []
    taken = measurement.collect_inbox(settings, launch_id)
    try:
        taken = taken + sales_out.collect_reports(settings, launch_id, now)
    except InvalidInputsError as error:
        problems = [str(problem) for problem in error.problems]
    new = [report for report in taken if report.is_new]
    n_rows, n_held = sum(r.submission.n_rows for r in new), sum(r.submission.n_quarantined for r in new)
    said = f"{launch_id}: {counted(len(new), 'new file')} collected, {counted(n_rows, 'row')}, {n_held} in quarantine"
    said = "; ".join([said, *problems])
    watching.collected(settings, launch_id, said if new or problems else "", now)
    return said
