"""Collected desk: what came in from partners and reps, and what of it waits for ops.

In: settings, who looks; which part, which page.
Out: CameIn; rows of quarantine, codes, files, answers, contests, a page at a time.
"""

from readiness.actions.collected_desk.queues import (
    ROWS,
    AnswersDesk,
    CameIn,
    ContestsDesk,
    Page,
    answers_desk,
    came_in,
    codes,
    contests_desk,
    files,
    quarantine,
)

__all__ = [
    "ROWS", "AnswersDesk", "CameIn", "ContestsDesk", "Page", "answers_desk", "came_in", "codes", "contests_desk", "files",
    "quarantine",
]  # fmt: skip
