"""Recalled: how much of each claim the field is expected to remember, told only of enough people together.

In: the last memory of each rep and claim, counts of answers.
Out: ClaimRecall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from readiness.stages.reinforcement.memory import Memories, mean_recall

FEWEST_PEOPLE = 5
"""Fewer are nobody's business but their own."""


@dataclass(frozen=True, slots=True)
class ClaimRecall:
    """What is expected to be remembered of one claim; shares are None where too few people practise it."""

    claim: str
    n_reps: int
    n_answers: int
    share_right: float | None
    """Of the answers while practising."""
    now: float | None
    """0..1: mean chance, over those who practise it, to remember the claim today, by FSRS."""
    at_launch: float | None
    """The same on launch day, if nobody practised before; None once it is past."""


def claim_recalls(
    memories: Mapping[str, Memories], answers: Mapping[str, tuple[int, int]], today: date, launch_on: date
) -> list[ClaimRecall]:
    """Return a row a claim, by claim.

    Args:
        memories: by claim, one of each rep who practised it.
        answers: claim -> answers, and right ones.
        today: the day it is told for.
        launch_on: launch day.
    """
    found = []
    for claim, some in sorted(memories.items()):
        n_reps, (n, n_right) = len(some.stability), answers[claim]
        if n_reps < FEWEST_PEOPLE:
            found.append(ClaimRecall(claim, n_reps, n, None, None, None))
            continue
        later = mean_recall(some, launch_on) if launch_on > today else None
        found.append(ClaimRecall(claim, n_reps, n, n_right / n, mean_recall(some, today), later))
    return found
