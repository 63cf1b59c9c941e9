"""Rep desk: what a rep owes this week, the rep's own figures, what went into them, and what the rep says is wrong with it.

In: who is signed in, the time now, in UTC.
Out: Week, OwnNumbers, OwnInputs; contests in the database.
"""

from readiness.actions.rep_desk.contests import contest, drop_contest, own_contests
from readiness.actions.rep_desk.inputs import OwnInputs, own_input, own_inputs
from readiness.actions.rep_desk.numbers import OwnNumbers, own_numbers, own_waterfall
from readiness.actions.rep_desk.week import ActDue, ContactDue, Seat, Week, invite_of, week_of
from readiness.adapters.db.rep_figures import RepFigures

__all__ = [
    "ActDue",
    "ContactDue",
    "OwnInputs",
    "OwnNumbers",
    "RepFigures",
    "Seat",
    "Week",
    "contest",
    "drop_contest",
    "invite_of",
    "own_contests",
    "own_input",
    "own_inputs",
    "own_numbers",
    "own_waterfall",
    "week_of",
]
