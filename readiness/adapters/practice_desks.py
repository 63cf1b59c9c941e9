"""Practice desks: what each rep of a launch has to practise today, and who has something to practise.

In: the templates folder, a connection, a launch's Offer, the time now, in UTC.
Out: PracticeDesk, DuePractice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from readiness.adapters.country_days import days_off
from readiness.adapters.db import launches, practice, quiz_answers
from readiness.adapters.db.store import Connection
from readiness.adapters.quiz_offers import Offer, offer_of
from readiness.stages.quizzes import Item, Placed
from readiness.stages.quizzes.sitting import form_for
from readiness.stages.reinforcement import (
    Card,
    DaysOff,
    Practised,
    Season,
    Taught,
    cards_of,
    claim_of,
    item_for,
    items_by_claim,
    next_on,
    questions_on,
    season_of,
)
from readiness.vocabulary import Launch, Rep

QUESTIONS_A_MINUTE = 2


def minutes_for(n: int) -> int:
    """Return about how many minutes so many questions take."""
    return -(-n // QUESTIONS_A_MINUTE)


@dataclass(frozen=True, slots=True)
class Bank:
    """What the reps of one motion and language are asked."""

    items: Mapping[str, tuple[Item, ...]]
    """By claim, in the order of the quiz."""
    of_quiz: frozenset[str]
    """Items that a quiz may ask too."""
    claims: Mapping[str, str]
    """Item -> claim, of every item of the launch."""


@dataclass(frozen=True)
class PracticeDesk:
    """One rep's practice for one launch, today."""

    launch: Launch
    rep: Rep
    today: date
    """By the rep's own clock."""
    bank: Bank
    cards: tuple[Card, ...]
    season: Season
    practised: tuple[Practised, ...]
    """Empty where many reps' practice is asked for at once."""
    n_today: int
    """Answers given today."""

    @property
    def number(self) -> int:
        """Return the number of the next answer."""
        return len(self.practised) + 1

    @cached_property
    def due(self) -> list[Card]:
        """Return what is still asked today, in order."""
        return questions_on(self.cards, self.season, self.today, self.n_today)

    @property
    def next_on(self) -> date | None:
        """Return the next day with a question; None where there is none any more."""
        return next_on(self.cards, self.season, self.today)

    def seed(self, number: int) -> str:
        """Return what decides the draws of one question."""
        return f"{self.launch.launch_id}|{self.rep.rep_id}|{number}"

    def item(self, card: Card) -> Item:
        """Return the item that asks about a card next."""
        return item_for(self.bank.items[card.claim], card.shown, self.seed(self.number), self.bank.of_quiz)


@dataclass(frozen=True, slots=True)
class DuePractice:
    """A rep who has something to practise today."""

    launch_id: str
    launch_name: str
    rep_id: str
    name: str
    email: str
    language: str
    on: date
    """Today, by the rep's own clock."""
    n_questions: int
    minutes: int


def due_practice(templates: Path, connection: Connection, now: datetime) -> list[DuePractice]:
    """Return everybody with something to practise now, by launch and rep."""
    found = []
    for launch_id in launches.all_launch_ids(connection):
        offer = offer_of(templates, connection, launch_id)
        if offer is None or not offer.policy.practice.per_day:
            continue
        for desk in desks_of(connection, offer, sorted(offer.reps), now):
            if n := len(desk.due):
                rep = desk.rep
                about = (launch_id, offer.launch.name, rep.rep_id, rep.name, rep.email, rep.language)
                found.append(DuePractice(*about, desk.today, n, minutes_for(n)))
    return found


def desks_of(connection: Connection, offer: Offer, rep_ids: Sequence[str], now: datetime) -> list[PracticeDesk]:
    """Return the practice of these reps; who has learnt nothing yet has no cards. Single answers are read for one rep alone."""
    launch_id = offer.launch.launch_id
    memories = practice.memories_of(connection, launch_id, rep_ids)
    sessions = practice.sessions_of(connection, launch_id, rep_ids)
    quizzed: dict[str, list[Placed]] = defaultdict(list)
    for placed in quiz_answers.load_placed(connection, launch_id, rep_ids):
        quizzed[placed.rep_id].append(placed)
    taught_by = _claims_taught(offer)
    banks: dict[tuple[str, str], Bank] = {}
    found = []
    for rep in (offer.reps[r] for r in rep_ids):
        if (rep.motion, rep.language) not in banks:
            banks[rep.motion, rep.language] = _bank(offer, rep)
        bank = banks[rep.motion, rep.language]
        zone = ZoneInfo(rep.time_zone) if rep.time_zone else UTC
        taught = [
            Taught(ends_at.astimezone(zone).date(), taught_by.get(module, frozenset()))
            for module, ends_at in sessions.get(rep.rep_id, [])
        ]
        mine = practice.practised_by(connection, launch_id, rep.rep_id) if len(rep_ids) == 1 else []
        left, today = memories.get(rep.rep_id, {}), now.astimezone(zone).date()
        cards = cards_of(bank.claims, list(bank.items), taught, quizzed[rep.rep_id], mine, left)
        season = season_of(offer.policy.practice, offer.launch.dates, _days_off(offer, rep), len(cards))
        n_today = sum(m.last_on == today for m in left.values())  # a claim is asked once a day at most
        found.append(PracticeDesk(offer.launch, rep, today, bank, tuple(cards), season, tuple(mine), n_today))
    return found


def _bank(offer: Offer, rep: Rep) -> Bank:
    """Return what a rep is asked; where the quiz keeps its answers to itself, none of its own items."""
    first = form_for(offer.forms, rep, offer.launch.language, 1)
    own = [f for f in offer.forms if first and (f.motion, f.language) == (first.motion, first.language)]
    of_quiz = frozenset(i for form in own for i in form.item_ids)
    kept = of_quiz if offer.policy.feedback == "never" else frozenset()
    items = items_by_claim(offer.items, own, first.language, kept) if first else {}
    return Bank(items, of_quiz, {i: claim_of(item) for i, item in offer.items.items()})


def _claims_taught(offer: Offer) -> dict[str, frozenset[str]]:
    """Return module -> the claims of the competencies it names."""
    claims = {c.competency: c.requirement_ids for c in offer.policy.competencies}
    return {m.module_id: frozenset(r for c in m.competencies for r in claims.get(c, ())) for m in offer.training.taught}


def _days_off(offer: Offer, rep: Rep) -> DaysOff:
    """Return the days a rep does not work, public holidays of as long as practice may last."""
    workday = offer.workdays.get(rep.rep_id)
    if workday is None:
        return DaysOff()
    weekend, holidays = workday.weekend, workday.holidays
    if workday.country:
        first = offer.training.first_day.year
        found = days_off(workday.country, workday.subdivision, range(first, offer.launch.dates.launch_on.year + 4))
        weekend, holidays = weekend if weekend is not None else found[0], found[1] if offer.training.holidays else frozenset()
    return DaysOff(weekend, holidays) if weekend is not None else DaysOff(holidays=holidays)
