"""A quiz of six claims and the answers of made-up reps to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from readiness.stages.positioning import Message
from readiness.stages.quizzes import Item, QuizResults, Response, competencies_of, quiz_results
from readiness.vocabulary import Motion, Rep

DAY = date(2020, 5, 4)
PERSONAS = ("buyer", "owner")


def message(claim: str, persona: str) -> Message:
    rest = ("segment", persona, "evaluate", claim, "c", f"Headline {claim}", "", "", (), "", "", "", "", "", "")
    return Message(f"{claim}-evaluate", *rest)


MESSAGES = [message(f"N{k}", PERSONAS[k % 2]) for k in range(6)]


def items_of(n_each: int, language: str = "en") -> list[Item]:
    suffix = "" if language == "en" else f"-{language}"
    return [
        Item(
            item_id=f"N{k}-need-{j}{suffix}", quiz_id="q", kind="need", stem="?", options=("a", "b", "c"), correct=0, feedback="",
            message_id=f"N{k}-evaluate{suffix}", spec_revision="1", requirement_id=f"N{k}", language=language,
        )
        for k in range(6)
        for j in range(n_each)
    ]  # fmt: skip


def rep(rep_id: str, channel: str = "", language: str = "en") -> Rep:
    return Rep(rep_id, "", "", channel, "", "", "", Motion.CONSULTATIVE, "UTC", language, None)


def responses_of(right: np.ndarray, items: Sequence[Item], attempt: int = 1, day: date = DAY) -> list[Response]:
    """Answers of reps r0000, r0001, ...; NaN is not asked."""
    return [
        Response(f"r{i:04}", item.item_id, attempt, day, bool(right[i, j]))
        for i in range(len(right))
        for j, item in enumerate(items)
        if np.isfinite(right[i, j])
    ]


def drawn(seed: int, n: int, n_items: int, shift: np.ndarray | float = 0.0) -> np.ndarray:
    draw = np.random.default_rng(seed)
    theta, a, d = draw.normal(size=n), np.exp(draw.normal(0.1, 0.3, n_items)), draw.normal(0.7, 0.5, n_items)
    return (draw.random((n, n_items)) < 1 / (1 + np.exp(-(np.outer(theta, a) + d + shift)))).astype(float)


def results_of(right: np.ndarray, items: Sequence[Item], reps: Sequence[Rep], more: Sequence[Response] = ()) -> QuizResults:
    areas = competencies_of(items, MESSAGES, (), lambda p: p.title())
    return quiz_results([*responses_of(right, items), *more], items, MESSAGES, reps, areas)
