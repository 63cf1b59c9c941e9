"""Replanned: the plan that stands, mended, and what that changes for whom, in words.

In: Training as it is now, the plan that stands, what of it is past, the time now.
Out: MendedPlan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from readiness.stages.training.framed_people import language_of
from readiness.stages.training.framing import Frame, Training, frame_of
from readiness.stages.training.planned import sessions_of, timetable_of
from readiness.stages.training.problem import ONLINE, Problem, Timetable
from readiness.stages.training.records import CANCELLED, NO_SHOW, Enrolment, PlanCost, Session, TrainingPlan
from readiness.stages.training.replanning import NOBODY, Move, Replanned, Why, least_units, replan
from readiness.stages.training.taken import taken_of
from readiness.stages.training.unserved import unserved_of

NO_TRAINER = -1
NOT_NEEDED = "does not need it any more"


@dataclass(frozen=True, slots=True)
class Difference:
    """One module of one rep that is at another time or place than before."""

    rep_id: str
    module_id: str
    was: Session | None
    """None: had no seat."""
    now: Session | None
    """None: has no seat."""
    why: str


@dataclass(frozen=True, slots=True)
class NewTrainer:
    """A session that somebody else holds; nobody moves."""

    session: Session
    was: str
    """Trainer."""


@dataclass(frozen=True, slots=True)
class MendedPlan:
    """A plan after a replan."""

    plan: TrainingPlan
    differences: tuple[Difference, ...]
    """By rep and module."""
    new_trainers: tuple[NewTrainer, ...]
    n_moves: int
    """Seats that stood and are elsewhere now, or lost."""
    least_moves: int
    """No plan that loses no more seats moves fewer."""


def mended_plan(
    training: Training, standing: TrainingPlan, kept: TrainingPlan, *, now: datetime, seed: int, work: int | None = None
) -> MendedPlan:
    """Return the plan that stands, mended with the fewest people moved.

    Args:
        training: who needs what now, from whom, when and where; what is past is needed no more.
        standing: the plan as it is.
        kept: of it, the sessions and seats that are past.
        now: people want `notice_days` from now.
        seed: of the lot that says who is seated first.
        work: how hard to search; None: as hard as it finds good.
    """
    past = {s.session_id for s in kept.sessions}
    ahead = tuple(s for s in standing.sessions if s.session_id not in past and s.status != CANCELLED)
    frame = frame_of(training, make_up=False)
    table, ids, seats = _table(frame, ahead, standing.enrolments)
    first = frame.grid.first + timedelta(days=1)  # the grid begins a day early, for zones ahead of UTC
    notice = frame.grid.index(max(now, first) + timedelta(days=training.policy.notice_days))
    problem = _apart(frame, ahead, standing)
    found = replan(problem, table, 0, notice, seed=seed, work=work)
    names = [ids[row] if row >= 0 else "" for row in found.session_was.tolist()]
    others = {s.session_id for s in standing.sessions} - set(names)
    sessions, enrolments = sessions_of(frame, found.timetable, names, others | past)
    plan = replace(
        standing,
        sessions=(*kept.sessions, *_in_their_rooms(frame, sessions, ahead)),
        enrolments=(*kept.enrolments, *enrolments),
        unserved=unserved_of(frame, found.timetable),
        cost=_cost(problem, found),
        ways_out=(),
        seed=seed,
    )
    whys = {(frame.reps[m.learner].rep_id, frame.modules[m.module].module_id): m for m in found.moves}
    differences = _differences(plan, seats, past, {key: _told(frame, m) for key, m in whys.items()})
    n_gone = sum(d.was is not None and (d.rep_id, d.module_id) not in whys for d in differences)
    return MendedPlan(plan, differences, _new_trainers(plan, ahead), found.n_moves + n_gone, found.least_moves + n_gone)


def _table(
    frame: Frame, ahead: Sequence[Session], enrolments: Iterable[Enrolment]
) -> tuple[Timetable, list[str], dict[tuple[str, str], Session]]:
    """Return the sessions ahead as a timetable, with their ids, and who sat where.

    A trainer who is gone is nobody, a time that cannot be planned any more is outside of the half hours. A session in a language
    or room that is gone is left out, and its people are as good as new.
    """
    offering: dict[tuple[str, str, str], int] = {}
    for i, o in enumerate(frame.problem.offerings):
        rooms = [""] if o.place == ONLINE else [r.room_id for r in frame.rooms[o.place].rooms]
        offering |= {(frame.modules[o.module].module_id, o.language, room): i for room in rooms}
    trainer = {t.trainer_id: k for k, t in enumerate(frame.trainers)}
    learner = {r.rep_id: i for i, r in enumerate(frame.reps)}
    by_id = {s.session_id: s for s in ahead}
    key_of = {s.session_id: (s.module_id, language_of(s.language), s.room_id) for s in ahead}
    known = [s for s in ahead if key_of[s.session_id] in offering]
    row = {s.session_id: n for n, s in enumerate(known)}
    seats = [e for e in enrolments if e.session_id in by_id and e.status != NO_SHOW]
    sat = [(learner[e.rep_id], row[e.session_id]) for e in seats if e.session_id in row and e.rep_id in learner]
    table = Timetable(
        np.array([offering[key_of[s.session_id]] for s in known], dtype=np.intp),
        np.array([_start(frame, s) for s in known], dtype=np.intp),
        np.array([trainer.get(s.trainer_id, NO_TRAINER) for s in known], dtype=np.intp),
        np.array([i for i, _ in sat], dtype=np.intp),
        np.array([n for _, n in sat], dtype=np.intp),
    )
    return table, [s.session_id for s in known], {(e.rep_id, e.module_id): by_id[e.session_id] for e in seats}


def _start(frame: Frame, session: Session) -> int:
    """Return the half hour a session begins at; one past the last where it is not among those that can be planned."""
    start = frame.grid.index(session.starts_at)
    inside = 0 <= start < frame.grid.n_bins and frame.grid.at(start) == session.starts_at
    return start if inside else frame.grid.n_bins


def _apart(frame: Frame, ahead: Sequence[Session], standing: TrainingPlan) -> Problem:
    """Return the problem in which whoever is rep and trainer teaches when he does now, and else learns when he can.

    A session may begin whenever anybody works: where nobody is free it is the trainer or the rep who cannot come then.
    """
    at_work = frame.rep_open.any(axis=0) & frame.trainer_open.any(axis=0)
    p = replace(frame.problem, starts=np.flatnonzero(at_work).astype(np.intp))
    if not frame.both:
        return p
    taken = taken_of(p, timetable_of(frame, replace(standing, sessions=tuple(ahead)))[0])
    free, trainer_free = p.free.copy(), p.trainer_free.copy()
    for i, k in frame.both:
        trainer_free[k] &= taken.teaches[k] | ~p.free[i]
        free[i] &= ~trainer_free[k]
    return replace(p, free=free, trainer_free=trainer_free)


def _in_their_rooms(frame: Frame, sessions: Sequence[Session], ahead: Sequence[Session]) -> list[Session]:
    """Return the sessions, those that did not change in the room they had as far as nobody else is put there."""
    had = {s.session_id: s for s in ahead}
    place_of = {r.room_id: n for n, alike in enumerate(frame.rooms) for r in alike.rooms}

    def stays(s: Session) -> bool:
        was = had.get(s.session_id)
        same = was is not None and was.starts_at == s.starts_at
        return bool(same and was and s.room_id and place_of.get(was.room_id) == place_of[s.room_id])

    settled = [replace(s, room_id=had[s.session_id].room_id) if stays(s) else s for s in sessions]
    for n, s in enumerate(settled):
        if s.room_id and not stays(s):
            alike = [r.room_id for r in frame.rooms[place_of[s.room_id]].rooms]
            taken = {o.room_id for o in settled if o is not s and o.starts_at < s.ends_at and s.starts_at < o.ends_at}
            settled[n] = replace(s, room_id=next((room for room in alike if room not in taken), s.room_id))
    used = [(s, o) for i, s in enumerate(settled) for o in settled[:i] if s.room_id and s.room_id == o.room_id]
    clash = any(o.starts_at < s.ends_at and s.starts_at < o.ends_at for s, o in used)
    return list(sessions) if clash else settled


def _cost(problem: Problem, found: Replanned) -> PlanCost:
    o, units = found.objective, problem.prices.units_per_hour
    parts = (o.time, o.travel, o.sessions, o.trainers, o.off_wave, o.unserved, min(least_units(problem), o.total))
    return PlanCost(*(part / units for part in parts))


def _differences(
    plan: TrainingPlan, old: Mapping[tuple[str, str], Session], past: set[str], why: Mapping[tuple[str, str], str]
) -> tuple[Difference, ...]:
    """Return who has a module at another time or place, or has it no more, or has it now."""
    sessions = {s.session_id: s for s in plan.sessions}
    new = {(e.rep_id, e.module_id): sessions[e.session_id] for e in plan.enrolments if e.session_id not in past}
    out = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was and now and (was.starts_at, was.place, was.room_id) == (now.starts_at, now.place, now.room_id):
            continue
        told = why.get(key, "the session's room, language or module is gone" if was else "had no seat before")
        out.append(Difference(*key, was, now, told))
    return tuple(out)


def _new_trainers(plan: TrainingPlan, ahead: Sequence[Session]) -> tuple[NewTrainer, ...]:
    had = {s.session_id: s for s in ahead}
    held = [(s, had[s.session_id]) for s in plan.sessions if s.session_id in had]
    return tuple(
        NewTrainer(s, was.trainer_id) for s, was in held if s.starts_at == was.starts_at and s.trainer_id != was.trainer_id
    )


def _told(frame: Frame, move: Move) -> str:
    """Return why somebody moves, in words."""
    whom = frame.reps[move.for_whom].name if move.for_whom != NOBODY else ""
    said = {
        Why.TRAINER_AWAY: "the trainer cannot come and nobody else can take over then",
        Why.TRAINER_LENT: "the trainer is needed for another session then",
        Why.ROOM_GONE: "the room cannot be used then",
        Why.SESSION_FULL: "the session holds fewer people than before",
        Why.NOT_FREE: "away or not at work then",
        Why.NO_START: "no session can begin then any more",
        Why.TEAM_OUT: "too many of the team would be out at once",
        Why.ORDER: "another module of the same person moved",
        Why.MAKES_ROOM: f"makes room for {whom}, who could not be seated otherwise",
        Why.NO_SEAT_BEFORE: "had no seat before",
        Why.NOT_NEEDED: NOT_NEEDED,
    }
    return said[move.why]
