"""Problem: who must learn what, from whom, when and where, as arrays; and a timetable that answers it.

In: nothing.
Out: Module, Offering, Prices, Problem, Timetable.

R learners in G groups, B half hours, M modules, O offerings, K trainers, P places, T teams, S possible starts.
A unit is what the solver adds up; `Prices.units_per_hour` of them are worth one mean selling hour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ONLINE = -1
"""The place of a webinar."""
NO_TEAM = 0
"""The team of those who have none; its limit is never reached."""
NO_WAVE = 0


@dataclass(frozen=True, slots=True)
class Module:
    """What is taught in one session."""

    module_id: str
    n_bins: int
    """Half hours."""
    seats: int
    after: tuple[int, ...] = ()
    """Modules, by position, that a learner who needs them too has to have ended before this one starts."""


@dataclass(frozen=True, slots=True)
class Offering:
    """A module in one language, online or at one place."""

    module: int
    language: str
    place: int = ONLINE


@dataclass(frozen=True, slots=True)
class Prices:
    """What a plan costs besides learners' time, in units."""

    units_per_hour: float
    """Of a mean selling hour."""
    session: float
    """Each session, whoever teaches it."""
    unserved: float
    """Each module that a learner needs and gets no seat for."""
    off_wave: float = 0.0
    """Each seat outside the wave drawn for its learner: at most so much is paid to keep the draw; 0 where nothing is drawn."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a plan depends on; positions are rows of the arrays."""

    modules: tuple[Module, ...]
    offerings: tuple[Offering, ...]
    starts: NDArray[np.intp]
    """(S,) half hours at which a session may begin, rising."""
    group: NDArray[np.intp]
    """(R,) of each learner; those of one group have the same zone, language, hours, needs and travel."""
    needs: NDArray[np.bool_]
    """(R, M)."""
    takes: NDArray[np.bool_]
    """(G, O) offerings a group can take part in, whether needed or not: its language, within its reach."""
    free: NDArray[np.bool_]
    """(R, B) at work and not busy."""
    value: NDArray[np.float64]
    """(G, B) units lost where a learner sits in a session for this half hour."""
    travel: NDArray[np.float64]
    """(G, O) units for the way to a session and back."""
    trainer_free: NDArray[np.bool_]
    """(K, B)."""
    trainer_day: NDArray[np.int64]
    """(K, B) the day each half hour belongs to, by the trainer's clock."""
    trainer_most: NDArray[np.int64]
    """(K,) half hours a trainer may teach on one day."""
    can: NDArray[np.bool_]
    """(K, O) offerings a trainer can teach: skill, language, place."""
    trainer_price: NDArray[np.float64]
    """(K,) units for each half hour taught."""
    rooms: NDArray[np.int64]
    """(P, B) sessions that can be held at a place at once."""
    team: NDArray[np.intp]
    """(R,) NO_TEAM for nobody's."""
    team_most: NDArray[np.int64]
    """(T,) learners of a team who may be in sessions at once; the first is that of NO_TEAM."""
    prices: Prices
    wave: NDArray[np.int64]
    """(R,) the wave drawn for a learner; NO_WAVE where none is."""
    start_wave: NDArray[np.int64]
    """(B,) the wave that a session beginning then belongs to."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """Sessions and who sits in them; N sessions, Q seats taken."""

    offering: NDArray[np.intp]
    """(N,)."""
    start: NDArray[np.intp]
    """(N,) half hour."""
    trainer: NDArray[np.intp]
    """(N,)."""
    seat_learner: NDArray[np.intp]
    """(Q,)."""
    seat_session: NDArray[np.intp]
    """(Q,)."""
