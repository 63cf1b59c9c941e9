"""Mail: a letter handed to the mail server, at once, while others go on, or many in a row, so many a minute.

In: settings, letters; a letter may bring a calendar file along (RFC 6047).
Out: the letter sent; a clear error where the server does not take it.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from types import TracebackType
from typing import Self

from readiness.errors import InputError, Problem, ReadinessError
from readiness.settings import Settings

SECONDS = 10
FOR_GOOD = 500
"""From this code on a refusal stands (RFC 5321, 4.2.1)."""
SECURITY = ("starttls", "tls", "none")
_log = logging.getLogger("readiness.mail")
_POSTMEN = ThreadPoolExecutor(2, thread_name_prefix="mail")


class MailDownError(ReadinessError):
    """The mail server cannot be reached, or does not take a letter."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of plain text, with a calendar file where there is one."""

    to: str
    subject: str
    text: str
    language: str = "en"
    calendar: bytes = b""
    method: str = ""
    """What the calendar file asks for: REQUEST or CANCEL."""
    answers_to: str = ""
    """Where an answer goes; blank: to whom it comes from."""
    sender: str = ""
    """The name it comes from; blank: none."""
    html: str = ""
    """The same as a page, for those whose mail shows pages."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What the mail server said of one letter of many."""

    is_taken: bool
    is_final: bool = True
    """A letter that was not taken need not be tried again."""
    why: str = ""


def is_mail_set(settings: Settings) -> bool:
    """Say whether there is a mail server."""
    return bool(settings.smtp_host)


def send(settings: Settings, letter: Letter) -> None:
    """Hand a letter to the mail server.

    Raises:
        InputError: the settings of the mail server are wrong, or the letter's address or subject breaks its line.
        MailDownError: the server cannot be reached, or does not take the letter.
    """
    message = _message(settings, letter)
    try:
        with _signed_in(settings) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise _down(settings, error) from error


def send_soon(settings: Settings, make: Callable[[], Letter | None]) -> None:
    """Make a letter and send it while the caller goes on, so that nobody can tell by the time it takes whether there is one."""
    _POSTMEN.submit(_sent, settings, make)


def _sent(settings: Settings, make: Callable[[], Letter | None]) -> None:
    try:
        letter = make()
        if letter is not None:
            send(settings, letter)
    except ReadinessError as error:
        _log.warning("a mail was not sent: %s", error)
    except Exception:
        _log.exception("a mail was not sent")
        raise


class Round:
    """One connection to the mail server for many letters, with a pause between them."""

    def __init__(self, settings: Settings, pause: Callable[[float], None] = time.sleep) -> None:
        self._settings, self._pause = settings, pause
        self._seconds = 60 / settings.mails_a_minute
        self._server: smtplib.SMTP | None = None
        self._n_handed = 0

    def __enter__(self) -> Self:
        """Return the round; the server is reached with its first letter."""
        check(self._settings)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Take leave of the server."""
        if self._server is not None:
            self._server.close()

    def hand_over(self, letter: Letter) -> Handed:
        """Hand over one letter; one that is refused does not stop the others.

        Raises:
            MailDownError: the server cannot be reached, or takes nothing from us; whether it took this letter nobody knows.
        """
        try:
            message = _message(self._settings, letter)
        except InputError as error:
            return Handed(is_taken=False, why=error.problem.what)
        if self._n_handed:
            self._pause(self._seconds)
        self._n_handed += 1
        try:
            if self._server is None:
                self._server = _signed_in(self._settings)
            self._server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            return _refused(*next(iter(error.recipients.values())))
        except smtplib.SMTPDataError as error:
            return _refused(error.smtp_code, error.smtp_error)
        except (ValueError, smtplib.SMTPNotSupportedError) as error:
            return Handed(is_taken=False, why=f"{letter.to!r} cannot be written to ({_why(error)})")
        except (OSError, smtplib.SMTPException) as error:
            raise _down(self._settings, error) from error
        return Handed(is_taken=True)


def _refused(code: int, said: bytes | str) -> Handed:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return Handed(is_taken=False, is_final=code >= FOR_GOOD, why=" ".join(f"{code} {text}".split()))


def _down(settings: Settings, error: Exception) -> MailDownError:
    return MailDownError(f"the mail server {settings.smtp_host} took no mail: {_why(error)}")


def _message(settings: Settings, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    try:
        sender = Address(letter.sender, addr_spec=settings.smtp_from) if letter.sender else settings.smtp_from
        message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
        if letter.answers_to and letter.answers_to != settings.smtp_from:
            message["Reply-To"] = letter.answers_to
        message["Date"], message["Message-ID"] = localtime(), make_msgid(domain=settings.smtp_from.rpartition("@")[2] or None)
    except ValueError as error:
        what = "an address or a subject of a mail that holds a line break"
        raise InputError(Problem("READINESS_SMTP_FROM", 0, "", what, "one line each")) from error
    message.set_content(letter.text)  # first, for it takes away what the headers say of the content
    message["Auto-Submitted"], message["Content-Language"] = "auto-generated", letter.language
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    if letter.calendar:
        _add_calendar(message, letter)
    return message


def _add_calendar(message: EmailMessage, letter: Letter) -> None:
    """Add the calendar file twice: as what the text says in a calendar's words, and as a file to open by hand."""
    said = {"method": letter.method, "component": "VEVENT"}
    message.add_alternative(letter.calendar.decode(), subtype="calendar", params=said)
    message.add_attachment(letter.calendar, maintype="application", subtype="ics", filename="invite.ics")
    message["Content-Class"] = "urn:content-classes:calendarmessage"


def check(settings: Settings) -> None:
    """See that the settings of the mail server can be such; nothing is sent.

    Raises:
        InputError: they cannot.
    """
    if settings.smtp_security not in SECURITY:
        what = f"{settings.smtp_security!r} is no way to reach a mail server"
        raise InputError(Problem("READINESS_SMTP_SECURITY", 0, "", what, "starttls, tls or none"))
    if "@" not in settings.smtp_from:
        what = f"{settings.smtp_from!r} is no mail address"
        raise InputError(Problem("READINESS_SMTP_FROM", 0, "", what, "such as readiness@example.com"))
    _ = settings.mail_port


def _signed_in(settings: Settings) -> smtplib.SMTP:
    check(settings)
    server = _server(settings)
    if settings.smtp_user:
        try:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
    return server


def _server(settings: Settings) -> smtplib.SMTP:
    if settings.smtp_security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(settings.smtp_host, settings.mail_port, timeout=SECONDS, context=context)
    server = smtplib.SMTP(settings.smtp_host, settings.mail_port, timeout=SECONDS)
    if settings.smtp_security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
    return server


def _why(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
