"""Stored audit log: who saw or changed what, and when.

In: a connection in a transaction; the time now, in UTC.
Out: rows that are only added to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert

from readiness.adapters.db.account_tables import audit_log
from readiness.permissions import Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing somebody saw or did."""

    at: datetime
    person_id: str
    who: str
    role: str
    act: str
    launch_id: str
    rep_id: str
    about: str


def note(
    connection: Connection, viewer: Viewer, act: str, now: datetime, *, launch_id: str = "", rep_id: str = "", about: str = ""
) -> None:
    """Note what somebody saw or did; `rep_id` is whose figures it was about, `about` what else says which."""
    entry = {
        "at": now.astimezone(UTC).replace(tzinfo=None),
        "person_id": viewer.person_id,
        "who": viewer.name,
        "role": viewer.role,
        "act": act,
        "launch_id": launch_id,
        "rep_id": rep_id,
        "about": about[:500],
    }
    connection.execute(insert(audit_log), [entry])
