"""Quizzes: items from approved messages; responses -> ability per rep, quality per item.

In: approved messages, links, spec, requirements, buyer map, wording; responses.
Out: Item, Finding of the item lint; Response, QuarantinedResponse; QuizResults, ClaimResult.
"""

from __future__ import annotations

from readiness.stages.quizzes.answer_table import AnswerTable
from readiness.stages.quizzes.approval import ItemStates, item_hashes, item_states
from readiness.stages.quizzes.attempts import Attempt, Placed, attempts_of, merged, numbered
from readiness.stages.quizzes.claims import ClaimResult
from readiness.stages.quizzes.competencies import CompetencyItems, competencies_of
from readiness.stages.quizzes.forms import forms_of
from readiness.stages.quizzes.items import items_from
from readiness.stages.quizzes.lint import folded, lint_items
from readiness.stages.quizzes.matching import LEFT_OUT, Person, Question, queue_id
from readiness.stages.quizzes.model import (
    Ability,
    CompetencyAbility,
    Form,
    Gain,
    Item,
    ItemQuality,
    KindWording,
    QuarantinedResponse,
    QuizWording,
    RawResponse,
    Response,
)
from readiness.stages.quizzes.placing import Placing, ReadAnswer, Waiting, place
from readiness.stages.quizzes.results import QuizResults, abilities, quiz_results
from readiness.stages.quizzes.scoring import score_responses

__all__ = [
    "LEFT_OUT",
    "Ability",
    "AnswerTable",
    "Attempt",
    "ClaimResult",
    "CompetencyAbility",
    "CompetencyItems",
    "Form",
    "Gain",
    "Item",
    "ItemQuality",
    "ItemStates",
    "KindWording",
    "Person",
    "Placed",
    "Placing",
    "QuarantinedResponse",
    "Question",
    "QuizResults",
    "QuizWording",
    "RawResponse",
    "ReadAnswer",
    "Response",
    "Waiting",
    "abilities",
    "attempts_of",
    "competencies_of",
    "folded",
    "forms_of",
    "item_hashes",
    "item_states",
    "items_from",
    "lint_items",
    "merged",
    "numbered",
    "place",
    "queue_id",
    "quiz_results",
    "score_responses",
]
