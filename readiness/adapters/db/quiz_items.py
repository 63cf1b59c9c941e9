"""Stored quiz items: the items as they stand, and every approval of one ever given.

In: a connection in a transaction.
Out: rows written so that doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection, insert, select

from readiness.adapters.db.launches import replace_rows
from readiness.adapters.db.tables import item_approvals, items
from readiness.stages.positioning import Approval
from readiness.stages.quizzes import Item


def save_items(connection: Connection, launch_id: str, made: Iterable[Item]) -> bool:
    """Keep the present quiz items; return whether anything changed."""
    rows = [
        {
            "launch_id": launch_id,
            "item_id": i.item_id,
            "quiz_id": i.quiz_id,
            "message_id": i.message_id,
            "stem": i.stem,
            "answer": i.options[i.correct],
            "spec_revision": i.spec_revision,
        }
        for i in made
    ]
    return replace_rows(connection, items, {"launch_id": launch_id}, rows)


def item_approvals_of(connection: Connection, launch_id: str) -> dict[str, tuple[str, Approval]]:
    """Return hash -> item_id and approval, of every approval of an item ever given in a launch."""
    a = item_approvals.c
    rows = connection.execute(
        select(a.item_hash, a.item_id, a.approved_by, a.approved_on).where(a.launch_id == launch_id).order_by(a.item_hash)
    )
    return {r.item_hash: (r.item_id, Approval(r.item_hash, r.approved_by, r.approved_on.isoformat())) for r in rows}


def save_item_approvals(connection: Connection, launch_id: str, hashes: Mapping[str, str], by: str, on: date) -> int:
    """Record an approval of each item, given item_id -> hash; the first one of a text stands. Return how many are new."""
    known = item_approvals_of(connection, launch_id)
    rows = [
        {"launch_id": launch_id, "item_hash": h, "item_id": i, "approved_by": by, "approved_on": on}
        for i, h in sorted(hashes.items())
        if h not in known
    ]
    if rows:
        connection.execute(insert(item_approvals), rows)
    return len(rows)
