"""Team desk: a manager's people: what is owed, what is not understood, one rep at a time, notes, graded pitches and their rubric.

In: who is signed in, the time now, in UTC.
Out: Team, OneRep, RubricDesk; notes, scores and the rubric in the database.
"""

from readiness.actions.team_desk.coaching import MOST_LETTERS, add_note, mark_note
from readiness.actions.team_desk.grading import grade
from readiness.actions.team_desk.one_rep import Attempt, OneRep, look_at, rep_picture
from readiness.actions.team_desk.rubric import (
    MOST_CRITERIA,
    TOP,
    RubricDesk,
    Written,
    criterion_ids,
    rubric_desk,
    rubric_file,
    set_rubric,
)
from readiness.actions.team_desk.team import Missing, Owed, Team, TeamRep, team_of
from readiness.adapters.db.rep_figures import RepFigures

__all__ = [
    "MOST_CRITERIA",
    "MOST_LETTERS",
    "TOP",
    "Attempt",
    "Missing",
    "OneRep",
    "Owed",
    "RepFigures",
    "RubricDesk",
    "Team",
    "TeamRep",
    "Written",
    "add_note",
    "criterion_ids",
    "grade",
    "look_at",
    "mark_note",
    "rep_picture",
    "rubric_desk",
    "rubric_file",
    "set_rubric",
    "team_of",
]
