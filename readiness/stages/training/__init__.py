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
    Drawn,
    Enrolment,
    PitchScore,
    Room,
    Session,
    Trainer,
    TrainingModule,
    TrainingPlan,
    TrainingPolicy,
    Unserved,
    Workday,
)
from readiness.stages.training.waves import drawn_waves

__all__ = [
    "HALF_LIFE_DAYS",
    "PARTS",
    "WEIGHTS",
    "Attendance",
    "Blackout",
    "Busy",
    "Criterion",
    "Drawn",
    "Enrolment",
    "IndexPolicy",
    "PitchScore",
    "Room",
    "Rubric",
    "Session",
    "Trainer",
    "TrainingModule",
    "TrainingPlan",
    "TrainingPolicy",
    "Unserved",
    "Workday",
    "drawn_waves",
]
