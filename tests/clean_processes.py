"""Clean processes: children of a process that has no threads, and how a test kills one at a step of its own.

A fork of the test's own process could hang on a lock that a thread of polars held at that moment.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event

from readiness.adapters.db import store

CLEAN = multiprocessing.get_context("forkserver")
CLEAN.set_forkserver_preload(
    [
        "tests.stream.test_kill",
        "tests.stream.test_two_at_once",
        "tests.stream.test_kill_account_decks",
        "tests.stream.test_kill_ledger",
        "tests.actions.test_certification",
    ]
)

Step = Callable[..., None]


def deadly_step(at: int) -> Step:
    """Return a step whose n-th call kills this process."""
    steps = count(1)

    def step(*_: object) -> None:
        if next(steps) == at:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def step_at_renames(step: Step) -> None:
    """Step before and after each rename of a file."""
    plain = Path.replace

    def replace(self: Path, target: Path) -> Path:
        step()
        moved = plain(self, target)
        step()
        return moved

    Path.replace = replace  # type: ignore[method-assign]


def step_at_writes(step: Step) -> None:
    """Step before a file is opened to be written."""
    plain = Path.open

    def opened(self: Path, mode: str = "r", *given: Any, **named: Any) -> Any:
        if "w" in mode:
            step()
        return plain(self, mode, *given, **named)

    Path.open = opened  # type: ignore[method-assign, assignment]


def step_at_statements(url: str, step: Step, *kinds: str) -> None:
    """Step before each "begin", "commit" or "before_cursor_execute" of the database."""
    for kind in kinds:
        event.listen(store.engine(url), kind, step)


def was_killed(run_and_die: Callable[..., None], *args: object) -> bool:
    """Run in a child and say whether it was killed (False: it got to its end first)."""
    child = CLEAN.Process(target=run_and_die, args=args)
    child.start()
    child.join(300)
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode == -signal.SIGKILL
