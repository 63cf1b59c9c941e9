"""Solving: a timetable for a problem, what it costs and how far from the least that can be proven.

In: Problem, seed, work limit.
Out: Solved.
"""

from readiness.stages.training.solving.solution import Solved, solve

__all__ = ["Solved", "solve"]
