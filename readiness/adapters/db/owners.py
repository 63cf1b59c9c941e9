"""Owners: whether a launch names a channel, a manager or a rep, without reading its folder.

In: a connection.
Out: yes or no.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from readiness.adapters.db.page_tables import shown_rows
from readiness.adapters.db.tables import launches

TABLES = ("inputs.reps", "inputs.accounts")


def is_owner_shown(connection: Connection, channel: str, manager_id: str, rep_id: str) -> bool:
    """Say whether each of these that is given stands in the rows of some launch; no, does not mean that no launch names it."""
    r = shown_rows.c
    for column, value in ((r.channel, channel), (r.manager_id, manager_id), (r.rep_id, rep_id)):
        where = (r.launch_id.in_(select(launches.c.launch_id)), r.name.in_(TABLES), column == value)
        if value and connection.execute(select(r.place).where(*where).limit(1)).first() is None:
            return False
    return True
