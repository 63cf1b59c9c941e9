"""Steps: an action as a Prefect task, tried again where what failed is outside and may pass.

In: an action's name and the pattern of its runs' names.
Out: a decorator.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE

from flows.spans import span
from readiness.errors import ReadinessError

P = ParamSpec("P")
R = TypeVar("R")


def step(name: str, run_name: str) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Return a decorator that makes a function a task.

    Nothing is cached: an action that is done twice changes nothing, and a cache would not see a deleted file or new code.
    """
    made = task(
        name=name,
        task_run_name=run_name,
        cache_policy=NO_CACHE,
        retries=2,
        retry_delay_seconds=[1, 5],
        retry_condition_fn=_may_pass,
    )

    def decorated(work: Callable[P, R]) -> Task[P, R]:
        @wraps(work)
        def told(*args: P.args, **kwargs: P.kwargs) -> R:
            with span(name):
                return work(*args, **kwargs)

        return made(told)

    return decorated


def _may_pass(_task: Any, _run: Any, state: Any) -> bool:
    """Say whether trying again could help: never where an input, an approval or data is missing, nor for a bug."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, OSError) or (isinstance(error, ReadinessError) and error.exit_code == 1)
