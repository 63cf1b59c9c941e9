"""Background runs: a run as a process of its own, which outlives the portal, and whether that process is still there.

In: settings, a run's id, the arguments of the command line.
Out: a process; its log in the workspace; a lock that it holds as long as it lives.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from readiness.settings import Settings

LOG_LINES, LOG_BYTES = 200, 64_000


def start(settings: Settings, run_id: str, arguments: Sequence[str], ended: Callable[[int], None]) -> None:
    """Start a run's process; `ended` is called with its exit code should it end while this process is still there."""
    log = _file(settings.home, run_id, "log")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603 - our own module, our own interpreter
            [sys.executable, "-m", "readiness.cli", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**os.environ, **settings.environment(run_id=run_id)},
            start_new_session=True,
        )
    threading.Thread(target=lambda: ended(process.wait()), name=f"run-{run_id[:8]}", daemon=True).start()


@contextmanager
def held(home: Path, run_id: str) -> Iterator[None]:
    """Hold a run's lock: the system frees it when this process is gone, however it ended."""
    file = _file(home, run_id, "lock")
    if file in _held:
        yield
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _held.add(file)
        yield
    finally:
        _held.discard(file)
        os.close(handle)


_held: set[Path] = set()


def is_held(home: Path, run_id: str) -> bool | None:
    """Say whether a run's process is there; None where this workspace has never seen it."""
    file = _file(home, run_id, "lock")
    if not file.is_file():
        return None
    if file in _held:
        return True
    handle = os.open(file, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)


def log_end(home: Path, run_id: str) -> list[str]:
    """Return the last lines of a run's log; none where it has no log."""
    file = _file(home, run_id, "log")
    if not file.is_file():
        return []
    with file.open("rb") as log:
        log.seek(max(file.stat().st_size - LOG_BYTES, 0))
        return log.read().decode("utf-8", "replace").splitlines()[-LOG_LINES:]


@contextmanager
def beating(beat: Callable[[], None], seconds: float) -> Iterator[None]:
    """Call something every so many seconds, in a thread beside what is done meanwhile."""
    is_over = threading.Event()

    def beats() -> None:
        while not is_over.wait(seconds):
            beat()

    thread = threading.Thread(target=beats, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join(timeout=1)


def _file(home: Path, run_id: str, kind: str) -> Path:
    return home.resolve() / "runs" / f"{run_id}.{kind}"
