"""Runs: recorded as they go, one a launch, and what a gone process leaves behind; with locks of real processes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from readiness.actions import runs
from readiness.actions.runs import RunUnderWayError
from readiness.actions.runs.watching import seconds_left
from readiness.adapters.db import runs as stored
from readiness.adapters.db import store
from readiness.adapters.db.runs import DONE, FAILED, LOST, RUNNING, SKIPPED, TO_COME, WAITING, RunStep
from readiness.adapters.db.tables import launches
from readiness.errors import InputError, NotAllowedError, NotFoundError
from readiness.permissions import Viewer
from readiness.settings import ROOT, Settings

NOW = datetime(2024, 2, 1, 9, 0, tzinfo=UTC)
STAGES = ("press", "zip", "manifest")
OPS = Viewer("o", "Olu Ops", "ops", "", "", "", "")


@pytest.fixture
def here(database_url: str, tmp_path: Path) -> Iterator[Settings]:
    with store.transaction(database_url) as connection:
        connection.execute(insert(launches), [{"launch_id": i, "name": i, "owner": "", "folder": ""} for i in ("k", "z")])
    yield Settings(home=tmp_path / "home", database_url=database_url)
    store.engine(database_url).dispose()


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def shown(here: Settings, seconds: float, launch_id: str = "k") -> runs.RunView:
    run = runs.runs_of_launch(here, OPS, launch_id, at(seconds), 10).rows[0]
    return runs.watch_run(here, OPS, run.run_id, at(seconds))


def test_each_stage_is_recorded_as_it_ends(here: Settings) -> None:
    with runs.begin(here, "account_decks", "k", STAGES, NOW) as record:
        view = shown(here, 1)
        assert (view.run.state, [s.state for s in view.steps], view.is_live) == (RUNNING, [RUNNING, TO_COME, TO_COME], True)
        assert view.run.asked_by.endswith("command line")
        runs.note_count(record, 250, 1000)
        assert (shown(here, 10).steps[0].n_done, shown(here, 10).left_seconds) == (250, None)
        runs.note_stage(record, "press", "1,000 decks", at(40))
        runs.note_stage(record, "of another flow", "so far", at(41))
        view = shown(here, 45)
        assert [(s.state, s.said, s.seconds) for s in view.steps] == [
            (DONE, "1,000 decks", 40.0), (RUNNING, "so far", None), (TO_COME, "", None),
        ]  # fmt: skip
        runs.note_stage(record, "manifest", "", at(60))
        runs.end(record, at(61))
    view = shown(here, 100)
    assert (view.run.state, view.run.ended_at, [s.state for s in view.steps]) == (DONE, at(61), [DONE, SKIPPED, DONE])


def test_the_time_left_is_by_its_own_pace_and_else_as_the_last_time() -> None:
    def step(place: int, stage: str, state: str, started: float | None = None, count: tuple[int, int] | None = None) -> RunStep:
        return RunStep(place, stage, state, *(count or (None, None)), at(started) if started is not None else None, None, "")

    usual = {"press": 100.0, "zip": 30.0, "manifest": 5.0}
    steps = [step(0, "press", RUNNING, 0, (250, 1000)), step(1, "zip", TO_COME), step(2, "manifest", TO_COME)]
    assert seconds_left(steps, usual, at(20)) == 60 + 30 + 5
    steps = [step(0, "press", RUNNING, 0), *steps[1:]]
    assert seconds_left(steps, usual, at(20)) == 80 + 30 + 5
    assert seconds_left(steps, usual, at(150)) == 0 + 30 + 5
    assert seconds_left(steps, {"press": 1.0, "zip": 1.0}, at(0)) is None
    assert seconds_left([step(0, "press", DONE, 0), step(1, "zip", RUNNING, 10)], usual, at(15)) == 25


def test_the_last_run_of_a_kind_says_how_long_it_takes(here: Settings) -> None:
    for launch_id, seconds in (("z", 900), ("k", 60)):
        with runs.begin(here, "account_decks", launch_id, STAGES, NOW) as record:
            for n, stage in enumerate(STAGES, start=1):
                runs.note_stage(record, stage, "", at(n * seconds))
            runs.end(record, at(3 * seconds))
    with runs.begin(here, "account_decks", "k", STAGES, at(10_000)) as record:
        assert shown(here, 10_020).left_seconds == 40 + 60 + 60
        runs.end(record, at(10_030))


def test_a_launch_has_one_run_at_a_time(here: Settings) -> None:
    with runs.begin(here, "launch", "k", STAGES, NOW) as record:
        with pytest.raises(RunUnderWayError) as refused, runs.begin(here, "measurement", "k", STAGES, at(5)):
            raise AssertionError
        assert "command line started launch for k at 2024-02-01 09:00 UTC, and it is still running" in str(refused.value)
        with runs.begin(here, "measurement", "z", STAGES, at(5)) as other:
            runs.end(other, at(6))
        with pytest.raises(RunUnderWayError):
            runs.start_run(here, OPS, "k", "launch", at(5))
        runs.end(record, at(7))
    with runs.begin(here, "measurement", "k", STAGES, at(8)) as record:
        runs.end(record, at(9))
    assert [r.state for r in runs.runs_of_launch(here, OPS, "k", at(10), 10).rows] == [DONE, DONE]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotFoundError("no launch 'x'"), "no launch 'x'"),
        (OSError(28, "No space left on device", "/out/x"), "/out/x: No space left on device"),
        (ValueError("secret detail"), "an unexpected fault (ValueError); the log of the run says more"),
        (KeyboardInterrupt(), "it was stopped"),
        (SystemExit(2), "its command ended with code 2; the log of the run says more"),
    ],
)
def test_what_stopped_it_is_one_sentence(here: Settings, error: BaseException, said: str) -> None:
    with runs.begin(here, "launch", "k", STAGES, NOW) as record:
        runs.fail(here, record.run_id, error, at(3))
        runs.fail(here, record.run_id, ValueError("later"), at(4))
    view = shown(here, 5)
    assert (view.run.state, view.run.said, view.steps[0].state, view.run.ended_at) == (FAILED, said, FAILED, at(3))


def test_one_that_waits_for_approval_is_not_under_way(here: Settings) -> None:
    with runs.begin(here, "launch", "k", STAGES, NOW) as record:
        record.waits = True
        runs.end(record, at(3))
    assert (shown(here, 9).run.state, runs.runs_of_launch(here, OPS, "k", at(9), 9).under_way) == (WAITING, None)


HOLDS = """
import sys, time
from datetime import UTC, datetime
from readiness.actions import runs
from readiness.settings import Settings
with runs.begin(Settings(), "launch", "k", ("press", "zip"), datetime.now(UTC)) as record:
    print(record.run_id, flush=True)
    time.sleep(100)
