"""Unserved: the exact reason why no session of a module was found for a rep.

In: Frame, Timetable.
Out: one plain sentence part each, without a full stop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.calendars import zone_of
from readiness.stages.training.framed_people import bins_of, speaks
from readiness.stages.training.framing import Frame
from readiness.stages.training.problem import ONLINE, Problem, Timetable
from readiness.stages.training.records import TrainingModule, Unserved
from readiness.stages.training.taken import Taken, fits, taken_of


def unserved_of(frame: Frame, timetable: Timetable) -> tuple[Unserved, ...]:
    """Return who has no seat in what they need, by rep and module, and why: the first rule that leaves no way, widest first."""
    missing = missing_seats(frame.problem, timetable)
    if not len(missing):
        return ()
    taken = taken_of(frame.problem, timetable)
    said: dict[tuple[object, ...], str] = {}
    found = []
    for learner, m in missing.tolist():
        # Those of one group with the same free time and seats, in one team, have the same reason.
        alike = (frame.problem.free[learner].tobytes() + taken.sits[learner].tobytes(), m, _kind(frame, learner))
        if alike not in said:
            said[alike] = _why(frame, timetable, taken, learner, m)
        found.append(Unserved(frame.reps[learner].rep_id, said[alike], frame.modules[m].module_id))
    return tuple(found)


def unserved_sentences(unserved: Sequence[Unserved], names: Mapping[str, str], titles: Mapping[str, str]) -> tuple[str, ...]:
    """Return who is not served, of which module where there are several, and why."""
    return tuple(
        f"{names.get(u.rep_id, u.rep_id)} ({u.rep_id}){f', {titles[u.module_id]}' if len(titles) > 1 else ''}: {u.why}"
        for u in unserved
    )


def missing_seats(problem: Problem, timetable: Timetable) -> NDArray[np.intp]:
    """Return (n, 2) learner and module, in order, for each need without a seat."""
    module = np.array([o.module for o in problem.offerings], dtype=np.intp)
    seated = np.zeros_like(problem.needs)
    seated[timetable.seat_learner, module[timetable.offering[timetable.seat_session]]] = True
    return np.argwhere(problem.needs & ~seated)


def _kind(frame: Frame, learner: int) -> tuple[object, ...]:
    rep = frame.reps[learner]
    return int(frame.problem.group[learner]), int(frame.problem.team[learner]), rep.hired_on, rep.time_zone


def _why(frame: Frame, timetable: Timetable, taken: Taken, learner: int, m: int) -> str:
    module = frame.modules[m]
    return (
        _why_nobody_teaches(frame, learner, module)
        or _why_no_time(frame, module)
        or _why_not_yet(frame, learner)
        or _why_no_room(frame, learner, m)
        or _why_no_common_hour(frame, learner, m)
        or _why_none_left(frame, timetable, taken, learner, m)
    )


def _why_nobody_teaches(frame: Frame, learner: int, module: TrainingModule) -> str:
    rep, language = frame.reps[learner], frame.language[int(frame.problem.group[learner])]
    if not language:
        return "no language is given for this rep"
    if zone_of(rep.time_zone) is None:
        return f'time zone "{rep.time_zone}" is not known' if rep.time_zone else "no time zone is given for this rep"
    if not frame.trainers:
        return "no trainer is named"
    if not any(language in speaks(t) for t in frame.trainers):
        return f"no trainer speaks {language}"
    if not any(language in speaks(t) and (not t.skills or module.module_id in t.skills) for t in frame.trainers):
        return f"no trainer who speaks {language} can teach {module.title}"
    return ""


def _why_no_time(frame: Frame, module: TrainingModule) -> str:
    policy = frame.training.policy
    if frame.seats[module.module_id] < 1:
        return "a session has no seats"
    if not frame.days:
        return "no working day is left between the first day of training and ready_by"
    starts, ends = policy.day_starts, policy.day_ends
    room = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    if not 0 < module.minutes <= room:
        return f"a session of {module.minutes} minutes does not fit working hours {starts:%H:%M} to {ends:%H:%M}"
    return ""


def _why_not_yet(frame: Frame, learner: int) -> str:
    hired_on, last = frame.reps[learner].hired_on, frame.days[-1]
    return f"hired on {hired_on}, after the last day of training, {last}" if hired_on and hired_on > last else ""


def _why_no_room(frame: Frame, learner: int, m: int) -> str:
    module, p = frame.modules[m], frame.problem
    if not module.in_rooms or any(p.takes[int(p.group[learner]), o] for o in _offered(frame, m)):
        return ""
    workday = {w.person_id: w for w in frame.training.workdays}.get(frame.reps[learner].rep_id)
    if workday is None or not workday.place:
        return f"{module.title} is taught in rooms, and calendar/people.csv names no place for this rep"
    return f"no room for {module.title} is known in {workday.place}"


def _offered(frame: Frame, m: int) -> list[int]:
    return [o for o, offering in enumerate(frame.problem.offerings) if offering.module == m]


def _why_no_common_hour(frame: Frame, learner: int, m: int) -> str:
    """Return which calendars leave no start: hours first, then the rep's own, then the trainers', then the rooms'."""
    p, rep = frame.problem, frame.reps[learner]
    language = frame.language[int(p.group[learner])]
    module, n_bins = frame.modules[m], bins_of(frame.modules[m].minutes)
    offered = [o for o in _offered(frame, m) if p.takes[int(p.group[learner]), o]]
    rows = np.flatnonzero(p.can[:, offered].any(axis=1))
    who = f"trainers who speak {language}" + ("" if len(frame.modules) == 1 else f" and teach {module.title}")
    trainers = fits(frame.trainer_open[rows], n_bins).any(axis=0)
    if not (fits(frame.rep_open[learner], n_bins) & trainers).any():
        zones = ", ".join(sorted({frame.trainers[k].time_zone for k in rows}))
        return f"no common working hours: {rep.time_zone} for the rep, {zones or 'none'} for {who}"
    own = fits(p.free[learner], n_bins)
    one = f"trainer who speaks {language}" + ("" if len(frame.modules) == 1 else f" and teaches {module.title}")
    if not (own & trainers).any():
        return f"all slots busy: the rep is busy whenever a {one} is at work"
    can_teach = fits(p.trainer_free[rows], n_bins).any(axis=0)
    if not (own & can_teach).any():
        return f"all slots busy: every {one} is busy whenever the rep is free"
    if not (own & can_teach & _has_room(p, offered, n_bins)).any():
        return f"all slots busy: no room is free when the rep and a {one} are"
    return ""


