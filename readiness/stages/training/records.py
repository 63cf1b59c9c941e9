"""Training records: who teaches, when and where people work, sessions, seats and the plan they make.

In: nothing.
Out: frozen dataclasses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType

from readiness.stages.training.policy import ONE_MODULE as ONE_MODULE
from readiness.stages.training.policy import Curriculum as Curriculum
from readiness.stages.training.policy import HourWorth as HourWorth
from readiness.stages.training.policy import TrainingModule as TrainingModule
from readiness.stages.training.policy import TrainingPolicy as TrainingPolicy

ONLINE = ""
"""The place of a webinar."""
PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
ENROLLED, ATTENDED, NO_SHOW, EXCUSED, UNSERVED = "enrolled", "attended", "no_show", "excused", "unserved"


@dataclass(frozen=True, slots=True)
class Trainer:
    """A person who can teach."""

    trainer_id: str
    name: str
    email: str
    languages: tuple[str, ...]
    time_zone: str
    max_sessions_per_day: int
    """Of the longest module."""
    skills: tuple[str, ...] = ()
    """Modules; empty for all of them."""
    max_hours_per_day: float | None = None
    """None: what `max_sessions_per_day` comes to."""
    cost_per_hour: float | None = None
    """In selling hours; None: as the launch says."""
    country: str = ""
    subdivision: str = ""
    place: str = ""
    """The only place he teaches at in a room; blank: all of them."""
    starts: time | None = None
    """Of his day, in his own zone; None: as the launch says."""
    ends: time | None = None
    webinar: str = ""
    """The address his online sessions are at; blank where nobody says."""


@dataclass(frozen=True, slots=True)
class Workday:
    """When and where a rep or trainer works; what is None or blank is as the launch says."""

    person_id: str
    starts: time | None = None
    """In the person's own zone."""
    ends: time | None = None
    place: str = ""
    """Where he can come to a room; blank: nowhere."""
    travel_minutes: int = 0
    """There, one way."""
    weekend: tuple[int, ...] | None = None
    """Days of the week off, Monday is 0; None: Saturday and Sunday."""
    holidays: frozenset[date] = frozenset()
    """Public ones, of the days that can be planned."""
    country: str = ""
    subdivision: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """Where a session with people present can be."""

    room_id: str
    name: str
    place: str
    seats: int
    time_zone: str


@dataclass(frozen=True, slots=True)
class Blackout:
    """Days on which nobody is trained, both ends included."""

    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Busy:
    """A person or a room is not free; aware times, UTC."""

    person_id: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A planned training session; times are aware, UTC."""

    session_id: str
    """It tells no time: a session that is moved keeps it."""
    title: str
    trainer_id: str
    language: str
    starts_at: datetime
    ends_at: datetime
    seats: int
    wave: int
    module_id: str = ONE_MODULE
    place: str = ONLINE
    room_id: str = ""
    status: str = PLANNED


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One rep's seat in one session of a module."""

    rep_id: str
    session_id: str
    wave: int
    module_id: str = ONE_MODULE
    status: str = ENROLLED


@dataclass(frozen=True, slots=True)
class Unserved:
    """A rep no session of a module could be found for, and why."""

    rep_id: str
    why: str
    module_id: str = ONE_MODULE


@dataclass(frozen=True, slots=True)
class Excused:
    """A rep who does not have to sit in a module, and why."""

    rep_id: str
    module_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The wave of a rep."""

    rep_id: str
    wave: int
    stratum: str = ""
    why: str = ""
    """Why the wave was given and not drawn; blank where lots drew it."""


@dataclass(frozen=True, slots=True)
class PlanCost:
    """What a plan costs the field, in selling hours."""

    time: float
    """In sessions, each hour by what it is worth."""
    travel: float
    sessions: float
    trainers: float
    off_wave: float
    """Of seats outside the wave drawn."""
    unserved: float
    bound: float
    """No plan that keeps every rule costs less in all."""
    draw: float | None = None
    """What keeping the waves as drawn costs; None where nothing was drawn, or nobody reckoned it."""

    @property
    def total(self) -> float:
        """Return what it costs in all."""
        return self.time + self.travel + self.sessions + self.trainers + self.off_wave + self.unserved

    @property
    def gap(self) -> float:
        """Return by what share of it the plan could be cheaper at the very most."""
        return max(0.0, (self.total - self.bound) / self.total) if self.total > 0 else 0.0


@dataclass(frozen=True, slots=True)
class WayOut:
    """The smallest single change by which some who are not served could be."""

    who: str
    """In words."""
    change: str
    """What has to be so, in words."""
    n_reps: int
    n_served: int
    """Of their missing seats' reps."""


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """The whole plan; every rep has, for every module needed, a seat, an excuse, or a reason why not."""

    sessions: tuple[Session, ...]
    enrolments: tuple[Enrolment, ...]
    unserved: tuple[Unserved, ...]
    excused: tuple[Excused, ...] = ()
    draw: tuple[Drawn, ...] = ()
    cost: PlanCost | None = None
    seed: int = 0
    ways_out: tuple[WayOut, ...] = ()
    notes: tuple[str, ...] = ()
    """What whoever reads the plan has to know, one sentence each."""
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """What else is kept with it."""

    def first_seats(self) -> dict[str, Enrolment]:
        """Return each rep's first seat: the day of it is when his training begins, and its wave is his."""
        starts = {s.session_id: s.starts_at.timestamp() for s in self.sessions}
        first: dict[str, Enrolment] = {}
        for e in sorted(self.enrolments, key=lambda e: (starts.get(e.session_id, 0.0), e.rep_id, e.module_id)):
            first.setdefault(e.rep_id, e)
        return first


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
