"""Stored acts: what was owed after the last measurement of a launch.

In: a connection in a transaction.
Out: OpenActs by id; rows written so that doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import Connection, select

from readiness.adapters.db.act_tables import open_acts
from readiness.adapters.db.launches import replace_rows
from readiness.stages.follow_ups import OpenAct


def load_acts(connection: Connection, launch_id: str) -> dict[str, OpenAct]:
    """Return the acts that are open, by id."""
    a = open_acts.c
    rows = connection.execute(select(a.act_id, a.owner, a.opened_on, a.due_on).where(a.launch_id == launch_id))
    return {row.act_id: OpenAct(row.owner, row.opened_on, row.due_on) for row in rows}


def save_acts(connection: Connection, launch_id: str, acts: Mapping[str, OpenAct]) -> bool:
    """Make these the open acts; return whether that changed anything."""
    rows = [{"launch_id": launch_id, "act_id": act_id, **asdict(act)} for act_id, act in acts.items()]
    return replace_rows(connection, open_acts, {"launch_id": launch_id}, rows)
