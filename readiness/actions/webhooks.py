"""Webhooks: who is told when a launch is approved, its decks are ready or its report is, and the telling.

In: settings, who changes the list; the time now, in UTC.
Out: NewWebhook, whose secret is shown once; messages sent, and what became of them in the database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime

from readiness.adapters.db import audit, webhooks
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.db.webhooks import (
    DECKS_READY,
    FILES_COLLECTED,
    LAUNCH_APPROVED,
    PING,
    REPORT_LATE,
    REPORT_READY,
    RUN_FAILED,
    last_deliveries,
)
from readiness.adapters.db.webhooks import EVENTS as EVENTS
from readiness.adapters.db.webhooks import Delivery as Delivery
from readiness.adapters.db.webhooks import Webhook as Webhook
from readiness.adapters.message_shapes import GENERIC, shaped
from readiness.adapters.message_shapes import SHAPES as SHAPES
from readiness.adapters.passwords import new_id, new_secret
from readiness.adapters.webhook_post import checked_url, post
from readiness.errors import InputError, Problem
from readiness.permissions import AT_THE_MACHINE as AT_THE_MACHINE
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings

MOST_WEBHOOKS, AT_ONCE = 20, 4
LINKS = {
    LAUNCH_APPROVED: {"page": "/launches/{}", "api": "/api/v1/launches/{}"},
    DECKS_READY: {"page": "/launches/{}/decks", "api": "/api/v1/launches/{}/decks"},
    REPORT_READY: {"page": "/results?launch={}", "api": "/api/v1/launches/{}/tables"},
    FILES_COLLECTED: {"page": "/collected?launch={}", "api": "/api/v1/launches/{}"},
    REPORT_LATE: {"page": "/results?launch={}", "api": "/api/v1/launches/{}"},
    RUN_FAILED: {"page": "/launches/{}/runs", "api": "/api/v1/launches/{}"},
    PING: {"page": "/admin/webhooks"},
}
"""Event -> where people and programs look."""
WORDS = {
    LAUNCH_APPROVED: "The launch {launch} is approved.",
    DECKS_READY: "The decks of {launch} are ready.",
    REPORT_READY: "The report of {launch} is ready.",
    PING: "This is a test: messages of readiness arrive here.",
}
"""Event -> what people read, where nothing more was said of it."""


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A receiver that was just added; with the secret it checks that a message is ours."""

    webhook_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of messages that were due."""

    n_arrived: int = 0
    n_failed: int = 0


def add_webhook(
    settings: Settings, viewer: Viewer, url: str, events: Collection[str], now: datetime, shape: str = GENERIC
) -> NewWebhook:
    """Add a receiver of some events.

    Raises:
        InputError: the address is none, or there is no such event.
        NotAllowedError: somebody who is no admin.
    """
    allowed(viewer, "webhooks.change")
    url, unknown = checked_url(url.strip()), sorted(set(events) - set(EVENTS))
    if unknown or not events:
        what = f"there is no event {unknown[0][:60]!r}" if unknown else "no event is chosen"
        raise InputError(Problem("", 0, "events", what, f"one or more of {', '.join(EVENTS)}"))
    if shape not in SHAPES:
        raise InputError(Problem("", 0, "shape", f"there is no shape {shape[:60]!r}", f"one of {', '.join(SHAPES)}"))
    made = NewWebhook(new_id(), "whsec_" + new_secret())
    with transaction(settings.database) as connection:
        if len(webhooks.active_webhooks(connection)) >= MOST_WEBHOOKS:
            raise InputError(Problem("", 0, "url", f"there are {MOST_WEBHOOKS} receivers already", "end one of them first"))
        kept = tuple(e for e in EVENTS if e in events)
        webhooks.add_webhook(connection, Webhook(made.webhook_id, url, made.secret, kept, viewer.name, now, shape=shape))
        audit.note(connection, viewer, "webhooks.add", now, about=f"{url} {' '.join(kept)}")
    return made


def list_webhooks(settings: Settings, viewer: Viewer) -> tuple[list[Webhook], list[Delivery]]:
    """Return the receivers, without their secrets, and the last messages, the newest first."""
    allowed(viewer, "webhooks.change")
    with reading(settings.database) as connection:
        hooks = [replace(w, secret="") for w in webhooks.active_webhooks(connection)]
        return hooks, last_deliveries(connection)


def end_webhook(settings: Settings, viewer: Viewer, webhook_id: str, now: datetime) -> None:
    """Tell a receiver nothing more; what was to be sent to it is not.

    Raises:
        NotFoundError: there is no such receiver.
    """
    allowed(viewer, "webhooks.change")
    with transaction(settings.database) as connection:
        if not webhooks.end_webhook(connection, webhook_id):
            raise hidden("receiver")
        audit.note(connection, viewer, "webhooks.end", now, about=webhook_id)


def ping_webhook(settings: Settings, viewer: Viewer, webhook_id: str, now: datetime) -> None:
    """Send a receiver a message that says nothing, to see that it arrives; it goes out like any other.

    Raises:
        NotFoundError: there is no such receiver.
    """
    allowed(viewer, "webhooks.change")
    with transaction(settings.database) as connection:
        if not webhooks.tell(connection, PING, "", now, webhook_id=webhook_id):
            raise hidden("receiver")
        audit.note(connection, viewer, "webhooks.ping", now, about=webhook_id)


def send_due(settings: Settings, clock: Callable[[], datetime]) -> Sent:
    """Send every message that is due; each receiver gets its own in order, and one that hangs holds up others for ten seconds.

    The database is not held while a message is on its way. A message that is not answered with 2xx is sent again, later and
    later for a day, and then given up; it has the same id each time.
    """
    sent = Sent()
    with reading(settings.database) as connection:
        if not webhooks.has_due(connection, clock()):
            return sent
    while True:
        with transaction(settings.database) as connection:
            due = webhooks.taken_next(connection, clock())
            hooks = {w.webhook_id: w for w in webhooks.active_webhooks(connection)}
        if not due:
            return sent
        with ThreadPoolExecutor(AT_ONCE) as pool:
            waits = [pool.submit(_send, settings, hooks.get(one.webhook_id), one, clock) for one in due]
        arrived = [one.result() for one in waits]
        sent = Sent(sent.n_arrived + sum(arrived), sent.n_failed + len(arrived) - sum(arrived))


def _send(settings: Settings, hook: Webhook | None, one: Delivery, clock: Callable[[], datetime]) -> bool:
    if hook is None:
        return False
    is_private = settings.webhook_private == "yes"
    said = json.loads(one.body)
    pages = {name: settings.portal_page(path.format(said["launch_id"])) for name, path in LINKS[one.event].items()}
    words = said.get("said") or WORDS[one.event].format(launch=said["launch_id"])
    body = shaped(hook.shape, said, words, pages)
    posted = post(hook.url, hook.secret, body, clock(), may_be_private=is_private)
    with transaction(settings.database) as connection:
        webhooks.note_answer(connection, one, posted.answer, clock(), arrived=posted.arrived)
    return posted.arrived
