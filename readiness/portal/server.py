"""Server: the portal served by uvicorn, and the thread that sends messages to receivers outside.

In: settings, host, port.
Out: pages until it is stopped.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from readiness.actions.webhooks import send_due
from readiness.portal.app import portal
from readiness.portal.guard import utc_now
from readiness.settings import Settings

SENDS_EVERY = 5.0
"""Seconds."""
_log = logging.getLogger("readiness.webhooks")


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the portal; addresses are not logged, for a quiz link is a secret."""
    with sending(settings):
        uvicorn.run(portal(settings), host=host, port=port, access_log=False, log_level="warning", server_header=False)


@contextmanager
def sending(settings: Settings, every: float = SENDS_EVERY) -> Iterator[None]:
    """Send what is due to receivers outside, in a thread of its own, while the portal runs."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(every):
            try:
                send_due(settings, utc_now)
            except Exception:  # noqa: BLE001 - the edge: a fault of one round must not end all those after it
                _log.exception("sending messages to receivers failed")

    sender = threading.Thread(target=run, name="webhooks", daemon=True)
    sender.start()
    try:
        yield
    finally:
        over.set()
        sender.join(timeout=every + 1)
