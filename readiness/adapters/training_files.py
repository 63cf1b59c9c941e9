"""Training files: a training plan as tables.

In: TrainingPlan, reps, trainers.
Out: header and rows by sheet name.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from readiness.stages.training import Room, Session, Trainer, TrainingPlan, TrainingPolicy, Unserved
from readiness.stages.training.needs import Needs
from readiness.vocabulary import Rep

Table = tuple[Sequence[str], list[list[object]]]
"""A header and its rows."""

REP_COLUMNS = (
    "rep_id", "rep_name", "session_id", "wave", "title", "trainer_id", "trainer_name", "language",
    "starts_at_utc", "starts_at_local", "time_zone", "minutes", "status", "module_id", "place", "room_id", "why",
)  # fmt: skip
SESSION_COLUMNS = (
    "session_id", "wave", "title", "language", "trainer", "day", "starts", "ends", "time_zone", "n_reps", "seats", "reps",
    "module_id", "place", "room", "status",
)  # fmt: skip
TRAINER_COLUMNS = (
    "trainer_id", "trainer_name", "day", "starts", "ends", "time_zone", "session_id", "title", "language", "n_reps", "place",
    "room",
)  # fmt: skip
UNSERVED_COLUMNS = ("rep_id", "rep_name", "email", "manager_id", "time_zone", "language", "why", "module_id")
NEED_COLUMNS = ("rep_id", "rep_name", "module_id", "title", "needed", "why")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_NAME = 120


def safe_name(name: str) -> str:
    """Return a file name that any system can hold; a changed one ends in a digest, so that two never become one."""
    safe = _UNSAFE.sub("-", name).strip(".-")[:_MAX_NAME]
    return safe if safe == name else f"{safe}-{hashlib.sha256(name.encode()).hexdigest()[:8]}".lstrip("-")


@dataclass(frozen=True, slots=True)
class Told:
    """A plan and the people and rooms it names."""

    plan: TrainingPlan
    people: Mapping[str, Rep]
    teachers: Mapping[str, Trainer]
    rooms: Mapping[str, Room]
    titles: Mapping[str, str]
    """Of modules."""

    @property
    def sessions(self) -> dict[str, Session]:
        """Return sessions by id."""
        return {s.session_id: s for s in self.plan.sessions}

    def trainer(self, s: Session) -> str:
        """Return the name of a session's trainer."""
        return self.teachers[s.trainer_id].name if s.trainer_id in self.teachers else s.trainer_id

    def room(self, s: Session) -> str:
        """Return the name of a session's room."""
        return (self.rooms[s.room_id].name or s.room_id) if s.room_id in self.rooms else s.room_id

    def name(self, rep_id: str) -> str:
        """Return the name of a rep."""
        return self.people[rep_id].name if rep_id in self.people else rep_id


def told(
    plan: TrainingPlan, reps: Sequence[Rep], trainers: Sequence[Trainer], policy: TrainingPolicy, rooms: Sequence[Room] = ()
) -> Told:
    """Return a plan with whom and what it names."""
    people, teachers = {r.rep_id: r for r in reps}, {t.trainer_id: t for t in trainers}
    return Told(plan, people, teachers, {r.room_id: r for r in rooms}, {m.module_id: m.title for m in policy.taught})


def plan_tables(t: Told) -> dict[str, Table]:
    """Return the sheets `by rep` (which is also plan.csv), `by session`, `by trainer` and `unserved`."""
    seated = defaultdict(list)
    for enrolment in t.plan.enrolments:
        seated[enrolment.session_id].append(enrolment.rep_id)
    by_time = sorted(t.plan.sessions, key=lambda s: (s.starts_at, s.session_id))
    by_trainer = sorted(t.plan.sessions, key=lambda s: (s.trainer_id, s.starts_at, s.session_id))
    unserved = sorted(t.plan.unserved, key=lambda u: (u.rep_id, u.module_id))
    return {
        "by rep": (REP_COLUMNS, _rep_rows(t)),
        "by session": (SESSION_COLUMNS, [_session_row(s, seated[s.session_id], t) for s in by_time]),
        "by trainer": (TRAINER_COLUMNS, [_trainer_row(s, len(seated[s.session_id]), t) for s in by_trainer]),
        "unserved": (UNSERVED_COLUMNS, [_unserved_row(u, t.people) for u in unserved]),
    }


