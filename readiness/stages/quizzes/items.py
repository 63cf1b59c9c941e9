"""Quiz items: questions a trainer would ask, made from the approved messages.

In: approved messages, links, spec, requirements, evidence, buyer map, wording, seed.
Out: items, each with one best answer; fewer facts give fewer items.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from readiness.stages.buyers import BuyerMap
from readiness.stages.positioning import Link, Message
from readiness.stages.quizzes.book import Book, book_of, near
from readiness.stages.quizzes.figures import figure_options
from readiness.stages.quizzes.likeness import too_alike
from readiness.stages.quizzes.lint import MIN_OPTIONS, folded, length_cue, lint_items
from readiness.stages.quizzes.model import KINDS, Item, QuizWording
from readiness.stages.quizzes.wording import clause, ended, filled, sentence, unquoted
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import ProductSpec
from readiness.vocabulary import BUYER_STEPS

N_WRONG = 3


@dataclass(frozen=True, slots=True)
class _Question:
    """An item before its options are drawn."""

    requirement_id: str
    kind: str
    message: Message
    facts: Mapping[str, str]
    right: str
    wrong: tuple[tuple[str, bool], ...]
    """Each with whether it comes from the same persona or segment."""


def items_from(
    messages: Sequence[Message],
    links: Sequence[Link],
    spec: ProductSpec,
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    buyers: BuyerMap,
    *,
    quiz_id: str,
    wording: QuizWording,
    seed: int,
) -> tuple[Item, ...]:
    """Return the items of a quiz: by kind, most important requirement first.

    Wrong options are other approved messages' words, so that each is true of the product and only does not fit; none of them
    answers the same requirement. A question with fewer than two of them, or that breaks a rule of the lint, is left out.
    Everything drawn depends on the seed and the item's own id alone: a new item moves no other item's options.
    """
    book = book_of(messages, links, spec, requirements, evidence, buyers, wording.customer)
    words = {k.kind: k for k in wording.kinds}
    made: list[Item] = []
    for question in sorted(_questions(book, messages), key=lambda q: KINDS.index(q.kind)):
        item_id = f"{question.requirement_id}-{question.kind}"
        drawn = _figures(question, book, item_id, seed) if question.kind == "value" else _drawn(question, item_id, seed)
        if drawn is None or question.kind not in words:
            continue
        options, correct = drawn
        stem = filled(words[question.kind].stem, question.facts)
        feedback = filled(words[question.kind].feedback, question.facts)
        made.append(
            Item(item_id, quiz_id, question.kind, stem, options, correct, feedback, question.message.message_id, spec.revision)
        )
    broken = {item_id for item_id, _, _ in lint_items(made)}
    return tuple(i for i in made if i.item_id not in broken)


def _questions(book: Book, messages: Sequence[Message]) -> Iterator[_Question]:
    asked_figures: set[str] = set()
    for requirement_id, message in book.anchors.items():
        facts = book.facts(message)
        yield _Question(requirement_id, "situation", message, facts, facts["does"], _other_claims(book, message))
        yield _Question(requirement_id, "need", message, facts, facts["statement"], _other_needs(book, message))
        if facts["limit"] and folded(facts["limit"]) not in folded(facts["does"]):
            yield _Question(requirement_id, "limit", message, facts, facts["limit"], _other_limits(book, message))
        figure = _figure_facts(book, message)
        if figure and message.characteristic_id not in asked_figures:
            asked_figures.add(message.characteristic_id)
            yield _Question(requirement_id, "value", message, facts | figure, "", ())
    yield from _not_claimable(book)
    yield from _next_acts(book, messages)


def _rivals(book: Book, message: Message) -> list[tuple[Message, bool]]:
    """Return other requirements' messages that do not answer this one, each with whether its audience is the same."""
    mine = book.requirements[message.requirement_id]
    others = []
    for requirement_id, other in book.anchors.items():
        same_need = folded(book.requirements[requirement_id].statement) == folded(mine.statement)
        if not same_need and other.characteristic_id not in book.answering[mine.requirement_id]:
            others.append((other, near(message, other.persona, other.segment)))
    return others


def _other_claims(book: Book, message: Message) -> tuple[tuple[str, bool], ...]:
    """Return claims that do not answer what this customer said; who gave the same quote may have meant either."""
    quote = folded(book.facts(message)["quote"])
    own = book.requirements[message.requirement_id].evidence_ids
    said = {i for i in own if i in book.evidence and quote in folded(book.evidence[i].text)}
    return tuple(
        (book.does(other), near)
        for other, near in _rivals(book, message)
        if not said & set(book.requirements[other.requirement_id].evidence_ids) and folded(unquoted(other.quote)) != quote
    )


