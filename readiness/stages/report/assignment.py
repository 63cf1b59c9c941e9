"""Assignment: who counts as trained from which day, and whether chance chose who was trained when.

In: training policy, plan with the waves drawn, attendance.
Out: Assignment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from readiness.stages.training import Attendance, TrainingPlan, TrainingPolicy
from readiness.stages.training.experiment import KEPT, lots_of

RANDOM, NOT_RANDOM = "random", "not"


@dataclass(frozen=True, slots=True)
class Assignment:
    """How training was assigned."""

    trained_on: Mapping[str, date]
    """rep_id -> the first day of the wave's sessions, or the first day attended where no wave was kept to."""
    wave: Mapping[str, int]
    """rep_id -> the wave drawn for the rep; empty where waves were not drawn, or not kept to."""
    assigned: str
    """random, not, or blank where nobody said."""
    left_out: frozenset[str] = frozenset()
    """Reps who were given a wave while it was drawn for the others: they are not compared."""


def assignment(policy: TrainingPolicy, plan: TrainingPlan | None, attendance: Sequence[Attendance]) -> Assignment:
    """Return who counts as trained from when: with the wave that lots drew where the plan's waves were held, else as they came.

    The waves are those that were drawn when the plan was made, whoever came later or not at all. What training.yaml says of
    it holds; where it says nothing, waves that were drawn and held are a lottery, and waves that were not to be drawn are none.
    """
    came: dict[str, date] = {}
    for seat in attendance:
        if seat.minutes > 0:
            came[seat.rep_id] = min(seat.attended_on, came.get(seat.rep_id, seat.attended_on))
    drawn = lots_of(plan.draw) if plan else {}
    starts = _starts(plan)
    if plan is None or not _is_kept(starts, drawn, plan, came):
        return Assignment(came, {}, policy.assigned or ("" if policy.randomise else NOT_RANDOM))
    given = frozenset(d.rep_id for d in plan.draw) - frozenset(drawn)
    days = came | {rep_id: starts[w] for rep_id, w in drawn.items()}
    return Assignment(days, drawn, policy.assigned or RANDOM, given)


def _starts(plan: TrainingPlan | None) -> dict[int, date]:
    """Return the first day of each wave's sessions."""
    starts: dict[int, date] = {}
    for s in plan.sessions if plan else ():
        starts[s.wave] = min(s.starts_at.date(), starts.get(s.wave, s.starts_at.date()))
    return starts


def _is_kept(starts: Mapping[int, date], drawn: Mapping[str, int], plan: TrainingPlan, came: Mapping[str, date]) -> bool:
    """Say whether nearly everybody was seated in the wave drawn, and came in it: from its first day to the next one's."""
    if len(set(drawn.values())) < 2 or not set(drawn.values()) <= set(starts):
        return False
    seated = [drawn[e.rep_id] == e.wave for e in plan.enrolments if e.rep_id in drawn]
    in_time = [starts[drawn[r]] <= day < _next(starts, drawn[r]) for r, day in came.items() if r in drawn]
    return all(flags and sum(flags) >= KEPT * len(flags) for flags in (seated, in_time))


def _next(starts: Mapping[int, date], wave: int) -> date:
    """Return the first day of the wave after one."""
    return min((day for w, day in starts.items() if w > wave), default=date.max)
