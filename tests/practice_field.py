"""A made-up field that forgets by a known law, to practise in: not FSRS's own, which only sees right and wrong answers.

What somebody remembers falls off exponentially, each at a pace of their own. To remember after a while makes the memory last
longer, the more the nearer it was to being forgotten; to be told the answer after a miss makes it anew.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from readiness.stages.quizzes.policy import PracticePolicy
from readiness.stages.reinforcement import Card, DaysOff, Season, questions_on, reviewed, season_of
from readiness.vocabulary import LaunchDates

TRAINED_ON, LAUNCH_ON = date(2024, 1, 15), date(2024, 3, 4)
DATES = LaunchDates(date(2024, 1, 8), date(2024, 2, 16), LAUNCH_ON, date(2024, 8, 30))
DAY = timedelta(days=1)
A_DAY, IN_ALL = {"in_turn": 3, "early": 5}, 75
"""Of schedules that do not ask what is remembered: questions a day, and at most for one person."""
GAIN, ANEW = 2.5, 0.6
"""How much longer a memory lasts after a success at the very edge of forgetting; how long, of its first length, after a miss."""


@dataclass
class Truth:
    """What one person really knows of one claim."""

    lasts: float
    """Days until it has fallen to 1/e."""
    first: float
    on: date

    def chance(self, on: date) -> float:
        return math.exp(-max((on - self.on).days, 0) / self.lasts)

    def asked(self, on: date, *, is_right: bool) -> None:
        self.lasts = self.lasts * (1 + GAIN * (1 - self.chance(on))) if is_right else max(self.first * ANEW, self.lasts / 2)
        self.on = on


@dataclass(frozen=True)
class Outcome:
    """Mean chance to remember a claim on launch day, and how many questions it took."""

    practised: float
    unpractised: float
    n_questions: int
    as_known: float
    """What the unpractised half must come to, by the law itself."""


def outcome(seed: int, *, how: str = "spaced", n_reps: int = 60, n_claims: int = 20, diligence: float = 0.7) -> Outcome:
    """Return what a field remembers on launch day of claims that lots chose to be practised, and of the others.

    Args:
        seed: of the lots.
        how: spaced: as the program asks; no_peak: the same without the peak before the launch; in_turn: three a working day,
            one claim after the other, whatever anybody remembers; early: five a day in turn, until about as many were asked.
        n_reps: people, each with a pace of forgetting.
        n_claims: half of which each practises.
        diligence: the share of working days on which somebody practises.
    """
    draw = np.random.default_rng(seed)
    practised, unpractised, known, n = [], [], [], 0
    for _ in range(n_reps):
        pace = float(np.exp(draw.normal(math.log(12), 0.4)))
        truths = [Truth(lasts, lasts, TRAINED_ON) for lasts in pace * np.exp(draw.normal(0, 0.3, n_claims))]
        known += [math.exp(-49 / t.first) for t in truths[n_claims // 2 :]]  # 49 days from the training to the launch
        n += _practise(truths[: n_claims // 2], draw, how, diligence)
        practised += [t.chance(LAUNCH_ON) for t in truths[: n_claims // 2]]
        unpractised += [t.chance(LAUNCH_ON) for t in truths[n_claims // 2 :]]
    return Outcome(float(np.mean(practised)), float(np.mean(unpractised)), n, float(np.mean(known)))


def _practise(truths: list[Truth], draw: np.random.Generator, how: str, diligence: float) -> int:
    cards = [Card(f"N{i}", i, TRAINED_ON + DAY, None, ()) for i in range(len(truths))]
    season = season_of(PracticePolicy(), DATES, DaysOff(), len(cards))
    if how == "no_peak":
        season = Season(season.policy, season.days, season.launch_on, LAUNCH_ON, season.ends_on)
    n, day = 0, TRAINED_ON + DAY
    while day < LAUNCH_ON:
        is_there, luck = draw.random() < diligence, draw.random(len(cards))
        asked = questions_on(cards, season, day, 0)
        if how in A_DAY:
            asked = [cards[(n + k) % len(cards)] for k in range(A_DAY[how])] if season.is_open(day) and n < IN_ALL else []
        for c in asked if is_there else []:
            is_right = bool(luck[c.place] < truths[c.place].chance(day))
            truths[c.place].asked(day, is_right=is_right)
            cards[c.place] = Card(c.claim, c.place, c.begins_on, reviewed(c.memory, day, is_right=is_right), ())
            n += 1
        day += DAY
    return n
