"""Dead worker: how long until somebody is told that a run's process was killed, and whether a busy one is ever taken for dead.

In: nothing; two small launches. Run: `python benchmarks/dead_worker.py`; it takes about three minutes.
Out: seconds from SIGKILL to the notice, seen from the workspace of the run and from a machine that shares the database alone;
asked for are three heartbeats and half a minute. A run beside it that only computes is looked at all the while, from both places.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from readiness.actions import launch  # noqa: E402
from readiness.actions.runs.standing import BEATS  # noqa: E402
from readiness.cli.watching import one_look  # noqa: E402
from readiness.settings import Settings  # noqa: E402
from tests.small_launch import write_small_launch  # noqa: E402

EVERY = 5.0
"""Seconds between two looks."""
WORK = """
import sys
from datetime import UTC, datetime
from readiness.actions import runs
from readiness.settings import Settings
with runs.begin(Settings(), "measurement", sys.argv[1], ("report",), datetime.now(UTC)):
    print("begun", flush=True)
    while True:
        sum(range(10**6))
"""


def at_work(settings: Settings, launch_id: str) -> subprocess.Popen[bytes]:
    variables = {**os.environ, **settings.environment(), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", WORK, launch_id], env=variables, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"begun\n"
    return process


def noticed(here: Settings, launch_id: str, most: float) -> float | None:
    """Return the seconds until a look tells that the run of a launch was lost; None where none does."""
    start = time.monotonic()
    while time.monotonic() - start < most:
        if any(launch_id in line and "was lost" in line for line in one_look(here, datetime.now(UTC))):
            return time.monotonic() - start
        time.sleep(EVERY)
    return None


def main() -> None:
    limit = 3 * BEATS + 30
    with tempfile.TemporaryDirectory() as temp:
        database = f"sqlite:///{temp}/shared.db"
        here = Settings(home=Path(temp) / "home", database_url=database)
        elsewhere = Settings(home=Path(temp) / "other", database_url=database)
        for name in ("kettle-2", "kettle-busy"):
            folder = write_small_launch(Path(temp) / name)
            (folder / "inbox").rename(folder / "no-inbox")
            text = (folder / "launch.yaml").read_text(encoding="utf-8").replace("kettle-2", name)
            (folder / "launch.yaml").write_text(text, encoding="utf-8")
            launch.take_in(here, folder)
        busy = at_work(here, "kettle-busy")
        begun = time.monotonic()
        try:
            for where, settings in (("the same workspace", here), ("another machine", elsewhere)):
                worker = at_work(here, "kettle-2")
                os.kill(worker.pid, signal.SIGKILL)
                worker.wait()
                seconds = noticed(settings, "kettle-2", 3 * limit)
                print(f"seen from {where}, a look every {EVERY:.0f} s: {seconds:.0f} s (asked: at most {limit:.0f})")
            told = [noticed(settings, "kettle-busy", limit) for settings in (here, elsewhere)]
            seconds = time.monotonic() - begun
            print(f"a busy run, looked at for {seconds:.0f} s: {'never' if told == [None, None] else 'WRONGLY'} called lost")
        finally:
            busy.kill()
            busy.wait()


if __name__ == "__main__":
    main()
