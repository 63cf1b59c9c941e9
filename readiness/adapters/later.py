"""Later: work that nobody should wait for, done beside what goes on; asked for again meanwhile, it is done once more.

In: a key, a job.
Out: nothing; what fails is in the log.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable
from threading import Lock, Thread

from readiness.errors import ReadinessError

THREAD = "later"
_log = logging.getLogger("readiness.later")
_lock = Lock()
_running: set[Hashable] = set()
_again: set[Hashable] = set()


def do_later(key: Hashable, job: Callable[[], object], seconds: float = 0.0) -> None:
    """Do a job in a thread, so many seconds from now; of the same key one at a time, and once more where it was asked for since.

    The seconds leave the processor to whoever waits for a page, and let what is asked for several times be done once.
    """
    with _lock:
        if key in _running:
            _again.add(key)
            return
        _running.add(key)
    Thread(target=_run, args=(key, job, seconds), name=THREAD, daemon=True).start()


def _run(key: Hashable, job: Callable[[], object], seconds: float) -> None:
    while True:
        time.sleep(seconds)
        with _lock:
            _again.discard(key)
        try:
            job()
        except (ReadinessError, OSError) as error:
            _log.warning("%s: %s", key, error)
        with _lock:
            if key not in _again:
                _running.discard(key)
                return
