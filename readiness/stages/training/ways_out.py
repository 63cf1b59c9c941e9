"""Ways out: the smallest single change by which those who are not served could be, said once for all of a kind.

In: Frame, Timetable.
Out: WayOut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.calendars import zone_of
from readiness.stages.training.framing import Frame, Training, frame_of
from readiness.stages.training.needs import Need
from readiness.stages.training.problem import ONLINE, Timetable
from readiness.stages.training.records import Busy, TrainingModule, WayOut
from readiness.stages.training.solving import solve
from readiness.stages.training.taken import Taken, fits, taken_of
from readiness.stages.training.unserved import missing_seats, order_left, order_limits
from readiness.vocabulary import counted

MOST_KINDS = 8
"""So many kinds of missing seats, the largest first, are looked into."""
FOREVER = timedelta(days=366)
LATER_DAYS = (1, 2, 3, 5, 7, 10, 14, 21, 28)
WORK = 2_000
"""For a plan of those alone who are missing."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """Learners who miss one module in one language."""

    frame: Frame
    timetable: Timetable
    taken: Taken
    module: int
    learners: NDArray[np.intp]
    language: str

    @property
    def taught(self) -> TrainingModule:
        return self.frame.modules[self.module]

    @property
    def n_bins(self) -> int:
        return self.frame.problem.modules[self.module].n_bins

    def offered(self) -> list[int]:
        """Return the offerings that any of them can take."""
        p = self.frame.problem
        groups = np.unique(p.group[self.learners])
        return [o for o, x in enumerate(p.offerings) if x.module == self.module and p.takes[groups, o].any()]

    def possible(self, *, in_order: bool = True) -> NDArray[np.bool_]:
        """Return (learners, half hours) at which each could begin the module; out of order where the others would be moved."""
        p = self.frame.problem
        own = fits(p.free[self.learners] & ~self.taken.sits[self.learners], self.n_bins)
        if not in_order:
            return own
        for i, learner in enumerate(self.learners.tolist()):
            own[i] &= order_left(self.frame, self.timetable, learner, self.module)
        return own

    def gains(self, possible: NDArray[np.bool_], most: int) -> NDArray[np.int64]:
        """Return (half hours,) how many of them a session that begins then would hold, teams kept at work."""
        p = self.frame.problem
        total = np.zeros(possible.shape[1], dtype=np.int64)
        teams = p.team[self.learners]
        for team in np.unique(teams):
            room = np.where(self.taken.team_room(p, int(team), self.n_bins), p.team_most[team] - self.taken.out[team], 0)
            total += np.minimum(possible[teams == team].sum(axis=0), room)
        return np.minimum(total, most)


def ways_out(frame: Frame, timetable: Timetable) -> tuple[WayOut, ...]:
    """Return the smallest change for each kind of missing seat: what serves most of them, and of such changes the smallest."""
    missing = missing_seats(frame.problem, timetable)
    taken = taken_of(frame.problem, timetable)
    kinds: dict[tuple[int, str, bool], list[int]] = {}
    for learner, m in missing.tolist():
        language = frame.language[int(frame.problem.group[learner])]
        kinds.setdefault((m, language, zone_of(frame.reps[learner].time_zone) is not None), []).append(learner)
    found = []
    for (m, language, is_known), learners in sorted(kinds.items(), key=lambda k: (-len(k[1]), k[0]))[:MOST_KINDS]:
        kind = _Kind(frame, timetable, taken, m, np.array(learners, dtype=np.intp), language)
        changes = _changes(kind, is_known=is_known)
        best = max(changes, key=lambda c: c[0], default=(0, ""))  # the first of equals, which is the smallest
        if best[0]:
            found.append(WayOut(_who(kind), best[1], len(learners), best[0]))
    return tuple(found)


def _who(kind: _Kind) -> str:
    about = f" in {kind.language}" if kind.language else ""
    return f"{counted(len(kind.learners), 'rep')} without a seat in {kind.taught.title}{about}"


def _changes(kind: _Kind, *, is_known: bool) -> list[tuple[int, str]]:
    """Return how many each change would serve, the smallest change first."""
    n = len(kind.learners)
    if not kind.language:
        return [(n, "reps.csv named their language")]
    if not is_known:
        return [(n, "reps.csv named a time zone that is known")]
    if kind.taught.in_rooms and not kind.offered():
        return [(n, "calendar/people.csv named a place that has a room for them")]
    possible = kind.possible()
    tried = [_more_seats(kind, possible), _trainer_hour(kind, possible), *_solved_anew(kind)]
    tried.append(_trainer(kind, kind.possible(in_order=False)))
    return [t for t in tried if t[0]]


def _more_seats(kind: _Kind, possible: NDArray[np.bool_]) -> tuple[int, str]:
    """Return whom one session that is held anyway would hold if it had the seats."""
    p, best = kind.frame.problem, (0, "")
    offered = kind.offered()
    gains = kind.gains(possible, len(kind.learners))
    for n, (o, start) in enumerate(zip(kind.timetable.offering.tolist(), kind.timetable.start.tolist(), strict=True)):
        gain = int(gains[start]) if o in offered and p.offerings[o].place == ONLINE else 0
        if gain > best[0]:
            trainer = kind.frame.trainers[int(kind.timetable.trainer[n])]
            when = _when(kind.frame, start, trainer.time_zone)
            best = (gain, f"the session {when} with {trainer.name} had {counted(gain, 'seat')} more")
    return best


def _trainer_hour(kind: _Kind, possible: NDArray[np.bool_]) -> tuple[int, str]:
    """Return whom one more session of a trainer there is would hold, at an hour he works but is busy or has taught enough."""
    p, offered = kind.frame.problem, kind.offered()
    gains = kind.gains(possible, p.modules[kind.module].seats)
    best, said = 0, ""
    for k in np.flatnonzero(p.can[:, offered].any(axis=1)).tolist():
        at_work = fits(kind.frame.trainer_open[k] & ~kind.taken.teaches[k], kind.n_bins)
        here = np.where(at_work, gains, 0)
        if int(here.max(initial=0)) > best:
            best, start = int(here.max()), int(np.argmax(here))
            trainer = kind.frame.trainers[k]
            said = f"{trainer.name} could teach one session more, {_when(kind.frame, start, trainer.time_zone)}"
    return best, said


def _trainer(kind: _Kind, possible: NDArray[np.bool_]) -> tuple[int, str]:
    """Return whom a trainer who comes whenever he is asked could teach, and how often he would have to."""
    left = possible.copy()
    served, n_sessions = 0, 0
    seats = kind.frame.problem.modules[kind.module].seats
    while seats:
        gains = kind.gains(left, seats)
        gain = int(gains.max(initial=0))
        if not gain:
            break
        come = np.flatnonzero(left[:, int(np.argmax(gains))])[:gain]
        left[come] = False
        served, n_sessions = served + gain, n_sessions + 1
    hours = n_sessions * kind.taught.minutes / 60
    skill = "" if len(kind.frame.modules) == 1 else f" and can teach {kind.taught.title}"
    said = (
        f"there were one more trainer who speaks {kind.language}{skill}, for {counted(n_sessions, 'session')} ({hours:g} hours)"
    )
    return served, said


def _solved_anew(kind: _Kind) -> list[tuple[int, str]]:
    """Return whom other rules would serve: sessions over lunch, a later ready_by."""
    training = kind.frame.training
    tried = []
    if training.policy.lunch_free:
        n = _n_served(kind, replace(training, policy=replace(training.policy, lunch_free=False)))
        tried.append((n, "sessions could be held over lunch"))
    best = 0
    for days in LATER_DAYS:
        later = training.dates.ready_by + timedelta(days=days)
        if later >= training.dates.launch_on or best == len(kind.learners):
            break
        n = _n_served(kind, replace(training, dates=replace(training.dates, ready_by=later)))
        if n > best:
            best = n
            tried.append((n, f"ready_by were {later} instead of {training.dates.ready_by}"))
    return tried


def _n_served(kind: _Kind, training: Training) -> int:
    """Return how many of them alone could be served beside everything that is planned, by other rules."""
    base = kind.frame.training
    reps = [kind.frame.reps[i] for i in kind.learners.tolist()]
    busy = [*base.busy, *_planned(kind)]
    needs = [Need(r.rep_id, kind.taught.module_id, "") for r in reps]
    frame = frame_of(replace(training, reps=reps, needs=needs, busy=busy, draw=()), make_up=False)
    left: int = solve(frame.problem, seed=0, work=WORK).objective.n_unserved
    return len(reps) - left


def _planned(kind: _Kind) -> Sequence[Busy]:
    """Return when trainers teach and these learners sit already, and when what comes before or after leaves them no time."""
    frame, t = kind.frame, kind.timetable
    spans = []
    for o, start in zip(t.offering.tolist(), t.start.tolist(), strict=True):
        n_bins = frame.problem.modules[frame.problem.offerings[o].module].n_bins
        spans.append((frame.grid.at(start), frame.grid.at(start + n_bins)))
    busy = [Busy(frame.trainers[k].trainer_id, *spans[n]) for n, k in enumerate(t.trainer.tolist())]
    ours = set(kind.learners.tolist())
    seats = zip(t.seat_learner.tolist(), t.seat_session.tolist(), strict=True)
    busy += [Busy(frame.reps[i].rep_id, *spans[n]) for i, n in seats if i in ours]
    first, last = frame.grid.first, frame.grid.at(frame.grid.n_bins) + FOREVER
    for i in kind.learners.tolist():
        earliest, latest = order_limits(frame.problem, t, i, kind.module)
        if earliest is None:
            busy.append(Busy(frame.reps[i].rep_id, first, last))
            continue
        spared = [(first, frame.grid.at(earliest))] + ([] if latest is None else [(frame.grid.at(latest), last)])
        busy += [Busy(frame.reps[i].rep_id, a, b) for a, b in spared if a < b]
    return busy


def _when(frame: Frame, start: int, zone: str) -> str:
    """Return when a session begins, by the clock of its trainer."""
    at = frame.grid.at(start).astimezone(ZoneInfo(zone))
    return f"on {at:%Y-%m-%d} at {at:%H:%M} ({zone})"
