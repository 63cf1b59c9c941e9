"""Stored deck words: what a list of decks is told in: names of launches and accounts, headlines, who approved them.

In: a connection, a launch id.
Out: names by id.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, and_, select

from readiness.adapters.db.page_tables import shown_rows
from readiness.adapters.db.tables import approvals, launches, messages

ACCOUNTS = "inputs.accounts"


def account_names(connection: Connection, launch_id: str, account_ids: set[str]) -> dict[str, str]:
    """Return account -> its name, of those the launch names."""
    r = shown_rows.c
    query = select(r.account_id, r.content["name"].as_string()).where(
        r.launch_id == launch_id, r.name == ACCOUNTS, r.account_id.in_(sorted(account_ids))
    )
    return {row[0]: row[1] or "" for row in connection.execute(query)}


def launch_name(connection: Connection, launch_id: str) -> str:
    """Return a launch's name, its id where it has none."""
    query = select(launches.c.name).where(launches.c.launch_id == launch_id)
    return connection.execute(query).scalar() or launch_id


def headlines(connection: Connection, launch_id: str, message_ids: Sequence[str] = ()) -> dict[str, str]:
    """Return message -> its headline as it was last worded, of those named or of all."""
    m = messages.c
    query = select(m.message_id, m.headline).where(m.launch_id == launch_id)
    rows = connection.execute(query.where(m.message_id.in_(message_ids)) if message_ids else query)
    return {row.message_id: row.headline for row in rows}


def approved_messages(connection: Connection, launch_id: str) -> dict[str, tuple[str, date]]:
    """Return message -> who approved it exactly as it was last worded, and on which day."""
    m, a = messages.c, approvals.c
    both = and_(a.launch_id == m.launch_id, a.text_hash == m.text_hash)
    query = (
        select(m.message_id, a.approved_by, a.approved_on).join_from(messages, approvals, both).where(m.launch_id == launch_id)
    )
    rows = connection.execute(query.where(m.launch_id == launch_id))
    return {row.message_id: (row.approved_by, row.approved_on) for row in rows}
