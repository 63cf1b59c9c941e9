"""Workers: one step done many times, here or side by side on processes of this machine.

In: how many processes, a step, what it is called with each time.
Out: its results, in order.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import chain, islice
from typing import Any, TypeVar

from prefect import Task
from prefect.futures import PrefectFuture
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner

from flows.embedded_server import end_with

R = TypeVar("R")
AHEAD = 2
"""Calls that wait or run for each process: what they are called with need not all stand in memory."""


def on_workers(n: int, task: Task[..., R], calls: Iterable[dict[str, Any]]) -> Iterator[R]:
    """Yield a step's result for each call: one after the other here, or on n processes, a few ahead.

    A single call is not worth the seconds in which processes start.
    """
    rest = iter(calls)
    begun = list(islice(rest, 2))
    calls = chain(begun, rest)
    if n == 1 or len(begun) < 2:
        for parameters in calls:
            yield task(**parameters)
        return
    waiting: deque[PrefectFuture[Any]] = deque()
    with _runner(n) as runner:
        for parameters in calls:
            waiting.append(runner.submit(task, parameters))
            if len(waiting) > AHEAD * n:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _runner(n: int) -> TaskRunner[Any]:
    """Return n processes of this machine: Dask's where it is installed, else Prefect's own; they share its cores."""
    threads = str(max((os.cpu_count() or 1) // n, 1))
    if find_spec("prefect_dask") is None:
        return ProcessPoolTaskRunner(max_workers=n, initializer=_begin, initargs=(os.getpid(), threads))
    from prefect_dask.task_runners import DaskTaskRunner

    logging.getLogger("distributed").setLevel(logging.ERROR)
    alone = {"host": "127.0.0.1", "dashboard_address": None, "silence_logs": logging.ERROR, "env": {THREADS: threads}}
    runner: TaskRunner[Any] = DaskTaskRunner(cluster_kwargs={"n_workers": n, "threads_per_worker": 1, **alone})
    return runner


THREADS = "POLARS_MAX_THREADS"


def _begin(parent: int, threads: str) -> None:
    """Let a worker keep to its share of the cores, and end when the flow's process is gone, however that ended."""
    os.environ.setdefault(THREADS, threads)
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
