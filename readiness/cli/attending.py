"""Attending: a command that the portal started says that it is there, and what stopped it.

In: a command.
Out: what it does; rows that the portal reads.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from readiness.settings import Settings


def run_of_portal(command: Callable[[], object]) -> None:
    """Run a command, as the run of the portal where this process is one."""
    settings = Settings()
    if not settings.run_id:
        command()
        return
    from readiness.actions import runs

    with runs.attend(settings):
        try:
            command()
        except BaseException as error:
            if not (isinstance(error, SystemExit) and error.code in (0, None)):
                runs.fail(settings, settings.run_id, error, datetime.now(UTC))
            raise
