"""Answering: a rep's questions of the day, one at a time, each explained at once.

In: who is signed in, an answer, the time now, in UTC.
Out: PracticeOwed, Asked, which does not know the right answer, and Told; answers in the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from readiness.adapters.db import launches, practice, sittings
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.practice_desks import PracticeDesk, desks_of, minutes_for
from readiness.adapters.quiz_offers import offer_of
from readiness.errors import InputError, Problem
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.quizzes import Item
from readiness.stages.reinforcement import Card, Practised, reviewed, shown_as

UNKNOWN = -1
"""What is chosen by who says not to know."""


@dataclass(frozen=True, slots=True)
class PracticeOwed:
    """One launch a rep practises, and what of it today."""

    launch_id: str
    launch_name: str
    language: str
    """The rep's."""
    today: date
    n_due: int
    minutes: int
    next_on: date | None
    """The next day with a question; None where none is left."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rep is asked now, if anything."""

    owed: PracticeOwed
    per_day: int
    """Questions at most."""
    n_today: int
    """Answers given today."""
    number: int
    """Of the answer that is asked for."""
    item_id: str
    """Empty: nothing is asked now."""
    item_language: str
    stem: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one answer, and why."""

    owed: PracticeOwed
    is_right: bool
    item_language: str
    stem: str
    """Empty, like all that follows, where the question is gone meanwhile."""
    chosen: str
    """Empty: the rep said not to know."""
    right: str
    feedback: str
    headline: str
    """The need in the customer's words; empty where the message is gone."""
    again_on: date | None
    """When the same claim is asked again; None where not any more."""


def owed(settings: Settings, viewer: Viewer, now: datetime) -> list[PracticeOwed]:
    """Return the launches a rep practises, what is due before the rest."""
    allowed(viewer, "practice.take")
    found = []
    with reading(settings.database) as connection:
        for launch_id in launches.all_launch_ids(connection):
            desk = _desk(settings, connection, viewer, launch_id, now)
            if desk and desk.cards and (desk.due or desk.next_on):
                found.append(_owed(desk))
    return sorted(found, key=lambda o: (-o.n_due, o.next_on or date.max, o.launch_id))


def _desk(settings: Settings, connection: Connection, viewer: Viewer, launch_id: str, now: datetime) -> PracticeDesk | None:
    offer = offer_of(settings.templates, connection, launch_id)
    if offer is None or viewer.rep_id not in offer.reps or not offer.policy.practice.per_day:
        return None
    return desks_of(connection, offer, [viewer.rep_id], now)[0]


def _own_desk(settings: Settings, connection: Connection, viewer: Viewer, launch_id: str, now: datetime) -> PracticeDesk:
    known = launch_id in launches.all_launch_ids(connection)
    desk = _desk(settings, connection, viewer, launch_id, now) if known else None
    if desk is None:
        raise hidden("practice")
    return desk


def _owed(desk: PracticeDesk) -> PracticeOwed:
    n, launch = len(desk.due), desk.launch
    return PracticeOwed(launch.launch_id, launch.name, desk.rep.language, desk.today, n, minutes_for(n), desk.next_on)


def ask(settings: Settings, viewer: Viewer, launch_id: str, now: datetime) -> Asked:
    """Return the next question of today, or when the next one comes.

    Raises:
        NotFoundError: the rep practises no such launch.
    """
    allowed(viewer, "practice.take")
    with reading(settings.database) as connection:
        desk = _own_desk(settings, connection, viewer, launch_id, now)
    n_today, per_day = desk.n_today, desk.season.policy.per_day
    if not desk.due:
        return Asked(_owed(desk), per_day, n_today, desk.number, "", desk.rep.language, "", ())
    item = desk.item(desk.due[0])
    shown = shown_as(item, desk.seed(desk.number))
    return Asked(_owed(desk), per_day, n_today, desk.number, item.item_id, item.language, shown.stem, shown.options)


def answer(
    settings: Settings, viewer: Viewer, launch_id: str, now: datetime, *, item_id: str, number: int, chosen: int
) -> int | None:
    """Keep an answer and return its number; None where it is to no question of now. The same one again changes nothing.

    Raises:
        NotFoundError: the rep practises no such launch.
        InputError: there is no such option.
    """
    allowed(viewer, "practice.take")
    with reading(settings.database) as connection:
        _own_desk(settings, connection, viewer, launch_id, now)  # what is long in the making is ready before anybody is kept out
    with transaction(settings.database) as connection:
        sittings.lock_launch(connection, launch_id, viewer.rep_id)
        desk = _own_desk(settings, connection, viewer, launch_id, now)
        if 1 <= number < desk.number:
            return number if desk.practised[number - 1].item_id == item_id else None
        card, item = _asked(desk, item_id)
        if card is None or item is None or number != desk.number:
            return None
        shown = shown_as(item, desk.seed(number))
        if not UNKNOWN <= chosen < len(shown.options):
            raise InputError(Problem("", 0, "chosen", "there is no such option", f"1 to {len(shown.options)}"))
        is_right = chosen == shown.correct
        memory = reviewed(card.memory, desk.today, is_right=is_right)
        kept = Practised(number, card.claim, item_id, desk.today, chosen, is_right)
        practice.add_practised(connection, launch_id, viewer.rep_id, kept, memory, now)
    return number


def _asked(desk: PracticeDesk, item_id: str) -> tuple[Card | None, Item | None]:
    """Return the card and the item of a question, if it is about something due."""
    for card in desk.due:
        for item in desk.bank.items[card.claim]:
            if item.item_id == item_id:
                return card, item
    return None, None


def tell(settings: Settings, viewer: Viewer, launch_id: str, number: int, now: datetime) -> Told:
    """Return what became of one of the rep's answers, and why.

    Raises:
        NotFoundError: the rep practises no such launch, or gave no such answer.
    """
    allowed(viewer, "practice.take")
    with reading(settings.database) as connection:
        desk = _own_desk(settings, connection, viewer, launch_id, now)
        if not 1 <= number < desk.number:
            raise hidden("answer")
        given = desk.practised[number - 1]
        item = next((i for i in desk.bank.items.get(given.claim, ()) if i.item_id == given.item_id), None)
        texts = sittings.message_texts(connection, launch_id, [item.message_id]) if item else {}
    card = next((c for c in desk.cards if c.claim == given.claim), None)
    again = desk.season.asked_on(card, desk.today + timedelta(days=1)) if card else None
    again = again if again and desk.season.is_open(again) else None
    if item is None:
        return Told(_owed(desk), given.is_right, desk.rep.language, "", "", "", "", "", again)
    shown = shown_as(item, desk.seed(number))
    chosen = shown.options[given.chosen] if 0 <= given.chosen < len(shown.options) else ""
    right, headline = shown.options[shown.correct], texts.get(item.message_id, ("", ""))[0]
    return Told(_owed(desk), given.is_right, item.language, shown.stem, chosen, right, shown.feedback, headline, again)
