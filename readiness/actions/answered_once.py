"""Answered once: what a program was answered under a key of its own, so that a request that is sent again is not done again.

In: settings, in whose name a program asks, its key, the hash of its request; the time now, in UTC.
Out: what became of the key; answers kept for 24 hours.
"""

from __future__ import annotations

from datetime import datetime

from readiness.adapters.db import idempotency
from readiness.adapters.db.idempotency import Answer as Answer
from readiness.adapters.db.store import transaction
from readiness.permissions import Viewer
from readiness.settings import Settings


def take_key(settings: Settings, viewer: Viewer, key: str, request_sha256: str, now: datetime) -> Answer:
    """Take a key for a request, or return what became of the request that has it."""
    with transaction(settings.database) as connection:
        return idempotency.take_key(connection, viewer.person_id, key, request_sha256, now)


def keep_answer(settings: Settings, viewer: Viewer, key: str, status: int, content: bytes) -> None:
    """Keep what a request was answered."""
    with transaction(settings.database) as connection:
        idempotency.keep_answer(connection, viewer.person_id, key, status, content)


def free_key(settings: Settings, viewer: Viewer, key: str) -> None:
    """Let a key be taken again: what it was taken for was not done."""
    with transaction(settings.database) as connection:
        idempotency.free_key(connection, viewer.person_id, key)
