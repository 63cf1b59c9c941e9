"""Planned: a timetable told as a plan, and a plan put back into a timetable.

In: Frame, Timetable; or Frame, TrainingPlan.
Out: sessions and enrolments; Timetable.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

import numpy as np

from readiness.stages.training.framed_people import language_of
from readiness.stages.training.framing import Frame
from readiness.stages.training.problem import ONLINE, Timetable
from readiness.stages.training.records import Enrolment, Session, TrainingPlan


def sessions_of(
    frame: Frame, timetable: Timetable, names: Sequence[str] = (), taken: Collection[str] = ()
) -> tuple[tuple[Session, ...], tuple[Enrolment, ...]]:
    """Return the sessions by time and the seats by rep.

    Args:
        frame: what the timetable is of.
        timetable: sessions and who sits in them.
        names: the id each session has already, blank for a new one; empty: all are new.
        taken: ids that no new session may have.
    """
    ids = _ids(frame, timetable, names or [""] * len(timetable.start), taken)
    rooms = _rooms(frame, timetable)
    sessions = []
    for n in range(len(timetable.start)):
        offering = frame.problem.offerings[int(timetable.offering[n])]
        module, start = frame.modules[offering.module], int(timetable.start[n])
        sessions.append(
            Session(
                ids[n], module.title, frame.trainers[int(timetable.trainer[n])].trainer_id, offering.language,
                frame.grid.at(start), frame.grid.at(start) + timedelta(minutes=module.minutes), frame.seats[module.module_id],
                int(frame.problem.start_wave[start]), module.module_id, *rooms[n],
            )
        )  # fmt: skip
    enrolments = []
    for learner, n in zip(timetable.seat_learner.tolist(), timetable.seat_session.tolist(), strict=True):
        s = sessions[n]
        enrolments.append(Enrolment(frame.reps[learner].rep_id, s.session_id, s.wave, s.module_id))
    order = {m.module_id: i for i, m in enumerate(frame.modules)}
    return (
        tuple(sorted(sessions, key=lambda s: (s.starts_at, s.session_id))),
        tuple(sorted(enrolments, key=lambda e: (e.rep_id, order[e.module_id], e.session_id))),
    )


def _ids(frame: Frame, timetable: Timetable, names: Sequence[str], taken: Collection[str]) -> list[str]:
    """Return an id a session: launch, module, language and a running number; it tells no time, which may change."""
    used = {*taken, *names}
    ids = list(names)
    next_number: dict[str, int] = {}
    order = sorted(range(len(ids)), key=lambda n: (int(timetable.start[n]), int(timetable.trainer[n]), n))
    for n in order:
        offering = frame.problem.offerings[int(timetable.offering[n])]
        stem = f"{frame.training.launch_id}-{frame.modules[offering.module].module_id}-{offering.language}"
        while not ids[n]:
            next_number[stem] = next_number.get(stem, 0) + 1
            name = f"{stem}-{next_number[stem]}"
            if name not in used:
                ids[n] = name
                used.add(name)
    return ids


def _rooms(frame: Frame, timetable: Timetable) -> list[tuple[str, str]]:
    """Return place and room of each session; of rooms that nothing tells apart the first that is free."""
    until: dict[tuple[int, str], int] = {}
    found = [("", "")] * len(timetable.start)
    for n in np.argsort(timetable.start, kind="stable").tolist():
        offering, start = frame.problem.offerings[int(timetable.offering[n])], int(timetable.start[n])
        if offering.place != ONLINE:
            alike = frame.rooms[offering.place]
            free = [r for r in alike.rooms if until.get((offering.place, r.room_id), 0) <= start]
            room = free[0]
            until[offering.place, room.room_id] = start + frame.problem.modules[offering.module].n_bins
            found[n] = (alike.place, room.room_id)
    return found


def timetable_of(frame: Frame, plan: TrainingPlan) -> tuple[Timetable, tuple[str, ...]]:
    """Return a plan as a timetable of this frame, with the id of each session.

    What the frame does not know is left out: sessions of a module, trainer or room that is gone or outside of its half hours, and
    seats of reps who have left. Whether what is left keeps the rules is not looked at.
    """
    trainer = {t.trainer_id: k for k, t in enumerate(frame.trainers)}
    learner = {r.rep_id: i for i, r in enumerate(frame.reps)}
    offering = _offering_rows(frame)
    kept: list[tuple[Session, int, int]] = []
    for s in plan.sessions:
        row = offering.get((s.module_id, language_of(s.language), s.room_id))
        start = frame.grid.index(s.starts_at)
        inside = 0 <= start < frame.grid.n_bins and frame.grid.at(start) == s.starts_at
        if row is not None and s.trainer_id in trainer and inside:
            kept.append((s, row, start))
    row_of = {s.session_id: n for n, (s, _, _) in enumerate(kept)}
    seats = [(learner[e.rep_id], row_of[e.session_id]) for e in plan.enrolments if e.session_id in row_of and e.rep_id in learner]
    table = Timetable(
        np.array([row for _, row, _ in kept], dtype=np.intp),
        np.array([start for _, _, start in kept], dtype=np.intp),
        np.array([trainer[s.trainer_id] for s, _, _ in kept], dtype=np.intp),
        np.array([i for i, _ in seats], dtype=np.intp),
        np.array([n for _, n in seats], dtype=np.intp),
    )
    return table, tuple(s.session_id for s, _, _ in kept)


def _offering_rows(frame: Frame) -> Mapping[tuple[str, str, str], int]:
    """Return module, language and room -> the offering."""
    rows: dict[tuple[str, str, str], int] = {}
    for i, o in enumerate(frame.problem.offerings):
        rooms = [""] if o.place == ONLINE else [r.room_id for r in frame.rooms[o.place].rooms]
        rows |= {(frame.modules[o.module].module_id, o.language, room): i for room in rooms}
    return rows
