"""Reinforcement: what a rep was trained in asked again, a few questions a day, before it is forgotten.

In: approved items and forms, earlier answers, the ends of training sessions, a policy, the launch's dates, days off.
Out: Claims as cards with a memory, the questions of a day, the day of the next one, how much of a claim is remembered.
"""

from __future__ import annotations

from readiness.stages.reinforcement.cards import Card, Practised, Taught, cards_of, learnt_on
from readiness.stages.reinforcement.drawing import claim_of, item_for, items_by_claim, shown_as
from readiness.stages.reinforcement.memory import Memories, Memory, interval_days, mean_recall, recall, reviewed
from readiness.stages.reinforcement.recalled import FEWEST_PEOPLE, ClaimRecall, claim_recalls
from readiness.stages.reinforcement.season import DaysOff, Season, next_on, questions_on, season_of

__all__ = [
    "FEWEST_PEOPLE",
    "Card",
    "ClaimRecall",
    "DaysOff",
    "Memories",
    "Memory",
    "Practised",
    "Season",
    "Taught",
    "cards_of",
    "claim_of",
    "claim_recalls",
    "interval_days",
    "item_for",
    "items_by_claim",
    "learnt_on",
    "mean_recall",
    "next_on",
    "questions_on",
    "recall",
    "reviewed",
    "season_of",
    "shown_as",
]
