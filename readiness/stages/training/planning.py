"""Planning: the sessions and seats that cost the field least, who is not served and why, and what it all costs.

In: Training, a seed.
Out: TrainingPlan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.experiment import cost_of_draw, experiment_of, open_waves, undrawn
from readiness.stages.training.framing import Frame, Training, frame_of, wave_days
from readiness.stages.training.objective import Objective, objective_of
from readiness.stages.training.planned import sessions_of
from readiness.stages.training.problem import Problem, Timetable
from readiness.stages.training.records import Drawn, Excused, PlanCost, TrainingPlan
from readiness.stages.training.solving import solve
from readiness.stages.training.unserved import unserved_of
from readiness.stages.training.waves import NO_SALES
from readiness.stages.training.ways_out import ways_out
from readiness.vocabulary import counted

NO_PLAN = TrainingPlan((), (), ())
LEAST_WORK, WORK_A_NEED, MOST_WORK = 5_000, 150, 280_000
"""Steps of the search: about a second of a processor for twenty reps, a minute for a thousand and more."""


@dataclass(frozen=True, slots=True)
class Found:
    """A timetable of a frame."""

    frame: Frame
    timetable: Timetable
    objective: Objective
    bound: float
    work: int


def plan_training(
    training: Training,
    *,
    seed: int,
    excused: Sequence[Excused] = (),
    kept: TrainingPlan = NO_PLAN,
    work: int | None = None,
    says_way_out: bool = True,
) -> TrainingPlan:
    """Return a plan in which everybody has, for every need, a seat or a reason why not.

    Args:
        training: who needs what, from whom, when and where.
        seed: of the search; the same gives the same plan.
        excused: who does not have to come; told with the plan.
        kept: sessions and seats of the past, which stay as they are.
        work: how long to search, in steps; None: by the number of needs.
        says_way_out: look for the smallest changes by which those who are not served could be.
    """
    work = min(MOST_WORK, LEAST_WORK + WORK_A_NEED * len(training.needs)) if work is None else work
    found = find_plan(training, seed=seed, work=work)
    frame = found.frame
    sessions, enrolments = sessions_of(frame, found.timetable, taken={s.session_id for s in kept.sessions})
    unserved = unserved_of(frame, found.timetable)
    cost = _cost(found)
    notes = [*_notes(training, found)]
    if training.draw:
        without = solve(undrawn(frame.problem), seed=seed, work=work)
        draw = cost_of_draw(found.objective, without.objective, frame.problem.prices.units_per_hour, len(frame.reps))
        cost = replace(cost, draw=draw.hours)
        notes.append(str(draw))
    return TrainingPlan(
        (*kept.sessions, *sessions),
        (*kept.enrolments, *enrolments),
        unserved,
        tuple(excused),
        tuple(training.draw),
        cost,
        seed,
        ways_out(found.frame, found.timetable) if says_way_out and unserved else (),
        tuple(notes),
        {"work": found.work},
    )


def drawn_training(
    training: Training, *, seed: int, past_sales: Mapping[str, float] = NO_SALES, before: Sequence[Drawn] = ()
) -> Training:
    """Return the same training with a wave for everybody who needs any of it, drawn by lot where the policy says so."""
    policy, days = training.policy, wave_days(training)
    if not policy.randomise or policy.n_waves < 2 or not days:
        return replace(training, draw=())
    frame, n_waves = frame_of(replace(training, draw=())), max(days.values())
    possible = open_waves(frame.problem, n_waves)
    open_to = {r.rep_id: [int(w) + 1 for w in np.flatnonzero(possible[i])] for i, r in enumerate(frame.reps)}
    needing = {n.rep_id for n in training.needs}
    reps = [r for r in frame.reps if r.rep_id in needing]
    draw = experiment_of(reps, days, training.launch_id, seed, past_sales=past_sales, open_to=open_to, before=before)
    here = {r.rep_id for r in frame.reps} - needing
    return replace(training, draw=(*draw, *(d for d in before if d.rep_id in here)))  # who has had it all was drawn too


def find_plan(training: Training, *, seed: int, work: int | None = None) -> Found:
    """Return the best timetable found, with the seats kept free that the policy asks for wherever that leaves nobody out."""
    found = _solved(frame_of(training), seed, work)
    if found.objective.n_unserved and training.policy.make_up_seats:
        full = _solved(frame_of(training, make_up=False), seed, work)
        if full.objective.n_unserved < found.objective.n_unserved:
            return full
    return found


def _solved(frame: Frame, seed: int, work: int | None) -> Found:
    """Return a timetable in which nobody teaches and learns at once."""
    solved = solve(frame.problem, seed=seed, work=work)
    found = Found(frame, solved.timetable, solved.objective, solved.bound, solved.work)
    if not _torn(frame, solved.timetable):
        return found
    # A bound for whoever may be in two places at once is one for those who may not.
    apart = [_apart(frame, solved.timetable, teaching_first=first) for first in (True, False)]
    tries = [solve(problem, seed=seed, work=work) for problem in apart]
    best = min(tries, key=lambda s: (s.objective.n_unserved, s.objective.total))
    objective = objective_of(frame.problem, best.timetable)
    return Found(frame, best.timetable, objective, solved.bound, solved.work + sum(s.work for s in tries))


def _torn(frame: Frame, timetable: Timetable) -> bool:
    """Return whether anybody teaches while he learns."""
    taught, sat = _taught(frame.problem, timetable), _sat(frame.problem, timetable)
    return any(bool((taught[k] & sat[i]).any()) for i, k in frame.both)


def _apart(frame: Frame, timetable: Timetable, *, teaching_first: bool) -> Problem:
    """Return the problem in which whoever is rep and trainer keeps some of his time for the one and the rest for the other.

    Either he teaches when he does now, and may learn in the rest of his time, or the other way about.
    """
    p = frame.problem
    free, trainer_free = p.free.copy(), p.trainer_free.copy()
    taught, sat = _taught(p, timetable), _sat(p, timetable)
    for i, k in frame.both:
        if teaching_first:
            trainer_free[k] &= taught[k] | ~p.free[i]
            free[i] &= ~trainer_free[k]
        else:
            free[i] &= sat[i] | ~p.trainer_free[k]
            trainer_free[k] &= ~free[i]
    return replace(p, free=free, trainer_free=trainer_free)


def _taught(p: Problem, timetable: Timetable) -> NDArray[np.bool_]:
    return _during(p, timetable, timetable.trainer, np.arange(len(timetable.start), dtype=np.intp), p.trainer_free.shape)


def _sat(p: Problem, timetable: Timetable) -> NDArray[np.bool_]:
    return _during(p, timetable, timetable.seat_learner, timetable.seat_session, p.free.shape)


def _during(
    p: Problem, timetable: Timetable, who: NDArray[np.intp], session: NDArray[np.intp], shape: tuple[int, ...]
) -> NDArray[np.bool_]:
    """Return (people, half hours) that are in a session."""
    during = np.zeros(shape, dtype=np.bool_)
    for person, n in zip(who.tolist(), session.tolist(), strict=True):
        start = int(timetable.start[n])
        during[person, start : start + p.modules[p.offerings[int(timetable.offering[n])].module].n_bins] = True
    return during


def _cost(found: Found) -> PlanCost:
    units, o = found.frame.problem.prices.units_per_hour, found.objective
    parts = (o.time, o.travel, o.sessions, o.trainers, o.off_wave, o.unserved, min(found.bound, o.total))
    time, travel, sessions, trainers, off_wave, unserved, bound = (part / units for part in parts)
    return PlanCost(time, travel, sessions, trainers, off_wave, unserved, bound)


def _notes(training: Training, found: Found) -> list[str]:
    """Return what whoever reads the plan has to know of what it was made from."""
    notes = []
    known = {w.person_id for w in training.workdays if w.country or w.weekend is not None}
    people = [r.rep_id for r in training.reps] + [t.trainer_id for t in training.trainers]
    n_without = len({p for p in people if p not in known})
    if n_without and training.policy.holidays:
        whom = counted(n_without, "person has", "people have")
        notes.append(f"{whom} no country in calendar/people.csv: planned from Monday to Friday, without public holidays.")
    for m in training.policy.taught:
        seats = found.frame.seats[m.module_id]
        if seats < m.seats:
            notes.append(f"{m.title}: {seats} instead of {m.seats} seats, for not every place has a larger room.")
        kept = seats - int(seats * training.policy.make_up_seats + 1e-9)
        n = next(q.seats for q in found.frame.problem.modules if q.module_id == m.module_id)
        if n > kept:
            notes.append(f"{m.title}: no seats are kept free for those who miss theirs, for somebody needs them.")
    return notes
