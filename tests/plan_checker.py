"""Plan checker: every rule that a training plan breaks, five minutes by five minutes on each person's own clock.

In: what a plan was made from, and the plan; records only, none of the planner's code.
Out: broken_rules.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from readiness.stages.training.framing import Training
from readiness.stages.training.records import Session, Trainer, TrainingModule, TrainingPlan, Workday
from readiness.vocabulary import Rep

FIVE_MINUTES = timedelta(minutes=5)


class Checked:
    """A plan beside what it was made from, looked up."""

    def __init__(self, training: Training, plan: TrainingPlan) -> None:
        self.training, self.plan = training, plan
        self.reps: Mapping[str, Rep] = {r.rep_id: r for r in training.reps}
        self.trainers: Mapping[str, Trainer] = {t.trainer_id: t for t in training.trainers}
        self.modules: Mapping[str, TrainingModule] = {m.module_id: m for m in training.policy.taught}
        self.rooms = {r.room_id: r for r in training.rooms}
        self.workdays = {w.person_id: w for w in training.workdays}
        self.sessions: Mapping[str, Session] = {s.session_id: s for s in plan.sessions}
        self.of_rep: dict[str, list[Session]] = defaultdict(list)
        for e in plan.enrolments:
            self.of_rep[e.rep_id].append(self.sessions[e.session_id])
        self.busy: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
        for b in training.busy:
            self.busy[b.person_id].append((b.starts_at, b.ends_at))


def broken_rules(training: Training, plan: TrainingPlan) -> list[str]:
    """Return each broken rule in a sentence."""
    c = Checked(training, plan)
    return [*_needs(c), *_sessions(c), *_rooms(c), *_trainers(c), *_reps(c), *_both(c), *_teams(c)]


def language(tag: str) -> str:
    return tag.strip().lower().replace("_", "-").partition("-")[0]


def overlap(a: Session, b: Session) -> bool:
    return max(a.starts_at, b.starts_at) < min(a.ends_at, b.ends_at)


def pairs(sessions: list[Session]) -> Iterator[tuple[Session, Session]]:
    return ((a, b) for i, a in enumerate(sessions) for b in sessions[i + 1 :])


def _needs(c: Checked) -> Iterator[str]:
    asked = {(n.rep_id, n.module_id) for n in c.training.needs}
    answers = Counter([(e.rep_id, e.module_id) for e in c.plan.enrolments] + [(u.rep_id, u.module_id) for u in c.plan.unserved])
    for rep_id, module_id in sorted(asked | set(answers)):
        n = answers[rep_id, module_id]
        if n != ((rep_id, module_id) in asked):
            yield f"{rep_id} has {n} seats or reasons for {module_id}"
    yield from (f"{u.rep_id} is not told why" for u in c.plan.unserved if not u.why.strip())
    yield from (f"{e}: another module" for e in c.plan.enrolments if c.sessions[e.session_id].module_id != e.module_id)


def _sessions(c: Checked) -> Iterator[str]:
    taken = Counter(e.session_id for e in c.plan.enrolments)
    if len(c.sessions) != len(c.plan.sessions):
        yield "two sessions of one id"
    for s in c.plan.sessions:
        module, trainer = c.modules[s.module_id], c.trainers[s.trainer_id]
        if not 1 <= taken[s.session_id] <= s.seats <= module.seats:
            yield f"{s.session_id}: {taken[s.session_id]} reps, {s.seats} seats, {module.seats} of the module"
        if s.ends_at - s.starts_at != timedelta(minutes=module.minutes):
            yield f"{s.session_id} does not last {module.minutes} minutes"
        if language(s.language) not in {language(tag) for tag in trainer.languages}:
            yield f"{s.session_id}: {trainer.trainer_id} does not speak {s.language}"
        if trainer.skills and s.module_id not in trainer.skills:
            yield f"{s.session_id}: {trainer.trainer_id} does not teach {s.module_id}"
        if module.in_rooms != bool(s.room_id) or bool(s.room_id) != bool(s.place):
            yield f"{s.session_id} is in room {s.room_id!r} at {s.place!r}"


def _rooms(c: Checked) -> Iterator[str]:
    used: dict[str, list[Session]] = defaultdict(list)
    for s in c.plan.sessions:
        if s.room_id:
            room, module, trainer = c.rooms[s.room_id], c.modules[s.module_id], c.trainers[s.trainer_id]
            used[s.room_id].append(s)
            if s.place != room.place or module.place not in ("", s.place) or trainer.place not in ("", s.place):
                yield f"{s.session_id} at {s.place} is not where its room, module and trainer are"
            if s.seats > room.seats:
                yield f"{s.session_id}: {s.seats} seats in a room for {room.seats}"
            yield from _busy(c, s.room_id, s)
    for sessions in used.values():
        yield from (f"{a.session_id} and {b.session_id} in one room" for a, b in pairs(sessions) if overlap(a, b))


def _busy(c: Checked, who: str, s: Session) -> Iterator[str]:
    for starts, ends in c.busy[who]:
        if max(starts, s.starts_at) < min(ends, s.ends_at):
            yield f"{who} is busy during {s.session_id}"


def _trainers(c: Checked) -> Iterator[str]:
    taught: dict[str, list[Session]] = defaultdict(list)
    for s in c.plan.sessions:
        taught[s.trainer_id].append(s)
    for trainer_id, sessions in taught.items():
        trainer = c.trainers[trainer_id]
        own = [m for m in c.modules.values() if not trainer.skills or m.module_id in trainer.skills]
        longest = max(timedelta(minutes=30 * -(-m.minutes // 30)) for m in own)
        most = trainer.max_sessions_per_day * longest
        if trainer.max_hours_per_day is not None:
            most = timedelta(hours=trainer.max_hours_per_day)
        on_day: dict[object, timedelta] = defaultdict(timedelta)
        for s in sessions:
            on_day[s.starts_at.astimezone(ZoneInfo(trainer.time_zone)).date()] += s.ends_at - s.starts_at
            yield from _clock(c, trainer_id, trainer.time_zone, s, no_lunch=False)
            yield from _busy(c, trainer_id, s)
        yield from (f"{trainer_id} teaches {sum_} on {day}" for day, sum_ in on_day.items() if sum_ > most)
        yield from (f"{trainer_id} teaches {a.session_id} and {b.session_id}" for a, b in pairs(sessions) if overlap(a, b))


def _clock(c: Checked, who: str, zone: str, s: Session, *, no_lunch: bool) -> Iterator[str]:
    policy, work = c.training.policy, c.workdays.get(who, Workday(who))
    opens, closes = work.starts or policy.day_starts, work.ends or policy.day_ends
    weekend = (5, 6) if work.weekend is None else work.weekend
    first = max(policy.first_day, c.training.from_day or policy.first_day)
    moment = s.starts_at
    while moment < s.ends_at:
        local = moment.astimezone(ZoneInfo(zone))
        on, at = local.date(), local.time()
        works = opens <= at < closes and on.weekday() not in weekend and on not in work.holidays
        planned = first <= on <= c.training.dates.ready_by and not any(
            b.starts_on <= on <= b.ends_on for b in c.training.blackouts
        )
        if not works or not planned or (no_lunch and time(12) <= at < time(13)):
            yield f"{who} in {s.session_id} at {local:%a %Y-%m-%d %H:%M}"
            return
        moment += FIVE_MINUTES


def _reps(c: Checked) -> Iterator[str]:
    for rep_id, sessions in c.of_rep.items():
        rep, work = c.reps[rep_id], c.workdays.get(rep_id, Workday(rep_id))
        zone = ZoneInfo(rep.time_zone)
        for s in sessions:
            yield from _clock(c, rep_id, rep.time_zone, s, no_lunch=c.training.policy.lunch_free)
            yield from _busy(c, rep_id, s)
            if language(s.language) != language(rep.language):
                yield f"{rep_id} does not speak the {s.language} of {s.session_id}"
            if rep.hired_on and s.starts_at.astimezone(zone).date() < rep.hired_on:
                yield f"{rep_id} in {s.session_id} before the first day of work"
            if s.place and s.place != work.place:
                yield f"{rep_id} cannot come to {s.place}"
            yield from _order(c, rep_id, s)
        yield from (f"{rep_id} sits in {a.session_id} and {b.session_id}" for a, b in pairs(sessions) if overlap(a, b))


def _order(c: Checked, rep_id: str, s: Session) -> Iterator[str]:
    needed = {n.module_id for n in c.training.needs if n.rep_id == rep_id}
    for earlier in c.modules[s.module_id].after:
        ends = [e.ends_at for e in c.of_rep[rep_id] if e.module_id == earlier]
        if earlier in needed and (not ends or ends[0] > s.starts_at):
            yield f"{rep_id} has {s.module_id} before {earlier}"


def _both(c: Checked) -> Iterator[str]:
    for rep in c.reps.values():
        for t in c.trainers.values():
            if rep.rep_id == t.trainer_id or (rep.email and rep.email.lower() == t.email.lower()):
                taught = [s for s in c.plan.sessions if s.trainer_id == t.trainer_id]
                yield from (f"{rep.rep_id} teaches and learns" for a in taught for b in c.of_rep[rep.rep_id] if overlap(a, b))


def _teams(c: Checked) -> Iterator[str]:
    size = Counter(r.manager_id for r in c.reps.values() if r.manager_id)
    for moment in sorted({s.starts_at for s in c.plan.sessions}):
        out = {r for r, sessions in c.of_rep.items() if any(s.starts_at <= moment < s.ends_at for s in sessions)}
        for manager, n_out in sorted(Counter(c.reps[r].manager_id for r in out).items()):
            if manager and size[manager] > 2 and n_out > max(1, int(size[manager] * c.training.policy.max_team_share + 1e-9)):
                yield f"{n_out} of {size[manager]} of {manager} are out at {moment}"
