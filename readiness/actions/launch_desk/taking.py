"""Taking: a draft without a problem becomes a launch, or the next state of one.

In: settings, who asks, a draft's id; the time now, in UTC.
Out: rows in the database; the draft's folder is the launch's from then on.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from readiness.adapters import draft_folders
from readiness.adapters.checked_drafts import CheckedDraft, checked_draft
from readiness.adapters.db import audit, drafts, launches
from readiness.adapters.db.launch_marks import positioning_mark
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.launch_intake import Intake, keep
from readiness.errors import ConflictError, InvalidInputsError
from readiness.permissions import Viewer, allowed
from readiness.settings import Settings
from readiness.stages.positioning import Positioning


def take_in_draft(settings: Settings, viewer: Viewer, draft_id: str, now: datetime, seen: str = "") -> str:
    """Take a draft in and return its launch's id; `seen` is what the page of the draft said a person looked at.

    Raises:
        ConflictError: the draft or the launch it changes is another than was looked at.
        InvalidInputsError: with every problem; nothing is kept then.
        NotFoundError: there is no such draft.
    """
    allowed(viewer, "launches.change")
    checked = checked_draft(settings.home, settings.templates, draft_id)
    if checked.intake is None or checked.positioning is None:
        raise InvalidInputsError(list(checked.problems))
    launch_id = checked.intake.inputs.launch.launch_id
    own = draft_folders.draft_folder(settings.home, draft_id)
    with transaction(settings.database) as connection:
        drafts.draft_of(connection, draft_id, to_change=True)
        _refuse_unseen(settings, connection, draft_id, checked, seen)
        before = _folder_before(connection, launch_id)
        has_inbox = any(path.startswith("inbox/") for path in checked.files)
        # A folder somebody keeps elsewhere stays the one whose inbox is collected, unless this one brings an inbox.
        is_kept = before is not None and not has_inbox and not draft_folders.is_draft_folder(settings.home, before)
        _save(connection, checked.intake, checked.positioning, str(before if is_kept else own), now)
        drafts.drop_draft(connection, draft_id)
        what = "changed" if before else "took in"
        audit.note(connection, viewer, "launches.change", now, launch_id=launch_id, about=f"{what} the launch")
    if is_kept:
        draft_folders.throw_away(settings.home, draft_id)
    elif before is not None and before != own and draft_folders.is_draft_folder(settings.home, before):
        draft_folders.hand_over_inbox(before, own)
        draft_folders.throw_away(settings.home, before.name)
    return launch_id


def _refuse_unseen(settings: Settings, connection: Connection, draft_id: str, checked: CheckedDraft, seen: str) -> None:
    """Refuse to take in what nobody looked at."""
    if draft_folders.stamp_of(settings.home, draft_id) != checked.stamp:
        raise ConflictError("the draft was changed meanwhile: look at it as it is now, then take it in")
    launch_id = checked.intake.inputs.launch.launch_id if checked.intake else ""
    if seen and seen != f"{checked.stamp}.{positioning_mark(connection, launch_id)}":
        raise ConflictError("the draft or the launch was changed meanwhile: look at what changes now, then take it in")


def _folder_before(connection: Connection, launch_id: str) -> Path | None:
    return Path(launches.folder_of(connection, launch_id)) if launch_id in launches.all_launch_ids(connection) else None


def _save(connection: Connection, intake: Intake, positioning: Positioning, folder: str, now: datetime) -> None:
    keep(connection, intake, folder, now)
    launches.save_messages(connection, intake.inputs.launch.launch_id, positioning)
