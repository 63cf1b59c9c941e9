"""Approving: a person's word that messages may be said exactly as they were read, all of those asked for or none.

In: settings, who approves, a launch's id, what was read; the time now, in UTC.
Out: approvals in the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from readiness.actions.positioning_desk.choosing import MessageFilter, States, digest, errors_in, to_approve, wanted_messages
from readiness.adapters.db import audit
from readiness.adapters.db.launch_marks import positioning_mark
from readiness.adapters.db.launches import save_messages
from readiness.adapters.db.store import only_one, reading, transaction
from readiness.adapters.message_approvals import keep_approvals
from readiness.adapters.positioning_desks import Desk, desk_of
from readiness.errors import ConflictError, NotAllowedError
from readiness.permissions import Viewer, allowed
from readiness.settings import Settings
from readiness.stages.positioning import Finding


class ApprovalRefusedError(NotAllowedError):
    """Messages that the lint finds an error in are not approved; `errors` says which."""

    def __init__(self, errors: Sequence[Finding]) -> None:
        super().__init__(f"the lint finds {len(errors)} errors in these messages, so that none of them was approved")
        self.errors = tuple(errors)


def approve_messages(settings: Settings, viewer: Viewer, launch_id: str, seen: Mapping[str, str], now: datetime) -> int:
    """Approve messages exactly as they were read: message_id -> the hash that was shown; return how many.

    Raises:
        ApprovalRefusedError: the lint finds an error in one of them; none is approved then.
        ConflictError: one of them reads otherwise by now.
        NotAllowedError: none was chosen.
        NotFoundError: no launch has this id.
    """
    allowed(viewer, "positioning.approve")
    with reading(settings.database) as connection:
        desk = desk_of(settings, connection, launch_id)
    return _approve(settings, viewer, desk, seen, now)


def approve_all(settings: Settings, viewer: Viewer, launch_id: str, wanted: MessageFilter, all_seen: str, now: datetime) -> int:
    """Approve every message wanted that waits and has no error; `all_seen` is what their page said of them; return how many.

    Raises:
        ConflictError: they are others by now, or read otherwise.
        NotAllowedError: there is none.
    """
    allowed(viewer, "positioning.approve")
    with reading(settings.database) as connection:
        desk = desk_of(settings, connection, launch_id)
        state = States(connection, desk)
    waiting = to_approve(desk, state, wanted_messages(desk, state, wanted))
    if digest(waiting) != all_seen:
        raise ConflictError("the messages changed since you read them: read them as they are now, then approve them")
    return _approve(settings, viewer, desk, waiting, now)


def _approve(settings: Settings, viewer: Viewer, desk: Desk, seen: Mapping[str, str], now: datetime) -> int:
    hashes, launch_id = desk.positioning.hashes, desk.inputs.launch.launch_id
    if not seen:
        raise NotAllowedError("no message was chosen")
    if any(hashes.get(m) != h for m, h in seen.items()):
        raise ConflictError("a message changed since you read it: read it as it is now, then approve it")
    if errors := [f for m in seen for f in errors_in(desk, desk.message[m])]:
        raise ApprovalRefusedError(errors)
    with transaction(settings.database) as connection:
        only_one(connection, f"launch {launch_id}")
        if positioning_mark(connection, launch_id) != desk.mark:
            raise ConflictError("the launch was changed meanwhile: read its messages as they are now, then approve them")
        save_messages(connection, launch_id, desk.positioning)
        keep_approvals(connection, desk.inputs, desk.positioning, viewer.name, now.date(), [*seen])
        said = f"approved {len(seen)}: {', '.join(sorted(seen))}"
        audit.note(connection, viewer, "positioning.approve", now, launch_id=launch_id, about=said)
    return len(seen)
