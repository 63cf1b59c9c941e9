"""Sheets: a list for each session that its trainer ticks.

In: a launch id; an output folder.
Out: training/attendance/*.xlsx.
"""

from __future__ import annotations

from pathlib import Path

from readiness.actions.invitations.sending import invite_desk
from readiness.adapters.attendance_lists import sheet_bytes
from readiness.adapters.db.store import reading
from readiness.adapters.output_files import OutFolder, Published
from readiness.adapters.training_files import safe_name
from readiness.settings import Settings


def write_sheets(settings: Settings, launch_id: str, out: Path) -> Published:
    """Publish a sheet for every session of the plan.

    Raises:
        NotFoundError: there is no such launch.
        ConflictError: nothing is planned yet.
    """
    with reading(settings.database) as connection:
        desk = invite_desk(settings, connection, launch_id)
    files = {}
    for session in desk.plan.sessions:
        mine = [e.rep_id for e in desk.plan.enrolments if e.session_id == session.session_id]
        reps = [desk.reps[i] for i in mine if i in desk.reps]
        files[f"training/attendance/{safe_name(session.session_id)}.xlsx"] = sheet_bytes(session, reps)
    return OutFolder(settings.database, launch_id, out).publish_all("attendance_sheets", files)
