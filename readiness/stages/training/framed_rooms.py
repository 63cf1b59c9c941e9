"""Framed rooms: which modules are taught in which languages, online or in which rooms.

In: modules, rooms, busy times, the grid.
Out: RoomClass, Offering.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.calendars import Grid, without_busy
from readiness.stages.training.framed_people import Learners, speaks
from readiness.stages.training.problem import ONLINE, Offering
from readiness.stages.training.records import Busy, Room, Trainer, TrainingModule


@dataclass(frozen=True, slots=True)
class RoomClass:
    """Rooms that nothing tells apart: of one place and size, free at the same time."""

    place: str
    seats: int
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class Rooms:
    """All rooms of a launch; P classes, B half hours."""

    classes: tuple[RoomClass, ...]
    n_free: NDArray[np.int64]
    """(P, B)."""
    seats: Mapping[str, int]
    """Module -> what a session of it holds."""


def rooms_of(rooms: Sequence[Room], modules: Sequence[TrainingModule], busy: Mapping[str, Sequence[Busy]], grid: Grid) -> Rooms:
    """Return the classes of rooms, how many of each are free when, and what a session of each module holds."""
    always = np.ones(grid.n_bins, dtype=np.bool_)
    found: dict[tuple[str, int, bytes], list[Room]] = {}
    for room in sorted(rooms, key=lambda r: (r.place, r.seats, r.room_id)):
        free = without_busy(grid, always, busy.get(room.room_id, ()))
        found.setdefault((room.place, room.seats, free.tobytes()), []).append(room)
    classes = tuple(RoomClass(place, seats, tuple(alike)) for (place, seats, _), alike in found.items())
    n_free = [np.frombuffer(free, dtype=np.bool_).astype(np.int64) * len(alike) for (_, _, free), alike in found.items()]
    table = np.array(n_free, dtype=np.int64).reshape(len(classes), grid.n_bins)
    return Rooms(classes, table, {m.module_id: seats_of(m, classes) for m in modules})


def is_at(module: TrainingModule, rooms: RoomClass) -> bool:
    """Return whether a module may be taught at the place of these rooms."""
    return module.in_rooms and module.place in ("", rooms.place)


def seats_of(module: TrainingModule, classes: Sequence[RoomClass]) -> int:
    """Return how many a session holds: what every place has a room for."""
    largest: dict[str, int] = {}
    for c in classes:
        if is_at(module, c):
            largest[c.place] = max(c.seats, largest.get(c.place, 0))
    return min([module.seats, *largest.values()])


def offerings_of(modules: Sequence[TrainingModule], learners: Learners, rooms: Rooms) -> tuple[Offering, ...]:
    """Return every module in every language that somebody needs it in, online or in each class of rooms large enough."""
    found = set()
    group_needs = np.zeros((len(learners.language), len(modules)), dtype=np.bool_)
    group_needs[learners.group] = learners.needs
    for g, m in zip(*np.nonzero(group_needs), strict=True):
        language, place, module = learners.language[g], learners.place[g], modules[m]
        if not language or module.minutes < 1 or rooms.seats[module.module_id] < 1:
            continue
        if not module.in_rooms:
            found.add(Offering(int(m), language))
        for p, c in enumerate(rooms.classes):
            if is_at(module, c) and c.place == place and c.seats >= rooms.seats[module.module_id]:
                found.add(Offering(int(m), language, p))
    return tuple(sorted(found, key=lambda o: (o.module, o.language, o.place)))


def takes(offerings: Sequence[Offering], learners: Learners, classes: Sequence[RoomClass]) -> NDArray[np.bool_]:
    """Return (G, O): what each group can take part in."""
    can = [
        [o.language == language and (o.place == ONLINE or classes[o.place].place == place) for o in offerings]
        for language, place in zip(learners.language, learners.place, strict=True)
    ]
    return np.array(can, dtype=np.bool_).reshape(len(can), len(offerings))


def ways(offerings: Sequence[Offering], learners: Learners) -> NDArray[np.float64]:
    """Return (G, O): the hours of the way there and back."""
    hours = [[0.0 if o.place == ONLINE else 2 * minutes / 60 for o in offerings] for minutes in learners.minutes]
    return np.array(hours, dtype=np.float64).reshape(len(hours), len(offerings))


def teaches(
    trainers: Sequence[Trainer], modules: Sequence[TrainingModule], offerings: Sequence[Offering], classes: Sequence[RoomClass]
) -> NDArray[np.bool_]:
    """Return (K, O): what each trainer can teach, by skill, language and place."""
    can = []
    for t in trainers:
        languages = speaks(t)
        can.append(
            [
                o.language in languages
                and (not t.skills or modules[o.module].module_id in t.skills)
                and (o.place == ONLINE or t.place in ("", classes[o.place].place))
                for o in offerings
            ]
        )
    return np.array(can, dtype=np.bool_).reshape(len(can), len(offerings))
