"""Assignment: who counts as trained from which day, and whether chance chose who was trained when.

In: training policy, plan, attendance, reps.
Out: Assignment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from readiness.stages.training import Attendance, TrainingPlan, TrainingPolicy, drawn_waves
from readiness.vocabulary import Launch, Rep

KEPT = 0.8
"""Share of reps who must have been seated, and have come, in the wave drawn for them; a judgement."""
RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Assignment:
    """How training was assigned."""

    trained_on: Mapping[str, date]
    """rep_id -> the first day of the wave's sessions, or the first day attended where no wave was kept to."""
    wave: Mapping[str, int]
    """rep_id -> the wave drawn for the rep; empty where waves were not drawn, or not kept to."""
    assigned: str
    """random, not, or blank where nobody said."""


def assignment(
    reps: Sequence[Rep], policy: TrainingPolicy, plan: TrainingPlan | None, attendance: Sequence[Attendance], launch: Launch
) -> Assignment:
    """Return who counts as trained from when: with the wave that lots drew where the plan's waves were held, else as they came.

    What training.yaml says of it holds; where it says nothing, waves that the plan drew and that were held are a lottery.
    """
    came: dict[str, date] = {}
    for seat in attendance:
        if seat.minutes > 0:
            came[seat.rep_id] = min(seat.attended_on, came.get(seat.rep_id, seat.attended_on))
    starts = _starts(plan)
    drawn = drawn_waves(reps, max(starts, default=1), launch.launch_id, launch.seed)
    if not _is_kept(starts, drawn, plan, came):
        return Assignment(came, {}, policy.assigned)
    return Assignment({rep_id: starts[w] for rep_id, w in drawn.items()}, drawn, policy.assigned or RANDOM)


def _starts(plan: TrainingPlan | None) -> dict[int, date]:
    """Return the first day of each wave's sessions."""
    starts: dict[int, date] = {}
    for s in plan.sessions if plan else ():
        starts[s.wave] = min(s.starts_at.date(), starts.get(s.wave, s.starts_at.date()))
    return starts


def _is_kept(starts: Mapping[int, date], drawn: Mapping[str, int], plan: TrainingPlan | None, came: Mapping[str, date]) -> bool:
    """Say whether nearly everybody was seated in the wave drawn, and came in it: from its first day to the next one's."""
    if plan is None or len(starts) < 2 or set(starts) != set(drawn.values()):
        return False
    seated = [drawn.get(e.rep_id) == e.wave for e in plan.enrolments]
    in_time = [starts[drawn[r]] <= day < starts.get(drawn[r] + 1, date.max) for r, day in came.items() if r in drawn]
    return all(flags and sum(flags) >= KEPT * len(flags) for flags in (seated, in_time))
