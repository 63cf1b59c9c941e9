"""Cards: the claims one rep practises, from when on, and what the rep remembers of each.

In: the claims of the rep's quiz, ends of training sessions, answers to the quiz, answers while practising.
Out: Card.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.stages.quizzes import Placed
from readiness.stages.reinforcement.memory import Memory, reviewed


@dataclass(frozen=True, slots=True)
class Practised:
    """One answer while practising."""

    number: int
    """From 1, over the rep's answers for a launch."""
    claim: str
    item_id: str
    answered_on: date
    """By the rep's own clock."""
    chosen: int
    """Index into the item's options; -1: the rep said not to know."""
    is_right: bool


@dataclass(frozen=True, slots=True)
class Taught:
    """A training session of a rep."""

    ends_on: date
    """By the rep's own clock."""
    claims: frozenset[str]
    """That it names; empty: it teaches whatever no other one names."""


@dataclass(frozen=True, slots=True)
class Card:
    """One claim as one rep practises it."""

    claim: str
    place: int
    """In the order of the quiz."""
    begins_on: date
    """Not asked before."""
    memory: Memory | None
    """None: never asked."""
    shown: tuple[str, ...]
    """Items about it that the rep has answered, in that order."""


def learnt_on(claim: str, taught: Sequence[Taught], quizzed_on: date | None) -> date | None:
    """Return the day a rep learnt a claim; None where nobody knows of one.

    It is the first session that names the claim, else the rep's last one; without any session, the day of the first quiz.
    """
    named = [t.ends_on for t in taught if claim in t.claims]
    if named:
        return min(named)
    return max((t.ends_on for t in taught), default=quizzed_on)


def cards_of(
    claims: Mapping[str, str],
    order: Sequence[str],
    taught: Sequence[Taught],
    quizzed: Iterable[Placed],
    practised: Iterable[Practised],
    memories: Mapping[str, Memory],
) -> list[Card]:
    """Return the rep's cards, in the order of the quiz.

    Args:
        claims: item -> claim, of every item there is.
        order: the claims the rep practises.
        taught: the rep's sessions, those to come too.
        quizzed: the rep's answers to the quiz; what was skipped says nothing.
        practised: the rep's answers while practising.
        memories: claim -> what the last of them left.
    """
    answered = sorted((q for q in quizzed if q.correct is not None), key=lambda q: (q.answered_on, q.at, q.row, q.item_id))
    first = answered[0].answered_on if answered else None
    met = [(q.answered_on, 0, claims.get(q.item_id), q.item_id) for q in answered]
    met += [(p.answered_on, p.number, p.claim, p.item_id) for p in practised]
    shown: dict[str | None, list[str]] = defaultdict(list)
    for _, _, claim, item_id in sorted(met, key=lambda m: (m[0], m[1], m[3])):
        shown[claim].append(item_id)
    found = []
    for place, claim in enumerate(order):
        learnt = learnt_on(claim, taught, first)
        if learnt is None:
            continue
        asked = [q for q in answered if claims.get(q.item_id) == claim]
        memory = _memory(memories.get(claim), asked)
        found.append(Card(claim, place, learnt + timedelta(days=1), memory, tuple(shown[claim])))
    return found


def _memory(left: Memory | None, asked: Sequence[Placed]) -> Memory | None:
    """Return what the last answer while practising left, and what the quiz showed later; days of answers only go forward."""
    memory = left
    for q in asked:
        if left is None or q.answered_on > left.last_on:
            memory = reviewed(memory, q.answered_on, is_right=bool(q.correct))
    return memory
