"""Sweeping: what was kept for longer than READINESS_KEEP_DAYS, forgotten.

In: the time now, in UTC.
Out: Swept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from readiness.adapters.db import audit, persons, sweeping
from readiness.adapters.db.store import transaction
from readiness.adapters.draft_folders import draft_folder, throw_away
from readiness.permissions import AT_THE_MACHINE
from readiness.settings import Settings


@dataclass(frozen=True, slots=True)
class Swept:
    """What is gone, in words -> how many; of the log, unfinished quizzes and drafts, what was from before a day."""

    before: date
    n_rows: Mapping[str, int]


def sweep(settings: Settings, now: datetime) -> Swept:
    """Forget what is over or too old.

    Raises:
        InputError: READINESS_KEEP_DAYS is no number of days.
    """
    before = now - timedelta(days=settings.n_keep_days)
    with transaction(settings.database) as connection:
        drafts = sweeping.old_drafts(connection, before)
        in_use = set(persons.folders_of(connection).values())
        gone = {name: n for name, n in sweeping.sweep(connection, now, before).items() if n}
        if gone:
            told = ", ".join(f"{n} {name}" for name, n in gone.items())
            audit.note(connection, AT_THE_MACHINE, "persons.swept", now, about=told)
    for draft_id in drafts:
        if str(draft_folder(settings.home, draft_id)) not in in_use:
            throw_away(settings.home, draft_id)
    return Swept(before.date(), gone)
