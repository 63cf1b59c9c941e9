"""Reviewing: everybody and everything of collected files that waits for a name, shown and worked off.

In: a queue id and whose or which it is.
Out: QueueEntries; answers and stays settled.
"""

from __future__ import annotations

from readiness.actions.measurement import quiz_review
from readiness.actions.measurement.attending import name_person, people_queue
from readiness.actions.measurement.quiz_review import QueueEntry
from readiness.adapters.db.store import Connection, transaction
from readiness.settings import Settings
from readiness.stages.training.presence import QUEUE


def review_queue(settings: Settings, launch_id: str) -> list[QueueEntry]:
    """Return every person and question that waits for somebody to say who or which it is, those with most answers first.

    Raises:
        NotFoundError: no launch has this id.
    """
    queue = quiz_review.review_queue(settings, launch_id)
    with transaction(settings.database) as connection:
        queue += people_queue(connection, launch_id)
    return sorted(queue, key=lambda e: (-e.n_answers, e.queue_id))


def assign(settings: Settings, launch_id: str, queued: str, *, rep_id: str = "", item_id: str = "") -> int:
    """Say who a waiting person or which item a waiting question is, `-` for not ours; return how many answers were settled.

    Raises:
        NotFoundError: nothing waits under this queue id, or nobody has this rep_id or item_id.
        ConflictError: a person was given an item, or a question a rep.
    """
    with transaction(settings.database) as connection:
        return assign_in(settings, connection, launch_id, queued, rep_id=rep_id, item_id=item_id)


def assign_in(
    settings: Settings, connection: Connection, launch_id: str, queued: str, *, rep_id: str = "", item_id: str = ""
) -> int:
    """Say who or which it is, as `assign` does, in a transaction."""
    if queued.startswith(QUEUE):
        return name_person(connection, launch_id, queued, rep_id if not item_id else "")
    return quiz_review.assign_in(settings, connection, launch_id, queued, rep_id=rep_id, item_id=item_id)
