"""Server: the portal served by uvicorn, and the thread that sends messages to receivers outside.

In: settings, host, port.
Out: pages until it is stopped.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from readiness.actions.quiz_taking import ready_quizzes
from readiness.actions.webhooks import send_due
from readiness.errors import ReadinessError
from readiness.portal.app import portal
from readiness.portal.guard import utc_now
from readiness.settings import Settings

SENDS_EVERY = 5.0
"""Seconds."""
TURN_SECONDS = 0.0005
"""How long a thread that only computes keeps others waiting: with the usual 5 ms a page that asks the database a hundred times
waits half a second for one that lists everything."""
GARBAGE = (20_000, 20, 20)
"""Objects made before cycles are looked for, and rounds before the older ones are gone through too. What the portal remembers is
millions of objects without cycles; with the usual 700, 10, 10 every page waits .3 s for it several times a minute."""
ARENAS = -8
"""M_ARENA_MAX of glibc's mallopt: with a heap for each thread, memory that one gave back is of no use to the next."""
_log = logging.getLogger("readiness.webhooks")


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the portal; addresses are not logged, for a quiz link is a secret."""
    tune_process()
    threading.Thread(target=_ready, args=(settings,), name="ready", daemon=True).start()
    with sending(settings):
        uvicorn.run(portal(settings), host=host, port=port, access_log=False, log_level="warning", server_header=False)


def tune_process() -> None:
    """Set up this process for many short requests beside a few long ones."""
    sys.setswitchinterval(TURN_SECONDS)
    gc.set_threshold(*GARBAGE)
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(ARENAS, 2)


def _ready(settings: Settings) -> None:
    try:
        ready_quizzes(settings)
    except (ReadinessError, OSError) as error:
        _log.warning("quizzes were not made ready: %s", error)


@contextmanager
def sending(settings: Settings, every: float = SENDS_EVERY) -> Iterator[None]:
    """Send what is due to receivers outside, in a thread of its own, while the portal runs."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(every):
            try:
                send_due(settings, utc_now)
            except ReadinessError as error:
                _log.warning("messages to receivers wait: %s", error)
            except Exception:  # noqa: BLE001 - the edge: a fault of one round must not end all those after it
                _log.exception("sending messages to receivers failed")

    sender = threading.Thread(target=run, name="webhooks", daemon=True)
    sender.start()
    try:
        yield
    finally:
        over.set()
        sender.join(timeout=every + 1)
