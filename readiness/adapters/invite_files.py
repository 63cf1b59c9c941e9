"""Invite files: a seat in a training session as a calendar file, in the rep's own time zone.

In: TrainingPlan, reps, trainers, launch; or one mail about a seat.
Out: `.ics` bytes, one event a file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from readiness.adapters.invite_words import Told, letter_text
from readiness.adapters.time_zone_tables import time_zone_table
from readiness.adapters.training_files import safe_name
from readiness.stages.training import Session, Trainer, TrainingPlan
from readiness.stages.training.inviting import CANCEL, NEW, REQUEST, InviteMail
from readiness.vocabulary import Launch, Rep

PUBLISH = "PUBLISH"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody an event is from or for."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """What a calendar file says."""

    uid: str
    method: str
    sequence: int
    stamp: datetime
    told: Told
    description: str
    organiser: Party
    attendee: Party


def invites(
    plan: TrainingPlan, reps: Sequence[Rep], trainers: Sequence[Trainer], launch: Launch, organiser_email: str, stamp: date
) -> dict[str, bytes]:
    """Return one calendar file per seat, by path, in the rep's own time zone.

    A rep with an address gets a request he can accept or decline. Without his address or the organiser's, a request has nobody
    to go to, so the file is an event to add to a calendar by hand.
    """
    people, teachers = {r.rep_id: r for r in reps}, {t.trainer_id: t for t in trainers}
    sessions = {s.session_id: s for s in plan.sessions}
    files = {}
    for enrolment in plan.enrolments:
        rep, session = people.get(enrolment.rep_id), sessions[enrolment.session_id]
        if rep is not None:  # one who has left since the plan was made is not invited
            trainer = teachers.get(session.trainer_id)
            organiser = organiser_of(trainer, trainers, launch, organiser_email)
            uid = uid_of(launch.launch_id, session.module_id, rep.rep_id)
            files[invite_path(session.session_id, rep.rep_id)] = _seat_file(session, rep, trainer, organiser, uid, stamp)
    return dict(sorted(files.items()))


def organiser_of(trainer: Trainer | None, trainers: Sequence[Trainer], launch: Launch, organiser_email: str) -> Party:
    """Return who answers go to: the given address, in the name of whose it is, else the session's own trainer."""
    if trainer is not None and not organiser_email:
        return Party(trainer.name, trainer.email)
    names = {t.email.casefold(): t.name for t in trainers}
    return Party(names.get(organiser_email.casefold(), launch.owner), organiser_email)


def invite_path(session_id: str, rep_id: str) -> str:
    """Return where the invite of a seat stands below the training folder."""
    return f"invites/{safe_name(f'{session_id}-{rep_id}')}.ics"


def uid_of(launch_id: str, module_id: str, rep_id: str) -> str:
    """Return what calendars know the event by: the same whatever session the rep learns this module in."""
    return f"{hashlib.sha256(f'{launch_id}|{module_id}|{rep_id}'.encode()).hexdigest()[:32]}@readiness"


def seat_event(launch_id: str, session: Session, rep_id: str, rep_name: str, zone: str, trainer_name: str, stamp: date) -> bytes:
    """Return a seat as an event to add by hand, where its invite is not at hand; calendars know both for the same by the UID."""
    told = Told(rep_name, session.title, session.starts_at, session.ends_at, zone, session.language, session.place, trainer_name)
    return _event_file(
        uid_of(launch_id, session.module_id, rep_id), told, session.language, Party("", ""), Party(rep_name, ""), stamp
    )


def mailed_event(
    launch_id: str, mail: InviteMail, told: Told, description: str, organiser: Party, attendee: Party, stamp: datetime
) -> bytes:
    """Return the calendar file that a mail about a seat brings along."""
    uid = uid_of(launch_id, mail.seat.module_id, mail.seat.rep_id)
    return calendar_file(CalendarEvent(uid, mail.method, mail.sequence, stamp, told, description, organiser, attendee))


def calendar_file(made: CalendarEvent) -> bytes:
    """Return one event as a file: a request, a cancellation, or an event that nobody is asked about."""
    told = made.told
    calendar = Calendar()
    calendar.add("prodid", "-//readiness//training plan//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", made.method)
    event = _event(made)
    if "TZID" in event["DTSTART"].params:  # UTC is written with a Z and needs no table
        calendar.add_component(time_zone_table(told.zone, told.starts_at.year))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(made: CalendarEvent) -> Event:
    told, zone, is_cancelled = made.told, ZoneInfo(made.told.zone), made.method == CANCEL
    event = Event()
    event.add("uid", made.uid)
    event.add("sequence", made.sequence)
    event.add("dtstamp", made.stamp.astimezone(UTC))
    event.add("dtstart", told.starts_at.astimezone(zone))
    event.add("dtend", told.ends_at.astimezone(zone))
    event.add("summary", _plain(told.title))
    event.add("description", _CONTROL.sub("", made.description))
    if told.place:
        event.add("location", _plain(told.place))
    if re.match(r"https?://[^\s\"<>]+$", told.place):
        event.add("url", told.place)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_cancelled else "OPAQUE")
    if made.method != PUBLISH:
        event.add("organizer", _address(made.organiser))
        event.add("attendee", _attendee(made.attendee, is_cancelled=is_cancelled))
    return event


def _seat_file(session: Session, rep: Rep, trainer: Trainer | None, organiser: Party, uid: str, stamp: date) -> bytes:
    name, ask = (trainer.name, trainer.email) if trainer else ("", "")
    told = Told(
        rep.name, session.title, session.starts_at, session.ends_at, rep.time_zone, session.language, session.place, name,
        organiser.email or ask,
    )  # fmt: skip
    return _event_file(uid, told, rep.language, organiser, Party(rep.name, rep.email), stamp)


def _event_file(uid: str, told: Told, language: str, organiser: Party, attendee: Party, stamp: date) -> bytes:
    is_request = "@" in attendee.email and "@" in organiser.email
    text = letter_text(NEW, told, language, can_decline=is_request)
    moment = datetime.combine(stamp, time(0), tzinfo=UTC)
    method = REQUEST if is_request else PUBLISH
    return calendar_file(CalendarEvent(uid, method, 0, moment, told, text, organiser, attendee))


def _plain(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{''.join(_CONTROL.sub('', party.email).split())}")
    if party.name.strip():
        address.params["CN"] = _plain(party.name)
    return address


def _attendee(party: Party, *, is_cancelled: bool) -> vCalAddress:
    attendee = _address(party)
    asked: Mapping[str, str] = {} if is_cancelled else {"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    attendee.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", **asked})
    return attendee
