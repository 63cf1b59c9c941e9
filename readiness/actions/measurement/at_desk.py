"""At the desk: what ops decides in the portal about answers and contests; each decision is noted.

In: settings, who decides, what about, the time now.
Out: what came of it.
"""

from __future__ import annotations

from datetime import datetime

from readiness.actions.measurement.collect import collect_answers
from readiness.actions.measurement.contesting import settle_in
from readiness.actions.measurement.quiz_review import QueueEntry
from readiness.actions.measurement.reviewing import assign_in, review_queue
from readiness.adapters.db import contests, launches
from readiness.adapters.db.audit import note
from readiness.adapters.db.collected import CollectReport
from readiness.adapters.db.store import transaction
from readiness.adapters.inbox_rows import KINDS, InboxFile
from readiness.errors import ConflictError
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.report.contests import Contest

RIGHT = "collected.change"


def settle_contest_as(
    settings: Settings, viewer: Viewer, contest_id: int, *, is_upheld: bool, because: str, now: datetime
) -> Contest:
    """Settle a contest: the rep is right, and its source is to be mended, or is not; figures change at the next measurement.

    Raises:
        ConflictError: it is settled already, or no reason is given.
        NotFoundError: there is no such contest.
    """
    allowed(viewer, "contests.settle")
    if not because.strip():
        raise ConflictError("say why, in a few words: the rep will read it")
    with transaction(settings.database) as connection:
        before = contests.contest_of(connection, contest_id)
        found = settle_in(connection, contest_id, is_upheld=is_upheld, because=because, by=viewer.name, at=now)
        about = f"contest {contest_id}: {found.status}: {because}"
        note(connection, viewer, "contests.settle", now, launch_id=before.launch_id, rep_id=before.rep_id, about=about)
    return found


def review_queue_as(settings: Settings, viewer: Viewer, launch_id: str) -> list[QueueEntry]:
    """Return every person and question that waits for somebody to say who or which it is, those with most answers first.

    Raises:
        NotFoundError: no launch has this id.
    """
    allowed(viewer, "collected.see")
    return review_queue(settings, launch_id)


def assign_as(settings: Settings, viewer: Viewer, launch_id: str, queued: str, choice: str, now: datetime) -> int:
    """Say who a waiting person or which item a waiting question is, `-` for not ours; return how many answers were settled.

    Raises:
        NotFoundError: nothing waits under this queue id, or nobody has this rep_id or item_id.
    """
    allowed(viewer, RIGHT)
    with transaction(settings.database) as connection:
        who = {"rep_id": choice} if queued.startswith(("p-", "a-")) else {"item_id": choice}
        n = assign_in(settings, connection, launch_id, queued, **who)
        note(connection, viewer, "answers.assign", now, launch_id=launch_id, about=f"{queued}: {choice}")
    return n


def take_answers_as(
    settings: Settings, viewer: Viewer, launch_id: str, kind: str, name: str, data: bytes, now: datetime
) -> CollectReport:
    """Take in a file of quiz answers, attendance or graded pitches that was uploaded.

    Raises:
        NotAllowedError: the positioning is not approved, so there is no quiz.
        NotFoundError: there is no such launch or kind of file.
    """
    allowed(viewer, RIGHT)
    if kind not in KINDS:
        raise hidden("kind of file")
    with transaction(settings.database) as connection:
        launches.folder_of(connection, launch_id)
    found = collect_answers(settings, InboxFile(kind, launch_id, name, data))
    with transaction(settings.database) as connection:
        note(connection, viewer, "collected.upload", now, launch_id=launch_id, about=f"{kind}: {name}")
    return found
