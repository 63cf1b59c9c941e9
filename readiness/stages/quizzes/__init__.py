"""Quizzes: items from approved messages; responses -> ability per rep, quality per item.

In: approved messages, links, spec, requirements, buyer map, wording; responses.
Out: Item, Finding of the item lint; Response, QuarantinedResponse, Ability, ItemQuality.
"""

from __future__ import annotations

from readiness.stages.quizzes.attempts import Attempt, Placed, attempts_of, merged, numbered
from readiness.stages.quizzes.items import items_from
from readiness.stages.quizzes.lint import folded, lint_items
from readiness.stages.quizzes.matching import LEFT_OUT, Person, Question, queue_id
from readiness.stages.quizzes.model import (
    Ability,
    Item,
    ItemQuality,
    KindWording,
    QuarantinedResponse,
    QuizWording,
    RawResponse,
    Response,
)
from readiness.stages.quizzes.placing import Placing, ReadAnswer, Waiting, place
from readiness.stages.quizzes.scoring import abilities, score_responses

__all__ = [
    "LEFT_OUT",
    "Ability",
    "Attempt",
    "Item",
    "ItemQuality",
    "KindWording",
    "Person",
    "Placed",
    "Placing",
    "QuarantinedResponse",
    "Question",
    "QuizWording",
    "RawResponse",
    "ReadAnswer",
    "Response",
    "Waiting",
    "abilities",
    "attempts_of",
    "folded",
    "items_from",
    "lint_items",
    "merged",
    "numbered",
    "place",
    "queue_id",
    "score_responses",
]
