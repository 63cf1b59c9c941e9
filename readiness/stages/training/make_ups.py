"""Make-ups: seats kept free, given to those who missed theirs.

In: the frame of a launch's training, the plan that stands, who is owed which module, the time now.
Out: MakeUp: rep, session; or why there is no seat for him.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from readiness.stages.training.framing import Frame
from readiness.stages.training.planned import timetable_of
from readiness.stages.training.problem import Timetable
from readiness.stages.training.records import ATTENDED, ENROLLED, NO_SHOW, Enrolment, Session, TrainingPlan
from readiness.stages.training.taken import Taken, taken_of

Owed = tuple[str, str]
"""Rep and module."""


@dataclass(frozen=True, slots=True)
class MakeUp:
    """What one who missed a module gets."""

    rep_id: str
    module_id: str
    session: Session | None
    """None: no later session has a seat that he could take."""


def owed(plan: TrainingPlan) -> list[Owed]:
    """Return who missed a module and has neither had it since nor a seat in it, by rep and module."""
    settled = {(e.rep_id, e.module_id) for e in plan.enrolments if e.status in (ATTENDED, ENROLLED)}
    return sorted({(e.rep_id, e.module_id) for e in plan.enrolments if e.status == NO_SHOW} - settled)


def make_ups(frame: Frame, plan: TrainingPlan, wanted: Sequence[Owed], now: datetime) -> list[MakeUp]:
    """Return for each the nearest later session he can take, every rule of the plan kept; the first of them chooses first."""
    table, ids = timetable_of(frame, plan)
    by_id = {s.session_id: s for s in plan.sessions}
    desk = _Desk(frame, by_id, tuple(by_id[i] for i in ids), plan.enrolments, table, taken_of(frame.problem, table))
    found = []
    for rep_id, module_id in wanted:
        row = desk.first(rep_id, module_id, now)
        found.append(MakeUp(rep_id, module_id, desk.sessions[row] if row is not None else None))
        if row is not None:
            desk = desk.seated(rep_id, row)
    return found


@dataclass(frozen=True, slots=True)
class _Desk:
    """The plan while make-ups are given out."""

    frame: Frame
    by_id: Mapping[str, Session]
    sessions: tuple[Session, ...]
    """A row each of the timetable."""
    enrolments: tuple[Enrolment, ...]
    table: Timetable
    taken: Taken

    def seated(self, rep_id: str, row: int) -> _Desk:
        """Return the same with one seat more taken."""
        t, session = self.table, self.sessions[row]
        learners = np.append(t.seat_learner, self._learner(rep_id))
        table = replace(t, seat_learner=learners, seat_session=np.append(t.seat_session, row))
        enrolment = Enrolment(rep_id, session.session_id, session.wave, session.module_id)
        taken = taken_of(self.frame.problem, table)
        return replace(self, enrolments=(*self.enrolments, enrolment), table=table, taken=taken)

    def first(self, rep_id: str, module_id: str, now: datetime) -> int | None:
        """Return the earliest session of a module that a rep can take."""
        learner = self._learner(rep_id)
        rows = [n for n, s in enumerate(self.sessions) if s.module_id == module_id and s.starts_at > now and learner >= 0]
        fits = [n for n in rows if self._can(learner, n) and self._in_order(rep_id, self.sessions[n])]
        return min(fits, key=lambda n: (self.sessions[n].starts_at, self.sessions[n].session_id), default=None)

    def _learner(self, rep_id: str) -> int:
        return next((i for i, r in enumerate(self.frame.reps) if r.rep_id == rep_id), -1)

    def _can(self, learner: int, row: int) -> bool:
        """Return whether there is a seat, he is free and can follow, does not teach then, and leaves enough of his team."""
        p, taken = self.frame.problem, self.taken
        offering, start = int(self.table.offering[row]), int(self.table.start[row])
        during = slice(start, start + p.modules[p.offerings[offering].module].n_bins)
        own = {k for r, k in self.frame.both if r == learner}
        teaches = any(bool(taken.teaches[k, during].any()) for k in own)
        team = int(p.team[learner])
        return (
            int(taken.n_seated[row]) < self.sessions[row].seats
            and bool(p.takes[p.group[learner], offering])
            and bool(p.free[learner, during].all())
            and not bool(taken.sits[learner, during].any())
            and not teaches
            and bool((taken.out[team, during] < p.team_most[team]).all())
        )

    def _in_order(self, rep_id: str, session: Session) -> bool:
        """Return whether what comes before it is over by then, and what needs it comes later."""
        after = {m.module_id: set(m.after) for m in self.frame.modules}
        for e in self.enrolments:
            other = self.by_id.get(e.session_id)
            if e.rep_id != rep_id or e.status not in (ATTENDED, ENROLLED) or other is None:
                continue
            if e.module_id in after[session.module_id] and other.ends_at > session.starts_at:
                return False
            if session.module_id in after.get(e.module_id, set()) and other.starts_at < session.ends_at and e.status == ENROLLED:
                return False
        return True