def _has_room(p: Problem, offered: list[int], n_bins: int) -> NDArray[np.bool_]:
    """Return (starts,) whether a place of one of these offerings has a room."""
    found = np.zeros(p.free.shape[1], dtype=np.bool_)
    for o in offered:
        place = p.offerings[o].place
        found |= True if place == ONLINE else fits(p.rooms[place] > 0, n_bins)
    return found


def _why_none_left(frame: Frame, timetable: Timetable, taken: Taken, learner: int, m: int) -> str:
    """Return what is used up: the team's share, the order of modules, or trainers' time and seats."""
    p, rep = frame.problem, frame.reps[learner]
    language = frame.language[int(p.group[learner])]
    n_bins = p.modules[m].n_bins
    if order_limits(p, timetable, learner, m)[0] is None:
        return "what has to come before it has no seat either"
    offered = [o for o in _offered(frame, m) if p.takes[int(p.group[learner]), o]]
    rows = np.flatnonzero(p.can[:, offered].any(axis=1))
    can_teach = fits(taken.trainer_left(p)[rows], n_bins).any(axis=0) | taken.spare(p, timetable, offered)
    own = fits(p.free[learner] & ~taken.sits[learner], n_bins)
    if (own & can_teach).any():
        late = order_left(frame, timetable, learner, m)
        if not (own & can_teach & late).any():
            return f"what has to come before {frame.modules[m].title} leaves no time for it"
        if p.team[learner] and not (own & can_teach & late & taken.team_room(p, int(p.team[learner]), n_bins)).any():
            share = frame.training.policy.max_team_share
            much = "half" if share == 0.5 else f"{share:.0%}"
            return f"any session left would take more than {much} of the team of {rep.manager_id} out at once"
    if not (own & fits(p.trainer_free[rows], n_bins).any(axis=0)).any():
        return "the rep's other sessions take the only hours left"
    teaches = f"speaks {language}" + ("" if len(frame.modules) == 1 else f" and teaches {frame.modules[m].title}")
    return f"all slots taken: every trainer who {teaches} already teaches, or has reached the daily most"


def order_left(frame: Frame, timetable: Timetable, learner: int, m: int) -> NDArray[np.bool_]:
    """Return (half hours,) at which the module may start for this learner, by what has to come before and after it."""
    p = frame.problem
    earliest, latest = order_limits(p, timetable, learner, m)
    at = np.arange(p.free.shape[1])
    if earliest is None:
        return np.zeros(at.shape, dtype=np.bool_)
    return (at >= earliest) & (latest is None or at + p.modules[m].n_bins <= latest)


def order_limits(p: Problem, timetable: Timetable, learner: int, m: int) -> tuple[int | None, int | None]:
    """Return from which half hour on, and until which, a learner may sit in a module.

    The first is None where something that has to come before has no seat; the second where nothing comes after.
    """
    mine = timetable.seat_session[timetable.seat_learner == learner].tolist()
    seat = {p.offerings[int(timetable.offering[n])].module: int(timetable.start[n]) for n in mine}
    before = [b for b in p.modules[m].after if p.needs[learner, b]]
    after = [start for later, start in seat.items() if m in p.modules[later].after]
    if any(b not in seat for b in before):
        return None, None
    return max([seat[b] + p.modules[b].n_bins for b in before], default=0), min(after, default=None)
