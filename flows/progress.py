"""Progress: one line a stage, for whoever watches a run, and a record of it for the portal.

In: what a stage did.
Out: a record of the logger `readiness.flows` with the stage, its number and how many there are; rows that pages read.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from prefect.exceptions import PrefectSignal

from flows import spans
from readiness.actions import runs
from readiness.actions.runs import Record
from readiness.settings import Settings

log = logging.getLogger("readiness.flows")
STAGES = {
    "launch": ("take in", "positioning", "decks", "history", "buyer map", "contact plan", "kick off", "manifest"),
    "account decks": ("press", "zip", "manifest"),
    "enablement": ("training", "quizzes", "manifest"),
    "measurement": ("collect", "report", "plan", "manifest"),
    "review": ("review", "mail"),
}
_recording: list[Record] = []
"""The run that this process is recording, if any."""


def say(flow: str, stage: str, what: str) -> None:
    """Say that a stage is done."""
    stages = STAGES[flow]
    log.info("%s", what, extra={"flow": flow, "stage": stage, "step": stages.index(stage) + 1, "steps": len(stages)})
    for record in _recording:
        runs.note_stage(record, stage, "" if stage == "manifest" else what, datetime.now(UTC))


def count(n_done: int, n_total: int) -> None:
    """Say how much of the stage that is running is done."""
    for record in _recording:
        runs.note_count(record, n_done, n_total)


def made(**counts: int) -> None:
    """Say what was made, beside what was made before: n_decks, n_rows, n_files."""
    for record in _recording:
        for name, n in counts.items():
            record.made[name] = record.made.get(name, 0) + n


def wait_for_approval() -> None:
    """Say that the flow ends here until somebody approves."""
    for record in _recording:
        record.waits = True


@contextmanager
def recorded(flow: str, launch_id: str, done: Collection[str] = (), left_out: Collection[str] = ()) -> Iterator[None]:
    """Record a flow while it runs, and how it ended.

    Raises:
        RunUnderWayError: another run of this launch is under way.
    """
    settings, kind = Settings(), flow.replace(" ", "_")
    stages = [stage for stage in STAGES[flow] if stage not in left_out]
    with runs.begin(settings, kind, launch_id, stages, datetime.now(UTC), done) as record:
        _recording.append(record)
        try:
            with spans.span(flow, launch_id=launch_id, run_id=record.run_id):
                yield
        except PrefectSignal:
            record.waits = True
            runs.end(record, datetime.now(UTC))
            raise
        except BaseException as error:
            runs.fail(settings, record.run_id, error, datetime.now(UTC))
            raise
        else:
            runs.end(record, datetime.now(UTC))
        finally:
            _recording.remove(record)
            runs.keep_cost(record)
            spans.flush()
