"""Training files: a training plan and the contact plan as tables.

In: TrainingPlan, reps, trainers; contacts.
Out: header and rows by sheet name.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from readiness.stages.contact_plan import NO_OWNER, Contact
from readiness.stages.training import Session, Trainer, TrainingPlan
from readiness.vocabulary import Rep

Table = tuple[Sequence[str], list[list[object]]]
"""A header and its rows."""

REP_COLUMNS = (
    "rep_id", "rep_name", "session_id", "wave", "title", "trainer_id", "trainer_name", "language",
    "starts_at_utc", "starts_at_local", "time_zone", "minutes", "status",
)  # fmt: skip
SESSION_COLUMNS = (
    "session_id",
    "wave",
    "title",
    "language",
    "trainer",
    "day",
    "starts",
    "ends",
    "time_zone",
    "n_reps",
    "seats",
    "reps",
)
TRAINER_COLUMNS = (
    "trainer_id",
    "trainer_name",
    "day",
    "starts",
    "ends",
    "time_zone",
    "session_id",
    "title",
    "language",
    "n_reps",
)
UNSERVED_COLUMNS = ("rep_id", "rep_name", "email", "manager_id", "time_zone", "language", "why")
CONTACT_COLUMNS = (
    "contact_id", "account_id", "account_name", "channel", "territory_id", "rep_id", "rep_name", "buyer_step", "act", "asset",
    "message_id", "due_on", "status",
)  # fmt: skip
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_NAME = 120


def safe_name(name: str) -> str:
    """Return a file name that any system can hold; a changed one ends in a digest, so that two never become one."""
    safe = _UNSAFE.sub("-", name).strip(".-")[:_MAX_NAME]
    return safe if safe == name else f"{safe}-{hashlib.sha256(name.encode()).hexdigest()[:8]}".lstrip("-")


def plan_tables(plan: TrainingPlan, reps: Sequence[Rep], trainers: Sequence[Trainer]) -> dict[str, Table]:
    """Return the sheets `by rep` (which is also plan.csv), `by session`, `by trainer` and `unserved`."""
    people, teachers = {r.rep_id: r for r in reps}, {t.trainer_id: t for t in trainers}
    seated = defaultdict(list)
    for enrolment in plan.enrolments:
        seated[enrolment.session_id].append(enrolment.rep_id)
    by_time = sorted(plan.sessions, key=lambda s: (s.starts_at, s.session_id))
    by_trainer = sorted(plan.sessions, key=lambda s: (s.trainer_id, s.starts_at))
    return {
        "by rep": (REP_COLUMNS, _rep_rows(plan, people, teachers)),
        "by session": (SESSION_COLUMNS, [_session_row(s, seated[s.session_id], people, teachers) for s in by_time]),
        "by trainer": (TRAINER_COLUMNS, [_trainer_row(s, len(seated[s.session_id]), teachers) for s in by_trainer]),
        "unserved": (
            UNSERVED_COLUMNS,
            [_unserved_row(u.rep_id, u.why, people) for u in sorted(plan.unserved, key=lambda u: u.rep_id)],
        ),
    }


def _rep_rows(plan: TrainingPlan, people: Mapping[str, Rep], teachers: Mapping[str, Trainer]) -> list[list[object]]:
    sessions = {s.session_id: s for s in plan.sessions}
    rows: list[list[object]] = []
    for enrolment in plan.enrolments:
        s, rep = sessions[enrolment.session_id], people.get(enrolment.rep_id)
        zone = rep.time_zone if rep else "UTC"
        local = s.starts_at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
        seat = [s.session_id, enrolment.wave, s.title, s.trainer_id, _name(s, teachers), s.language]
        when = [f"{s.starts_at:%Y-%m-%dT%H:%MZ}", local, zone, _minutes(s)]
        rows.append([enrolment.rep_id, rep.name if rep else "", *seat, *when, "enrolled"])
    for u in plan.unserved:
        rep = people.get(u.rep_id)
        name, language, zone = (rep.name, rep.language, rep.time_zone) if rep else ("", "", "")
        rows.append([u.rep_id, name, "", None, "", "", "", language, "", "", zone, None, "unserved"])
    return sorted(rows, key=lambda row: str(row[0]))


def _session_row(s: Session, rep_ids: Sequence[str], people: Mapping[str, Rep], teachers: Mapping[str, Trainer]) -> list[object]:
    names = sorted(people[i].name if i in people else i for i in rep_ids)
    when = _when(s, teachers)
    return [s.session_id, s.wave, s.title, s.language, _name(s, teachers), *when, len(names), s.seats, "; ".join(names)]


def _trainer_row(s: Session, n_reps: int, teachers: Mapping[str, Trainer]) -> list[object]:
    return [s.trainer_id, _name(s, teachers), *_when(s, teachers), s.session_id, s.title, s.language, n_reps]


def _unserved_row(rep_id: str, why: str, people: Mapping[str, Rep]) -> list[object]:
    rep = people.get(rep_id)
    if rep is None:
        return [rep_id, "", "", "", "", "", why]
    return [rep_id, rep.name, rep.email, rep.manager_id, rep.time_zone, rep.language, why]


def _when(s: Session, teachers: Mapping[str, Trainer]) -> list[object]:
    """Return day, start, end and zone by the trainer's clock."""
    trainer = teachers.get(s.trainer_id)
    zone = trainer.time_zone if trainer else "UTC"
    starts, ends = s.starts_at.astimezone(ZoneInfo(zone)), s.ends_at.astimezone(ZoneInfo(zone))
    return [starts.date(), f"{starts:%H:%M}", f"{ends:%H:%M}", zone]


def _name(s: Session, teachers: Mapping[str, Trainer]) -> str:
    return teachers[s.trainer_id].name if s.trainer_id in teachers else s.trainer_id


def _minutes(s: Session) -> int:
    return int((s.ends_at - s.starts_at) / timedelta(minutes=1))


def contact_tables(contacts: Sequence[Contact]) -> dict[str, Table]:
    """Return the sheets `contact plan` (which is also contact_plan.csv), `by rep`, and `no owner` where an account has none."""
    tables: dict[str, Table] = {
        "contact plan": (CONTACT_COLUMNS, [[getattr(c, name) for name in CONTACT_COLUMNS] for c in contacts]),
        "by rep": (("rep_id", "rep_name", "n_accounts", "n_contacts", "first_due_on", "last_due_on"), _by_rep(contacts)),
    }
    unowned = sorted({(c.account_id, c.account_name, c.channel, c.territory_id) for c in contacts if c.status == NO_OWNER})
    if unowned:
        tables["no owner"] = (("account_id", "account_name", "channel", "territory_id"), [list(row) for row in unowned])
    return tables


def _by_rep(contacts: Sequence[Contact]) -> list[list[object]]:
    mine = defaultdict(list)
    for c in contacts:
        if c.rep_id:
            mine[c.rep_id].append(c)
    return [
        [i, cs[0].rep_name, len({c.account_id for c in cs}), len(cs), min(c.due_on for c in cs), max(c.due_on for c in cs)]
        for i, cs in sorted(mine.items())
    ]
