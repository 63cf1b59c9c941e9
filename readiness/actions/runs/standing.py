"""Standing: whether a run that has not ended is still there.

In: a run as it is recorded, the workspace, the time now.
Out: the run as it is; a transaction that may fail without stopping what it is about.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from readiness.adapters.background_runs import is_held
from readiness.adapters.db import runs
from readiness.adapters.db.runs import ASKED, LOST, OPEN, Run
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.errors import ReadinessError
from readiness.settings import Settings

BEATS = 10.0
"""Seconds between two signs of life."""
SILENCE = timedelta(seconds=50)
"""So long without a sign, and a process that this workspace cannot see is taken for gone: four signs may be late."""
START = timedelta(seconds=180)
"""So long may a process take to begin."""
_log = logging.getLogger("readiness.runs")


def present(settings: Settings, run: Run, now: datetime) -> Run:
    """Return a run, as lost where its process is gone and did not say how it ended."""
    if run.state not in OPEN:
        return run
    is_there = is_held(settings.home, run.run_id)
    if is_there is None:
        last = run.seen_at or run.asked_at
        is_there = now - last < (START if run.state == ASKED else SILENCE)
    return run if is_there else replace(run, state=LOST)


def note_lost(settings: Settings, now: datetime) -> list[Run]:
    """Note which runs were lost, and return them; otherwise that is noted when the next run of the launch begins."""
    with reading(settings.database) as connection:
        found = [present(settings, run, now) for run in runs.open_runs(connection)]
    lost = [run for run in found if run.state == LOST]
    if lost:
        with transaction(settings.database) as connection:
            for run in lost:
                runs.change_run(connection, run.run_id, OPEN, state=LOST, ended_at=run.seen_at or run.asked_at)
    return lost


@contextmanager
def whatever_happens(settings: Settings) -> Iterator[Connection]:
    """Write what is noted of a run, if that is possible: a run does not stop because nobody could be told of it."""
    try:
        with transaction(settings.database) as connection:
            yield connection
    except ReadinessError as error:
        _log.warning("a run could not be recorded: %s", error)
