"""Copies: a launch's output files copied into the company's store when a run ends, where one is set.

In: a launch, its output folder.
Out: a line of progress; a store that is away stops no run.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from readiness.actions import artifacts
from readiness.errors import ReadinessError
from readiness.settings import Settings
from readiness.vocabulary import counted


def copied(launch_id: str, out: str) -> str:
    """Copy what is not there yet; return what is to be said of it, "" where there is no store."""
    settings = Settings()
    if not artifacts.is_set(settings):
        return ""
    try:
        done = artifacts.push(settings, launch_id, datetime.now(UTC), Path(out))
    except ReadinessError as error:
        return f"; not all was copied, the next run does it: {error}"
    return f"; {counted(done.n_new, 'file')} copied to the store"
