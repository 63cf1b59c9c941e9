"""Stored visions: what was heard of deals, as noted in the portal; none is ever taken away.

In: a connection in a transaction.
Out: VisionNotes, in the order they were taken.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from readiness.adapters.db.tables import launches
from readiness.adapters.db.vision_tables import vision_notes
from readiness.stages.vision import VisionNote

_FIELDS = tuple(f.name for f in fields(VisionNote))


def load_notes(connection: Connection, launch_id: str, account_id: str = "", since: datetime | None = None) -> list[VisionNote]:
    """Return the notes of a launch, or of one of its accounts, or taken since a moment, the first taken first."""
    v = vision_notes.c
    query = select(*(v[name] for name in _FIELDS)).where(v.launch_id == launch_id)
    query = query.where(v.account_id == account_id) if account_id else query
    query = query.where(v.noted_at > since.astimezone(UTC).replace(tzinfo=None)) if since else query
    return [VisionNote(**row) for row in connection.execute(query.order_by(v.number)).mappings()]


def add_note(connection: Connection, launch_id: str, note: VisionNote, now: datetime) -> int:
    """Keep a note and return its number; others who note something of the launch wait until the transaction ends."""
    connection.execute(select(launches.c.launch_id).where(launches.c.launch_id == launch_id).with_for_update())
    last = connection.execute(select(func.max(vision_notes.c.number)).where(vision_notes.c.launch_id == launch_id)).scalar()
    number = (last or 0) + 1
    moment = now.astimezone(UTC).replace(tzinfo=None)
    connection.execute(insert(vision_notes), [{"launch_id": launch_id, "number": number, **asdict(note), "noted_at": moment}])
    return number
