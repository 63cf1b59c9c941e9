"""Workers: one piece of work done many times, here, on processes of this machine, or on Dask.

In: settings; a step with what it is called with each time, or work with its parts.
Out: its results, in order.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from itertools import chain, islice
from typing import Any, TypeVar

from prefect import Task
from prefect.futures import PrefectFuture
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner
from threadpoolctl import threadpool_limits

from flows.embedded_server import end_with
from flows.steps import step
from readiness.errors import InputError, Problem
from readiness.settings import LOCAL, Settings
from readiness.vocabulary import Done, Part, SideBySide

R = TypeVar("R")
AHEAD = 2
"""Calls that wait or run for each process: what they are called with need not all stand in memory."""
THREADS = "POLARS_MAX_THREADS"


def on_workers(settings: Settings, n: int, task: Task[..., R], calls: Iterable[dict[str, Any]]) -> Iterator[R]:
    """Yield a step's result for each call, a few calls ahead of whoever takes the results.

    A single call is done here: it is not worth the seconds in which workers start.
    """
    rest = iter(calls)
    begun = list(islice(rest, 2))
    calls = chain(begun, rest)
    if len(begun) < 2 or (n == 1 and not settings.dask):
        for parameters in calls:
            yield task(**parameters)
        return
    waiting: deque[PrefectFuture[Any]] = deque()
    with _runner(settings, n) as runner:
        for parameters in calls:
            waiting.append(runner.submit(task, parameters))
            if len(waiting) > AHEAD * settings.n_at_once(n):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@step("part", "part")
def _part(work: Callable[[Part], Done], part: Part) -> Done:
    """Do one part; sums come out the same everywhere, however many cores there are."""
    with threadpool_limits(limits=1):
        return work(part)


def side_by_side(settings: Settings) -> SideBySide:
    """Return what does parts of an action's work: on Dask where that is set, else here, one after the other."""
    if not settings.dask:
        return map

    def spread(work: Callable[[Part], Done], parts: Iterable[Part], /) -> Iterator[Done]:
        task: Any = _part  # its result is that of the work it is given
        return on_workers(settings, 1, task, ({"work": work, "part": part} for part in parts))

    return spread


def _runner(settings: Settings, n: int) -> TaskRunner[Any]:
    """Return what does work side by side: Dask where it is set, else n processes of this machine that share its cores."""
    if settings.dask:
        return _dask(settings)
    threads = str(max((os.cpu_count() or 1) // n, 1))
    return ProcessPoolTaskRunner(max_workers=n, initializer=_begin, initargs=(os.getpid(), threads))


def _dask(settings: Settings) -> TaskRunner[Any]:
    """Return Dask: the cluster whose scheduler is named, or one of this machine's cores for as long as the run takes."""
    if find_spec("prefect_dask") is None:
        raise InputError(Problem("READINESS_DASK", 0, "", "prefect-dask is not installed", "pip install 'readiness[dask]'"))
    from prefect_dask.task_runners import DaskTaskRunner

    runner: TaskRunner[Any] = DaskTaskRunner(address=_own_cluster() if settings.dask == LOCAL else settings.dask)
    return runner


@cache
def _own_cluster() -> str:
    """Start Dask on the cores of this machine, once a process, and return its scheduler's address; it ends with the process."""
    from distributed import LocalCluster

    logging.getLogger("distributed").setLevel(logging.ERROR)
    n = os.cpu_count() or 1
    cluster = LocalCluster(  # type: ignore[no-untyped-call]  # Dask has no types
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        n_workers=n,
        threads_per_worker=1,
        silence_logs=logging.ERROR,
        env={THREADS: "1"},
    )
    _clusters.append(cluster)
    return str(cluster.scheduler_address)


_clusters: list[Any] = []
"""Held, for a cluster that nobody holds is closed."""


def _begin(parent: int, threads: str) -> None:
    """Let a worker keep to its share of the cores, and end when the flow's process is gone, however that ended."""
    os.environ.setdefault(THREADS, threads)
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