def _other_needs(book: Book, message: Message) -> tuple[tuple[str, bool], ...]:
    own = folded(book.requirements[message.requirement_id].statement)
    return tuple(
        (sentence(r.statement), near(message, r.persona, r.segment))
        for r in book.requirements.values()
        if folded(r.statement) != own and message.characteristic_id not in book.answering[r.requirement_id]
    )


def _other_limits(book: Book, message: Message) -> tuple[tuple[str, bool], ...]:
    found = ((book.facts(other)["limit"], near) for other, near in _rivals(book, message))
    return tuple((limit, near) for limit, near in found if limit)


def _figure_facts(book: Book, message: Message) -> dict[str, str] | None:
    asked = next((c for c in book.spec.characteristics if c.characteristic_id == message.characteristic_id), None)
    if asked is None or asked.number is None:
        return None
    condition = f" ({clause(asked.condition)})" if asked.condition.strip() else ""
    return {
        "characteristic": asked.name + condition,
        "value": asked.value,
        "factory_quote": unquoted(asked.quote),
        "source": str(asked.source),
    }


def _not_claimable(book: Book) -> Iterator[_Question]:
    """Yield, for every requirement nothing answers, one question, asked beside a message for a like customer."""
    free = sorted(book.anchors)
    for requirement_id in sorted(r for r in book.requirements if not book.answering[r]):
        open_need = book.requirements[requirement_id]
        if not free:
            return
        beside = min(free, key=lambda r: (not near(book.anchors[r], open_need.persona, open_need.segment), r))
        free.remove(beside)
        message = book.anchors[beside]
        facts = book.facts(message) | {"unanswered": sentence(open_need.statement)}
        wrong = tuple(
            (sentence(book.requirements[r].statement), near(message, m.persona, m.segment))
            for r, m in book.anchors.items()
            if r != beside
        )
        yield _Question(beside, "not_claimable", message, facts, facts["unanswered"], wrong)


def _next_acts(book: Book, messages: Sequence[Message]) -> Iterator[_Question]:
    """Yield one question for each buyer step, each about another requirement: the first by id that has a message there."""
    steps = {s.step: s for s in book.buyers.steps if s.call_to_action.act.strip()}
    said = {(m.requirement_id, m.step): m for m in sorted(messages, key=lambda m: m.message_id)}
    taken: set[str] = set()
    for requirement_id in sorted(book.anchors):
        step = next((s for s in BUYER_STEPS if s in steps and s not in taken and (requirement_id, s) in said), None)
        if step is None:
            continue
        taken.add(step)
        here, ask = steps[step], steps[step].call_to_action
        message = said[requirement_id, step]
        facts = book.facts(message) | {
            "step": clause(here.name) or step,
            "task": ended(here.task),
            "anxiety": ended(here.anxiety),
            "exit_criterion": ended(here.exit_criterion),
            "act": sentence(ask.act),
            "act_who": clause(ask.who),
            "within_days": str(ask.within_days),
        }
        wrong = tuple((sentence(s.call_to_action.act), False) for s in steps.values() if s.step != step)
        yield _Question(requirement_id, "next_act", message, facts, facts["act"], wrong)


def _key(seed: int, item_id: str, text: str = "") -> int:
    return int.from_bytes(blake2b(f"{seed}\x00{item_id}\x00{text}".encode(), digest_size=8).digest())


def _figures(question: _Question, book: Book, item_id: str, seed: int) -> tuple[tuple[str, ...], int] | None:
    asked = book.spec.characteristic(question.message.characteristic_id)
    others = [c for c in book.spec.characteristics if c is not asked]
    return figure_options(asked, others, n_wrong=N_WRONG, order=lambda text: _key(seed, item_id, text))


def _drawn(question: _Question, item_id: str, seed: int) -> tuple[tuple[str, ...], int] | None:
    """Return shuffled options and the index of the right one; None where the wrong ones are too few or give it away."""
    right = question.right
    if not right:
        return None
    name = question.facts["product"]
    apart = question.kind in ("next_act", "not_claimable")  # told apart by the step or by what is approved, not by their words
    fit = [(t, near) for t, near in reversed(question.wrong) if apart or not too_alike(t, right, name)]
    wrong = {folded(t): (t, near) for t, near in fit if folded(t) not in ("", folded(right))}
    ranked = [
        text
        for text, _ in sorted(
            wrong.values(),
            key=lambda w: (not 0.6 <= len(w[0]) / len(right) <= 1.7, not w[1], _key(seed, item_id, folded(w[0]))),
        )
    ]
    chosen = ranked[:N_WRONG]
    if len(chosen) + 1 < MIN_OPTIONS:
        return None
    if length_cue((right, *chosen), 0):
        chosen[-1] = max(ranked, key=len)
    if length_cue((right, *chosen), 0):
        return None
    options = (right, *chosen)
    order = np.random.default_rng(_key(seed, item_id)).permutation(len(options))
    return tuple(options[i] for i in order), int(np.flatnonzero(order == 0)[0])
