"""Stored webhooks: who is told of what, and what was sent or is still to be sent.

In: a connection in a transaction; the time now, in UTC.
Out: Webhook, Delivery.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from readiness.adapters.db.account_tables import webhook_deliveries, webhooks
from readiness.adapters.db.people import aware, naive
from readiness.adapters.passwords import new_id

LAUNCH_APPROVED: Final = "launch.approved"
DECKS_READY: Final = "decks.ready"
REPORT_READY: Final = "report.ready"
PING: Final = "ping"
FILES_COLLECTED: Final = "files.collected"
REPORT_LATE: Final = "report.late"
RUN_FAILED: Final = "run.failed"
EVENTS = (LAUNCH_APPROVED, DECKS_READY, REPORT_READY, FILES_COLLECTED, REPORT_LATE, RUN_FAILED)
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720))
"""How long to wait after each failure; after one more the delivery is given up."""
LEASE = timedelta(minutes=2)
"""How long one sender has a delivery to itself; longer than sending may take."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """One receiver."""

    webhook_id: str
    url: str
    secret: str = field(repr=False)
    events: tuple[str, ...]
    made_by: str
    made_at: datetime
    is_active: bool = True
    shape: str = "generic"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one receiver."""

    delivery_id: str
    webhook_id: str
    event: str
    body: str
    made_at: datetime
    n_tries: int
    next_try_at: datetime | None
    """None: it arrived, or was given up."""
    answer: str
    """What the receiver said last, or why it was not reached."""


def add_webhook(connection: Connection, hook: Webhook) -> None:
    """Keep a new receiver."""
    connection.execute(insert(webhooks), [naive({**asdict(hook), "events": " ".join(hook.events)})])


def active_webhooks(connection: Connection) -> list[Webhook]:
    """Return the receivers that are told of something, the oldest first."""
    w = webhooks.c
    rows = connection.execute(select(webhooks).where(w.is_active).order_by(w.made_at, w.webhook_id))
    return [Webhook(**{**aware(row._mapping), "events": tuple(row.events.split())}) for row in rows]


def end_webhook(connection: Connection, webhook_id: str) -> bool:
    """Tell a receiver nothing more, forget its secret, and return whether there was one."""
    d = webhook_deliveries.c
    connection.execute(update(webhook_deliveries).where(d.webhook_id == webhook_id).values(next_try_at=None))
    w = webhooks.c
    ended = update(webhooks).where(w.webhook_id == webhook_id, w.is_active).values(is_active=False, secret="")
    return bool(connection.execute(ended).rowcount)


def tell(connection: Connection, event: str, launch_id: str, now: datetime, *, webhook_id: str = "", said: str = "") -> int:
    """Note what happened for every receiver of this event, or for one alone, and return for how many.

    It is noted in the transaction in which it happened, and sent by whoever comes to it first.
    """
    told = [w for w in active_webhooks(connection) if (w.webhook_id == webhook_id if webhook_id else event in w.events)]
    for hook in told:
        delivery_id = new_id()
        body = {"id": delivery_id, "event": event, "at": now.isoformat(timespec="seconds"), "launch_id": launch_id}
        body |= {"said": said} if said else {}
        made = Delivery(delivery_id, hook.webhook_id, event, json.dumps(body, ensure_ascii=False), now, 0, now, "")
        connection.execute(insert(webhook_deliveries), [naive(asdict(made))])
    return len(told)


def taken_next(connection: Connection, now: datetime) -> list[Delivery]:
    """Return the oldest message to each receiver if it is due, and keep other senders from it for a while.

    What a receiver is told comes in the order it happened, so a message waits until the one before arrived or was given up.
    """
    d = webhook_deliveries.c
    query = select(webhook_deliveries).where(d.next_try_at.is_not(None)).order_by(d.made_at, d.delivery_id)
    first: dict[str, Delivery] = {}
    for row in connection.execute(query.with_for_update()):
        first.setdefault(row.webhook_id, Delivery(**aware(row._mapping)))
    due = [one for one in first.values() if one.next_try_at and one.next_try_at <= now]
    for one in due:
        _change(connection, one, next_try_at=(now + LEASE).replace(tzinfo=None))
    return due


def note_answer(connection: Connection, one: Delivery, answer: str, now: datetime, *, arrived: bool) -> None:
    """Note what a receiver answered; where the message did not arrive, when to try again."""
    n = one.n_tries
    again = None if arrived or n >= len(BACK_OFF) else (now + BACK_OFF[n]).replace(tzinfo=None)
    _change(connection, one, n_tries=n + 1, answer=answer[:500], next_try_at=again)


def has_due(connection: Connection, now: datetime) -> bool:
    """Say whether anything is to be sent now."""
    due = webhook_deliveries.c.next_try_at <= now.replace(tzinfo=None)
    return connection.execute(select(webhook_deliveries.c.delivery_id).where(due).limit(1)).first() is not None


def last_deliveries(connection: Connection, limit: int = 50) -> list[Delivery]:
    """Return what was sent or is to be sent, the newest first."""
    d = webhook_deliveries.c
    rows = connection.execute(select(webhook_deliveries).order_by(d.made_at.desc(), d.delivery_id).limit(limit))
    return [Delivery(**aware(row._mapping)) for row in rows]


def forget_deliveries(connection: Connection, before: datetime) -> int:
    """Forget what was sent or given up before a day, and return how many."""
    d = webhook_deliveries.c
    old = delete(webhook_deliveries).where(d.next_try_at.is_(None), d.made_at < before.replace(tzinfo=None))
    return connection.execute(old).rowcount


def _change(connection: Connection, one: Delivery, **values: Any) -> None:
    still = webhook_deliveries.c.delivery_id == one.delivery_id
    connection.execute(update(webhook_deliveries).where(still, webhook_deliveries.c.next_try_at.is_not(None)).values(**values))
