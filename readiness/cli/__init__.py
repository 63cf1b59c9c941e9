"""Command line: one command per action; the only module of readiness/ that imports flows.

In: arguments.
Out: what happened, on stdout; exit code 0 done, 1 a bug, 2 bad input or usage, 3 not enough data, 4 refused.
"""

from __future__ import annotations

import signal
import sys
import traceback
from types import FrameType
from typing import Annotated

import typer

from readiness import __version__
from readiness.cli import (
    analyse,
    approving,
    backing_up,
    beginning,
    certifying,
    collecting,
    contesting,
    crm,
    decks,
    demonstrating,
    inviting,
    persons,
    programs,
    replanning,
    reviewing,
    running,
    runs_listed,
    serving,
    simulating,
    storing,
    tracing,
    upkeep,
    watching,
)
from readiness.cli.attending import run_of_portal
from readiness.cli.output import problem_lines, show_error, write_logs
from readiness.errors import InvalidInputsError, ReadinessError


def _said_version(value: bool) -> None:
    if value:
        typer.echo(f"readiness {__version__}")
        raise typer.Exit


app = typer.Typer(
    name="readiness",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def about(
    _version: Annotated[
        bool, typer.Option("--version", callback=_said_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """From a factory's spec to ready reps, and an honest account of what each added to sales-out."""


modules = (
    beginning,
    demonstrating,
    running,
    approving,
    decks,
    collecting,
    inviting,
    replanning,
    reviewing,
    certifying,
    contesting,
    crm,
    serving,
    persons,
    programs,
    simulating,
    tracing,
    upkeep,
    backing_up,
    runs_listed,
    watching,
    storing,
)
for module in modules:
    module.register(app)
app.add_typer(analyse.app, name="analyse")


class StoppedError(BaseException):
    """Ctrl-C. Not KeyboardInterrupt: typer turns that into a silent exit, and we have something to say about it."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise StoppedError


def main() -> None:
    """Run one command; every error that is raised on purpose becomes one clear line."""
    signal.signal(signal.SIGINT, _stop)
    try:
        write_logs()
        run_of_portal(app)
    except InvalidInputsError as error:
        show_error(*problem_lines(error.problems))
        sys.exit(error.exit_code)
    except ReadinessError as error:
        show_error(str(error))
        sys.exit(error.exit_code)
    except OSError as error:
        show_error(f"{error.filename or 'the system'}: {error.strerror or error}")
        sys.exit(1)
    except StoppedError:
        show_error("stopped; run the same command again to go on where it stopped")
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the edge: an unexpected fault ends in one line, with its trace above it
        traceback.print_exc()
        show_error(f"unexpected fault, please report it: {type(error).__name__}: {error}")
        sys.exit(1)
