"""Training files: a training plan as calendar invites and tables; the contact plan as tables.

In: TrainingPlan, reps, trainers, launch; contacts.
Out: `.ics` bytes by path; header and rows by sheet name.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress

from readiness.stages.contact_plan import NO_OWNER, Contact
from readiness.stages.training import Session, Trainer, TrainingPlan
from readiness.vocabulary import Launch, Rep

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
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fi": "Finnish",
    "fr": "French", "he": "Hebrew", "hi": "Hindi", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "nb": "Norwegian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MAX_NAME = 120


def invites(
    plan: TrainingPlan, reps: Sequence[Rep], trainers: Sequence[Trainer], launch: Launch, organiser_email: str, stamp: date
) -> dict[str, bytes]:
    """Return one calendar file per enrolled rep, by path, in the rep's own time zone.

    A rep with an address gets a request he can accept or decline. Without his address or the organiser's, a request has nobody
    to go to, so the file is an event to add to a calendar by hand.
    """
    people, teachers = {r.rep_id: r for r in reps}, {t.trainer_id: t for t in trainers}
    sessions = {s.session_id: s for s in plan.sessions}
    files = {}
    for enrolment in plan.enrolments:
        rep, session = people.get(enrolment.rep_id), sessions[enrolment.session_id]
        if rep is not None:  # one who has left since the plan was made is not invited
            path = f"invites/{safe_name(f'{session.session_id}-{rep.rep_id}')}.ics"
            trainer = teachers.get(session.trainer_id)
            files[path] = _invite(
                session, rep, trainer, launch.launch_id, _organiser(trainer, trainers, launch, organiser_email), stamp
            )
    return dict(sorted(files.items()))


def _organiser(trainer: Trainer | None, trainers: Sequence[Trainer], launch: Launch, organiser_email: str) -> vCalAddress:
    """Return who answers go to: the given address, in the name of whose it is, else the session's own trainer."""
    if trainer is not None and not organiser_email:
        return _address(trainer.email, trainer.name)
    names = {t.email.casefold(): t.name for t in trainers}
    return _address(organiser_email, names.get(organiser_email.casefold(), launch.owner))


def safe_name(name: str) -> str:
    """Return a file name that any system can hold; a changed one ends in a digest, so that two never become one."""
    safe = _UNSAFE.sub("-", name).strip(".-")[:_MAX_NAME]
    return safe if safe == name else f"{safe}-{hashlib.sha256(name.encode()).hexdigest()[:8]}".lstrip("-")


def _invite(session: Session, rep: Rep, trainer: Trainer | None, launch_id: str, organiser: vCalAddress, stamp: date) -> bytes:
    zone, title = ZoneInfo(rep.time_zone), _CONTROL.sub("", session.title)
    organiser_email = organiser.removeprefix("mailto:")
    is_request = "@" in rep.email and "@" in organiser_email
    event = Event()
    event.add("uid", _uid(launch_id, session.session_id, rep.rep_id))
    event.add("sequence", 0)
    event.add("dtstamp", datetime.combine(stamp, time(0), tzinfo=UTC))
    event.add("dtstart", session.starts_at.astimezone(zone))
    event.add("dtend", session.ends_at.astimezone(zone))
    event.add("summary", title)
    event.add("description", _CONTROL.sub("", _description(session, rep, trainer, organiser_email)))
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    if is_request:
        event.add("organizer", organiser)
        event.add("attendee", _attendee(rep))
    calendar = Calendar()
    calendar.add("prodid", "-//readiness//training plan//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "REQUEST" if is_request else "PUBLISH")
    if "TZID" in event["DTSTART"].params:  # UTC is written with a Z and needs no table
        calendar.add_component(_time_zone(rep.time_zone, session.starts_at.year))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


@lru_cache(maxsize=512)
def _time_zone(name: str, year: int) -> Timezone:
    """Return the zone's table from the year before a session to the year after it, made once for all invites.

    One observance per change of the clock: rules and lists of dates are read differently by different calendars.
    """
    zone = ZoneInfo(name)
    table = Timezone()
    table.add("tzid", name)
    first = datetime(year - 1, 1, 1, tzinfo=UTC)
    table.add_component(_observance(zone, first, first))
    for n_days in range((datetime(year + 2, 1, 1, tzinfo=UTC) - first).days):
        before, after = first + timedelta(days=n_days), first + timedelta(days=n_days + 1)
        if _offset(zone, before) != _offset(zone, after):
            while after - before > timedelta(seconds=1):
                middle = before + (after - before) // 2
                before, after = (middle, after) if _offset(zone, middle) == _offset(zone, before) else (before, middle)
            moment = after.replace(microsecond=0)
            table.add_component(_observance(zone, moment - timedelta(seconds=1), moment))
    return table


def _observance(zone: ZoneInfo, before: datetime, moment: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Return what the clock shows from `moment` on; its start is told by the clock of before, as RFC 5545 3.6.5 asks."""
    local = moment.astimezone(zone)
    observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
    observance.add("dtstart", (moment + _offset(zone, before)).replace(tzinfo=None))
    observance.add("tzoffsetfrom", _offset(zone, before))
    observance.add("tzoffsetto", _offset(zone, moment))
    observance.add("tzname", local.tzname() or str(zone))
    return observance


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _uid(*parts: str) -> str:
    return f"{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:32]}@readiness"


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{''.join(email.split())}")
    if name.strip():
        address.params["CN"] = _CONTROL.sub("", " ".join(name.split()))
    return address


def _attendee(rep: Rep) -> vCalAddress:
    attendee = _address(rep.email, rep.name)
    attendee.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})
    return attendee


def _description(session: Session, rep: Rep, trainer: Trainer | None, organiser_email: str) -> str:
    starts, ends = (moment.astimezone(ZoneInfo(rep.time_zone)) for moment in (session.starts_at, session.ends_at))
    day = f"{DAYS[starts.weekday()]} {starts.day} {MONTHS[starts.month - 1]} {starts.year}"
    facts = [f"When: {day}, {starts:%H:%M} to {ends:%H:%M} ({rep.time_zone})"]
    if trainer and trainer.name:
        facts.append(f"Trainer: {trainer.name}")
    facts.append(f"Language: {LANGUAGES.get(session.language, session.language)}")
    ask = organiser_email or (trainer.email if trainer else "")
    cannot = f"If you cannot come, write to {ask}" if ask else "If you cannot come, tell your manager"
    greeting = f"Hello {rep.name}," if rep.name else "Hello,"
    return "\n".join(
        [greeting, "", f"you have a seat in this training: {session.title}", "", *facts, "", f"{cannot} soon, please."]
    )


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
