"""Quizzes: items from approved messages; responses -> ability per rep, quality per item.

In: approved messages, links, spec, requirements, buyer map, wording; responses.
Out: Item, Finding of the item lint; Response, QuarantinedResponse, Ability, ItemQuality.
"""

from __future__ import annotations

from readiness.stages.quizzes.items import items_from
from readiness.stages.quizzes.lint import folded, lint_items
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
from readiness.stages.quizzes.scoring import abilities, score_responses

__all__ = [
    "Ability",
    "Item",
    "ItemQuality",
    "KindWording",
    "QuarantinedResponse",
    "QuizWording",
    "RawResponse",
    "Response",
    "abilities",
    "folded",
    "items_from",
    "lint_items",
    "score_responses",
]
