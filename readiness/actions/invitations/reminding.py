"""Reminding: reps of sessions that are soon, once each; managers of who declined or did not come, once each.

In: a launch id, how many days ahead; the time now, in UTC.
Out: RemindReport; a row for each thing somebody was reminded of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from readiness.actions.invitations.sending import invite_desk, require_mail
from readiness.actions.invitations.standing import declined_seats
from readiness.adapters import mail
from readiness.adapters.db import invites
from readiness.adapters.db.invites import StoredReminder
from readiness.adapters.db.people import all_people
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.invite_mails import InviteDesk
from readiness.adapters.invite_words import Told, letter_text, manager_letter, subject, words_in
from readiness.adapters.mail import Letter
from readiness.adapters.output_files import scratch
from readiness.settings import Settings
from readiness.stages.training.inviting import DECLINED, MEANT, REFUSED, SENT
from readiness.stages.training.records import NO_SHOW

SESSION = "session"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One mail, and the things it reminds of."""

    letter: Letter
    of: tuple[StoredReminder, ...]


@dataclass(slots=True)
class RemindReport:
    """What went out, or would."""

    is_dry: bool
    to_reps: list[str] = field(default_factory=list)
    """One line a mail."""
    to_managers: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unaddressed: list[str] = field(default_factory=list)
    """Nobody knows a mail address of these managers and reps."""


@dataclass(frozen=True, slots=True)
class _Boss:
    """Who leads a team."""

    name: str
    email: str
    language: str


def remind(
    settings: Settings, launch_id: str, now: datetime, days: int, *, is_dry: bool = False,
    pause: Callable[[float], None] | None = None,
) -> RemindReport:  # fmt: skip
    """Remind reps of sessions that begin within so many days, and managers of who declined or did not come.

    Raises:
        InputError: no mail server is set.
        NotFoundError: there is no such launch.
        ConflictError: nothing is planned yet.
        MailDownError: the mail server cannot be reached.
    """
    if not is_dry:
        require_mail(settings)
    report = RemindReport(is_dry)
    with scratch(settings.home / "sending"):
        with reading(settings.database) as connection:
            desk = invite_desk(settings, connection, launch_id)
            reminders = _of_sessions(connection, desk, now, days, report) + _of_teams(connection, desk, report)
        if is_dry:
            for one in reminders:
                _tell(report, one)
        elif reminders:
            _send(settings, launch_id, reminders, now, report, pause)
    return report


def _of_sessions(connection: Connection, desk: InviteDesk, now: datetime, days: int, report: RemindReport) -> list[Reminder]:
    """Return a reminder of each session that is soon, to those who were invited to it and did not decline."""
    launch_id = desk.inputs.launch.launch_id
    done = _done(connection, launch_id)
    invited = {m.seat.key: m for m in invites.invite_log(connection, launch_id) if m.state == SENT}
    declined = {(r.rep_id, r.module_id) for r in declined_seats(connection, launch_id)}
    found = []
    for seat in desk.seats(open_only=True):
        thing = StoredReminder(*seat.key, SESSION, f"{seat.session_id} {seat.starts_at:%Y-%m-%dT%H:%MZ}", seat.email, MEANT)
        soon = now < seat.starts_at <= now + timedelta(days=days)
        told = seat.key in invited and invited[seat.key].seat.is_when_and_where(seat) and seat.key not in declined
        if soon and told and _key(thing) not in done:
            language, what = desk.language_of(seat), desk.told(seat)
            text = letter_text("remind", what, language) + "\n"
            letter = Letter(seat.email, subject("remind", what, language), text, words_in(language), answers_to=what.ask)
            found.append(Reminder(letter, (thing,)))
        elif soon and seat.key not in invited:
            report.unaddressed.append(f"{what_of(desk, seat.rep_id)} has no invite yet: readiness invites send {launch_id}")
    return found


