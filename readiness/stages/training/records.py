"""Training records: trainers, the policy, sessions, enrolments and the plan they make.

In: nothing.
Out: frozen dataclasses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from readiness.stages.training.index_policy import IndexPolicy
from readiness.vocabulary import Motion


@dataclass(frozen=True, slots=True)
class Trainer:
    """A person who can teach the session."""

    trainer_id: str
    name: str
    email: str
    languages: tuple[str, ...]
    time_zone: str
    max_sessions_per_day: int


@dataclass(frozen=True, slots=True)
class TrainingPolicy:
    """What a session is and when it may be."""

    title: str
    minutes: int
    seats: int
    first_day: date
    day_starts: time
    """In each person's own zone."""
    day_ends: time
    n_waves: int
    readiness_bar: float
    """0..100: the index a rep needs to be called ready."""
    index: IndexPolicy = field(default_factory=IndexPolicy)
    assigned: str = ""
    """How reps are chosen for training: random (by lot), not, or blank where nobody says."""

    def bar_of(self, motion: Motion) -> float:
        """Return the index a rep of this motion needs to be called ready."""
        return self.index.bars.get(motion, self.readiness_bar)


@dataclass(frozen=True, slots=True)
class Blackout:
    """Days on which nobody is trained, both ends included."""

    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Busy:
    """A person is not free; aware times, UTC."""

    person_id: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A planned training session; times are aware, UTC."""

    session_id: str
    title: str
    trainer_id: str
    language: str
    starts_at: datetime
    ends_at: datetime
    seats: int
    wave: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One rep's seat in one session."""

    rep_id: str
    session_id: str
    wave: int


@dataclass(frozen=True, slots=True)
class Unserved:
    """A rep no session could be found for, and why."""

    rep_id: str
    why: str


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """The whole plan; every rep is enrolled or unserved."""

    sessions: tuple[Session, ...]
    enrolments: tuple[Enrolment, ...]
    unserved: tuple[Unserved, ...]


@dataclass(frozen=True, slots=True)
class Attendance:
    """A rep was in a session for so many minutes."""

    rep_id: str
    attended_on: date
    minutes: int


@dataclass(frozen=True, slots=True)
class PitchScore:
    """One rater's score of one criterion of a rep's pitch."""

    rep_id: str
    graded_on: date
    rater: str
    criterion: str
    score: float
    """0 to the rubric's top score."""
