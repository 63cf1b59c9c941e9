"""Training people: who teaches and in which rooms, as a launch's own small files name them; the rest of it is not read.

In: a connection, a launch id.
Out: Teaching: names of trainers and rooms, addresses of webinars, what comes before what.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from readiness.adapters.calendar_files import ROOMS, read_rooms
from readiness.adapters.db.launches import stored_files
from readiness.adapters.db.store import Connection
from readiness.adapters.input_tables import Problems
from readiness.adapters.people_files import read_trainers
from readiness.adapters.training_policy_files import read_training
from readiness.stages.training.records import Room, Session, Trainer, TrainingPolicy

TRAINERS, TRAINING = "trainers.csv", "training.yaml"


@dataclass(frozen=True, slots=True)
class Teaching:
    """Who teaches where."""

    trainers: Mapping[str, Trainer]
    rooms: Mapping[str, Room]
    policy: TrainingPolicy | None

    def trainer(self, trainer_id: str) -> str:
        """Return the name of a trainer."""
        return self.trainers[trainer_id].name if trainer_id in self.trainers else trainer_id

    def room(self, room_id: str) -> str:
        """Return the name of a room."""
        return (self.rooms[room_id].name or room_id) if room_id in self.rooms else room_id

    def place_of_room(self, room_id: str) -> str:
        """Return which room it is and where."""
        room = self.rooms[room_id]
        return ", ".join(dict.fromkeys(part for part in (room.name or room_id, room.place) if part))

    def place(self, session: Session) -> str:
        """Return where a session is, in words; blank for a webinar whose address nobody says."""
        if session.room_id in self.rooms:
            return self.place_of_room(session.room_id)
        trainer = self.trainers.get(session.trainer_id)
        return session.place or (trainer.webinar if trainer else "")

    def before(self, module_id: str) -> tuple[str, ...]:
        """Return the titles of the modules that are to be had before one."""
        taught = {m.module_id: m for m in self.policy.taught} if self.policy else {}
        return tuple(taught[i].title for i in (taught[module_id].after if module_id in taught else ()) if i in taught)


def teaching_of(connection: Connection, launch_id: str) -> Teaching:
    """Return who teaches a launch where; read again only when one of its files is another."""
    files = {path: stored_files(connection, launch_id, path).get(path, b"") for path in (TRAINERS, ROOMS, TRAINING)}
    return _read(*files.values())


@lru_cache(maxsize=64)
def _read(trainers: bytes, rooms: bytes, training: bytes) -> Teaching:
    problems = Problems()
    people = read_trainers(TRAINERS, trainers, problems) if trainers else []
    places = read_rooms(rooms, problems) if rooms else []
    policy = read_training(TRAINING, training, problems) if training else None
    return Teaching({t.trainer_id: t for t in people}, {r.room_id: r for r in places}, policy)