def _of_teams(connection: Connection, desk: InviteDesk, report: RemindReport) -> list[Reminder]:
    """Return one letter a manager about all of his team that he was not told of yet."""
    launch_id = desk.inputs.launch.launch_id
    done, by_boss = _done(connection, launch_id), dict[str, list[tuple[StoredReminder, Told, str]]]()
    bosses = _bosses(connection, desk)
    for thing, told, comment in [*_declined(connection, desk), *_missed(desk)]:
        if _key(thing) not in done:
            by_boss.setdefault(desk.reps[thing.rep_id].manager_id, []).append((thing, told, comment))
    found = []
    for manager_id, things in sorted(by_boss.items()):
        boss = bosses.get(manager_id)
        if boss is None:
            who = f"manager {manager_id!r}" if manager_id else "no manager is named"
            names = ", ".join(sorted({what_of(desk, t.rep_id) for t, _, _ in things}))
            report.unaddressed.append(f"{who} of {names}: nobody to write to")
            continue
        kinds = sorted({t.kind for t, _, _ in things})
        about = {kind: [(told, comment) for t, told, comment in things if t.kind == kind] for kind in kinds}
        title, text = manager_letter(boss.name, about, boss.language)
        letter = Letter(boss.email, title, text, words_in(boss.language))
        found.append(Reminder(letter, tuple(replace(t, email=boss.email) for t, _, _ in things)))
    return found


def _declined(connection: Connection, desk: InviteDesk) -> list[tuple[StoredReminder, Told, str]]:
    said = {(r.rep_id, r.module_id): r for r in declined_seats(connection, desk.inputs.launch.launch_id)}
    return [
        (
            StoredReminder(*seat.key, DECLINED, f"{seat.session_id} {said[seat.key].sequence}", "", MEANT),
            desk.told(seat),
            said[seat.key].comment,
        )
        for seat in desk.seats(open_only=True)
        if seat.key in said
    ]


def _missed(desk: InviteDesk) -> list[tuple[StoredReminder, Told, str]]:
    absent = [e for e in desk.plan.enrolments if e.status == NO_SHOW and e.rep_id in desk.reps]
    seats = [desk.seat(e.rep_id, desk.sessions[e.session_id]) for e in absent if e.session_id in desk.sessions]
    return [(StoredReminder(*s.key, NO_SHOW, s.session_id, "", MEANT), desk.told(s), "") for s in seats]


def _bosses(connection: Connection, desk: InviteDesk) -> dict[str, _Boss]:
    """Return manager_id -> who it is: an account that leads this team, else the rep of this id."""
    language = desk.inputs.launch.language
    found = {i: _Boss(r.name, r.email, r.language) for i, r in desk.reps.items() if "@" in r.email}
    people = [p for p in all_people(connection) if p.manager_id and p.role == "manager" and not p.is_disabled]
    return found | {p.manager_id: _Boss(p.name, p.email, p.language or language) for p in people}


def what_of(desk: InviteDesk, rep_id: str) -> str:
    """Return a rep as a person reads of him."""
    return f"{desk.reps[rep_id].name} ({rep_id})" if rep_id in desk.reps else rep_id


def _done(connection: Connection, launch_id: str) -> set[tuple[str, ...]]:
    return {_key(r) for r in invites.reminders_of(connection, launch_id) if r.state == SENT}


def _key(r: StoredReminder) -> tuple[str, ...]:
    return r.rep_id, r.module_id, r.kind, r.about


def _send(
    settings: Settings, launch_id: str, reminders: Sequence[Reminder], now: datetime, report: RemindReport,
    pause: Callable[[float], None] | None,
) -> None:  # fmt: skip
    with mail.Round(settings, pause) if pause else mail.Round(settings) as letters:
        for one in reminders:
            with transaction(settings.database) as connection:
                invites.write_reminders(connection, launch_id, one.of, now)
            handed = letters.hand_over(one.letter)
            state = SENT if handed.is_taken else REFUSED if handed.is_final else MEANT
            with transaction(settings.database) as connection:
                marked = [replace(t, state=state, reason=handed.why) for t in one.of]
                invites.write_reminders(connection, launch_id, marked, now)
            if handed.is_taken:
                _tell(report, one)
            else:
                report.refused.append(f"{one.letter.to}: {handed.why}")


def _tell(report: RemindReport, one: Reminder) -> None:
    lines = report.to_reps if one.of[0].kind == SESSION else report.to_managers
    lines.append(f"{one.letter.to}: {one.letter.subject}")
