"""Remembering: how much of each claim those who practise are expected to remember; no person is told apart.

In: who is signed in, a launch, the time now, in UTC.
Out: Recalled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from readiness.adapters.db import launches, practice, sittings
from readiness.adapters.db.store import reading
from readiness.adapters.quiz_offers import Offer, offer_of
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.reinforcement import ClaimRecall, claim_of, claim_recalls


@dataclass(frozen=True, slots=True)
class RecallRow:
    """One claim, and what is remembered of it."""

    recall: ClaimRecall
    headline: str
    """The need in the customer's words; empty where no approved question is about the claim any more."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a launch's field remembers."""

    launch_id: str
    launch_name: str
    on: date
    launch_on: date | None
    """None where no quiz of the launch is approved."""
    per_day: int
    """Questions; 0: the launch has no practice."""
    rows: Sequence[RecallRow]
    """What is remembered least first; what is not told comes last."""


def recalled(settings: Settings, viewer: Viewer, launch_id: str, now: datetime) -> Recalled:
    """Return what is remembered of each claim, of enough people together.

    Raises:
        NotFoundError: there is no such launch.
    """
    allowed(viewer, "results.whole")
    today = now.astimezone(UTC).date()
    with reading(settings.database) as connection:
        if launch_id not in launches.all_launch_ids(connection):
            raise hidden("launch")
        offer = offer_of(settings.templates, connection, launch_id)
        if offer is None:
            return Recalled(launch_id, launch_id, today, None, 0, ())
        memories = practice.memories_by_claim(connection, launch_id)
        launch_on = offer.launch.dates.launch_on
        found = claim_recalls(memories, practice.answers_by_claim(connection, launch_id), today, launch_on)
        message_of = _messages(offer)
        texts = sittings.message_texts(connection, launch_id, sorted(message_of.values()))
    found.sort(key=lambda r: (r.now is None, r.now or 0.0, r.claim))
    rows = [RecallRow(r, texts.get(message_of.get(r.claim, ""), ("", ""))[0]) for r in found]
    return Recalled(launch_id, offer.launch.name, today, launch_on, offer.policy.practice.per_day, rows)


def _messages(offer: Offer) -> dict[str, str]:
    """Return claim -> the message of its first item, in the launch's own language where there is one."""
    items = sorted(offer.items.values(), key=lambda i: (i.language != offer.launch.language, i.item_id))
    found: dict[str, str] = {}
    for item in items:
        found.setdefault(claim_of(item), item.message_id)
    return found