"""


def test_a_killed_process_is_told_at_once_and_the_next_may_start(here: Settings) -> None:
    environment = {**os.environ, **here.environment(), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", HOLDS], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    run_id = process.stdout.readline().strip()
    try:
        now = datetime.now(UTC)
        assert runs.watch_run(here, OPS, run_id, now).run.state == RUNNING
        with pytest.raises(RunUnderWayError), runs.begin(here, "launch", "k", STAGES, now):
            raise AssertionError
        # However long it was silent: while its process is there, it runs.
        assert runs.watch_run(here, OPS, run_id, now + timedelta(hours=9)).run.state == RUNNING
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    view = runs.watch_run(here, OPS, run_id, datetime.now(UTC))
    assert (view.run.state, [s.state for s in view.steps], view.is_live) == (LOST, [FAILED, TO_COME], False)
    with runs.begin(here, "launch", "k", STAGES, datetime.now(UTC)) as record:
        runs.end(record, datetime.now(UTC))
    with store.reading(here.database) as connection:
        assert stored.run_by_id(connection, run_id).state == LOST  # type: ignore[union-attr]


def test_a_run_of_another_machine_is_lost_after_fifty_seconds_of_silence(here: Settings) -> None:
    away = stored.Run("f" * 32, "k", "launch", RUNNING, "Mia", NOW, started_at=NOW, seen_at=at(60))
    with store.transaction(here.database) as connection:
        stored.add_run(connection, away)
    assert shown(here, 60 + 49).run.state == RUNNING
    assert shown(here, 60 + 51).run.state == LOST


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_process_that_dies_at_once_is_lost_and_its_log_is_for_the_admin(here: Settings, prefect_once: Path) -> None:
    """The command cannot know this launch: its process ends by itself, and says why."""
    shutil.copytree(prefect_once, here.home / "prefect")
    run_id = runs.start_run(here, OPS, "k", "launch", datetime.now(UTC))
    deadline = time.monotonic() + 120
    while runs.watch_run(here, OPS, run_id, datetime.now(UTC)).is_live:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    for thread in threading.enumerate():
        if thread.name == f"run-{run_id[:8]}":
            thread.join(timeout=60)
    view = runs.watch_run(here, OPS, run_id, datetime.now(UTC))
    assert (view.run.state, view.log) == (FAILED, ())
    assert view.run.said.startswith("no launch 'k'")
    admin = Viewer("a", "Ada", "admin", "", "", "", "")
    assert any("no launch 'k'" in line for line in runs.watch_run(here, admin, run_id, datetime.now(UTC)).log)


def test_who_may_not_start_does_not(here: Settings) -> None:
    for role in ("rep", "manager", "channel_manager"):
        viewer = Viewer("x", "X", role, "c", "r", "", "", "m")
        with pytest.raises(NotAllowedError):
            runs.start_run(here, viewer, "k", "launch", NOW)
        with pytest.raises(NotAllowedError):
            runs.runs_of_launch(here, viewer, "k", NOW, 9)
        with pytest.raises(NotAllowedError):
            runs.fetch_made(here, viewer, "k", "plan/contact_plan.xlsx")
    for launch_id in ("none", "../k", ""):
        with pytest.raises(NotFoundError):
            runs.start_run(here, OPS, launch_id, "launch", NOW)
    with pytest.raises(NotAllowedError, match="not approved"):
        runs.start_run(here, OPS, "k", "measurement", NOW)
    for kind, options in (("rm -rf", {}), ("measurement", {"as_of": "2024-02-31"}), ("measurement", {"as_of": "--help"})):
        with pytest.raises(InputError):
            runs.start_run(here, OPS, "k", kind, NOW, options)
    with pytest.raises(NotFoundError):
        runs.watch_run(here, OPS, "0" * 32, NOW)
    assert runs.runs_of_launch(here, OPS, "k", NOW, 9).n == 0
