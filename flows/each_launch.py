"""Each launch: a flow for one launch after the other, when no launch is named; a schedule names none.

In: which launches; the flow, called so that it returns its state.
Out: what it returned for each. One launch that fails does not stop the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from prefect import State

from readiness.actions.runs import RunUnderWayError, launches_under_way
from readiness.errors import ReadinessError
from readiness.settings import Settings
from readiness.vocabulary import counted

R = TypeVar("R")
ALL = "all-launches"
"""What a run is called after that names no launch."""
log = logging.getLogger("readiness.flows")


class SomeLaunchesFailedError(ReadinessError):
    """Of the launches under way, some could not be done; the others were."""

    exit_code = 1


def approved_now() -> list[str]:
    """Return the launches under way whose messages are approved as they stand; name the others in the log."""
    under_way = launches_under_way(Settings(), datetime.now(UTC).date())
    waiting = [launch.launch_id for launch in under_way if not launch.is_approved]
    if waiting:
        log.info("left out, for their messages wait for approval: %s", ", ".join(waiting))
    return [launch.launch_id for launch in under_way if launch.is_approved]


def taken_in_now() -> list[str]:
    """Return the launches under way, approved or not."""
    return [launch.launch_id for launch in launches_under_way(Settings(), datetime.now(UTC).date())]


def each_launch(launch_ids: Sequence[str], run: Callable[[str], State[list[R]]], *, comes_again: bool = False) -> list[R]:
    """Run a flow for each launch and return all it returned.

    Args:
        launch_ids: in this order.
        run: the flow for one launch.
        comes_again: leave out a launch whose other run is under way, for this flow will soon be run again.

    Raises:
        SomeLaunchesFailedError: it failed for these; for the others it was done.
    """
    done: list[R] = []
    failed: list[str] = []
    for launch_id in launch_ids:
        state = run(launch_id)
        if state.is_completed():
            done.extend(state.result())
            continue
        error = state.result(raise_on_failure=False)
        if comes_again and isinstance(error, RunUnderWayError):
            log.info("left out this time: %s", error)
            continue
        failed.append(f"{launch_id}: {error or state.message}")
    if failed:
        raise SomeLaunchesFailedError(f"{counted(len(failed), 'launch', 'launches')} failed: {'; '.join(failed)}")
    log.info("%s done", counted(len(launch_ids), "launch", "launches"))
    return done
