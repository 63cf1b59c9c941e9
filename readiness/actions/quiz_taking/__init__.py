"""Quiz taking: what a rep owes, a quiz begun, its answers taken, handed in and explained.

In: who is signed in, answers as they arrive, the time now, in UTC.
Out: Owed, Paper, Receipt, Explained; sittings and responses in the database.
"""

from readiness.actions.quiz_taking.owing import Explained, Line, Owed, Owing, explain, owing, ready_quizzes
from readiness.actions.quiz_taking.sitting import Answer, Paper, Question, Receipt, begin, give, hand_in, look_at, open_paper

__all__ = [
    "Answer",
    "Explained",
    "Line",
    "Owed",
    "Owing",
    "Paper",
    "Question",
    "Receipt",
    "begin",
    "explain",
    "give",
    "hand_in",
    "look_at",
    "open_paper",
    "owing",
    "ready_quizzes",
]
