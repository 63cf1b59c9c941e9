"""Output: results as lines or as one JSON document, progress on stderr.

In: what a command found.
Out: stdout and stderr.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from readiness.errors import Problem
from readiness.settings import Settings
from readiness.vocabulary import counted

MOST_NOTES = 20
Json = Annotated[bool, typer.Option("--json", help="print the result as one JSON document and nothing else")]


def show(lines: Sequence[str], result: dict[str, Any], *, as_json: bool) -> None:
    """Print the lines, or the result as JSON."""
    if as_json:
        sys.stdout.write(json.dumps(result, indent=2, ensure_ascii=False, default=str) + "\n")
    else:
        sys.stdout.write("\n".join(lines) + "\n")


def show_error(*lines: str) -> None:
    """Print lines on stderr."""
    sys.stderr.write("\n".join(lines) + "\n")


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Return one line a problem, and how many there are."""
    n = len(problems)
    return [*map(str, problems), f"{n} problem{'s' if n != 1 else ''}; nothing was written"]


def note_lines(notes: Sequence[str]) -> list[str]:
    """Return notes under one line that says what they are, the first of them where there are many."""
    if not notes:
        return []
    more = [f"  and {len(notes) - MOST_NOTES:,} more (all of them with --json)"] if len(notes) > MOST_NOTES else []
    head = f"{counted(len(notes), 'note')}, no fault: parts of the spec files that are not used, or not as they are written"
    return [head, *(f"  {note}" for note in notes[:MOST_NOTES]), *more]


def _json_handler() -> logging.Handler:
    from readiness.actions.json_logs import json_handler

    return json_handler(sys.stderr)


class _Lines(logging.Handler):
    """Progress as plain lines: `launch 3/5 decks: 3 decks pressed`."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line."""
        step = f"{record.__dict__.get('flow', '')} {record.__dict__.get('step', 0)}/{record.__dict__.get('steps', 0)}"
        show_error(f"{step} {record.__dict__.get('stage', '')}: {record.getMessage()}")


class _Bar(logging.Handler):
    """Progress as a bar on a terminal, one a flow."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress
        self.bars: dict[str, Any] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Move the bar of the record's flow."""
        flow = str(record.__dict__.get("flow", ""))
        if flow not in self.bars:
            self.bars[flow] = self.progress.add_task(flow, total=record.__dict__.get("steps", 1))
        what = f"{flow}: {record.getMessage()}"
        self.progress.update(self.bars[flow], completed=record.__dict__.get("step", 0), description=what)


def write_logs() -> None:
    """Write what is logged as READINESS_LOG_FORMAT says.

    Raises:
        InputError: it says neither text nor json.
    """
    settings = Settings()
    if settings.writes_json:
        from readiness.actions.json_logs import write_json_lines

        write_json_lines(sys.stderr)


@contextmanager
def progress(*, as_json: bool) -> Iterator[None]:
    """Show what the flows say while they run."""
    log = logging.getLogger("readiness.flows")
    log.setLevel(logging.INFO)
    log.propagate = False  # Prefect would send it to a server that may be gone already
    writes_json = Settings().writes_json
    if as_json and not writes_json:
        yield
        return
    if writes_json or not sys.stderr.isatty():
        handler = _json_handler() if writes_json else _Lines()
        log.addHandler(handler)
        try:
            yield
        finally:
            log.removeHandler(handler)
        return
    columns = (BarColumn(bar_width=20), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True)) as bars:
        handler = _Bar(bars)
        log.addHandler(handler)
        try:
            yield
        finally:
            log.removeHandler(handler)
