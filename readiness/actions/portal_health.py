"""Portal health: whether the database answers, and whether all is there that work needs.

In: settings.
Out: nothing, or DatabaseDownError; a word for each thing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from readiness.adapters.db import launches, store
from readiness.adapters.db.store import transaction
from readiness.errors import ReadinessError
from readiness.settings import Settings


def is_well(settings: Settings) -> int:
    """Return how many launches there are, to see that the database answers.

    Raises:
        DatabaseDownError: it does not.
    """
    with transaction(settings.database) as connection:
        return len(launches.all_launch_ids(connection))


LEAST_FREE_BYTES = 200_000_000
FINE = "ok"


def readiness_of(settings: Settings) -> Mapping[str, str]:
    """Return database, home and disk, each with `ok` or one word for what is wrong; no address and no path is told."""
    return {"database": _database(settings), "home": _home(settings), "disk": _disk(settings)}


def _database(settings: Settings) -> str:
    try:
        now, wanted = store.revision(settings.database)
    except ReadinessError:
        return "away"
    return FINE if now == wanted else "outdated"


def _home(settings: Settings) -> str:
    return FINE if os.access(_place(settings), os.W_OK) else "read-only"


def _disk(settings: Settings) -> str:
    return FINE if shutil.disk_usage(_place(settings)).free > LEAST_FREE_BYTES else "full"


def _place(settings: Settings) -> Path:
    """Return the home, or where it will be made."""
    return next(place for place in (settings.home, *settings.home.resolve().parents) if place.exists())
