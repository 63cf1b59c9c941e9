"""Practice: what was learnt asked again, a few questions a day; and how much of it the field remembers.

In: who is signed in, answers, the time now, in UTC.
Out: PracticeOwed, Asked, Told, Recalled; answers in the database.
"""

from readiness.actions.practice.answering import Asked, PracticeOwed, Told, answer, ask, owed, tell
from readiness.actions.practice.remembering import Recalled, RecallRow, recalled
from readiness.actions.practice.reminding import due_practice

__all__ = [
    "Asked",
    "PracticeOwed",
    "RecallRow",
    "Recalled",
    "Told",
    "answer",
    "ask",
    "due_practice",
    "owed",
    "recalled",
    "tell",
]
