"""Training: reps x trainers -> sessions and enrolments before the launch; waves, seats, time zones.

In: reps, trainers, the training policy, busy and blackout times, launch dates.
Out: TrainingPlan.
"""

from readiness.stages.training.records import (
    Attendance,
    Blackout,
    Busy,
    Enrolment,
    Session,
    Trainer,
    TrainingPlan,
    TrainingPolicy,
    Unserved,
)
from readiness.stages.training.schedule import plan_training

__all__ = [
    "Attendance",
    "Blackout",
    "Busy",
    "Enrolment",
    "Session",
    "Trainer",
    "TrainingPlan",
    "TrainingPolicy",
    "Unserved",
    "plan_training",
]
