"""Recording: how far a flow has come, written by the process that runs it.

In: settings, a run's id, stages; the time now, in UTC.
Out: rows in the database, a few bytes a stage; nothing that is written here can stop the flow.
"""

from __future__ import annotations

import getpass
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from readiness.actions.runs.standing import BEATS, whatever_happens
from readiness.actions.runs.starting import refuse_another
from readiness.adapters.background_runs import beating, held
from readiness.adapters.db import run_costs, runs
from readiness.adapters.db.run_costs import RunCost
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.log_lines import about
from readiness.adapters.passwords import new_id
from readiness.adapters.process_cost import Used, used
from readiness.errors import ReadinessError
from readiness.settings import Settings


@dataclass(slots=True)
class Record:
    """The run that this process is recording."""

    settings: Settings
    run_id: str
    stages: tuple[str, ...]
    waits: bool = False
    """It ends without being done, for somebody has to decide something first."""
    made: dict[str, int] = field(default_factory=dict)
    """What it made so far: n_decks, n_rows, n_files."""
    begun: Used = field(default_factory=used)
    begun_at: float = field(default_factory=time.monotonic)


@contextmanager
def attend(settings: Settings) -> Iterator[None]:
    """Say that the process which the portal started is there, until it is gone; does nothing in any other process."""
    run_id = settings.run_id
    if not run_id:
        yield
        return
    with ExitStack() as stack:
        stack.enter_context(held(settings.home, run_id))
        now = datetime.now(UTC)
        with transaction(settings.database) as connection:
            runs.change_run(connection, run_id, runs.OPEN, state=runs.RUNNING, started_at=now, seen_at=now)
        stack.enter_context(beating(lambda: _beat(settings, run_id), BEATS))
        yield


@contextmanager
def begin(
    settings: Settings, kind: str, launch_id: str, stages: Sequence[str], now: datetime, done: Collection[str] = ()
) -> Iterator[Record]:
    """Record a flow: the run that the portal asked for, else a new one of whoever is at the command line.

    Raises:
        RunUnderWayError: another run of this launch is under way.
    """
    run_id = settings.run_id or new_id()
    with ExitStack() as stack:
        stack.enter_context(held(settings.home, run_id))
        with transaction(settings.database) as connection:
            if runs.run_by_id(connection, run_id) is None:
                refuse_another(settings, connection, launch_id, now)
                who = _at_the_keyboard()
                runs.add_run(connection, runs.Run(run_id, launch_id, kind, runs.RUNNING, who, now, started_at=now, seen_at=now))
            runs.set_steps(connection, run_id, stages, done)
            _next(connection, run_id, now)
        stack.enter_context(beating(lambda: _beat(settings, run_id), BEATS))
        stack.enter_context(about(run_id=run_id, launch_id=launch_id, flow=kind))
        yield Record(settings, run_id, tuple(stages))


def note_stage(record: Record, stage: str, said: str, now: datetime) -> None:
    """Note that a stage is done, and that the next one has begun; of a stage of no name here, only what was said."""
    with whatever_happens(record.settings) as connection:
        steps = runs.steps_of(connection, record.run_id)
        this = next((s for s in steps if s.stage == stage), None)
        if this is None:
            running = next((s for s in steps if s.state == runs.RUNNING), None)
            if running:
                runs.change_step(connection, record.run_id, running.place, said=said)
            return
        for step in steps:
            if step.place < this.place and step.state in (runs.TO_COME, runs.RUNNING):
                runs.change_step(connection, record.run_id, step.place, state=runs.SKIPPED)
        started = this.started_at or now
        runs.change_step(connection, record.run_id, this.place, state=runs.DONE, said=said, started_at=started, ended_at=now)
        _next(connection, record.run_id, now, this.place)


def note_count(record: Record, n_done: int, n_total: int) -> None:
    """Note how much of the stage that is running is done."""
    with whatever_happens(record.settings) as connection:
        running = next((s for s in runs.steps_of(connection, record.run_id) if s.state == runs.RUNNING), None)
        if running:
            runs.change_step(connection, record.run_id, running.place, n_done=n_done, n_total=n_total)


def end(record: Record, now: datetime) -> None:
    """Note that a flow has ended as it should; what it left out was not needed."""
    state = runs.WAITING if record.waits else runs.DONE
    with whatever_happens(record.settings) as connection:
        for step in runs.steps_of(connection, record.run_id):
            if step.state in (runs.TO_COME, runs.RUNNING):
                left = runs.TO_COME if record.waits else runs.SKIPPED
                runs.change_step(connection, record.run_id, step.place, state=left, started_at=None)
        runs.change_run(connection, record.run_id, runs.OPEN, state=state, ended_at=now, seen_at=now)


def keep_cost(record: Record) -> None:
    """Keep what a run took and made, however it ended."""
    now = used()
    seconds, cpu = time.monotonic() - record.begun_at, now.cpu_seconds - record.begun.cpu_seconds
    with whatever_happens(record.settings) as connection:
        run_costs.keep_cost(connection, record.run_id, RunCost(seconds, cpu, now.most_mb, **record.made))


def fail(settings: Settings, run_id: str, error: BaseException, now: datetime) -> None:
    """Note what stopped a run, in one sentence; one that has ended before stays as it is."""
    with whatever_happens(settings) as connection:
        for step in runs.steps_of(connection, run_id):
            if step.state == runs.RUNNING:
                runs.change_step(connection, run_id, step.place, state=runs.FAILED, ended_at=now)
        runs.change_run(connection, run_id, runs.OPEN, state=runs.FAILED, said=_sentence(error), ended_at=now, seen_at=now)


def _sentence(error: BaseException) -> str:
    if isinstance(error, ReadinessError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'the system'}: {error.strerror or error}"
    if isinstance(error, Exception):
        return f"an unexpected fault ({type(error).__name__}); the log of the run says more"
    if isinstance(error, SystemExit):
        return f"its command ended with code {error.code}; the log of the run says more"
    return "it was stopped"


def _next(connection: Connection, run_id: str, now: datetime, after: int = -1) -> None:
    step = next((s for s in runs.steps_of(connection, run_id) if s.place > after and s.state == runs.TO_COME), None)
    if step:
        runs.change_step(connection, run_id, step.place, state=runs.RUNNING, started_at=now)


def _beat(settings: Settings, run_id: str) -> None:
    with whatever_happens(settings) as connection:
        runs.change_run(connection, run_id, runs.OPEN, seen_at=datetime.now(UTC))


def _at_the_keyboard() -> str:
    try:
        return f"{getpass.getuser()}, command line"
    except (KeyError, OSError):  # a user without a name
        return "command line"
