"""Sweeping: what was kept for long enough, forgotten.

In: a connection in a transaction; the time now and the moment before which things are old, in UTC.
Out: how many rows of each kind are gone.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, select

from readiness.adapters.db.account_tables import api_tokens, audit_log, idempotency_keys, webhook_deliveries
from readiness.adapters.db.desk_tables import kit_links, launch_drafts
from readiness.adapters.db.portal_tables import company_asks, entry_links, failed_sign_ins, sign_ins, sitting_items, sittings

FAILURES_KEPT = timedelta(days=1)


def sweep(connection: Connection, now: datetime, before: datetime) -> dict[str, int]:
    """Forget what is over, and of the log, unfinished quizzes and drafts what is from before a moment."""
    at, old = (m.astimezone(UTC).replace(tzinfo=None) for m in (now, before))
    unfinished = select(sittings.c.sitting_id).where(and_(sittings.c.ended_at.is_(None), sittings.c.started_at < old))
    connection.execute(delete(sitting_items).where(sitting_items.c.sitting_id.in_(unfinished)))
    kinds: tuple[tuple[str, Table, ColumnElement[bool]], ...] = (
        ("entries of the log", audit_log, audit_log.c.at < old),
        ("unfinished quizzes", sittings, and_(sittings.c.ended_at.is_(None), sittings.c.started_at < old)),
        ("drafts", launch_drafts, launch_drafts.c.made_at < old),
        ("sign-ins that are over", sign_ins, sign_ins.c.expires_at <= at),
        ("links that are over", entry_links, entry_links.c.expires_at <= at),
        ("wrong passwords", failed_sign_ins, failed_sign_ins.c.since < at - FAILURES_KEPT),
        ("sign-ins at the company that were not finished", company_asks, company_asks.c.expires_at <= at),
        ("answers kept for programs", idempotency_keys, idempotency_keys.c.at < at - FAILURES_KEPT),
        ("tokens that are over", api_tokens, api_tokens.c.expires_at < old),
        ("deliveries to other programs", webhook_deliveries, webhook_deliveries.c.made_at < old),
        ("links to kits that are over", kit_links, kit_links.c.expires_at < old),
    )
    return {name: connection.execute(delete(table).where(where)).rowcount for name, table, where in kinds}


def old_drafts(connection: Connection, before: datetime) -> list[str]:
    """Return the drafts from before a moment."""
    old = before.astimezone(UTC).replace(tzinfo=None)
    return list(connection.execute(select(launch_drafts.c.draft_id).where(launch_drafts.c.made_at < old)).scalars())
