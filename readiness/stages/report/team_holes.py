"""Team holes: what most of a team gets wrong, claim by claim, from the first answers to each question.

In: answers of a team, which message each question is about.
Out: Hole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readiness.stages.quizzes.attempts import Placed, numbered

FEWEST_ANSWERS = 10
"""With fewer nothing is said; as for the acts of a claim."""


@dataclass(frozen=True, slots=True)
class Hole:
    """One message and how the team answers about it."""

    message_id: str
    n_reps: int
    n: int
    """First answers."""
    n_wrong: int

    @property
    def share(self) -> float:
        """Return the share wrong."""
        return self.n_wrong / self.n

    @property
    def is_known(self) -> bool:
        """Say whether there are enough answers to say anything."""
        return self.n >= FEWEST_ANSWERS


def first_answers(placed: Iterable[Placed]) -> list[Placed]:
    """Return each rep's first answer to each question; what was skipped says nothing."""
    said = [p for p in placed if p.correct is not None]
    ordered = sorted(numbered(said), key=lambda pair: (pair[0].rep_id, pair[1], pair[0].answered_on, pair[0].item_id))
    found: dict[tuple[str, str], Placed] = {}
    for p, _ in ordered:
        found.setdefault((p.rep_id, p.item_id), p)
    return list(found.values())


def holes(placed: Iterable[Placed], message_of: Mapping[str, str]) -> list[Hole]:
    """Return the messages that are asked about, what most get wrong first; those with too few answers come last."""
    answers: dict[str, list[Placed]] = {}
    for p in first_answers(placed):
        if p.item_id in message_of:
            answers.setdefault(message_of[p.item_id], []).append(p)
    found = [
        Hole(message_id, len({p.rep_id for p in mine}), len(mine), sum(not p.correct for p in mine))
        for message_id, mine in answers.items()
    ]
    return sorted(found, key=lambda h: (not h.is_known, -h.share, h.message_id))
