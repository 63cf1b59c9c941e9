"""Invite files: a seat in a training session as a calendar file, in the rep's own time zone.

In: TrainingPlan, reps, trainers, launch; or one seat of a plan.
Out: `.ics` bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress

from readiness.adapters.training_files import safe_name
from readiness.stages.training import Session, Trainer, TrainingPlan
from readiness.vocabulary import Launch, Motion, Rep

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
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


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
            path = invite_path(session.session_id, rep.rep_id)
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


def invite_path(session_id: str, rep_id: str) -> str:
    """Return where the invite of a seat stands below the training folder."""
    return f"invites/{safe_name(f'{session_id}-{rep_id}')}.ics"


def seat_event(launch_id: str, session: Session, rep_id: str, rep_name: str, zone: str, trainer_name: str, stamp: date) -> bytes:
    """Return a seat as an event to add by hand, where its invite is not at hand; calendars know both for the same by the UID."""
    rep = Rep(rep_id, rep_name, "", "", "", "", "", Motion.CONSULTATIVE, zone, session.language, None)
    trainer = Trainer(session.trainer_id, trainer_name, "", (), zone, 0)
    return _invite(session, rep, trainer, launch_id, _address("", ""), stamp)


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
