"""Training: reps x trainers -> sessions and enrolments before the launch; waves, seats, time zones.

In: reps, trainers, the training policy, busy and blackout times, launch dates.
Out: TrainingPlan.
"""

from readiness.stages.training.index_policy import (
    HALF_LIFE_DAYS,
    PARTS,
    WEIGHTS,
    Criterion,
    IndexPolicy,
    Rubric,
)
from readiness.stages.training.records import (
    Attendance,
    Blackout,
    Busy,
    Enrolment,
    PitchScore,
    Session,
    Trainer,
    TrainingPlan,
    TrainingPolicy,
    Unserved,
)
from readiness.stages.training.schedule import plan_training
from readiness.stages.training.waves import drawn_waves

__all__ = [
    "HALF_LIFE_DAYS",
    "PARTS",
    "WEIGHTS",
    "Attendance",
    "Blackout",
    "Busy",
    "Criterion",
    "Enrolment",
    "IndexPolicy",
    "PitchScore",
    "Rubric",
    "Session",
    "Trainer",
    "TrainingPlan",
    "TrainingPolicy",
    "Unserved",
    "drawn_waves",
    "plan_training",
]
