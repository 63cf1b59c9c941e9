"""Portal health: whether the database answers.

In: settings.
Out: nothing, or DatabaseDownError.
"""

from __future__ import annotations

from readiness.adapters.db import launches
from readiness.adapters.db.store import transaction
from readiness.settings import Settings


def is_well(settings: Settings) -> int:
    """Return how many launches there are, to see that the database answers.

    Raises:
        DatabaseDownError: it does not.
    """
    with transaction(settings.database) as connection:
        return len(launches.all_launch_ids(connection))
