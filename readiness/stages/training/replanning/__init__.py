"""Replanning: a timetable mended after something changed, with the fewest people moved and everybody told why.

In: a Problem as it is now, the timetable as it was, what is past and what is inside the notice period.
Out: Replanned.
"""

from readiness.stages.training.replanning.least import least_units
from readiness.stages.training.replanning.mend import replan
from readiness.stages.training.replanning.records import NOBODY, Move, Replanned, Why

__all__ = ["NOBODY", "Move", "Replanned", "Why", "least_units", "replan"]
