"""Season: on which days a rep is asked what: before it is forgotten, a few a day, and at its best on launch day.

In: a rep's cards, the policy, the launch's dates, days off.
Out: Season; the cards of a day, the most forgotten first; the next day with one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.stages.quizzes.policy import PracticePolicy
from readiness.stages.reinforcement.cards import Card
from readiness.stages.reinforcement.memory import interval_days, recall
from readiness.vocabulary import LaunchDates

DAY = timedelta(days=1)
LONGEST_PEAK = 10
"""Working days before the launch in which every claim is asked once more."""
LONGEST_BREAK = 60
"""Days off in a row after which no working day is looked for any more."""


@dataclass(frozen=True, slots=True)
class DaysOff:
    """On which days a rep does not work."""

    weekend: tuple[int, ...] = (5, 6)
    """Monday is 0."""
    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Say whether the rep works on a day."""
        return day.weekday() not in self.weekend and day not in self.holidays

    def first_from(self, day: date, step: timedelta = DAY) -> date:
        """Return the first working day from a day on, or back from it; the day itself where there is none for two months."""
        for _ in range(LONGEST_BREAK):
            if self.is_working(day):
                return day
            day += step
        return day - LONGEST_BREAK * step


@dataclass(frozen=True, slots=True)
class Season:
    """The days of one rep's practice for one launch."""

    policy: PracticePolicy
    days: DaysOff
    launch_on: date
    peak_from: date
    """From this working day to the launch every claim is asked once more that would not be at its best on launch day."""
    ends_on: date

    def is_open(self, day: date) -> bool:
        """Say whether anything may be asked on a day."""
        return self.policy.per_day > 0 and day <= self.ends_on and self.days.is_working(day)

    @property
    def best(self) -> float:
        """Return the chance to remember a claim on launch day from which it needs no more asking: halfway to certain."""
        return (1 + self.policy.retention) / 2

    def asked_on(self, card: Card, earliest: date) -> date:
        """Return the first working day, from `earliest` on, on which a card is to be asked."""
        memory = card.memory
        if memory is None:
            return self.days.first_from(max(card.begins_on, earliest))
        earliest = max(card.begins_on, earliest, memory.last_on + DAY)
        fading = self.days.first_from(max(earliest, memory.last_on + interval_days(memory, self.policy.retention) * DAY))
        peak = self.days.first_from(max(earliest, self.peak_from))
        is_peak = memory.last_on < self.peak_from and peak < self.launch_on and recall(memory, self.launch_on) < self.best
        return min(fading, peak) if is_peak else fading


def season_of(policy: PracticePolicy, dates: LaunchDates, days: DaysOff, n_cards: int) -> Season:
    """Return the days of a rep's practice; its peak is as long as asking every card once takes."""
    eve = days.first_from(dates.launch_on - DAY, -DAY)
    peak = eve
    for _ in range(min(math.ceil(n_cards / max(policy.per_day, 1)), LONGEST_PEAK) - 1):
        peak = days.first_from(peak - DAY, -DAY)
    return Season(policy, days, dates.launch_on, peak, dates.launch_on + timedelta(weeks=policy.weeks_after))


def questions_on(cards: Iterable[Card], season: Season, day: date, n_answered: int) -> list[Card]:
    """Return the cards still to be asked on a day on which so many were answered, least likely to be remembered first.

    One never asked counts as forgotten. Before the launch, in the peak, what counts is how it would stand on launch day.
    """
    if not season.is_open(day):
        return []
    target = season.launch_on if season.peak_from <= day < season.launch_on else day
    due = [c for c in cards if season.asked_on(c, day) == day]
    due.sort(key=lambda c: (recall(c.memory, target) if c.memory else 0.0, c.place))
    return due[: max(season.policy.per_day - n_answered, 0)]


def next_on(cards: Sequence[Card], season: Season, day: date) -> date | None:
    """Return the first working day after a day with a card to be asked; None where the practice ends before."""
    tomorrow = season.days.first_from(day + DAY)
    found = min((season.asked_on(c, tomorrow) for c in cards), default=None)
    return found if found is not None and season.is_open(found) else None
