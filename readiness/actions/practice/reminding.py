"""Reminding: who has something to practise today.

In: the time now, in UTC.
Out: DuePractice.
"""

from __future__ import annotations

from datetime import datetime

from readiness.adapters.db.store import reading
from readiness.adapters.practice_desks import DuePractice
from readiness.adapters.practice_desks import due_practice as all_due
from readiness.settings import Settings


def due_practice(settings: Settings, now: datetime) -> list[DuePractice]:
    """Return every rep with questions to practise today, by launch and rep; nobody on a day off."""
    with reading(settings.database) as connection:
        return all_due(settings.templates, connection, now)
