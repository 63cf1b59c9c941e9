"""Policy: what is taught to whom, when it may be, and what everybody's time is worth, as training.yaml says it.

In: nothing.
Out: frozen dataclasses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from readiness.stages.training.index_policy import IndexPolicy
from readiness.vocabulary import LaunchDates, Motion

ONE_MODULE = "training"
"""The module of a launch that names none."""


@dataclass(frozen=True, slots=True)
class TrainingModule:
    """What is taught in one session."""

    module_id: str
    title: str
    minutes: int
    seats: int
    after: tuple[str, ...] = ()
    """Modules that have to be had before: whoever needs this one needs them too."""
    in_rooms: bool = False
    place: str = ""
    """The only place it is taught at; blank: wherever there is a room."""
    test_out: float | None = None
    """Percent of a quiz right from which nobody has to sit in it."""
    competencies: tuple[str, ...] = ()
    """That `test_out` looks at; empty: all the quiz asked."""


@dataclass(frozen=True, slots=True)
class Curriculum:
    """Who needs which modules: those to whom every rule given applies."""

    modules: tuple[str, ...]
    channels: tuple[str, ...] = ()
    motions: tuple[Motion, ...] = ()
    hired_within_days: int | None = None
    """Of the launch: newer ones only."""
    managers: bool | None = None
    ability_below: float | None = None
    """Percent of the quiz right so far; who has not answered yet counts as below."""


@dataclass(frozen=True, slots=True)
class HourWorth:
    """What an hour of selling is worth at some time of the week, the mean being 1."""

    worth: float
    starts: time
    ends: time
    weekdays: tuple[int, ...] = ()
    """Monday is 0; empty for all of them."""


@dataclass(frozen=True, slots=True)
class TrainingPolicy:
    """What is taught, to whom, and when it may be."""

    title: str
    minutes: int
    """Of all modules together."""
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
    modules: tuple[TrainingModule, ...] = ()
    """Empty: one, of this title, length and number of seats."""
    curricula: tuple[Curriculum, ...] = ()
    """Empty: everybody needs every module."""
    notice_days: int = 3
    """Nobody is moved so shortly before a session without need."""
    session_cost: float = 2.0
    """Selling hours that holding one session more is worth avoiding."""
    trainer_cost_per_hour: float = 1.0
    """Selling hours."""
    hour_worth: tuple[HourWorth, ...] = ()
    """The first that fits counts; empty: as field forces usually have it."""
    max_team_share: float = 0.5
    make_up_seats: float = 0.0
    """Share of a session's seats kept free for those who miss theirs."""
    randomise: bool = True
    """Waves are drawn by lot."""
    randomise_tolerance: float = 2.0
    """Selling hours a seat may cost more for keeping the draw."""
    last_wave: tuple[date, date] | None = None
    """First and last day of the last wave, after the launch: until then its reps show what sales are without training. None: all
    waves are before ready_by."""
    holidays: bool = True
    lunch_free: bool = False
    """Nobody is trained from 12 to 13; else it is only avoided."""
    attended_share: float = 0.75
    """Of a session's time: who was there so long has attended."""

    def bar_of(self, motion: Motion) -> float:
        """Return the index a rep of this motion needs to be called ready."""
        return self.index.bars.get(motion, self.readiness_bar)

    def last_day(self, dates: LaunchDates) -> date:
        """Return the last day on which anybody can be trained."""
        return self.last_wave[1] if self.last_wave else dates.ready_by

    @property
    def taught(self) -> tuple[TrainingModule, ...]:
        """Return the modules, in order."""
        return self.modules or (TrainingModule(ONE_MODULE, self.title, self.minutes, self.seats),)