def _rep_rows(t: Told) -> list[list[object]]:
    """Return a row a rep and module, by rep and time; those without a session last."""
    sessions, rows = t.sessions, []
    for e in t.plan.enrolments:
        s, rep = sessions[e.session_id], t.people.get(e.rep_id)
        zone = rep.time_zone if rep else "UTC"
        local = s.starts_at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
        seat = [s.session_id, e.wave, s.title, s.trainer_id, t.trainer(s), s.language]
        when = [f"{s.starts_at:%Y-%m-%dT%H:%MZ}", local, zone, _minutes(s)]
        row = [e.rep_id, rep.name if rep else "", *seat, *when, e.status, e.module_id, s.place, s.room_id, ""]
        rows.append(((e.rep_id, 0, s.starts_at.isoformat(), e.module_id), row))
    without = [(u.rep_id, u.module_id, "unserved", u.why) for u in t.plan.unserved]
    for rep_id, module_id, status, why in without + [(x.rep_id, x.module_id, "excused", x.why) for x in t.plan.excused]:
        rep = t.people.get(rep_id)
        name, language, zone = (rep.name, rep.language, rep.time_zone) if rep else ("", "", "")
        title = t.titles.get(module_id, "")
        nothing = ["", None, title, "", "", language, "", "", zone, None]
        rows.append(((rep_id, 1, "", module_id), [rep_id, name, *nothing, status, module_id, "", "", why]))
    return [row for _, row in sorted(rows, key=lambda r: r[0])]


def _session_row(s: Session, rep_ids: Sequence[str], t: Told) -> list[object]:
    names = sorted(t.name(i) for i in rep_ids)
    where = [s.module_id, s.place, t.room(s), s.status]
    seats = [len(names), s.seats, "; ".join(names)]
    return [s.session_id, s.wave, s.title, s.language, t.trainer(s), *_when(s, t.teachers), *seats, *where]


def _trainer_row(s: Session, n_reps: int, t: Told) -> list[object]:
    what = [s.session_id, s.title, s.language, n_reps, s.place, t.room(s)]
    return [s.trainer_id, t.trainer(s), *_when(s, t.teachers), *what]


def _unserved_row(u: Unserved, people: Mapping[str, Rep]) -> list[object]:
    rep = people.get(u.rep_id)
    if rep is None:
        return [u.rep_id, "", "", "", "", "", u.why, u.module_id]
    return [rep.rep_id, rep.name, rep.email, rep.manager_id, rep.time_zone, rep.language, u.why, u.module_id]


def need_rows(t: Told, needs: Needs) -> Table:
    """Return who needs what and why, and who does not and why not."""
    order = {module_id: i for i, module_id in enumerate(t.titles)}
    said = [(n, "yes") for n in needs.needs] + [(x, "no") for x in needs.excused]
    rows: list[list[object]] = [
        [n.rep_id, t.name(n.rep_id), n.module_id, t.titles.get(n.module_id, ""), is_needed, n.why] for n, is_needed in said
    ]
    return NEED_COLUMNS, sorted(rows, key=lambda r: (str(r[0]), order.get(str(r[2]), -1)))


def _when(s: Session, teachers: Mapping[str, Trainer]) -> list[object]:
    """Return day, start, end and zone by the trainer's clock."""
    trainer = teachers.get(s.trainer_id)
    zone = trainer.time_zone if trainer else "UTC"
    starts, ends = s.starts_at.astimezone(ZoneInfo(zone)), s.ends_at.astimezone(ZoneInfo(zone))
    return [starts.date(), f"{starts:%H:%M}", f"{ends:%H:%M}", zone]


def _minutes(s: Session) -> int:
    return int((s.ends_at - s.starts_at) / timedelta(minutes=1))
