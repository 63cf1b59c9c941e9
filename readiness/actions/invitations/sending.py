"""Sending: the invites that are due go out, each once, even if a run is stopped in the middle.

In: a launch id; the time now, in UTC.
Out: SendReport; a row in the log before each mail, and what became of it after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from readiness.adapters import mail
from readiness.adapters.db import invites, launches
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.invite_files import uid_of
from readiness.adapters.invite_mails import InviteDesk
from readiness.adapters.output_files import scratch
from readiness.adapters.stored_positioning import UNSAID
from readiness.errors import ConflictError, InputError, Problem
from readiness.settings import Settings
from readiness.stages.training.inviting import AGAIN, CANCEL, MEANT, NEW, REFUSED, SENT, InviteMail, due_invites

Pause = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One mail, as a person reads of it."""

    rep_id: str
    name: str
    email: str
    title: str
    starts_at: datetime
    why: str
    """new, moved, changed, cancelled or again."""
    method: str
    sequence: int
    trouble: str = ""


@dataclass(slots=True)
class SendReport:
    """What went out, or would."""

    launch_id: str
    is_dry: bool
    sent: list[Line] = field(default_factory=list)
    """Of a dry run: what would be sent."""
    refused: list[Line] = field(default_factory=list)
    """The mail server does not take this address."""
    later: list[Line] = field(default_factory=list)
    """It did not take it now: the next `send` tries again."""
    unaddressed: list[Line] = field(default_factory=list)
    """Nobody knows the rep's mail address."""

    @property
    def n_by_why(self) -> dict[str, int]:
        """Return why -> how many of them."""
        return dict(sorted(Counter(line.why for line in self.sent).items()))


def send_invites(
    settings: Settings, launch_id: str, now: datetime, *, is_dry: bool = False, pause: Pause | None = None
) -> SendReport:
    """Send what is new, moved, changed or gone since the last invites, so many a minute.

    A mail is written down before it goes out and marked after. One that was written down and never marked, for somebody stopped
    the run, is sent again under its number: a calendar that had it already changes nothing.

    Raises:
        ConflictError: there is no plan yet.
        InputError: no mail server is set.
        NotFoundError: there is no such launch.
        MailDownError: the mail server cannot be reached; what went out before is in the log.
    """
    if not is_dry:
        require_mail(settings)
    with scratch(settings.home / "sending"):  # one run at a time: two would send each mail twice
        with reading(settings.database) as connection:
            desk = invite_desk(settings, connection, launch_id)
            log = invites.invite_log(connection, launch_id)
        report = SendReport(launch_id, is_dry)
        due = _addressed(desk, due_invites(desk.seats(), log, now), report)
        if is_dry:
            report.sent += [line_of(desk, m) for m in due]
        else:
            _send(settings, desk, due, now, report, pause)
    return report


def require_mail(settings: Settings) -> None:
    """See that mails can go out.

    Raises:
        InputError: the settings name no mail server, or a wrong one.
    """
    if not mail.is_mail_set(settings):
        what = "no mail server is set, so no invite can be sent"
        raise InputError(Problem("READINESS_SMTP_HOST", 0, "", what, "a mail server; --dry-run shows what would be sent"))
    mail.check(settings)


def invite_desk(settings: Settings, connection: Connection, launch_id: str) -> InviteDesk:
    """Return what invites of a launch are written from.

    Raises:
        NotFoundError: there is no such launch.
        ConflictError: nothing is planned yet.
    """
    inputs = launches.load_inputs(connection, launch_id, UNSAID)
    plan = launches.load_plan(connection, launch_id)
    if not plan.sessions:
        raise ConflictError(f"no training is planned for {launch_id} yet: readiness enable {launch_id}")
    return InviteDesk(inputs, plan, settings.organiser)


def _addressed(desk: InviteDesk, due: Sequence[InviteMail], report: SendReport) -> list[InviteMail]:
    """Return the mails with an address to go to; name the others."""
    report.unaddressed += [line_of(desk, m, "no mail address in reps.csv") for m in due if "@" not in m.seat.email]
    return [m for m in due if "@" in m.seat.email]


def _send(
    settings: Settings, desk: InviteDesk, due: Sequence[InviteMail], now: datetime, report: SendReport, pause: Pause | None
) -> None:
    launch_id = desk.inputs.launch.launch_id
    with mail.Round(settings, pause) if pause else mail.Round(settings) as letters:
        for one in due:
            uid = uid_of(launch_id, one.seat.module_id, one.seat.rep_id)
            with transaction(settings.database) as connection:
                invites.write_mail(connection, launch_id, uid, one, now)
            handed = letters.hand_over(desk.letter(one, kind_of(one), now))
            state = SENT if handed.is_taken else REFUSED if handed.is_final else MEANT
            with transaction(settings.database) as connection:
                invites.mark_mail(connection, launch_id, one, state, handed.why)
            found = {SENT: report.sent, REFUSED: report.refused, MEANT: report.later}[state]
            found.append(line_of(desk, one, handed.why))


def kind_of(one: InviteMail) -> str:
    """Return what a mail's words are about: one that is sent again says what the first was to say."""
    return one.why if one.why != AGAIN else NEW if one.method != CANCEL else "cancelled"


def line_of(desk: InviteDesk, one: InviteMail, trouble: str = "") -> Line:
    """Return a mail as a person reads of it."""
    rep = desk.reps.get(one.seat.rep_id)
    s = one.seat
    return Line(
        s.rep_id, rep.name if rep else s.rep_id, s.email, s.title, s.starts_at, one.why, one.method, one.sequence, trouble
    )  # fmt: skip
